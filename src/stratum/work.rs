//! The next block to mine, made from a template of `getblocktemplate`.

use primitives::merkle::Branch;
use primitives::{
    BlockHash, CompactTarget, Decode as _, OutPoint, Reader, Target, Timestamp, Transaction,
    put_compact,
};
use serde_json::Value;

/// The number of bytes of the extra nonce in the coinbase's script.
pub const EXTRA_NONCE_BYTES: usize = 8;
/// The maximum bytes of a coinbase's script, a consensus rule.
const MAX_SCRIPT: usize = 100;

/// The next block to mine, without extra nonce, time and nonce.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    pub(crate) version: u32,
    pub(crate) previous: BlockHash,
    pub(crate) bits: CompactTarget,
    pub(crate) target: Target,
    /// The time at which the template was made.
    pub(crate) time: Timestamp,
    /// The earliest time that the rules allow.
    pub(crate) min_time: Timestamp,
    /// The coinbase without its witness, before and after the extra nonce.
    pub(crate) coinbase: (Vec<u8>, Vec<u8>),
    /// The siblings from the coinbase to the Merkle root.
    pub(crate) branch: Branch,
    /// All other transactions: their number and their bytes.
    others: (usize, Vec<u8>),
}

/// Why a template can't be mined.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkError {
    /// A field is missing or malformed.
    #[error("the template's `{0}` is missing or malformed")]
    Field(&'static str),
    /// The coinbase's script has no room for an extra nonce.
    #[error("the coinbase's script has no room for an extra nonce")]
    NoRoom,
}

impl Work {
    /// Reads the answer of `getblocktemplate` (BIP22, BIP23) with `coinbasetxn`.
    ///
    /// # Errors
    ///
    /// [`WorkError`] if it has another form.
    pub fn from_template(template: &Value) -> Result<Self, WorkError> {
        let number = |name: &'static str| {
            let number = template[name].as_u64();
            number.ok_or(WorkError::Field(name))
        };
        let small =
            |name: &'static str| u32::try_from(number(name)?).map_err(|_| WorkError::Field(name));
        let previous = text(template, "previousblockhash")?;
        let previous = previous
            .parse()
            .map_err(|_| WorkError::Field("previousblockhash"))?;
        let bits = u32::from_str_radix(text(template, "bits")?, 16);
        let bits = CompactTarget(bits.map_err(|_| WorkError::Field("bits"))?);
        let coinbase = bytes(&template["coinbasetxn"], "data")?;
        let (mut leaves, mut others) = (vec![[0; 32]], Vec::new());
        let list = template["transactions"].as_array();
        let list = list.ok_or(WorkError::Field("transactions"))?;
        for transaction in list {
            let data = bytes(transaction, "data")?;
            let parsed = Transaction::from_bytes(&data).map_err(|_| WorkError::Field("data"))?;
            leaves.push(parsed.txid().to_bytes());
            others.extend_from_slice(&data);
        }
        Ok(Self {
            version: small("version")?,
            previous,
            bits,
            target: bits.to_target().map_err(|_| WorkError::Field("bits"))?,
            time: Timestamp(small("curtime")?),
            min_time: Timestamp(small("mintime")?),
            coinbase: split(&coinbase)?,
            branch: Branch::new(&leaves, 0).ok_or(WorkError::Field("transactions"))?,
            others: (list.len(), others),
        })
    }

    /// The bytes of the block with this header and with this coinbase, which lacks its witness.
    pub(crate) fn block(&self, header: &[u8], coinbase: &[u8]) -> Vec<u8> {
        let (count, others) = &self.others;
        let mut block = Vec::with_capacity(header.len() + 9 + coinbase.len() + others.len());
        block.extend_from_slice(header);
        put_compact(&mut block, *count as u64 + 1);
        block.extend_from_slice(coinbase);
        block.extend_from_slice(others);
        block
    }
}

fn text<'a>(value: &'a Value, name: &'static str) -> Result<&'a str, WorkError> {
    value[name].as_str().ok_or(WorkError::Field(name))
}

fn bytes(value: &Value, name: &'static str) -> Result<Vec<u8>, WorkError> {
    let text = text(value, name)?;
    base16ct::mixed::decode_vec(text).map_err(|_| WorkError::Field(name))
}

/// Splits a coinbase, without its witness, at the extra nonce: the push of eight bytes after the
/// push of the height (BIP34). If the script has no such push, it is added.
fn split(coinbase: &[u8]) -> Result<(Vec<u8>, Vec<u8>), WorkError> {
    const PUSH: u8 = 8;
    let malformed = |_| WorkError::Field("coinbasetxn");
    let mut r = Reader::new(coinbase);
    // The version, the count of inputs, and the outpoint of no output.
    r.take(4 + 1 + OutPoint::LEN).map_err(malformed)?;
    let script_at = r.position();
    let script = r.bytes(MAX_SCRIPT).map_err(malformed)?;
    let rest = &coinbase[r.position()..];
    // A height from 1 to 16 is one byte; others are a push of at most five bytes.
    let height = match script.first() {
        Some(0x51..=0x60) => 1,
        Some(&len @ 1..=5) => 1 + usize::from(len),
        _ => return Err(WorkError::Field("coinbasetxn")),
    };
    let (height, tail) = script
        .split_at_checked(height)
        .ok_or(WorkError::Field("coinbasetxn"))?;
    let tail = match tail.split_first() {
        Some((&PUSH, pushed)) if pushed.len() >= EXTRA_NONCE_BYTES => &pushed[EXTRA_NONCE_BYTES..],
        _ => tail,
    };
    let len = height.len() + 1 + EXTRA_NONCE_BYTES + tail.len();
    let len = u8::try_from(len)
        .ok()
        .filter(|len| usize::from(*len) <= MAX_SCRIPT);
    let len = len.ok_or(WorkError::NoRoom)?;
    let before = [&coinbase[..script_at], &[len], height, &[PUSH]].concat();
    Ok((before, [tail, rest].concat()))
}
