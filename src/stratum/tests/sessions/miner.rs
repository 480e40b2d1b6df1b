//! A miner, written from BIP310 and pools' documentation of Stratum v1. Its coinbases and headers
//! are hashed by the `bitcoin` crate.

use std::sync::Arc;

use bitcoin::block::Header;
use bitcoin::consensus::{deserialize, encode::serialize_hex};
use bitcoin::hashes::{Hash as _, sha256d};
use bitcoin::{
    Amount, OutPoint, ScriptBuf, Sequence, Transaction, TxIn, TxOut, Witness, absolute, transaction,
};
use primitives::Time;
use serde_json::{Value, json};
use stratum::{Output, Session, Work};

pub(crate) const START: Time = Time(1_700_000_000_000);
pub(crate) const PREVIOUS: &str =
    "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210";

pub(crate) fn transaction(script_sig: Vec<u8>, previous: OutPoint, value: u64) -> Transaction {
    Transaction {
        version: transaction::Version::TWO,
        lock_time: absolute::LockTime::ZERO,
        input: vec![TxIn {
            previous_output: previous,
            script_sig: ScriptBuf::from_bytes(script_sig),
            sequence: Sequence::MAX,
            witness: Witness::new(),
        }],
        output: vec![TxOut {
            value: Amount::from_sat(value),
            script_pubkey: ScriptBuf::from_bytes([&[0x52, 20][..], &[7; 20]].concat()),
        }],
    }
}

/// A template as `getblocktemplate` gives it, with these bits and this coinbase script.
pub(crate) fn template_with(bits: &str, script_sig: Vec<u8>) -> Value {
    let coinbase = transaction(script_sig, OutPoint::null(), 5_000_000_000);
    let others: Vec<Value> = (0..4)
        .map(|n| {
            let txid = bitcoin::Txid::from_byte_array([n; 32]);
            let mut other = transaction(Vec::new(), OutPoint::new(txid, 0), 1_000);
            other.input[0].witness.push([n; 65]);
            json!({ "data": serialize_hex(&other), "txid": other.compute_txid().to_string() })
        })
        .collect();
    json!({
        "version": 0x2000_0000,
        "previousblockhash": PREVIOUS,
        "transactions": others,
        "coinbasetxn": { "data": serialize_hex(&coinbase) },
        "mintime": 1_699_999_000_u32,
        "curtime": 1_700_000_000_u32,
        "bits": bits,
    })
}

/// The push of height 1,000, an extra nonce of zero, and a text.
pub(crate) fn script() -> Vec<u8> {
    [&[2, 0xe8, 3, 8][..], &[0; 8], &[2], b"hi"].concat()
}

pub(crate) fn work(bits: &str) -> Arc<Work> {
    Arc::new(Work::from_template(&template_with(bits, script())).unwrap())
}

/// A miner, and the state that the session has sent to it.
pub(crate) struct Miner {
    pub(crate) session: Session,
    pub(crate) now: Time,
    /// The lines that the session has sent and the miner has not handled.
    pub(crate) lines: Vec<Value>,
    pub(crate) blocks: Vec<Vec<u8>>,
    pub(crate) closed: bool,
    pub(crate) last_id: u64,
    pub(crate) extra_nonce: String,
    pub(crate) mask: u32,
    pub(crate) difficulty: f64,
    pub(crate) jobs: Vec<Value>,
}

impl Miner {
    pub(crate) fn new() -> Self {
        Self {
            session: Session::new([0xaa, 0xbb, 0xcc, 0xdd], START),
            now: START,
            lines: Vec::new(),
            blocks: Vec::new(),
            closed: false,
            last_id: 0,
            extra_nonce: String::new(),
            mask: 0,
            difficulty: 0.0,
            jobs: Vec::new(),
        }
    }

    /// A miner that has subscribed and has a job on this work.
    pub(crate) fn ready(work: Arc<Work>) -> Self {
        let mut miner = Self::new();
        miner.session.offer(work);
        let subscribed = miner.ask("mining.subscribe", json!(["miner/1.0"])).unwrap();
        miner.extra_nonce = subscribed[1].as_str().unwrap().to_owned();
        assert_eq!(subscribed[2], 4);
        assert_eq!(
            miner.ask("mining.authorize", json!(["w", "x"])),
            Ok(json!(true))
        );
        miner
    }

