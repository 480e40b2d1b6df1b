//! Transactions in Bitcoin's layout (BIP144), with the witness apart (BIP141).

use crate::amount::Amount;
use crate::encoding::{
    Decode, DecodeError, DecodeErrorKind, Encode, Reader, bytes_len, compact_len, put_bytes,
    put_list,
};
use crate::hash::{Txid, Wtxid, sha256d, sha256d_each};
use crate::lock::Lock;
use crate::relative_lock::RelativeLock;
use crate::witness::Witness;

/// A byte outside the witness weighs as many bytes within it (BIP141).
pub const WITNESS_SCALE: usize = 4;

/// Most weight units of a transaction that nodes pass on and wallets make: a quarter of Bitcoin's standard, some 370
/// signatures, which a browser checks in a third of a second. A block may hold heavier ones.
pub const MAX_RELAYED_WEIGHT: usize = 100_000;

/// Names an output: the transaction, and the position in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPoint {
    /// The transaction that made the output.
    pub txid: Txid,
    /// The output's position there, from 0.
    pub index: u32,
}

impl OutPoint {
    /// Names no output: what a coinbase spends.
    pub const NULL: Self = Self {
        txid: Txid::ZERO,
        index: u32::MAX,
    };

    /// Bytes of the encoding.
    pub const LEN: usize = 36;

    /// Whether this names no output.
    pub fn is_null(&self) -> bool {
        *self == Self::NULL
    }
}

impl core::fmt::Display for OutPoint {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}:{}", self.txid, self.index)
    }
}

impl Encode for OutPoint {
    fn encode(&self, out: &mut Vec<u8>) {
        self.txid.encode(out);
        out.extend_from_slice(&self.index.to_le_bytes());
    }
}

impl Decode for OutPoint {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            txid: Txid::decode(r)?,
            index: r.u32()?,
        })
    }
}

/// Spends an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The output that is spent.
    pub previous: OutPoint,
    /// A coinbase's free bytes; empty in every other valid transaction. (Decoding takes any bytes here.)
    pub script: Vec<u8>,
    /// [`Input::FINAL`], or a smaller number to make the transaction's lock time count, and below 2^31, from version 2
    /// on, to demand that the coin has lain for a while (BIP68, see [`RelativeLock`]).
    pub sequence: u32,
    /// What opens the lock; not part of the txid.
    pub witness: Witness,
}

impl Input {
    /// The sequence that makes an input final, whatever the transaction's lock time, and demands no age of the coin.
    /// (BIP125's signal has no meaning: any transaction that waits may be replaced.)
    pub const FINAL: u32 = u32::MAX;

    /// Fewest bytes of an encoding: outpoint, empty script, sequence.
    pub const MIN_LEN: usize = OutPoint::LEN + 1 + 4;

    /// A final input that is yet to be signed.
    pub const fn spending(previous: OutPoint) -> Self {
        Self {
            previous,
            script: Vec::new(),
            sequence: Self::FINAL,
            witness: Witness::new(),
        }
    }

    /// How old the coin must be, by the sequence alone; it binds in transactions of version 2 and later only (see
    /// [`Transaction::has_relative_locks`]).
    pub const fn relative_lock(&self) -> Option<RelativeLock> {
        RelativeLock::of(self.sequence)
    }
}

/// The part that the txid commits to; the witness stands at the transaction's end.
impl Encode for Input {
    fn encode(&self, out: &mut Vec<u8>) {
        self.previous.encode(out);
        put_bytes(out, &self.script);
        out.extend_from_slice(&self.sequence.to_le_bytes());
    }
}

impl Decode for Input {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            previous: OutPoint::decode(r)?,
            script: r.bytes(usize::MAX)?,
            sequence: r.u32()?,
            witness: Witness::new(),
        })
    }
}

/// Money under a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// How much.
    pub amount: Amount,
    /// What must be shown to spend it.
    pub lock: Lock,
}

impl Output {
    /// Fewest bytes of an encoding: an amount and an empty script.
    pub const MIN_LEN: usize = 8 + 1;

    /// Bytes of the encoding.
    pub fn encoded_len(&self) -> usize {
        8 + self.lock.encoded_len()
    }
}

impl Encode for Output {
    fn encode(&self, out: &mut Vec<u8>) {
        self.amount.encode(out);
        self.lock.encode(out);
    }
}

impl Decode for Output {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            amount: Amount::decode(r)?,
            lock: Lock::decode(r)?,
        })
    }
}

/// Moves money from the outputs that its inputs spend to new ones; what is left over is the fee.
///
/// Any transaction that can be encoded, valid or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The version of the format.
    pub version: i32,
    /// What is spent.
    pub inputs: Vec<Input>,
    /// What is made.
    pub outputs: Vec<Output>,
    /// The height (below 500,000,000) or time before which it can't be in a block, unless all inputs are final.
    pub lock_time: u32,
}

impl Transaction {
    /// Fewest bytes of an encoding: version, two empty lists, lock time.
    pub const MIN_LEN: usize = 4 + 1 + 1 + 4;

    /// The name of this transaction: the hash of its encoding without witness.
    pub fn txid(&self) -> Txid {
        let mut out = Vec::with_capacity(self.stripped_len());
        self.encode_stripped(&mut out);
        Txid::from_bytes(sha256d(&out))
    }

