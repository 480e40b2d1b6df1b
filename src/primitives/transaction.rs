//! Transactions in Bitcoin's encoding (BIP144), with the witness separate (BIP141).

pub mod relative_lock;
pub mod sighash;
pub mod spend;
pub mod witness;

use crate::amount::Amount;
use crate::encoding::{
    Decode, DecodeError, DecodeErrorKind, Encode, Reader, bytes_len, compact_len, put_bytes,
    put_list,
};
use crate::hash::{Txid, Wtxid, sha256d, sha256d_each};
use crate::lock::Lock;
use crate::transaction::relative_lock::RelativeLock;
use crate::transaction::witness::Witness;

/// Weight units of a byte outside the witness; a byte of the witness has one (BIP141).
pub const WITNESS_SCALE: usize = 4;

/// Maximum weight of a transaction that nodes relay and wallets make: a quarter of Bitcoin's
/// standard limit. Such a transaction has at most about 370 signatures, which a browser verifies in
/// a third of a second. A block may contain heavier transactions.
pub const MAX_RELAYED_WEIGHT: usize = 100_000;

/// Identifies an output: its transaction, and its index there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPoint {
    /// The transaction that created the output.
    pub txid: Txid,
    /// The index of the output in that transaction.
    pub index: u32,
}

impl OutPoint {
    /// Refers to no output: the outpoint of a coinbase's input.
    pub const NULL: Self = Self {
        txid: Txid::ZERO,
        index: u32::MAX,
    };

    /// Bytes of the encoding.
    pub const LEN: usize = 36;

    /// Whether this refers to no output.
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

/// An input: the reference to the output that it spends, and the witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The output that is spent.
    pub previous: OutPoint,
    /// The data of a coinbase; empty in the inputs of every other valid transaction. Decoding
    /// accepts any bytes.
    pub script: Vec<u8>,
    /// [`Input::FINAL`], or a smaller number to enable the transaction's lock time. In transactions
    /// of version 2 or later, a number below 2^31 also sets a minimum age of the coin (BIP68, see
    /// [`RelativeLock`]).
    pub sequence: u32,
    /// The witness, which satisfies the output's lock; the txid does not cover it.
    pub witness: Witness,
}

impl Input {
    /// The sequence of a final input: it does not enable the transaction's lock time and sets no
    /// minimum age of the coin. BIP125's signal has no meaning here: every transaction in the
    /// mempool is replaceable.
    pub const FINAL: u32 = u32::MAX;

    /// Minimum bytes of the encoding: outpoint, empty script, sequence.
    pub const MIN_LEN: usize = OutPoint::LEN + 1 + 4;

    /// A final input without a witness.
    pub const fn spending(previous: OutPoint) -> Self {
        Self {
            previous,
            script: Vec::new(),
            sequence: Self::FINAL,
            witness: Witness::new(),
        }
    }

    /// The minimum age of the coin according to the sequence alone. It applies only in transactions
    /// of version 2 and later (see [`Transaction::has_relative_locks`]). `None` if the sequence
    /// sets no minimum age.
    pub const fn relative_lock(&self) -> Option<RelativeLock> {
        RelativeLock::of(self.sequence)
    }
}

/// The encoding without the witness. In the transaction's encoding the witnesses follow the
/// outputs.
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

/// An output: an amount under a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The amount.
    pub amount: Amount,
    /// The condition to spend it.
    pub lock: Lock,
}

impl Output {
    /// Minimum bytes of the encoding: an amount and an empty script.
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

/// A transaction: it moves money from the outputs that its inputs spend to new outputs. The
/// difference of the amounts is the fee.
///
/// A transaction of this type need not be valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The version of the format.
    pub version: i32,
    /// The outputs to spend.
    pub inputs: Vec<Input>,
    /// The outputs to create.
    pub outputs: Vec<Output>,
    /// Unless all inputs are final, only a block above this height or after this time may contain
    /// the transaction. A number below 500,000,000 is a height. A time is compared with the median
    /// time past of the block's parent (BIP113). 0 sets no limit.
    pub lock_time: u32,
}

impl Transaction {
    /// Minimum bytes of the encoding: version, two empty lists, lock time.
    pub const MIN_LEN: usize = 4 + 1 + 1 + 4;

    /// The ID of this transaction: the hash of its encoding without the witness.
    pub fn txid(&self) -> Txid {
        let mut out = Vec::with_capacity(self.stripped_len());
        self.encode_stripped(&mut out);
        Txid::from_bytes(sha256d(&out))
    }

    /// The hash of the whole encoding. In the witness tree a coinbase counts as zero instead;
    /// [`crate::block::witness_root`] handles that.
    pub fn wtxid(&self) -> Wtxid {
        Wtxid::from_bytes(sha256d(&self.to_bytes()))
    }

    /// The txids and the wtxids of the transactions, in the same order.
    pub fn names(transactions: &[Self]) -> (Vec<Txid>, Vec<Wtxid>) {
        let stripped = transactions.iter().map(|transaction| {
            let mut out = Vec::with_capacity(transaction.stripped_len());
            transaction.encode_stripped(&mut out);
            out
        });
        // Without a witness both hashes are the same, so the second one is not computed.
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

    /// Whether this is a coinbase: it has one input, which refers to no output.
    pub fn is_coinbase(&self) -> bool {
        matches!(self.inputs.as_slice(), [input] if input.previous.is_null())
    }

    /// Whether the sequences of the inputs are relative lock times: from version 2 on (BIP68). As
    /// in Bitcoin, the version counts as unsigned for this, so negative versions have them too.
    pub const fn has_relative_locks(&self) -> bool {
        self.version.cast_unsigned() >= 2
    }

    /// The weight (BIP141): 4 for each byte outside the witness, 1 for each byte of the witness.
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

    /// Bytes of the encoding without the witness.
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

    /// Appends the encoding without the witness: Bitcoin's original encoding.
    pub fn encode_stripped(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.version.to_le_bytes());
        self.encode_lists(out);
        out.extend_from_slice(&self.lock_time.to_le_bytes());
    }

    fn encode_lists(&self, out: &mut Vec<u8>) {
        put_list(out, &self.inputs);
        put_list(out, &self.outputs);
    }

    /// Whether the encoding includes the witnesses (BIP144): if there is a witness, but also if
    /// there are no inputs, since in the original encoding a count of zero inputs would be read as
    /// the marker.
    fn has_witness_part(&self) -> bool {
        self.inputs.is_empty() || self.inputs.iter().any(|input| !input.witness.is_empty())
    }
}

/// A byte in place of the number of inputs (BIP144). That number is never zero in an encoding
/// without witnesses.
const MARKER: u8 = 0;
/// The flag that witnesses follow the outputs (BIP144).
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
