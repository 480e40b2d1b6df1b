//! Receipts: proofs without headers, short enough for a QR code, for the nodes of the chain.
//!
//! A receipt names the chain and the block, and has the Merkle branch from the transaction to the
//! block's root: some hundreds of bytes, however long the chain is. It proves nothing by itself,
//! since anyone can invent a block. To a node with the block's header on its best chain it proves
//! as much as a [`Proof`](crate::Proof), with all confirmations that the node knows: the node
//! provides the work, the receipt provides the branch.

use crate::construction::find_inclusion;
use crate::error::{ProveError, ReceiptError};
use crate::inclusion::Inclusion;
use crate::verdict::{Sealed, Verdict};
use chain::authority::proven_work;
use chain::params::MEDIAN_SPAN;
use chain::{Chain, Store};
use primitives::{BlockHash, Decode, DecodeError, Encode, Height, Reader, Txid};

/// The maximum number of blocks whose authors are counted: ten rounds of the longest list.
const MAX_COUNTED_SEALS: usize = 1_000;

/// The inclusion of a transaction in a block that the verifier knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    genesis: BlockHash,
    block: BlockHash,
    inclusion: Inclusion,
}

impl Receipt {
    /// Returns the receipt of a transaction of the best chain.
    ///
    /// # Errors
    /// As [`find_inclusion`].
    pub fn new<S: Store>(chain: &Chain<S>, txid: &Txid) -> Result<Self, ProveError<S::Error>> {
        let (inclusion, height) = find_inclusion(chain, txid)?;
        let entry = chain.entry_at(height).ok_or(ProveError::Unknown(*txid))?;
        inclusion.check(&entry.header, height)?;
        Ok(Self {
            genesis: chain.genesis(),
            block: entry.hash,
            inclusion,
        })
    }

    /// The genesis hash of the receipt's chain.
    pub const fn genesis(&self) -> BlockHash {
        self.genesis
    }

    /// The hash of the block that the transaction is claimed to be in; unproven until
    /// [`Receipt::check`] succeeds.
    pub const fn block(&self) -> BlockHash {
        self.block
    }

    /// Checks the receipt against the best chain of a node.
    ///
    /// # Errors
    /// If the receipt belongs to another chain, if its block is not on the best chain, or if the
    /// block does not contain the transaction.
    pub fn check<S: Store>(&self, chain: &Chain<S>) -> Result<Verdict, ReceiptError> {
        let (found, wanted) = (self.genesis, chain.genesis());
        if found != wanted {
            return Err(ReceiptError::Chain { found, wanted });
        }
        let entry = chain.entry(&self.block);
        let entry = entry.ok_or(ReceiptError::UnknownBlock(self.block))?;
        if !chain.is_active(&self.block) {
            return Err(ReceiptError::NotBest(self.block));
        }
        let height = entry.height;
        if height == Height::GENESIS {
            return Err(ReceiptError::Genesis);
        }
        self.inclusion.check(&entry.header, height)?;
        let parent = chain.entry(&entry.header.previous);
        let parent = parent.ok_or(ReceiptError::UnknownBlock(entry.header.previous))?;
        let tip = chain.tip();
        let span = u32::try_from(MEDIAN_SPAN).unwrap_or(u32::MAX);
        let above = chain.entry_at(height.saturating_add(span - 1));
        let spec = chain.spec();
        let heights = (height.value()..=tip.height.value()).take(MAX_COUNTED_SEALS);
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
            work: proven_work(spec, tip.work),
            buried: proven_work(spec, tip.work - parent.work),
            sealed: Sealed::count(spec, on_top),
            not_before: parent.median_time.saturating_sub(spec.allowed_future()),
            not_after: above.map(|entry| entry.median_time.saturating_add(spec.allowed_future())),
        })
    }
}

/// The genesis hash, the block's hash and the inclusion.
impl Encode for Receipt {
    fn encode(&self, out: &mut Vec<u8>) {
        self.genesis.encode(out);
        self.block.encode(out);
        self.inclusion.encode(out);
    }
}

impl Decode for Receipt {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            genesis: BlockHash::decode(r)?,
            block: BlockHash::decode(r)?,
            inclusion: Inclusion::decode(r)?,
        })
    }
}