    /// The hash of the whole encoding. (That a coinbase counts as zero in the witness tree is
    /// [`crate::block::witness_root`]'s business.)
    pub fn wtxid(&self) -> Wtxid {
        Wtxid::from_bytes(sha256d(&self.to_bytes()))
    }

    /// Both names of each transaction, in their order.
    pub fn names(transactions: &[Self]) -> (Vec<Txid>, Vec<Wtxid>) {
        let stripped = transactions.iter().map(|transaction| {
            let mut out = Vec::with_capacity(transaction.stripped_len());
            transaction.encode_stripped(&mut out);
            out
        });
        // Where there is no witness part, both are the same hash.
        let whole = transactions
            .iter()
            .map(|transaction| match transaction.has_witness_part() {
                true => transaction.to_bytes(),
                false => Vec::new(),
            });
        let encodings: Vec<_> = stripped.chain(whole).collect();
        let encodings: Vec<_> = encodings.iter().map(Vec::as_slice).collect();
        let hashes = sha256d_each(&encodings);
        let (txids, wtxids) = hashes.split_at(transactions.len());
        let wtxids = transactions.iter().zip(txids).zip(wtxids);
        (
            txids.iter().copied().map(Txid::from_bytes).collect(),
            wtxids
                .map(
                    |((transaction, txid), wtxid)| match transaction.has_witness_part() {
                        true => Wtxid::from_bytes(*wtxid),
                        false => Wtxid::from_bytes(*txid),
                    },
                )
                .collect(),
        )
    }

    /// Whether this pays a block's reward: one input, which spends nothing.
    pub fn is_coinbase(&self) -> bool {
        matches!(self.inputs.as_slice(), [input] if input.previous.is_null())
    }

    /// Whether its inputs' sequences are relative lock times: from version 2 on (BIP68). As in Bitcoin the version
    /// counts as unsigned there, so that negative ones are late ones.
    pub const fn has_relative_locks(&self) -> bool {
        self.version.cast_unsigned() >= 2
    }

    /// The weight (BIP141): bytes without witness count four, those of the witness one.
    pub fn weight(&self) -> usize {
        (WITNESS_SCALE - 1) * self.stripped_len() + self.encoded_len()
    }

    /// Bytes of the whole encoding.
    pub fn encoded_len(&self) -> usize {
        let witness = if self.has_witness_part() {
            2 + self
                .inputs
                .iter()
                .map(|input| input.witness.encoded_len())
                .sum::<usize>()
        } else {
            0
        };
        self.stripped_len() + witness
    }

    /// Bytes of the encoding without witness.
    pub fn stripped_len(&self) -> usize {
        let inputs = self
            .inputs
            .iter()
            .map(|input| OutPoint::LEN + bytes_len(&input.script) + 4);
        let outputs = self.outputs.iter().map(Output::encoded_len);
        4 + compact_len(self.inputs.len() as u64)
            + inputs.sum::<usize>()
            + compact_len(self.outputs.len() as u64)
            + outputs.sum::<usize>()
            + 4
    }

    /// Appends the encoding without witness, Bitcoin's old one.
    pub fn encode_stripped(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.version.to_le_bytes());
        self.encode_lists(out);
        out.extend_from_slice(&self.lock_time.to_le_bytes());
    }

    fn encode_lists(&self, out: &mut Vec<u8>) {
        put_list(out, &self.inputs);
        put_list(out, &self.outputs);
    }

    /// BIP144: the witness part is written if there is a witness, and also without inputs, since the old form's count
    /// of zero inputs would be read as the marker.
    fn has_witness_part(&self) -> bool {
        self.inputs.is_empty() || self.inputs.iter().any(|input| !input.witness.is_empty())
    }
}

/// Stands where the old form has its count of inputs, which was never zero in a valid transaction (BIP144).
const MARKER: u8 = 0;
/// Says that witnesses follow the outputs (BIP144).
const WITNESS_FLAG: u8 = 1;

impl Encode for Transaction {
    fn encode(&self, out: &mut Vec<u8>) {
        if !self.has_witness_part() {
            return self.encode_stripped(out);
        }
        out.extend_from_slice(&self.version.to_le_bytes());
        out.extend_from_slice(&[MARKER, WITNESS_FLAG]);
        self.encode_lists(out);
        for input in &self.inputs {
            input.witness.encode(out);
        }
        out.extend_from_slice(&self.lock_time.to_le_bytes());
    }
}

impl Decode for Transaction {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let version = r.i32()?;
        let with_witness = r.peek() == Some(MARKER);
        if with_witness {
            r.u8()?;
            let flag = r.u8()?;
            if flag != WITNESS_FLAG {
                return Err(r.error(DecodeErrorKind::TransactionFlag(flag)));
            }
        }
        let mut inputs = r.list(usize::MAX, Input::MIN_LEN, Input::decode)?;
        let outputs = r.list(usize::MAX, Output::MIN_LEN, Output::decode)?;
        if with_witness {
            for input in &mut inputs {
                input.witness = Witness::decode(r)?;
            }
            let superfluous = inputs.iter().all(|input| input.witness.is_empty());
            if superfluous && !inputs.is_empty() {
                return Err(r.error(DecodeErrorKind::NoWitness));
            }
        }
        Ok(Self {
            version,
            inputs,
            outputs,
            lock_time: r.u32()?,
        })
    }
}
