//! A miner written from BIP310 and from what pools document of Stratum v1, against a session. The
//! `bitcoin` crate hashes and decodes what it makes.

use std::sync::Arc;

use bitcoin::block::Header;
use bitcoin::consensus::{deserialize, encode::serialize_hex, serialize};
use bitcoin::hashes::{Hash as _, sha256d};
use bitcoin::{
    Amount, Block, OutPoint, ScriptBuf, Sequence, Transaction, TxIn, TxOut, Witness, absolute,
    transaction,
};
use primitives::Time;
use serde_json::{Value, json};
use stratum::{MAX_LINE_BYTES, MAX_SHARES, Output, Session, Work};

const START: Time = Time(1_700_000_000_000);
const PREVIOUS: &str = "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210";

fn transaction(script_sig: Vec<u8>, previous: OutPoint, value: u64) -> Transaction {
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
fn template_with(bits: &str, script_sig: Vec<u8>) -> Value {
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
fn script() -> Vec<u8> {
    [&[2, 0xe8, 3, 8][..], &[0; 8], &[2], b"hi"].concat()
}

fn work(bits: &str) -> Arc<Work> {
    Arc::new(Work::from_template(&template_with(bits, script())).unwrap())
}

/// A miner with what it was told.
struct Miner {
    session: Session,
    now: Time,
    /// What the session has sent and the miner has not handled.
    lines: Vec<Value>,
    blocks: Vec<Vec<u8>>,
    closed: bool,
    next_id: u64,
    extra_nonce: String,
    mask: u32,
    difficulty: f64,
    jobs: Vec<Value>,
}

impl Miner {
    fn new() -> Self {
        Self {
            session: Session::new([0xaa, 0xbb, 0xcc, 0xdd], START),
            now: START,
            lines: Vec::new(),
            blocks: Vec::new(),
            closed: false,
            next_id: 0,
            extra_nonce: String::new(),
            mask: 0,
            difficulty: 0.0,
            jobs: Vec::new(),
        }
    }

    /// A miner that has subscribed and has a job on this work.
    fn ready(work: Arc<Work>) -> Self {
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

    fn receive(&mut self, line: &[u8]) {
        self.session.receive(self.now, line);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.session.poll() {
            match output {
                Output::Send(line) => {
                    assert!(line.ends_with('\n'), "{line}");
                    self.hear(serde_json::from_str(&line).unwrap());
                }
                Output::Submit(block) => self.blocks.push(block),
                Output::Close(_) => self.closed = true,
            }
        }
    }

    fn hear(&mut self, line: Value) {
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
    fn ask(&mut self, method: &str, params: Value) -> Result<Value, i64> {
        self.next_id += 1;
        let line = json!({ "id": self.next_id, "method": method, "params": params });
        self.receive(line.to_string().as_bytes());
        let answer = self.lines.remove(0);
        assert_eq!(answer["id"], self.next_id);
        match answer["error"].is_null() {
            true => Ok(answer["result"].clone()),
            false => Err(answer["error"][0].as_i64().unwrap()),
        }
    }

    /// The header of a job with these values, as the documents of Stratum say.
    fn header(&self, job: &Value, extra_nonce: &str, nonce: u32, bits: u32) -> Header {
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
        let version = word(5) & !self.mask | bits & self.mask;
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

    /// Searches a nonce whose hash meets the difficulty that the miner was told.
    fn search(&self, job: &Value, extra_nonce: &str, bits: u32) -> u32 {
        let meets = |nonce: &u32| {
            let hash = self.header(job, extra_nonce, *nonce, bits).block_hash();
            is_share(hash.to_byte_array(), self.difficulty)
        };
        (0..u32::MAX).find(meets).unwrap()
    }

    fn submit(
        &mut self,
        job: &Value,
        extra_nonce: &str,
        nonce: u32,
        bits: u32,
    ) -> Result<Value, i64> {
        let mut params = json!(["w", job[0], extra_nonce, job[7], format!("{nonce:08x}")]);
        if self.mask != 0 {
            let bits = format!("{:08x}", bits & self.mask);
            params.as_array_mut().unwrap().push(bits.into());
        }
        self.ask("mining.submit", params)
    }
}

fn hex(text: &str) -> Vec<u8> {
    bitcoin::hex::FromHex::from_hex(text).unwrap()
}

/// Whether a hash is below 0xffff × 2^208 / difficulty, by its first 64 bits.
fn is_share(mut hash: [u8; 32], difficulty: f64) -> bool {
    hash.reverse();
    let first = u64::from_be_bytes(hash[..8].try_into().unwrap());
    let bound = 65_535.0 * 2.0_f64.powi(208 - 192) / difficulty;
    (first as f64) < bound
}

#[test]
fn a_miner_finds_a_block() {
    let mut miner = Miner::ready(work("207fffff"));
    let job = miner.jobs[0].clone();
    // Half of all hashes are blocks on this chain, and every block is a share.
    assert!(
        miner.difficulty <= 2.0_f64.powi(-31),
        "{}",
        miner.difficulty
    );
    for extra in 0..20 {
        let extra_nonce = format!("{extra:08x}");
        let nonce = miner.search(&job, &extra_nonce, 0);
        assert_eq!(miner.submit(&job, &extra_nonce, nonce, 0), Ok(json!(true)));
    }
    assert!(!miner.blocks.is_empty());
    for bytes in &miner.blocks {
        let block: Block = deserialize(bytes).unwrap();
        assert_eq!(serialize(&block), *bytes);
        assert_eq!(block.header.prev_blockhash.to_string(), PREVIOUS);
        assert!(block.check_merkle_root());
        assert!(block.header.validate_pow(block.header.target()).is_ok());
        assert_eq!(
            (block.txdata.len(), block.bip34_block_height()),
            (5, Ok(1_000))
        );
        assert!(
            block.txdata[1..]
                .iter()
                .all(|other| other.input[0].witness.len() == 1)
        );
    }
}

#[test]
fn versions_roll_within_the_mask_only() {
    let mut miner = Miner::ready(work("207fffff"));
    let options = json!({
        "version-rolling.mask": "ffffffff",
        "version-rolling.min-bit-count": 2,
        "minimum-difficulty.value": 1e-9,
    });
    let asked = json!([
        ["version-rolling", "minimum-difficulty", "teleport"],
        options
    ]);
    let answer = miner.ask("mining.configure", asked).unwrap();
    assert_eq!(answer["version-rolling"], true);
    assert_eq!(answer["version-rolling.mask"], "1fffe000");
    assert_eq!(
        (&answer["minimum-difficulty"], &answer["teleport"]),
        (&json!(true), &json!(false))
    );
    miner.mask = 0x1fff_e000;
    let job = miner.jobs[0].clone();
    let bits = 0x0abc_c000;
    let nonce = miner.search(&job, "00000001", bits);
    assert_eq!(miner.submit(&job, "00000001", nonce, bits), Ok(json!(true)));
    if let Some(bytes) = miner.blocks.first() {
        let block: Block = deserialize(bytes).unwrap();
        assert_eq!(block.header.version.to_consensus(), 0x2abc_c000);
    }
    let outside = json!(["w", job[0], "00000001", job[7], "00000000", "20000000"]);
    assert_eq!(miner.ask("mining.submit", outside), Err(20));
    // A miner that takes fewer bits gets those only.
    let asked = json!([["version-rolling"], { "version-rolling.mask": "00fff000" }]);
    let answer = miner.ask("mining.configure", asked).unwrap();
    assert_eq!(answer["version-rolling.mask"], "00ffe000");
}

#[test]
fn wrong_shares_are_refused_with_the_usual_codes() {
    // A block takes a million hashes here, a share far fewer.
    let mut miner = Miner::ready(work("1e0fffff"));
    assert_eq!(
        miner.ask("mining.suggest_difficulty", json!([1e-8])),
        Ok(json!(true))
    );
    let job = miner.jobs.last().unwrap().clone();
    let nonce = miner.search(&job, "00000001", 0);
    assert_eq!(miner.submit(&job, "00000001", nonce, 0), Ok(json!(true)));
    assert_eq!(
        miner.submit(&job, "00000001", nonce, 0),
        Err(22),
        "a duplicate"
    );
    let low = |nonce: &u32| {
        let hash = miner.header(&job, "00000002", *nonce, 0).block_hash();
        !is_share(hash.to_byte_array(), miner.difficulty)
    };
    let nonce = (0..u32::MAX).find(low).unwrap();
    assert_eq!(
        miner.submit(&job, "00000002", nonce, 0),
        Err(23),
        "not enough work"
    );
    for (params, code) in [
        (json!(["w", "ffff", "00000001", job[7], "00000000"]), 21),
        (json!(["w", job[0], "00000001", "00000000", "00000000"]), 20),
        (json!(["w", job[0], "00000001", "ffffffff", "00000000"]), 20),
        (json!(["w", job[0], "0001", job[7], "00000000"]), 20),
        (json!(["w", job[0], "00000001", job[7], "+0000000"]), 20),
        (
            json!(["w", job[0], "00000001", job[7], "00000000", "00002000"]),
            20,
        ),
        (json!(["w", job[0]]), 20),
    ] {
        assert_eq!(
            miner.ask("mining.submit", params.clone()),
            Err(code),
            "{params}"
        );
    }
    assert_eq!(miner.ask("mining.get_transactions", json!([])), Err(20));
    assert!(miner.blocks.is_empty() && !miner.closed);

    let mut early = Miner::new();
    let params = json!(["w", "1", "00000001", "00000000", "00000000"]);
    assert_eq!(
        early.ask("mining.submit", params.clone()),
        Err(25),
        "not subscribed"
    );
    early.ask("mining.subscribe", json!([])).unwrap();
    assert_eq!(
        early.ask("mining.submit", params),
        Err(24),
        "not authorized"
    );
}

#[test]
fn a_new_block_ends_the_jobs_before_it_and_other_work_does_not() {
    let mut miner = Miner::ready(work("207fffff"));
    let old = miner.jobs[0].clone();
    miner.session.offer(work("207fffff"));
    miner.drain();
    assert_eq!(miner.jobs.len(), 2);
    let nonce = miner.search(&old, "00000001", 0);
    assert_eq!(miner.submit(&old, "00000001", nonce, 0), Ok(json!(true)));
    let mut next = template_with("207fffff", script());
    next["previousblockhash"] = PREVIOUS.replace('0', "1").into();
    miner
        .session
        .offer(Arc::new(Work::from_template(&next).unwrap()));
    miner.drain();
    assert_eq!(miner.jobs.len(), 1);
    assert_eq!(miner.submit(&old, "00000002", 0, 0), Err(21));
    // The newest eight jobs count.
    let first = miner.jobs[0].clone();
    for _ in 0..8 {
        miner
            .session
            .offer(Arc::new(Work::from_template(&next).unwrap()));
        miner.drain();
    }
    assert_eq!(miner.submit(&first, "00000003", 0, 0), Err(21));
}

#[test]
fn a_fast_miner_gets_a_higher_difficulty_and_a_slow_one_a_lower() {
    let mut miner = Miner::ready(work("1d00ffff"));
    miner
        .ask("mining.suggest_difficulty", json!([1e-9]))
        .unwrap();
    let suggested = miner.difficulty;
    for extra in 0..12 {
        let job = miner.jobs.last().unwrap().clone();
        let extra_nonce = format!("{extra:08x}");
        let nonce = miner.search(&job, &extra_nonce, 0);
        miner.now = Time(miner.now.0 + 100);
        assert_eq!(miner.submit(&job, &extra_nonce, nonce, 0), Ok(json!(true)));
    }
    // Parsed numbers are exact but for their last digit.
    let is = |difficulty: f64, wanted: f64| (difficulty / wanted - 1.0).abs() < 1e-9;
    assert!(
        is(miner.difficulty, 8.0 * suggested),
        "{}",
        miner.difficulty
    );
    // Two minutes pass without a share; the next word of the miner brings an easier job.
    miner.now = Time(miner.now.0 + 120_000);
    miner.ask("mining.extranonce.subscribe", json!([])).unwrap();
    assert!(is(miner.difficulty, suggested), "{}", miner.difficulty);
}

#[test]
fn lines_and_shares_are_bounded() {
    let mut miner = Miner::ready(work("207fffff"));
    for line in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"method":7}"#,
        r#"{"method":"a","params":{}}"#,
    ] {
        miner.receive(line.as_bytes());
    }
    assert!(!miner.closed);
    let long = format!(r#"{{"method":"{}"}}"#, "x".repeat(MAX_LINE_BYTES));
    miner.receive(long.as_bytes());
    assert!(miner.closed);

    let mut miner = Miner::ready(work("207fffff"));
    let job = miner.jobs[0].clone();
    let mut refused = None;
    for nonce in 0..u32::try_from(4 * MAX_SHARES).unwrap() {
        match miner.submit(&job, "00000000", nonce, 0) {
            Ok(_) | Err(23) => {}
            Err(code) => {
                refused = Some(code);
                break;
            }
        }
        miner.blocks.clear();
    }
    assert_eq!(refused, Some(20), "the shares of a job are bounded");
}

#[test]
fn coinbases_without_an_extra_nonce_get_one_if_there_is_room() {
    let bare = [&[2, 0xe8, 3][..], &[90], &[1; 85]].concat();
    let mut miner = Miner::ready(Arc::new(
        Work::from_template(&template_with("207fffff", bare)).unwrap(),
    ));
    let job = miner.jobs[0].clone();
    let nonce = miner.search(&job, "0a0b0c0d", 0);
    assert_eq!(miner.submit(&job, "0a0b0c0d", nonce, 0), Ok(json!(true)));
    let before = hex(job[2].as_str().unwrap());
    assert_eq!(before[before.len() - 5..], [98, 2, 0xe8, 3, 8]);
    let full = [&[2, 0xe8, 3][..], &[90], &[1; 90]].concat();
    let refused = Work::from_template(&template_with("207fffff", full)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the coinbase's script has no room for an extra nonce"
    );
}
