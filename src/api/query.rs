//! Answers to questions about balances, waiting transactions and the node itself.

use primitives::{Amount, BlockHash, Time, Txid};
use serde::{Deserialize, Serialize};

use crate::LinkKind;

/// What an address holds, counted from a number of confirmations on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceDocument {
    /// The address.
    pub address: String,
    /// Transactions with fewer confirmations were not counted, neither what they pay nor what they
    /// spend: it is what the chain said that many blocks, less one, ago, and so never negative.
    /// With 0, waiting transactions count, too.
    pub confirmations: u32,
    /// What is left of what it got.
    pub balance: Amount,
    /// All that it ever got.
    pub received: Amount,
}

/// Addresses with a common beginning and what they hold, in the order of their key hashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalancesDocument {
    /// What the addresses begin with, as asked.
    pub beginning: String,
    /// As for [`BalanceDocument`], for each of them; at most 100.
    pub balances: Vec<BalanceDocument>,
    /// There are more: ask again for those after this address.
    pub next: Option<String>,
}

/// Transactions that wait for a block, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingDocument {
    /// All that wait, those not listed included.
    pub total: u32,
    /// At most 100 of them.
    pub transactions: Vec<WaitingTransaction>,
    /// There are more: ask again for those after this id.
    pub next: Option<Txid>,
}

/// A transaction that waits for a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingTransaction {
    /// Its id.
    pub txid: Txid,
    /// What it pays to others or brings in, where the wallet knows; else the sum of its outputs,
    /// change among them.
    pub amount: Amount,
    /// It is of this wallet, so that change is told from payment.
    pub mine: bool,
    /// What it pays the miner.
    pub fee: Amount,
    /// Weight units (BIP141).
    pub weight: u32,
    /// When this node first saw it (milliseconds since 1970); none for grants, which pay nothing
    /// and wait in turn.
    pub since: Option<Time>,
}

/// How deep a transaction lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationsDocument {
    /// Its id.
    pub txid: Txid,
    /// Blocks on top of it, its own included; 0 while it waits.
    pub confirmations: u32,
    /// The height of its block; none while it waits.
    pub height: Option<u32>,
}

/// A running node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeDocument {
    /// What people call its chain.
    pub name: String,
    /// What they call its coin.
    pub symbol: String,
    /// The chain's genesis hash.
    pub genesis: BlockHash,
    /// Blocks of the best chain, the genesis block included.
    pub blocks: u32,
    /// Hash of the last of them.
    pub tip: BlockHash,
    /// Transactions that wait.
    pub waiting: u32,
    /// Connected nodes.
    pub nodes: u32,
    /// It mines.
    pub mining: bool,
}

/// A connected node, as the one asked knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownNode {
    /// The number of the link to it; no two have the same while the node runs.
    pub link: u64,
    /// Who called whom.
    pub direction: LinkKind,
    /// Its height as last heard.
    pub height: u32,
    /// Round trip in milliseconds, once measured.
    pub latency: Option<u32>,
    /// Connected since (milliseconds since 1970).
    pub since: Time,
}
