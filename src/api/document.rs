//! Blocks, transactions and addresses in full, as an explorer shows them.

use primitives::{Amount, BlockHash, MerkleNode, Timestamp, Txid, Wtxid};
use serde::{Deserialize, Serialize};

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Found {
    /// A block, by height or hash.
    Block(Box<BlockDocument>),
    /// A transaction, by id.
    Transaction(Box<TransactionDocument>),
    /// An address.
    Address(AddressDocument),
    /// Nothing on this chain.
    Nothing,
}

/// A block with its transactions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockDocument {
    /// Hash.
    pub hash: BlockHash,
    /// Height; the genesis block has 0.
    pub height: u32,
    /// Blocks on top of it, itself included; 0 for a block outside the best chain.
    pub confirmations: u32,
    /// The block before.
    pub previous: BlockHash,
    /// The block after, on the best chain.
    pub next: Option<BlockHash>,
    /// Root of the transactions' Merkle tree.
    pub merkle_root: MerkleNode,
    /// What the header says.
    pub time: Timestamp,
    /// Version, hexadecimal.
    pub version: String,
    /// Compact target, hexadecimal.
    pub bits: String,
    /// Hashes expected to find such a block.
    pub difficulty: f64,
    /// Nonce.
    pub nonce: u32,
    /// On a chain with authors, the place in their list of the one who sealed it; none for the
    /// genesis block.
    pub author: Option<u16>,
    /// Bytes.
    pub size: u32,
    /// Weight units (BIP141).
    pub weight: u32,
    /// New coins, without fees.
    pub reward: Amount,
    /// Fees of its transactions.
    pub fees: Amount,
    /// How many transactions it has.
    pub transaction_count: u32,
    /// Its transactions, coinbase first; at most 1,000 of them.
    pub transactions: Vec<TransactionDocument>,
    /// This node has cut the block down: of its transactions only those are left that have unspent
    /// coins or belong to the wallet, and its coinbase beside them.
    pub cut: bool,
}

/// A transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransactionDocument {
    /// Id.
    pub txid: Txid,
    /// Id with the witness.
    pub wtxid: Wtxid,
    /// The block that holds it; none while it waits in the pool.
    pub block: Option<BlockHash>,
    /// That block's height.
    pub height: Option<u32>,
    /// Blocks on top, its own included; 0 while it waits.
    pub confirmations: u32,
    /// Time of its block.
    pub time: Option<Timestamp>,
    /// Bytes.
    pub size: u32,
    /// Weight units (BIP141).
    pub weight: u32,
    /// Lock time.
    pub lock_time: u32,
    /// It makes new coins.
    pub coinbase: bool,
    /// What it spends; empty for a coinbase.
    pub inputs: Vec<InputDocument>,
    /// What it makes.
    pub outputs: Vec<OutputDocument>,
    /// What its miner has written into it, where it makes new coins and there is something.
    pub words: Option<Carried>,
    /// Inputs minus outputs, where every spent coin is known.
    pub fee: Option<Amount>,
}

/// What a transaction spends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputDocument {
    /// The transaction that made the coin.
    pub txid: Txid,
    /// Which of its outputs.
    pub index: u32,
    /// Its amount, where known.
    pub amount: Option<Amount>,
    /// Its owner's address, where it is one.
    pub address: Option<String>,
}

/// What a transaction makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutputDocument {
    /// Amount.
    pub amount: Amount,
    /// The owner's address, where it is one.
    pub address: Option<String>,
    /// What it carries, where it is a data output.
    pub data: Option<Carried>,
}

/// Bytes that a transaction carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// They themselves, hexadecimal.
    pub hex: String,
    /// What they are.
    pub meaning: Meaning,
}

/// What carried bytes are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Meaning {
    /// Text that can be shown: nothing in it hides, or turns around what stands beside it.
    Text(String),
    /// The SHA-256 of a file, hexadecimal, stamped to show that it existed.
    Stamp(String),
    /// The commitment to the signatures of a block (BIP141).
    Commitment,
    /// Anything else.
    Bytes,
}

/// An address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddressDocument {
    /// The address.
    pub address: String,
    /// Confirmed coins on it now.
    pub balance: Amount,
    /// All that it ever got, confirmed.
    pub received: Amount,
    /// It is one of this wallet's own.
    pub mine: bool,
    /// The transactions that touch it, newest first; at most 100.
    pub transactions: Vec<Txid>,
    /// There are more of them, older ones.
    pub more: bool,
    /// This node has cut blocks down up to this height: older payments of this address that were
    /// spent since may be missing among `transactions`; the sums count them all the same.
    pub cut: Option<u32>,
}
