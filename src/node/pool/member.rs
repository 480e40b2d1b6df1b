//! The transactions of a cluster, and sets of them.

use super::rate::Rate;

/// A transaction of a cluster.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) rate: Rate,
    /// Its parents: bit i stands for the cluster's member at index i. Parents have lower indices
    /// than their children.
    pub(crate) parents: u64,
}

/// The positions of the set bits, lowest first.
pub(crate) fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let bit = set.trailing_zeros() as usize;
        (set != 0).then(|| {
            set &= set - 1;
            bit
        })
    })
}
