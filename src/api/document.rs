//! Blocks, transactions and addresses in full, as an explorer shows them.

mod pictures;

use primitives::{Amount, BlockHash, MerkleNode, Timestamp, Txid, Wtxid};
use serde::{Deserialize, Serialize};

pub use pictures::{
    BranchBlock, BranchDocument, MAP_BLOCKS, MAX_BRANCH_BLOCKS, MAX_BRANCHES, MAX_MAP_PAYMENTS,
    MAX_OWN_MAP_PAYMENTS, MAX_STATISTICS, MapBlock, MapPayment, OwnCoins, PoolMapDocument,
    StatisticsDocument, StatisticsPoint,
};

/// The result of a search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Found {
    /// A block, found by its height or hash.
    Block(Box<BlockDocument>),
    /// A transaction, found by its id.
    Transaction(Box<TransactionDocument>),
    /// An address.
    Address(AddressDocument),
    /// Nothing was found on this chain.
    Nothing,
}

/// The maximum number of transactions of a [`BlockDocument`].
pub const MAX_BLOCK_TRANSACTIONS: usize = 1_000;

/// A block with its transactions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockDocument {
    /// The hash.
    pub hash: BlockHash,
    /// The height; the genesis block has height 0.
    pub height: u32,
    /// The number of blocks from this one to the tip, including both; 0 for a block outside the
    /// best chain.
    pub confirmations: u32,
    /// The hash of the block before.
    pub previous: BlockHash,
    /// The hash of the next block; `None` for the tip and for blocks outside the best chain.
    pub next: Option<BlockHash>,
    /// The root of the transactions' Merkle tree.
    pub merkle_root: MerkleNode,
    /// The time in the header.
    pub time: Timestamp,
    /// The version, 8 hexadecimal digits.
    pub version: String,
    /// The compact target, 8 hexadecimal digits.
    pub bits: String,
    /// The expected number of hashes to find such a block.
    pub difficulty: f64,
    /// The nonce.
    pub nonce: u32,
    /// On a chain with authors, the index in their list of the author that sealed it; `None` for
    /// the genesis block.
    pub author: Option<u16>,
    /// The size in bytes.
    pub size: u32,
    /// The weight in weight units (BIP141).
    pub weight: u32,
    /// The block reward without fees.
    pub reward: Amount,
    /// The fees of its transactions.
    pub fees: Amount,
    /// The number of its transactions.
    pub transaction_count: u32,
    /// Its transactions, coinbase first; at most [`MAX_BLOCK_TRANSACTIONS`].
    pub transactions: Vec<TransactionDocument>,
    /// Whether this node has pruned the block. Only its coinbase and the transactions that have
    /// unspent outputs or belong to the wallet are left.
    pub cut: bool,
}

/// A transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransactionDocument {
    /// The transaction id.
    pub txid: Txid,
    /// The transaction id that covers the witness.
    pub wtxid: Wtxid,
    /// The block that contains it; `None` if it is in the mempool.
    pub block: Option<BlockHash>,
    /// The block's height; `None` if the transaction is in the mempool.
    pub height: Option<u32>,
    /// The number of blocks from its own to the tip, including both; 0 if it is in the mempool.
    pub confirmations: u32,
    /// The time of its block; `None` if it is in the mempool.
    pub time: Option<Timestamp>,
    /// The size in bytes.
    pub size: u32,
    /// The weight in weight units (BIP141).
    pub weight: u32,
    /// The lock time.
    pub lock_time: u32,
    /// Whether it is a coinbase.
    pub coinbase: bool,
    /// The outputs that it spends; empty for a coinbase.
    pub inputs: Vec<InputDocument>,
    /// The outputs that it creates.
    pub outputs: Vec<OutputDocument>,
    /// The block message, if it is a coinbase that has one.
    pub words: Option<Carried>,
    /// The amount of the inputs minus that of the outputs. `None` for a coinbase, or if the amount
    /// of a spent output is not known.
    pub fee: Option<Amount>,
}

/// An input of a transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputDocument {
    /// The transaction that created the spent output.
    pub txid: Txid,
    /// The output's index there.
    pub index: u32,
    /// Its amount; `None` if it is not known.
    pub amount: Option<Amount>,
    /// Its owner's address; `None` if it is not known or its lock has no address.
    pub address: Option<String>,
}

/// An output of a transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutputDocument {
    /// The amount.
    pub amount: Amount,
    /// The owner's address; `None` if the lock has no address.
    pub address: Option<String>,
    /// The data, if it is a data output.
    pub data: Option<Carried>,
}

/// The data of a data output or of a coinbase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The bytes in hexadecimal.
    pub hex: String,
    /// Their meaning.
    pub meaning: Meaning,
}

/// The meaning of the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Meaning {
    /// Text that can be shown: no character is hidden or changes the direction of the text around
    /// it.
    Text(String),
    /// The SHA-256 of a stamped file, in hexadecimal.
    Stamp(String),
    /// The witness commitment of a block (BIP141).
    Commitment,
    /// Other bytes.
    Bytes,
}

/// An address with its balance and transactions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddressDocument {
    /// The address.
    pub address: String,
    /// The confirmed balance.
    pub balance: Amount,
    /// The sum of all confirmed payments to it.
    pub received: Amount,
    /// Whether the address is this wallet's.
    pub mine: bool,
    /// The transactions that pay to it or spend from it, newest first; at most 100.
    pub transactions: Vec<Txid>,
    /// Whether there are older transactions than `transactions` shows.
    pub more: bool,
    /// The height up to which this node has pruned blocks; `None` if it has pruned none. Older
    /// payments that were spent since may be missing from `transactions`, but `balance` and
    /// `received` include them.
    pub cut: Option<u32>,
}
