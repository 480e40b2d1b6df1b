//! What a proof says, once it has been checked.

use crate::stamp;
use chain::Spec;
use primitives::{Amount, BlockHash, Header, Height, Lock, Timestamp, Transaction, Txid, Work};

/// What a proof says, once it has been checked. The crate's documentation says what that means, and what it doesn't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The transaction's name.
    pub txid: Txid,
    /// The transaction without its witnesses.
    pub transaction: Transaction,
    /// The block that holds it.
    pub block: BlockHash,
    /// The block's height.
    pub height: Height,
    /// The transaction's place in the block, 0 for the coinbase.
    pub index: u32,
    /// The block's time, by its miner's word.
    pub time: Timestamp,
    /// Blocks from the transaction's to the last one of the proof, both included: at least 1.
    pub confirmations: u32,
    /// The last block of the proof.
    pub tip: BlockHash,
    /// The work of the whole chain from its genesis block to the last block of the proof; none on a chain whose authors
    /// need not prove any.
    pub work: Work,
    /// The work of the transaction's block and those on top of it: what forging the proof had cost, on average, had the
    /// blocks below been at hand.
    pub buried: Work,
    /// Who vouches for the block, on a chain with authors.
    pub sealed: Option<Sealed>,
    /// The block was not made before this, if most miners of the eleven blocks before it (or as many as there are) had
    /// clocks that were ahead by no more than [`chain::Spec::allowed_future`].
    pub not_before: Timestamp,
    /// The block was not made after this, and all that the transaction carries existed by then, if most miners of the
    /// block and the ten on top had clocks that were behind by no more than that. None with fewer than 11 confirmations.
    pub not_after: Option<Timestamp>,
}

/// The seals of a transaction's block and those on top of it, all of them verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Different authors who sealed one.
    pub by: usize,
    /// Authors in the chain's list.
    pub of: usize,
}

impl Sealed {
    /// Counts the authors of these headers; none on a chain without authors.
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

    /// Whether more than half of the authors sealed the block or built on it, which no minority can forge.
    pub const fn by_most(self) -> bool {
        self.by * 2 > self.of
    }
}

impl Verdict {
    /// Whether the transaction carries this SHA-256 of a file (see [`stamp`]).
    pub fn stamps(&self, digest: &[u8; 32]) -> bool {
        self.stamped().any(|found| found == *digest)
    }

    /// The SHA-256 of each file that the transaction stamps.
    pub fn stamped(&self) -> impl Iterator<Item = [u8; 32]> {
        let outputs = self.transaction.outputs.iter();
        outputs.filter_map(|output| stamp::digest(&output.lock))
    }

    /// What the transaction pays to a lock in all its outputs; no more than there can be, whatever they say.
    pub fn paid_to(&self, lock: &Lock) -> Amount {
        let outputs = self.transaction.outputs.iter();
        let own = outputs.filter(|output| output.lock == *lock);
        Amount::sum(own.map(|output| output.amount)).unwrap_or(Amount::MAX)
    }
}
