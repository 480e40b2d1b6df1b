//! Timestamps of files, receipts of payments, and what a check of them says.

use core::fmt;

use primitives::{Amount, BlockHash, Timestamp, Txid};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::OutputDocument;

/// Most bytes of a file that is taken for a proof: larger ones are refused unread.
pub const MAX_PROOF_BYTES: usize = 40 << 20;
/// Most letters of a receipt that is given as text: more than a QR code holds.
pub const MAX_RECEIPT_TEXT: usize = 8_192;

/// The bytes of a file. They cross from worker to page in one piece, not as a list of numbers.
#[derive(Clone, PartialEq, Eq)]
pub struct FileBytes(pub Vec<u8>);

impl fmt::Debug for FileBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileBytes({} bytes)", self.0.len())
    }
}

impl Serialize for FileBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for FileBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl<'de> Visitor<'de> for Bytes {
            type Value = FileBytes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<FileBytes, E> {
                Ok(FileBytes(bytes.to_vec()))
            }

            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<FileBytes, E> {
                Ok(FileBytes(bytes))
            }

            // As JSON has them.
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<FileBytes, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = list.next_element()? {
                    bytes.push(byte);
                }
                Ok(FileBytes(bytes))
            }
        }
        deserializer.deserialize_byte_buf(Bytes)
    }
}

/// What stamping a file costs, before it is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StampReview {
    /// What the miner gets; nobody else gets anything.
    pub fee: Amount,
    /// What the wallet can still spend afterwards, waiting change included.
    pub left: Amount,
    /// A transaction of this wallet that stamps the same file already.
    pub earlier: Option<Txid>,
}

/// A file that this wallet has stamped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StampRow {
    /// The file's SHA-256, hexadecimal.
    pub sha256: String,
    /// The transaction that carries it.
    pub txid: Txid,
    /// The block it stands in; none while it waits.
    pub height: Option<u32>,
    /// Blocks on top of it, its own included; 0 while it waits.
    pub confirmations: u32,
    /// Time of its block, or when it was first seen.
    pub time: Timestamp,
}

/// The files that this wallet has stamped.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stamps {
    /// Newest first; at most 200.
    pub rows: Vec<StampRow>,
    /// There are more than `rows` shows.
    pub more: bool,
}

/// Something to be checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProofQuestion {
    /// The proof or receipt.
    pub proof: Evidence,
    /// The SHA-256, hexadecimal, of the file that it is said to stamp.
    pub sha256: Option<String>,
    /// The chain that it must be of: a genesis hash or an invitation link. Empty: whichever it
    /// names.
    pub chain: String,
}

/// A proof as it is handed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Evidence {
    /// A file of at most [`MAX_PROOF_BYTES`].
    File(FileBytes),
    /// A short receipt: the text of a QR code, at most [`MAX_RECEIPT_TEXT`] letters.
    Text(String),
}

/// What a proof or receipt says, once it has been checked. What each word is worth stands in the
/// `proof` crate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VerdictDocument {
    /// Checked with nothing but the genesis hash; else with the help of this node's chain.
    pub whole: bool,
    /// The name of its chain.
    pub chain: String,
    /// What people there call a coin.
    pub symbol: String,
    /// The chain's genesis hash.
    pub genesis: BlockHash,
    /// The transaction.
    pub txid: Txid,
    /// It is the reward of its block.
    pub reward: bool,
    /// The block that holds it.
    pub block: BlockHash,
    /// The block's height.
    pub height: u32,
    /// The block's time, by its miner's word.
    pub time: Timestamp,
    /// Blocks from the transaction's to the last one that the proof knows, both included: at
    /// least 1.
    pub confirmations: u32,
    /// Confirmations after which the chain takes a payment for final.
    pub final_after: u32,
    /// Who sealed the block and those on top, on a chain with authors.
    pub sealed: Option<SealedDocument>,
    /// Hashes that stand behind the whole chain up to there, on average; 0 where authors need not
    /// prove work.
    pub work: f64,
    /// Hashes that stand behind the transaction's block and those on top, on average.
    pub buried: f64,
    /// The block was not made before this.
    pub not_before: Timestamp,
    /// What the transaction carries existed by then, which is the same whenever and wherever the
    /// proof is checked, so it may lie ahead by what miners' clocks may; none with fewer than 11
    /// confirmations.
    pub not_after: Option<Timestamp>,
    /// What the transaction pays and carries; at most 100 outputs.
    pub outputs: Vec<OutputDocument>,
    /// There are more of them.
    pub more: bool,
    /// The SHA-256 of each file that it stamps, hexadecimal; at most 100.
    pub stamps: Vec<String>,
    /// The file asked about is one of them.
    pub stamped: bool,
    /// What this node's own chain says.
    pub here: Here,
}

/// The seals of a transaction's block and of those on top of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedDocument {
    /// Different authors who sealed one.
    pub by: u32,
    /// Authors in the chain's list: at most 100.
    pub of: u32,
    /// More than half of them did, which no minority can forge.
    pub by_most: bool,
}

/// What a node's own chain says of a proof's block.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Here {
    /// That chain is not open here, so this node can't tell.
    Elsewhere,
    /// It is in the best chain.
    Best {
        /// Blocks from it to the tip, both included.
        confirmations: u32,
    },
    /// This node has not got it, or not yet.
    Unknown,
    /// It lost to a branch with more work.
    Lost,
}
