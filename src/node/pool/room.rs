//! The room of a block for transactions.

use chain::Spec;
use chain::params::RESERVED_WEIGHT;
use primitives::transaction::WITNESS_SCALE;
use primitives::{Height, KeyHash, Transaction};

/// The maximum weight of a cluster, as in Bitcoin Core: 101,000 bytes without witness.
const MAX_CLUSTER_WEIGHT: usize = 101_000 * WITNESS_SCALE;

/// The room of a block apart from the coinbase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// The maximum weight, in weight units.
    pub weight: usize,
    /// The maximum number of transactions.
    pub count: usize,
}

impl Room {
    /// The room of each block of a chain.
    pub fn of(spec: &Spec) -> Self {
        let weight = spec.max_weight.saturating_sub(RESERVED_WEIGHT);
        let count = usize::try_from(spec.max_transactions).unwrap_or(usize::MAX);
        Self {
            weight: usize::try_from(weight).unwrap_or(usize::MAX),
            count: count.saturating_sub(1),
        }
    }

    /// The room of the block at this height. If the block may contain a grant, this is the room
    /// that is left beside the grant: a transaction that needs more could stay unconfirmed for as
    /// long as grants come.
    pub(super) fn at(spec: &Spec, height: Height) -> Self {
        let room = Self::of(spec);
        let grant = spec.grant.filter(|_| spec.grant_at(height).is_some());
        // All grants of a chain weigh the same.
        grant.map_or(room, |grant| {
            room.beside(&grant.transaction(KeyHash::from_bytes([0; 20])))
        })
    }

    /// The room that is left beside a transaction that is in the block in any case.
    pub(crate) fn beside(self, other: &Transaction) -> Self {
        Self {
            weight: self.weight.saturating_sub(other.weight()),
            count: self.count.saturating_sub(1),
        }
    }

    /// The maximum weight of a cluster. It is at most this room, so that each chunk fits into an
    /// empty block.
    pub(super) fn cluster_weight(self) -> usize {
        self.weight.min(MAX_CLUSTER_WEIGHT)
    }
}
