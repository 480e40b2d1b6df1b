//! One waiting transaction.

use super::rate::Rate;
use primitives::{Amount, FeeRate, Time, Transaction, Txid, Wtxid};
use std::sync::Arc;

/// A waiting transaction and what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolEntry {
    /// The transaction.
    pub transaction: Arc<Transaction>,
    /// Its name.
    pub txid: Txid,
    /// Its hash with the witness.
    pub wtxid: Wtxid,
    /// What it pays the miner.
    pub fee: Amount,
    /// What it weighs (BIP141).
    pub weight: usize,
    /// When it came.
    pub added: Time,
    /// Grows from entry to entry: parents have lower ones than their children.
    pub(super) sequence: u64,
    /// Its cluster: the lowest sequence of those that it hangs together with.
    pub(super) cluster: u64,
    /// Each once, as the children, in no order.
    pub(super) parents: Vec<Txid>,
    pub(super) children: Vec<Txid>,
}

impl PoolEntry {
    /// What it pays for its room by itself.
    pub fn rate(&self) -> FeeRate {
        FeeRate::of(self.fee, self.weight)
    }

    pub(super) fn exact_rate(&self) -> Rate {
        Rate::new(self.fee, self.weight)
    }
}
