//! Lookahead: verifying the signatures of blocks before it is their turn to be connected, in
//! batches, possibly in another thread.
//!
//! A transaction's signatures commit to the transaction, the outputs that it spends and the genesis
//! block (see [`super::signature_cache`]), not to its position in a block. They can therefore be
//! verified as soon as those outputs are known, even if the outputs are in a block that is not yet
//! connected. Each signature to verify becomes a [`Claim`]. The verifying thread reports the number
//! of valid claims before the first invalid one. The chain adds to its cache the transactions whose
//! claims are all among these, and finds them there when it accepts their block.
//!
//! Only the chain decides whether a block is valid, by all its rules in their order. If a report is
//! lost or counts too few claims, the chain itself verifies the transactions that are not in its
//! cache.

use super::block::BlockIds;
use super::signature::Verifier;
use super::signature_cache::Verified;
use primitives::{Block, Claim, Lock, Output, Sighash, Transaction, Wtxid};

/// A block whose content was checked as far as possible without its height and the coins.
///
/// Created by [`Chain::check_block`](crate::Chain::check_block).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedBlock {
    pub(crate) block: Block,
    pub(crate) ids: BlockIds,
}

impl CheckedBlock {
    /// The block.
    pub const fn block(&self) -> &Block {
        &self.block
    }

    /// The ids of its transactions.
    pub const fn ids(&self) -> &BlockIds {
        &self.ids
    }
}

/// The claims of many transactions' witnesses. A batch has no bound of its own; its owner bounds
/// it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignatureBatch {
    claims: Vec<Claim>,
    /// Each transaction, and the end of its claims in `claims`.
    transactions: Vec<(Wtxid, usize)>,
}

impl SignatureBatch {
    /// All claims, in the order in which their transactions were added.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// Adds the claims of a transaction's witnesses. Returns `false` and changes nothing if a
    /// witness is malformed or has another key than its lock, or if a spent output is unspendable.
    /// The chain then rejects the block when its turn comes.
    ///
    /// `wtxid` must be the transaction's. `spent` are the outputs that the transaction spends, in
    /// the order of its inputs.
    ///
    /// # Panics
    /// If the number of spent outputs differs from the number of inputs.
    pub fn add(
        &mut self,
        verifier: &Verifier,
        transaction: &Transaction,
        wtxid: Wtxid,
        spent: &[Output],
    ) -> bool {
        let sighash = Sighash::new(verifier.genesis(), transaction, spent);
        let before = self.claims.len();
        for (input, output) in spent.iter().enumerate() {
            let claim = match &output.lock {
                Lock::Key(hash) => {
                    let witness = &transaction.inputs[input].witness;
                    Claim::of_witness(witness, *hash, &sighash.digest(input))
                }
                Lock::Data(_) | Lock::Invalid(_) => None,
                // These have no signature, see [`super::signature::of_input`].
                Lock::Other { .. } => continue,
            };
            let Some(claim) = claim else {
                self.claims.truncate(before);
                return false;
            };
            self.claims.push(claim);
        }
        self.transactions.push((wtxid, self.claims.len()));
        true
    }

    /// The transactions whose claims are all among the first `count`, for
    /// [`Chain::cache`](crate::Chain::cache). The caller must have verified these claims, or
    /// trust the thread that did.
    pub fn verified(&self, verifier: &Verifier, count: usize) -> impl Iterator<Item = Verified> {
        let within = move |(_, end): &&(Wtxid, usize)| *end <= count;
        let verified = self.transactions.iter().take_while(within);
        verified.map(|(wtxid, _)| verifier.verified(wtxid))
    }
}
