//! Lookahead: signatures of blocks that have arrived are verified in large batches, before it is
//! the blocks' turn to be connected.
//!
//! The node gathers claims of the blocks that have arrived, from the next block to connect up to
//! the first gap. A batch may hold claims of several blocks. Verifying a batch of a thousand
//! signatures costs a quarter of verifying them one by one. A batch is verified by the driver's
//! **checkers** ([`Output::Verify`](crate::Output::Verify), answered by
//! [`Input::Verified`](crate::Input::Verified)), or by the node in a step of work if there are no
//! checkers, or if the batch is small. While the node is catching up, a small batch waits a moment
//! for more blocks. The chain remembers the transactions whose signatures are valid, so that the
//! block costs no signatures when it is connected.
//!
//! Lookahead does not decide whether a block is valid (see [`chain::check::lookahead`]). A claim
//! may be false, a claim may be missing because a coin is not found or a witness is malformed, and
//! an answer may come too late. In all these cases the signatures are verified when the block is
//! accepted, which finds the first broken rule as usual.
//!
//! **Bounds.** For blocks that were gathered and are not connected: at most [`MAX_CLAIMS`] claims
//! and those of one batch, plus those of the very next block. At the checkers: at most two batches
//! for each checker.

use crate::BatchId;
use crate::download::Downloads;
use crate::sorted_set::SortedSet;
use chain::{Chain, CheckedBlock, Coins, SignatureBatch, Store};
use litemap::LiteMap;
use primitives::{
    BlockHash, Claim, OutPoint, Output, Secret, Table, Transaction, Txid, true_claims,
};
use std::sync::Arc;

/// The number of claims of a full batch. Larger batches hardly reduce the cost of each claim.
const BATCH_CLAIMS: usize = 1_024;
/// The minimum number of claims for which a message to a checker is worthwhile: in a browser, their
/// verification here takes some 5 ms; a message to a worker and its answer take 1 ms.
const MIN_SENT_CLAIMS: usize = 128;
/// The maximum number of claims of blocks that were gathered and are not connected.
const MAX_CLAIMS: usize = 8 * BATCH_CLAIMS;
/// The bytes of blocks after which a step of work hashes no further block: some 10 ms in a browser.
const STEP_BYTES: usize = 500_000;

/// An action for the node.
#[derive(Debug)]
pub(crate) enum Action {
    /// Pass these claims to the checkers.
    Verify(BatchId, Arc<[Claim]>),
    /// The answer for this batch is no longer needed.
    Cancel(BatchId),
    /// A small batch waits for more blocks.
    WaitForMore,
    /// No batch waits any more.
    StopWaiting,
}

/// The state of lookahead.
#[derive(Debug)]
pub(crate) struct Lookahead {
    /// How many batches the driver verifies at a time; 0 if it verifies none.
    checkers: usize,
    /// The blocks that were gathered; at most the arrived blocks of the windows.
    blocks: LiteMap<BlockHash, GatheredBlock>,
    /// The block and the index of each gathered transaction.
    locations: Table<Txid, (BlockHash, usize)>,
    /// The number of claims of all `blocks`.
    claims: usize,
    gathering: Batch,
    sent: LiteMap<BatchId, Batch>,
    /// The number of the batch that is being gathered.
    next: BatchId,
    /// Whether the last step ended before all claims were gathered.
    more: bool,
    /// Whether the batch that is being gathered has waited long enough.
    overdue: bool,
    /// Randomness for verifying batches here.
    seed: [u8; 32],
}

/// Claims that are verified together.
#[derive(Debug, Default)]
struct Batch {
    signatures: SignatureBatch,
    /// The blocks of the claims.
    blocks: SortedSet<BlockHash>,
}

/// A block whose claims are gathered.
#[derive(Debug, Default)]
struct GatheredBlock {
    /// The number of transactions gathered so far.
    gathered: usize,
    /// Whether all transactions were gathered.
    is_complete: bool,
    /// The number of claims gathered so far.
    claims: usize,
    /// The unverified batches with claims of this block.
    open: SortedSet<BatchId>,
    /// Whether some signatures remain to be verified when the block is accepted.
    has_unverified: bool,
}

impl Lookahead {
    /// Returns the state without blocks and without checkers. `seed` is randomness for verifying
    /// batches here.
    pub(crate) fn new(secret: Secret, seed: [u8; 32]) -> Self {
        Self {
            checkers: 0,
            blocks: LiteMap::new(),
            locations: Table::with_hasher(secret),
            claims: 0,
            gathering: Batch::default(),
            sent: LiteMap::new(),
            next: BatchId::default(),
            more: false,
            overdue: false,
            seed,
        }
    }

    /// Whether another step can gather more claims at once.
    pub(crate) const fn has_more(&self) -> bool {
        self.more
    }

