//! The choices among a spec's settings that are more than a number: who makes blocks, grants, empty blocks.

use primitives::{Amount, Height, KeyHash, Lock, Output, PublicKey, Transaction};

/// A fixed list of those who may make blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Their keys, 1 to 100, all different. An author's place in the list is its name in headers.
    pub authors: Vec<PublicKey>,
    /// Whether an author's block must prove work as well. If not, [`crate::SpecDraft::bits`] is the easiest there is.
    pub work: bool,
}

/// Coins that any new key may have once, in a transaction that spends nothing.
///
/// Whoever makes blocks may grant all of them to keys of its own, one in each block, so this is for trying things out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// How much a key is granted, at least a base unit.
    pub amount: Amount,
    /// The last height of a block with a grant, at least 1. A block holds one grant at most, so this bounds the supply.
    pub until: Height,
}

impl Grant {
    /// The transaction that grants coins to a key: nothing but its one output. Each key has one such transaction, of a
    /// name of its own, and no name stands twice in a chain: so no key is granted coins twice.
    pub fn transaction(&self, key: KeyHash) -> Transaction {
        Transaction {
            version: 2,
            inputs: Vec::new(),
            outputs: vec![Output {
                amount: self.amount,
                lock: Lock::Key(key),
            }],
            lock_time: 0,
        }
    }

    /// Base units of a grant in every block that may hold one.
    pub(super) fn supply(self) -> u128 {
        u128::from(self.amount.units()) * u128::from(self.until.value())
    }
}

/// Whether a block may hold nothing but its coinbase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EmptyBlocks {
    /// It may.
    #[default]
    Allowed,
    /// It may not: miners wait for a transaction.
    Forbidden,
    /// It may if the first data output of its coinbase is these bytes, 1 to 80 of them.
    Filled(Vec<u8>),
}
