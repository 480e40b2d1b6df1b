//! The entry of one pool transaction.

use super::rate::Rate;
use primitives::{Amount, FeeRate, Height, Time, Transaction, Txid, Wtxid};
use std::sync::Arc;

/// A transaction in the pool, with its fee, weight and relations.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolEntry {
    /// The transaction.
    pub transaction: Arc<Transaction>,
    /// Its txid, which does not cover the witness.
    pub txid: Txid,
    /// Its wtxid, which covers the witness.
    pub wtxid: Wtxid,
    /// Its fee.
    pub fee: Amount,
    /// Its weight (BIP141).
    pub weight: usize,
    /// When it was added to the pool.
    pub added: Time,
    /// The height of the tip when it was added, or when it returned to the pool after a switch of
    /// branches.
    pub height: Height,
    /// Increases from entry to entry: parents have lower values than their children.
    pub(super) sequence: u64,
    /// The id of its cluster: the lowest sequence in the cluster.
    pub(super) cluster: u64,
    /// Its parents in the pool, each once, in no particular order.
    pub(super) parents: Vec<Txid>,
    /// Its children in the pool, each once, in no particular order.
    pub(super) children: Vec<Txid>,
}

impl PoolEntry {
    /// Its own fee rate, without ancestors and descendants.
    pub fn rate(&self) -> FeeRate {
        FeeRate::of(self.fee, self.weight)
    }

    /// The pool transactions that it spends from, each once, in no particular order.
    pub fn parents(&self) -> &[Txid] {
        &self.parents
    }

    /// The pool transactions that spend from it, each once, in no particular order.
    pub fn children(&self) -> &[Txid] {
        &self.children
    }

    pub(super) fn exact_rate(&self) -> Rate {
        Rate::new(self.fee, self.weight)
    }
}
