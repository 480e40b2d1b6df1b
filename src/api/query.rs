//! Answers to queries about balances, the mempool and the node itself.

use primitives::{Amount, BlockHash, Time, Txid};
use serde::{Deserialize, Serialize};

use crate::LinkKind;

/// The balance of an address at a number of confirmations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceDocument {
    /// The address.
    pub address: String,
    /// The least number of confirmations. The outputs and inputs of transactions with fewer do not
    /// count. So the balance is that of the chain without its newest `confirmations` − 1 blocks,
    /// and never negative. With 0, transactions in the mempool count too.
    pub confirmations: u32,
    /// The unspent part of the amount that it received.
    pub balance: Amount,
    /// The sum of all payments to it.
    pub received: Amount,
}

/// Addresses with a common beginning and their balances, in the order of their key hashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalancesDocument {
    /// The requested beginning of the addresses.
    pub beginning: String,
    /// The balance of each address, as in [`BalanceDocument`]; at most 100.
    pub balances: Vec<BalanceDocument>,
    /// The last address of this page if there are more; `None` otherwise.
    pub next: Option<String>,
}

/// Transactions in the mempool, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingDocument {
    /// The number of all transactions in the mempool.
    pub total: u32,
    /// The listed transactions; at most 100.
    pub transactions: Vec<WaitingTransaction>,
    /// The last id of this page if there are more; `None` otherwise.
    pub next: Option<Txid>,
}

/// A transaction in the mempool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingTransaction {
    /// Its id.
    pub txid: Txid,
    /// For a transaction of the wallet, the amount that it pays to others or to the wallet.
    /// Otherwise the sum of its outputs, including change.
    pub amount: Amount,
    /// Whether `amount` excludes the change: the transaction is one of the wallet's, or it is a
    /// grant, which has no change.
    pub mine: bool,
    /// The miner's fee.
    pub fee: Amount,
    /// The weight in weight units (BIP141).
    pub weight: u32,
    /// When this node first saw it (milliseconds since 1970); `None` for a grant, which pays no fee
    /// and waits in a queue.
    pub since: Option<Time>,
}

/// The number of confirmations of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationsDocument {
    /// Its id.
    pub txid: Txid,
    /// The number of blocks from its own to the tip, including both; 0 if it is in the mempool.
    pub confirmations: u32,
    /// The height of its block; `None` if it is in the mempool.
    pub height: Option<u32>,
}

/// The state of a running node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeDocument {
    /// The name of its chain.
    pub name: String,
    /// The symbol of the chain's coin.
    pub symbol: String,
    /// The chain's genesis hash.
    pub genesis: BlockHash,
    /// The number of blocks of the best chain, including the genesis block.
    pub blocks: u32,
    /// The hash of the last of them.
    pub tip: BlockHash,
    /// The number of transactions in the mempool.
    pub waiting: u32,
    /// The number of connected nodes.
    pub nodes: u32,
    /// Whether it mines.
    pub mining: bool,
}

/// A connected node, as the answering node knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownNode {
    /// The number of the link to it, unique while the node runs.
    pub link: u64,
    /// Which side called.
    pub direction: LinkKind,
    /// Its last known height.
    pub height: u32,
    /// The round trip in milliseconds; `None` before the first measurement.
    pub latency: Option<u32>,
    /// When the link to it was opened (milliseconds since 1970).
    pub since: Time,
}
