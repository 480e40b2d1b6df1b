//! The settings that are more than a number: authors, grants, empty blocks.

use primitives::{Amount, Height, KeyHash, Lock, Output, PublicKey, Transaction};

/// A fixed list of authors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The authors' keys, 1 to 100, all different. Headers refer to an author by its index in the
    /// list.
    pub authors: Vec<PublicKey>,
    /// Whether an author's block must prove work as well. If not, [`crate::SpecDraft::bits`] must
    /// be the easiest.
    pub work: bool,
}

/// Coins that any new key may have once, in a transaction that spends nothing.
///
/// A miner can grant coins to keys of its own in every block, so grants are meant for practice
/// chains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The amount of a grant, at least one base unit.
    pub amount: Amount,
    /// The last height at which a block may have a grant, at least 1. A block has at most one
    /// grant, so this height bounds the supply.
    pub until: Height,
}

impl Grant {
    /// The transaction that grants coins to a key. It has only one output. Each key has one such
    /// transaction with its own txid, and no txid occurs twice on a chain, so no key is granted
    /// coins twice.
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

    /// The maximum supply by grants in base units: a grant in every block that may have one.
    pub(super) fn supply(self) -> u128 {
        u128::from(self.amount.units()) * u128::from(self.until.value())
    }
}

/// Whether a block may have only a coinbase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EmptyBlocks {
    /// Empty blocks are allowed.
    #[default]
    Allowed,
    /// Empty blocks are not allowed, so miners wait for a transaction.
    Forbidden,
    /// The first data output of an empty block's coinbase must be these bytes, 1 to 80 of them.
    Filled(Vec<u8>),
}
