//! One waiting transaction.

use core::cmp::Reverse;
use primitives::{Amount, FeeRate, Time, Transaction, Txid};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A waiting transaction and what is known of it.
#[derive(Clone, Debug)]
pub struct PoolEntry {
    /// The transaction.
    pub transaction: Arc<Transaction>,
    /// What it pays the miner.
    pub fee: Amount,
    /// What it weighs (BIP141).
    pub weight: usize,
    /// When it came.
    pub added: Time,
    pub(super) sequence: u64,
    pub(super) parents: BTreeSet<Txid>,
    pub(super) children: BTreeSet<Txid>,
}

impl PoolEntry {
    /// What it pays for its place.
    pub fn rate(&self) -> FeeRate {
        FeeRate::of(self.fee, self.weight)
    }

    pub(super) fn key(&self, txid: Txid) -> (FeeRate, Reverse<u64>, Txid) {
        (self.rate(), Reverse(self.sequence), txid)
    }
}