    pub(crate) fn receive(&mut self, line: &[u8]) {
        self.session.receive(self.now, line);
        self.drain();
    }

    pub(crate) fn drain(&mut self) {
        while let Some(output) = self.session.poll() {
            match output {
                Output::Send(line) => {
                    assert!(line.ends_with('\n'), "{line}");
                    self.handle(serde_json::from_str(&line).unwrap());
                }
                Output::Submit(block) => self.blocks.push(block),
                Output::Close(_) => self.closed = true,
            }
        }
    }

    pub(crate) fn handle(&mut self, line: Value) {
        match line["method"].as_str() {
            Some("mining.set_difficulty") => self.difficulty = line["params"][0].as_f64().unwrap(),
            Some("mining.notify") => {
                if line["params"][8] == true {
                    self.jobs.clear();
                }
                self.jobs.push(line["params"].clone());
            }
            Some(other) => panic!("an unknown message {other}"),
            None => self.lines.push(line),
        }
    }

    /// Sends a request. Returns its result, or the code of its error.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Result<Value, i64> {
        self.last_id += 1;
        let line = json!({ "id": self.last_id, "method": method, "params": params });
        self.receive(line.to_string().as_bytes());
        let answer = self.lines.remove(0);
        assert_eq!(answer["id"], self.last_id);
        match answer["error"].is_null() {
            true => Ok(answer["result"].clone()),
            false => Err(answer["error"][0].as_i64().unwrap()),
        }
    }

    /// The header of a job with these values, as the documents of Stratum say. `rolled` has the
    /// version bits that the miner chooses.
    pub(crate) fn header(&self, job: &Value, extra_nonce: &str, nonce: u32, rolled: u32) -> Header {
        let text = |index: usize| job[index].as_str().unwrap();
        let coinbase = [text(2), &self.extra_nonce, extra_nonce, text(3)].concat();
        let mut root = sha256d::Hash::hash(&hex(&coinbase)).to_byte_array();
        for sibling in job[4].as_array().unwrap() {
            let pair = [&root[..], &hex(sibling.as_str().unwrap())].concat();
            root = sha256d::Hash::hash(&pair).to_byte_array();
        }
        let word = |index: usize| u32::from_str_radix(text(index), 16).unwrap();
        let mut previous = hex(text(1));
        previous.chunks_exact_mut(4).for_each(<[u8]>::reverse);
        let version = word(5) & !self.mask | rolled & self.mask;
        let parts = [
            &version.to_le_bytes()[..],
            &previous,
            &root,
            &word(7).to_le_bytes(),
            &word(6).to_le_bytes(),
            &nonce.to_le_bytes(),
        ];
        deserialize(&parts.concat()).unwrap()
    }

    /// Searches for a nonce whose hash meets the session's difficulty.
    pub(crate) fn search(&self, job: &Value, extra_nonce: &str, rolled: u32) -> u32 {
        let meets = |nonce: &u32| {
            let hash = self.header(job, extra_nonce, *nonce, rolled).block_hash();
            is_share(hash.to_byte_array(), self.difficulty)
        };
        (0..u32::MAX).find(meets).unwrap()
    }

    pub(crate) fn submit(
        &mut self,
        job: &Value,
        extra_nonce: &str,
        nonce: u32,
        rolled: u32,
    ) -> Result<Value, i64> {
        let mut params = json!(["w", job[0], extra_nonce, job[7], format!("{nonce:08x}")]);
        if self.mask != 0 {
            let rolled = format!("{:08x}", rolled & self.mask);
            params.as_array_mut().unwrap().push(rolled.into());
        }
        self.ask("mining.submit", params)
    }
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    bitcoin::hex::FromHex::from_hex(text).unwrap()
}

/// Whether a hash is below 0xffff × 2^208 / difficulty, by its 64 most significant bits.
pub(crate) fn is_share(mut hash: [u8; 32], difficulty: f64) -> bool {
    hash.reverse();
    let first = u64::from_be_bytes(hash[..8].try_into().unwrap());
    let bound = 65_535.0 * 2.0_f64.powi(208 - 192) / difficulty;
    (first as f64) < bound
}
