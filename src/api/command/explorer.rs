//! Commands that only read the open chain.

use serde::{Deserialize, Serialize};

/// The open chain's settings as a file: JSON, of at most 512 KiB.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings;

/// Search for a height, a block hash, a transaction id or an address. The first digits of a hash or
/// an id suffice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// The text that the person typed.
    pub text: String,
}

/// Show one block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Its hash, reversed hexadecimal.
    pub hash: String,
}

/// Show one transaction, confirmed or in the mempool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transaction {
    /// Its id, in reversed hexadecimal.
    pub txid: String,
}

/// Show an address with its balance and transactions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Address {
    /// The address.
    pub address: String,
}

/// Make a proof of a confirmed transaction that can be checked without a chain. The answer is a
/// file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prove {
    /// Its id, reversed hexadecimal.
    pub txid: String,
}

/// Make a receipt of a confirmed transaction: a short proof for somebody whose node is on the
/// chain. The answer is a link to a page that checks it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The transaction's id, reversed hexadecimal.
    pub txid: String,
}

/// List blocks of the best chain, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blocks {
    /// The height of the newest block in the list; a height above the tip means the tip.
    pub from: u32,
    /// The maximum number of blocks; a node gives at most 100.
    pub count: u32,
}

/// Trace the coin history of a transaction.
///
/// The node does one step of the search for each command, about 30 milliseconds of work, so that it
/// stays responsive. The caller repeats the same command until the progress in the answer is no
/// longer [`Checking`](crate::WalkProgress::Checking). The search stops when the caller stops. A
/// node keeps the last few searches, so that a repeated command continues where the last one
/// stopped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The transaction's id, reversed hexadecimal.
    pub txid: String,
    /// The index of one of its outputs; `None` for all of them.
    pub output: Option<u32>,
    /// The maximum number of transactions to visit; a node visits at least 1 and at most
    /// [`MAX_HISTORY_TRANSACTIONS`](crate::MAX_HISTORY_TRANSACTIONS).
    pub most: u32,
}

/// List the transactions in the mempool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// List only those after this id; `None` lists from the first.
    pub after: Option<String>,
    /// The maximum number of transactions, 1 to 100.
    pub count: u32,
}

/// Show the balance of an address at a number of confirmations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Balance {
    /// The address.
    pub address: String,
    /// The least number of confirmations. The outputs and inputs of transactions with fewer do not
    /// count. With 0, the transactions in the mempool count too.
    pub confirmations: u32,
}

/// Show the balances of all used addresses that have the same beginning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Balances {
    /// The beginning of the addresses, including the chain's own prefix.
    pub beginning: String,
    /// The least number of confirmations, as in [`Balance`].
    pub confirmations: u32,
    /// List only those after this address; `None` lists from the first.
    pub after: Option<String>,
    /// The maximum number of addresses, 1 to 100.
    pub count: u32,
}

/// Show the number of confirmations of a transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confirmations {
    /// Its id, reversed hexadecimal.
    pub txid: String,
}

/// Count the blocks of the best chain, including the genesis block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockCount;

/// Show the best chain's block at a height; the genesis block has height 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockAt {
    /// The height.
    pub height: u32,
}

/// Show the state of the node and its chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node;

/// List the connected nodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Nodes;
