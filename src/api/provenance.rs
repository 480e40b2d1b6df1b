//! Where a coin comes from, as a graph: every transaction on the way back to what came from
//! nothing.

use primitives::{Amount, Timestamp, Txid};
use serde::{Deserialize, Serialize};

/// The way back from a transaction, or from one of its outputs, as far as it was checked.
///
/// A transaction mixes the coins that it spends, so all its outputs have the same origins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProvenanceDocument {
    /// The transaction that the way back starts at.
    pub txid: Txid,
    /// Which of its outputs was asked for; none for all of them.
    pub output: Option<u32>,
    /// What that output is worth, or all of them together.
    pub amount: Amount,
    /// The output's owner, where one was asked for and its lock has an address.
    pub address: Option<String>,
    /// How far the checking is.
    pub progress: WalkProgress,
    /// Transactions visited so far, the one asked for included.
    pub transactions: u32,
    /// Signatures verified so far, all of them right.
    pub signatures: u32,
    /// Transactions come across that are yet to be visited.
    pub ahead: u32,
    /// Block rewards among the visited.
    pub rewards: u32,
    /// Genesis allocations among the visited: 0 or 1.
    pub allocations: u32,
    /// Grants to new addresses among the visited.
    pub grants: u32,
    /// Visited transactions that break a rule: 0 on an undamaged store.
    pub wrong: u32,
    /// Visited transactions that spend something that is not here, so that their signatures can't
    /// be checked.
    pub unchecked: u32,
    /// The oldest origin found.
    pub oldest: Option<OriginDocument>,
    /// The visited transactions, newest first; empty while the checking goes on. At most the number
    /// asked for.
    pub nodes: Vec<ProvenanceNode>,
}

/// How far a walk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WalkProgress {
    /// More is to be checked: ask the same again.
    Checking,
    /// All that can be looked at was.
    Whole,
    /// As many transactions as asked for were visited, and there are older ones: ask for more.
    Cut,
}

/// Where coins began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginDocument {
    /// The transaction that made them.
    pub txid: Txid,
    /// The height of its block.
    pub height: u32,
    /// Its block's time.
    pub time: Timestamp,
}

/// A transaction on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProvenanceNode {
    /// Its id.
    pub txid: Txid,
    /// What it is.
    pub kind: ProvenanceKind,
    /// The height of its block; none while it waits.
    pub height: Option<u32>,
    /// Its block's time; none while it waits.
    pub time: Option<Timestamp>,
    /// The sum of its outputs; none where that is no amount, as in no valid transaction.
    pub amount: Option<Amount>,
    /// Its signatures that were verified and are right.
    pub signatures: u32,
    /// What came of checking it.
    pub check: ProvenanceCheck,
    /// Where the coins that it spends come from, each transaction once; what is ahead in one entry,
    /// and what is missing for one reason in one entry.
    pub sources: Vec<ProvenanceSource>,
}

/// What a transaction is to the coins that it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProvenanceKind {
    /// It passes coins on.
    Payment,
    /// It is a block's reward.
    Reward,
    /// It is the genesis block's allocation.
    Allocation,
    /// It grants coins to a new address.
    Grant,
}

/// What came of checking a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProvenanceCheck {
    /// All its signatures are right; trivially so for what spends nothing.
    Right,
    /// It breaks a rule.
    Wrong {
        /// Which: lower case, no full stop.
        reason: String,
    },
    /// What it spends is not all here.
    Unchecked,
}

/// Coins that a transaction spends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProvenanceSource {
    /// Where they come from.
    pub from: SourcePlace,
    /// How many coins.
    pub coins: u32,
    /// What they are worth together, where that is known.
    pub amount: Option<Amount>,
}

/// Where coins come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourcePlace {
    /// The transaction at this place of the document's `nodes`.
    Node(u32),
    /// Transactions that are yet to be visited.
    Ahead,
    /// Transactions that can't be looked at.
    Missing {
        /// Why: lower case, no full stop.
        reason: String,
    },
}
