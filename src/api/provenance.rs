//! The history of a coin as a graph: every transaction from it back to block rewards, allocations
//! and grants.

use primitives::{Amount, Timestamp, Txid};
use serde::{Deserialize, Serialize};

/// The maximum number of transactions that the search for a coin history visits: more than a person
/// reads, and few enough to draw as a graph.
pub const MAX_HISTORY_TRANSACTIONS: u32 = 2_000;

/// The coin history of a transaction, or of one of its outputs, as far as it was checked.
///
/// A transaction mixes the coins that it spends, so all its outputs have the same history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProvenanceDocument {
    /// The transaction that the search starts at.
    pub txid: Txid,
    /// The index of the output in question; `None` for all outputs.
    pub output: Option<u32>,
    /// The amount of that output, or the sum of all outputs.
    pub amount: Amount,
    /// The owner's address of that output; `None` for all outputs, or if its lock has no address.
    pub address: Option<String>,
    /// The progress of the search.
    pub progress: WalkProgress,
    /// The number of transactions visited so far, including the first.
    pub transactions: u32,
    /// The number of signatures verified so far, all of them valid.
    pub signatures: u32,
    /// The number of transactions found but not visited yet.
    pub ahead: u32,
    /// The number of block rewards among the visited transactions.
    pub rewards: u32,
    /// The number of genesis allocations among the visited transactions: 0 or 1.
    pub allocations: u32,
    /// The number of grants among the visited transactions.
    pub grants: u32,
    /// The number of visited transactions that break a rule: 0 if the store is undamaged.
    pub wrong: u32,
    /// The number of visited transactions whose signatures can't be checked, since an output that
    /// they spend is missing on this node.
    pub unchecked: u32,
    /// The oldest origin found; `None` if none was found yet.
    pub oldest: Option<OriginDocument>,
    /// The visited transactions, newest first; at most [`MAX_HISTORY_TRANSACTIONS`]. Empty while
    /// the search is in progress.
    pub nodes: Vec<ProvenanceNode>,
}

/// The progress of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WalkProgress {
    /// The search is not finished: repeat the same command.
    Checking,
    /// Everything that is available was visited.
    Whole,
    /// The search stopped because it has visited the requested number of transactions, or has found
    /// ten times as many inputs. There are older transactions: a command with a larger number
    /// continues the search.
    Cut,
}

/// A transaction that spends no other coins: the origin of the coins that it creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginDocument {
    /// The transaction.
    pub txid: Txid,
    /// The height of its block.
    pub height: u32,
    /// The time of its block.
    pub time: Timestamp,
}

/// A visited transaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProvenanceNode {
    /// Its id.
    pub txid: Txid,
    /// Where the coins that it creates come from.
    pub kind: ProvenanceKind,
    /// The height of its block; `None` if it is in the mempool.
    pub height: Option<u32>,
    /// The time of its block; `None` if it is in the mempool.
    pub time: Option<Timestamp>,
    /// The sum of its outputs; `None` if that is not a valid amount, as in an invalid transaction.
    pub amount: Option<Amount>,
    /// The addresses that it pays, each once, in the order of its outputs; at most 4.
    pub payees: Vec<String>,
    /// The number of its signatures that were verified and are valid.
    pub signatures: u32,
    /// The result of checking it.
    pub check: ProvenanceCheck,
    /// The transactions whose outputs it spends, each once. All transactions that are not visited
    /// yet share one entry, and so do all that are missing for the same reason.
    pub sources: Vec<ProvenanceSource>,
}

/// Where the coins that a transaction creates come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProvenanceKind {
    /// It is a payment: it spends coins.
    Payment,
    /// It is the coinbase of a block.
    Reward,
    /// It is the coinbase of the genesis block, which pays the first coins.
    Allocation,
    /// It is a grant to a newcomer.
    Grant,
}

/// The result of checking a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProvenanceCheck {
    /// All its signatures are valid. A transaction that spends nothing counts as right.
    Right,
    /// It breaks a rule.
    Wrong {
        /// The rule: lower case, no full stop.
        reason: String,
    },
    /// Not all of the outputs that it spends are available.
    Unchecked,
}

/// The outputs of one source that a transaction spends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProvenanceSource {
    /// The source.
    pub from: SourcePlace,
    /// The number of outputs.
    pub coins: u32,
    /// Their sum; `None` if it is not known.
    pub amount: Option<Amount>,
}

/// The source of spent outputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourcePlace {
    /// The transaction at this index of the document's `nodes`.
    Node(u32),
    /// Transactions that are not visited yet.
    Ahead,
    /// Transactions that are not available.
    Missing {
        /// The reason: lower case, no full stop.
        reason: String,
    },
}
