//! The content of a proof or receipt that was checked.

use crate::stamp;
use chain::Spec;
use primitives::{Amount, BlockHash, Header, Height, Lock, Timestamp, Transaction, Txid, Work};

/// The content of a proof or receipt that was checked. The [crate]'s documentation says what a
/// verdict states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The transaction's id.
    pub txid: Txid,
    /// The transaction without its witnesses.
    pub transaction: Transaction,
    /// The block that contains the transaction.
    pub block: BlockHash,
    /// The block's height.
    pub height: Height,
    /// The transaction's index in the block, 0 for the coinbase.
    pub index: u32,
    /// The time in the block's header, which its miner chose.
    pub time: Timestamp,
    /// The number of blocks from the transaction's to the tip, both included, at least 1.
    pub confirmations: u32,
    /// The hash of the last block.
    pub tip: BlockHash,
    /// The work of the chain from its genesis block to the tip; zero on a chain whose authors need
    /// not prove work.
    pub work: Work,
    /// The work of the transaction's block and all later ones: the average cost of forging the
    /// proof on top of the existing blocks below.
    pub buried: Work,
    /// The number of authors that sealed these blocks (for a receipt, the first 1,000 of them);
    /// `None` on a chain without authors.
    pub sealed: Option<Sealed>,
    /// The block was not made before this time, if most miners of the eleven blocks before it (or
    /// of all, if there are fewer) had clocks that were ahead by at most
    /// [`chain::Spec::allowed_future`].
    pub not_before: Timestamp,
    /// The block was not made after this time, and all data in the transaction existed by then, if
    /// most miners of the block and the next ten had clocks that were behind by at most
    /// [`chain::Spec::allowed_future`]. `None` with fewer than 11 confirmations.
    pub not_after: Option<Timestamp>,
}

/// The authors of the verified seals of a transaction's block and of later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The number of different authors that sealed at least one of the blocks.
    pub by: usize,
    /// The number of authors on the chain's list.
    pub of: usize,
}

impl Sealed {
    /// Counts the authors of these headers; `None` on a chain without authors.
    pub(crate) fn count<'a>(
        spec: &Spec,
        headers: impl IntoIterator<Item = &'a Header>,
    ) -> Option<Self> {
        let authority = spec.authority.as_ref()?;
        let mut sealed = vec![false; authority.authors.len()];
        for author in headers.into_iter().filter_map(Header::author) {
            if let Some(sealed) = sealed.get_mut(usize::from(author)) {
                *sealed = true;
            }
        }
        Some(Self {
            by: sealed.iter().filter(|sealed| **sealed).count(),
            of: sealed.len(),
        })
    }

    /// Whether more than half of the authors sealed the block or a later one, which no minority can
    /// forge.
    pub const fn by_most(self) -> bool {
        self.by * 2 > self.of
    }
}

impl Verdict {
    /// Whether the transaction contains this SHA-256 of a file (see [`stamp`]).
    pub fn stamps(&self, digest: &[u8; 32]) -> bool {
        self.stamped().any(|found| found == *digest)
    }

    /// The SHA-256 of each file that the transaction stamps.
    pub fn stamped(&self) -> impl Iterator<Item = [u8; 32]> {
        let outputs = self.transaction.outputs.iter();
        outputs.filter_map(|output| stamp::digest(&output.lock))
    }

    /// The sum of the transaction's outputs with this lock, at most [`Amount::MAX`].
    pub fn paid_to(&self, lock: &Lock) -> Amount {
        let outputs = self.transaction.outputs.iter();
        let own = outputs.filter(|output| output.lock == *lock);
        Amount::sum(own.map(|output| output.amount)).unwrap_or(Amount::MAX)
    }
}
