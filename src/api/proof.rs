//! Stamps of files, receipts of payments, and the results of checking them.

mod message;

use core::fmt;

use primitives::{Amount, BlockHash, Timestamp, Txid};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use message::{MessageReview, MessageVerdict, OwnAddress, OwnAddressKind, Signed};

use crate::OutputDocument;

/// The maximum size in bytes of a proof file; larger files are refused unread.
pub const MAX_PROOF_BYTES: usize = 40 << 20;
/// The maximum length in bytes of a receipt given as text: more than a QR code holds.
pub const MAX_RECEIPT_TEXT: usize = 8_192;

/// The bytes of a file. They are sent from worker to page as one byte string, not as a list of
/// numbers.
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

            // The form in JSON.
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

/// The cost of stamping a file, shown before it is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StampReview {
    /// The miner's fee, which is the only cost.
    pub fee: Amount,
    /// The spendable balance afterwards, including unconfirmed change.
    pub left: Amount,
    /// A transaction of this wallet that stamps the same file already; `None` if there is none.
    pub earlier: Option<Txid>,
}

/// A file that this wallet has stamped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StampRow {
    /// The file's SHA-256, hexadecimal.
    pub sha256: String,
    /// The transaction with the stamp.
    pub txid: Txid,
    /// The height of its block; `None` if it is in the mempool.
    pub height: Option<u32>,
    /// The number of blocks from its own to the tip, including both; 0 if it is in the mempool.
    pub confirmations: u32,
    /// The time of its block, or the time when it was first seen if it is in the mempool.
    pub time: Timestamp,
}

/// The files that this wallet has stamped.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stamps {
    /// The stamps, newest first; at most 200.
    pub rows: Vec<StampRow>,
    /// Whether there are more stamps than `rows` lists.
    pub more: bool,
}

/// A proof or a receipt to check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProofQuestion {
    /// The proof or receipt.
    pub proof: Evidence,
    /// The SHA-256, in hexadecimal, of the file that it should stamp; `None` if no file is checked.
    pub sha256: Option<String>,
    /// The chain that it must belong to: a genesis hash or an invitation link. If empty, any chain
    /// is accepted.
    pub chain: String,
}

/// The form in which a proof is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Evidence {
    /// A file of at most [`MAX_PROOF_BYTES`].
    File(FileBytes),
    /// A receipt: the text of a QR code, at most [`MAX_RECEIPT_TEXT`] bytes.
    Text(String),
}

/// The result of checking a proof or a receipt. The documentation of the `proof` crate says how far
/// each value can be trusted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VerdictDocument {
    /// Whether the genesis hash alone sufficed for the check. Otherwise the check also used this
    /// node's chain.
    pub whole: bool,
    /// The name of its chain.
    pub chain: String,
    /// The symbol of the chain's coin.
    pub symbol: String,
    /// The chain's genesis hash.
    pub genesis: BlockHash,
    /// The id of the transaction.
    pub txid: Txid,
    /// Whether it is the coinbase of its block.
    pub reward: bool,
    /// The block that contains it.
    pub block: BlockHash,
    /// The block's height.
    pub height: u32,
    /// The block's time, as its miner set it.
    pub time: Timestamp,
    /// The number of blocks from the transaction's to the last one that the proof covers, including
    /// both: at least 1.
    pub confirmations: u32,
    /// The confirmations after which a payment on the chain is final.
    pub final_after: u32,
    /// The authors that sealed the block and those on top of it; `None` on a chain without authors.
    pub sealed: Option<SealedDocument>,
    /// The expected number of hashes behind the chain, up to the last block that the proof covers;
    /// 0 if authors need not prove work.
    pub work: f64,
    /// The expected number of hashes behind the transaction's block and those on top of it.
    pub buried: f64,
    /// The earliest time at which the block can have been made.
    pub not_before: Timestamp,
    /// The latest time at which the block can have been made, so all data of the transaction
    /// existed by then. It is the median of the times of the block and the next ten, plus the time
    /// by which a block's time may be ahead. `None` with fewer than 11 confirmations.
    pub not_after: Option<Timestamp>,
    /// The outputs of the transaction; at most 100.
    pub outputs: Vec<OutputDocument>,
    /// Whether there are more outputs.
    pub more: bool,
    /// The SHA-256 of each file that it stamps, in hexadecimal; at most 100.
    pub stamps: Vec<String>,
    /// Whether it stamps the given file.
    pub stamped: bool,
    /// The state of the block on this node's own chain.
    pub here: Here,
}

/// The seals of a transaction's block and of the blocks on top of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedDocument {
    /// The number of different authors that sealed at least one of these blocks.
    pub by: u32,
    /// The number of authors in the chain's list: at most 100.
    pub of: u32,
    /// Whether more than half of the authors sealed at least one of these blocks. A minority of the
    /// authors can't forge that.
    pub by_most: bool,
}

/// The state of a proof's block on a node's own chain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Here {
    /// The chain is not open on this node, so nothing is known.
    Elsewhere,
    /// The block is in the best chain.
    Best {
        /// The number of blocks from it to the tip, including both.
        confirmations: u32,
    },
    /// This node does not have the block, at least not yet.
    Unknown,
    /// The block is known to this node, but not in its best chain.
    Lost,
}