    /// Sets how many batches the driver verifies at a time.
    pub(crate) const fn set_checkers(&mut self, checkers: usize) {
        self.checkers = checkers;
    }

    /// Does one step of lookahead. `may_grow` tells whether more blocks can be expected soon.
    /// Returns the number of signatures verified here.
    pub(crate) fn step<S: Store>(
        &mut self,
        chain: &mut Chain<S>,
        downloads: &mut Downloads,
        may_grow: bool,
        actions: &mut Vec<Action>,
    ) -> usize {
        let idle = self.keep_only(|hash| downloads.checked(hash).is_some());
        actions.extend(idle.into_iter().map(Action::Cancel));
        self.more = false;
        let mut bytes = 0;
        for (index, hash) in downloads.next_in_line().into_iter().enumerate() {
            if index > 0 && self.claims >= MAX_CLAIMS {
                break;
            }
            if bytes >= STEP_BYTES {
                self.more = true;
                break;
            }
            bytes += downloads.check(&hash, chain);
            while let Some(checked) = downloads.checked(&hash)
                && !self.is_complete(&hash)
            {
                self.gather(chain, downloads, checked);
                if !self.is_full() {
                    break;
                }
                match self.verify_batch(chain, true, may_grow, actions) {
                    Some(0) => {}
                    Some(here) => {
                        self.more = true;
                        return here;
                    }
                    None => return 0,
                }
            }
            if downloads.checked(&hash).is_none() {
                break;
            }
        }
        self.verify_batch(chain, false, may_grow, actions)
            .unwrap_or(0)
    }

    /// Passes the gathered batch to the checkers, or verifies it here. Returns the number of
    /// signatures verified here; `None` if the batch has to wait.
    fn verify_batch<S: Store>(
        &mut self,
        chain: &mut Chain<S>,
        is_full: bool,
        may_grow: bool,
        actions: &mut Vec<Action>,
    ) -> Option<usize> {
        let claims = self.gathering.signatures.claims().len();
        if self.checkers > 0 && claims >= MIN_SENT_CLAIMS {
            // A full batch may be queued behind others. A partial batch is only sent to an idle
            // checker, and grows until then.
            let room = if is_full {
                2 * self.checkers
            } else {
                self.checkers
            };
            if self.sent.len() >= room {
                return None;
            }
            let (id, batch) = self.take_batch();
            actions.push(Action::Verify(id, Arc::from(batch.signatures.claims())));
            self.sent.insert(id, batch);
            return Some(0);
        }
        if !self.sent.is_empty() {
            return None;
        }
        if claims > 0 && claims < MIN_SENT_CLAIMS && may_grow && !self.overdue {
            actions.push(Action::WaitForMore);
            return None;
        }
        actions.push(Action::StopWaiting);
        self.overdue = false;
        let (id, batch) = self.take_batch();
        let true_count = true_claims(batch.signatures.claims(), &self.seed);
        self.settle(chain, id, &batch, true_count);
        Some(claims)
    }

    /// The batch that is being gathered must not wait any longer.
    pub(crate) const fn stop_waiting(&mut self) {
        self.overdue = true;
    }

    /// A checker reports that the first `true_count` claims of a batch are true. Returns whether
    /// all batches are answered. `None` if this batch was cancelled or given up.
    pub(crate) fn answered<S: Store>(
        &mut self,
        chain: &mut Chain<S>,
        id: BatchId,
        true_count: usize,
    ) -> Option<bool> {
        let batch = self.sent.remove(&id)?;
        self.settle(chain, id, &batch, true_count);
        Some(self.sent.is_empty())
    }

    /// Gives up all batches at the checkers: their signatures will be verified when the blocks are
    /// accepted. Returns these batches.
    pub(crate) fn give_up<S: Store>(&mut self, chain: &mut Chain<S>) -> Vec<BatchId> {
        let mut given_up = Vec::with_capacity(self.sent.len());
        for (id, batch) in core::mem::take(&mut self.sent) {
            self.settle(chain, id, &batch, 0);
            given_up.push(id);
        }
        given_up
    }

    /// Whether all claims of a block were gathered.
    fn is_complete(&self, hash: &BlockHash) -> bool {
        self.blocks.get(hash).is_some_and(|entry| entry.is_complete)
    }

    fn is_full(&self) -> bool {
        self.gathering.signatures.claims().len() >= BATCH_CLAIMS
    }

    /// Whether a block is gathered completely and none of its batches is open, so that it can be
    /// accepted.
    pub(crate) fn is_done_with(&self, hash: &BlockHash) -> bool {
        let entry = self.blocks.get(hash);
        entry.is_some_and(|entry| entry.is_complete && entry.open.is_empty())
    }

