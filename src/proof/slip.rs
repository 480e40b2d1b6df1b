//! The short receipt: small enough for a QR code, for somebody who is on the chain.
//!
//! It names the chain and the block, and shows the way from the transaction to the block's Merkle root: some hundreds of
//! bytes, whatever the length of the chain. Alone it proves nothing, since anybody can make up a block. On a node that has
//! the block's header on its best chain it proves as much as a [`Proof`](crate::Proof) does, with all the confirmations
//! that the node knows of: the work comes from the node, the way to the header from the receipt.

use crate::error::{ProveError, SlipError};
use crate::inclusion::Inclusion;
use crate::prove::include;
use crate::verdict::{Sealed, Verdict};
use chain::authority::proven;
use chain::params::MEDIAN_SPAN;
use chain::{Chain, Store};
use primitives::{BlockHash, Decode, DecodeError, Encode, Height, Reader, Txid};

/// Blocks whose authors are counted: ten rounds of the longest list.
const MOST_SEALS: usize = 1_000;

/// A transaction's way to a block that the checker knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    genesis: BlockHash,
    block: BlockHash,
    inclusion: Inclusion,
}

impl Slip {
    /// Of a transaction of the best chain.
    ///
    /// # Errors
    /// As [`include()`].
    pub fn new<S: Store>(chain: &Chain<S>, txid: &Txid) -> Result<Self, ProveError<S::Error>> {
        let (inclusion, height) = include(chain, txid)?;
        let entry = chain.entry_at(height).ok_or(ProveError::Unknown(*txid))?;
        inclusion.check(&entry.header, height)?;
        Ok(Self {
            genesis: chain.genesis(),
            block: entry.hash,
            inclusion,
        })
    }

    /// The genesis hash of its chain.
    pub const fn genesis(&self) -> BlockHash {
        self.genesis
    }

    /// The hash of the block that is said to hold the transaction. Nothing is proven yet.
    pub const fn block(&self) -> BlockHash {
        self.block
    }

    /// Checks the receipt against the best chain of somebody who is on it.
    ///
    /// # Errors
    /// When it is of another chain, its block is not on the best chain, or does not hold the transaction.
    pub fn check<S: Store>(&self, chain: &Chain<S>) -> Result<Verdict, SlipError> {
        let (found, wanted) = (self.genesis, chain.genesis());
        if found != wanted {
            return Err(SlipError::Chain { found, wanted });
        }
        let entry = chain.entry(&self.block);
        let entry = entry.ok_or(SlipError::UnknownBlock(self.block))?;
        if !chain.is_active(&self.block) {
            return Err(SlipError::NotBest(self.block));
        }
        let height = entry.height;
        if height == Height::GENESIS {
            return Err(SlipError::Genesis);
        }
        self.inclusion.check(&entry.header, height)?;
        let parent = chain.entry(&entry.header.previous);
        let parent = parent.ok_or(SlipError::UnknownBlock(entry.header.previous))?;
        let tip = chain.tip();
        let span = u32::try_from(MEDIAN_SPAN).unwrap_or(u32::MAX);
        let above = chain.entry_at(height.saturating_add(span - 1));
        let spec = chain.spec();
        let heights = (height.value()..=tip.height.value()).take(MOST_SEALS);
        let on_top = heights.filter_map(|at| chain.header_at(Height(at)));
        let transaction = self.inclusion.transaction();
        Ok(Verdict {
            txid: transaction.txid(),
            transaction: transaction.clone(),
            block: entry.hash,
            height,
            index: self.inclusion.index(),
            time: entry.header.time,
            confirmations: tip.height.since(parent.height),
            tip: tip.hash,
            work: proven(spec, tip.work),
            buried: proven(spec, tip.work - parent.work),
            sealed: Sealed::count(spec, on_top),
            not_before: parent.median_time.saturating_sub(spec.allowed_future()),
            not_after: above.map(|entry| entry.median_time.saturating_add(spec.allowed_future())),
        })
    }
}

/// The two hashes, then the inclusion.
impl Encode for Slip {
    fn encode(&self, out: &mut Vec<u8>) {
        self.genesis.encode(out);
        self.block.encode(out);
        self.inclusion.encode(out);
    }
}

impl Decode for Slip {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            genesis: BlockHash::decode(r)?,
            block: BlockHash::decode(r)?,
            inclusion: Inclusion::decode(r)?,
        })
    }
}