    /// Forgets a block that is about to be accepted. Returns whether all its signatures were
    /// verified.
    pub(crate) fn take(&mut self, checked: &CheckedBlock) -> bool {
        let Some(entry) = self.blocks.remove(&checked.block().hash()) else {
            return false;
        };
        for txid in &checked.ids().txids {
            self.locations.remove(txid);
        }
        self.claims -= entry.claims;
        !entry.has_unverified
    }

    /// Forgets blocks that are no longer wanted. Returns the batches at the checkers that became
    /// useless.
    fn keep_only(&mut self, is_wanted: impl Fn(&BlockHash) -> bool) -> Vec<BatchId> {
        if self.blocks.keys().all(&is_wanted) {
            return Vec::new();
        }
        self.blocks.retain(|hash, _| is_wanted(hash));
        self.claims = self.blocks.values().map(|entry| entry.claims).sum();
        let blocks = &self.blocks;
        self.locations
            .retain(|_, (hash, _)| blocks.contains_key(hash));
        let is_idle = |batch: &Batch| !batch.blocks.iter().any(|hash| blocks.contains_key(hash));
        if is_idle(&self.gathering) {
            self.gathering = Batch::default();
        }
        let idle = self.sent.iter().filter(|(_, batch)| is_idle(batch));
        let idle: Vec<BatchId> = idle.map(|(id, _)| *id).collect();
        for id in &idle {
            self.sent.remove(id);
        }
        idle
    }

    /// Gathers the claims of a block, from the first transaction not gathered yet, until the block
    /// is complete or the batch is full.
    fn gather<S: Store>(
        &mut self,
        chain: &Chain<S>,
        downloads: &Downloads,
        checked: &CheckedBlock,
    ) {
        let hash = checked.block().hash();
        let entry = self.blocks.entry(hash).or_default();
        let transactions = checked.block().transactions.iter().zip(0..);
        for (transaction, index) in transactions.skip(entry.gathered) {
            if self.gathering.signatures.claims().len() >= BATCH_CLAIMS {
                return; // the batch is full
            }
            entry.gathered += 1;
            let (txid, wtxid) = (checked.ids().txids[index], checked.ids().wtxids[index]);
            self.locations.insert(txid, (hash, index));
            let is_signed = index > 0 && !transaction.inputs.is_empty();
            if !is_signed || chain.verifier().is_cached(&wtxid) {
                continue;
            }
            let spent = spent_by(chain, downloads, &self.locations, transaction);
            let signatures = &mut self.gathering.signatures;
            let before = signatures.claims().len();
            let is_added = spent
                .is_some_and(|spent| signatures.add(chain.verifier(), transaction, wtxid, &spent));
            let claims = signatures.claims().len() - before;
            self.claims += claims;
            entry.claims += claims;
            entry.has_unverified |= !is_added;
            if claims > 0 {
                entry.open.insert(self.next);
                self.gathering.blocks.insert(hash);
            }
        }
        entry.is_complete = true;
    }

    /// Takes the batch that is being gathered, and begins another one.
    fn take_batch(&mut self) -> (BatchId, Batch) {
        let id = self.next;
        self.next = BatchId(id.0 + 1);
        (id, core::mem::take(&mut self.gathering))
    }

    /// Records that the first `true_count` claims of a batch are true.
    fn settle<S: Store>(
        &mut self,
        chain: &mut Chain<S>,
        id: BatchId,
        batch: &Batch,
        true_count: usize,
    ) {
        let verified: Vec<_> = batch
            .signatures
            .verified(chain.verifier(), true_count)
            .collect();
        for transaction in verified {
            chain.cache(transaction);
        }
        let has_unverified = true_count < batch.signatures.claims().len();
        for hash in batch.blocks.iter() {
            if let Some(entry) = self.blocks.get_mut(hash)
                && entry.open.remove(&id)
            {
                entry.has_unverified |= has_unverified;
            }
        }
    }
}

/// The outputs that a transaction spends, from the gathered blocks or the chain's coins. `None` if
/// an output is not found.
fn spent_by<S: Store>(
    chain: &Chain<S>,
    downloads: &Downloads,
    locations: &Table<Txid, (BlockHash, usize)>,
    transaction: &Transaction,
) -> Option<Vec<Output>> {
    let find = |outpoint: &OutPoint| match locations.get(&outpoint.txid) {
        Some((hash, index)) => {
            let creator = &downloads.checked(hash)?.block().transactions[*index];
            creator.outputs.get(outpoint.index as usize).cloned()
        }
        // A failure of the store is reported when the block is accepted.
        None => Some(Coins::coin(chain, outpoint).ok()??.output),
    };
    let inputs = transaction.inputs.iter();
    inputs.map(|input| find(&input.previous)).collect()
}
