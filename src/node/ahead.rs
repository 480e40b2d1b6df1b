//! Signatures of blocks that have arrived, verified before their turn, a thousand at once.
//!
//! Of the blocks that lie here without a gap from the next one on, the signatures' claims are
//! gathered in batches, across blocks: a batch of a thousand costs a quarter of what its signatures
//! cost one by one. A batch is verified by the driver's **checkers** ([`Output::Check`], answered
//! by [`Input::Checked`](crate::Input::Checked)), or here in a slice of work where it has none or
//! the batch is small; while the node catches up, a small one waits a moment for more blocks. What
//! is proven the chain remembers, so that the block, at its turn, costs no signatures any more.
//!
//! This decides nothing (see [`chain::check::lookahead`]). A claim that is wrong or can't be
//! gathered, because the coin is not found or the witness malformed, and an answer that does not
//! come in time: all these leave signatures to be verified when the block is accepted, which finds
//! the first rule that is broken, as ever.
//!
//! **Bounds.** Of blocks that were looked at and are not connected, at most [`MOST`] claims and
//! those of one batch, beside those of the very next block; with the checkers, at most two batches
//! for each.

use crate::download::Downloads;
use crate::timers::Timer;
use crate::{CheckId, Node, Output};
use chain::{Chain, Checked, Coins, SignatureBatch, Store};
use core::time::Duration;
use litemap::LiteMap;
use primitives::{
    BlockHash, OutPoint, Output as Paid, Secret, Table, Transaction, Txid, true_claims,
};
use std::sync::Arc;

/// Claims of a full batch: from here on, more together hardly cost less each.
const BATCH: usize = 1_024;
/// Claims that are worth sending: to verify them here takes some 5 ms in a browser, a message there
/// and back 1 ms.
const WORTH_SENDING: usize = 128;
/// How long fewer claims than that wait for more blocks to come, while the node catches up.
const GROWS: Duration = Duration::from_millis(100);
/// Claims of blocks that were looked at and wait for their turn.
const MOST: usize = 8 * BATCH;
/// Bytes of blocks that are hashed in one slice of work, or a block more: some 10 ms in a browser.
const SLICE_BYTES: usize = 500_000;

/// What was looked at ahead.
#[derive(Debug)]
pub(crate) struct Lookahead {
    /// How many batches the driver verifies at a time; none where it verifies none.
    checkers: usize,
    /// No more than are wanted at a time.
    blocks: LiteMap<BlockHash, Looked>,
    /// Where among `blocks` a transaction stands.
    made: Table<Txid, (BlockHash, usize)>,
    /// The claims of `blocks` together.
    claims: usize,
    gathering: Batch,
    sent: LiteMap<CheckId, Batch>,
    /// The number of the batch that is being gathered.
    next: CheckId,
    /// There is more to look at, for which there was no time.
    more: bool,
    /// The batch that is being gathered has waited long enough.
    overdue: bool,
}

/// Claims that are verified together.
#[derive(Debug, Default)]
struct Batch {
    ahead: SignatureBatch,
    /// Whose they are.
    blocks: LiteMap<BlockHash, ()>,
}

/// A block that was looked at.
#[derive(Debug, Default)]
struct Looked {
    /// Transactions gathered so far.
    gathered: usize,
    /// Whether those were all.
    is_through: bool,
    /// Its claims.
    claims: usize,
    /// The batches with some of its claims.
    open: LiteMap<CheckId, ()>,
    /// Some signatures are left to be verified at its turn.
    is_lacking: bool,
}

impl Lookahead {
    /// Nothing looked at, and nobody to verify.
    pub(crate) fn new(secret: Secret) -> Self {
        Self {
            checkers: 0,
            blocks: LiteMap::new(),
            made: Table::with_hasher(secret),
            claims: 0,
            gathering: Batch::default(),
            sent: LiteMap::new(),
            next: CheckId::default(),
            more: false,
            overdue: false,
        }
    }

    /// Whether there is more to look at at once.
    pub(crate) const fn has_more(&self) -> bool {
        self.more
    }

    /// Whether all of a block was gathered.
    fn is_through(&self, hash: &BlockHash) -> bool {
        self.blocks
            .get(hash)
            .is_some_and(|looked| looked.is_through)
    }

    fn is_full(&self) -> bool {
        self.gathering.ahead.claims().len() >= BATCH
    }

    /// Whether nothing more is to be waited for before this block is accepted.
    pub(crate) fn is_done_with(&self, hash: &BlockHash) -> bool {
        let looked = self.blocks.get(hash);
        looked.is_some_and(|looked| looked.is_through && looked.open.is_empty())
    }

    /// Forgets a block that is accepted now; whether all its signatures were verified.
    pub(crate) fn take(&mut self, checked: &Checked) -> bool {
        let Some(looked) = self.blocks.remove(&checked.block().hash()) else {
            return false;
        };
        for txid in &checked.ids().txids {
            self.made.remove(txid);
        }
        self.claims -= looked.claims;
        !looked.is_lacking
    }

    /// Forgets blocks that are not wanted any more; the batches that were sent and are of no use
    /// now.
    fn keep_only(&mut self, is_wanted: impl Fn(&BlockHash) -> bool) -> Vec<CheckId> {
        if self.blocks.keys().all(&is_wanted) {
            return Vec::new();
        }
        self.blocks.retain(|hash, _| is_wanted(hash));
        self.claims = self.blocks.values().map(|looked| looked.claims).sum();
        let blocks = &self.blocks;
        self.made.retain(|_, (hash, _)| blocks.contains_key(hash));
        let is_idle = |batch: &Batch| !batch.blocks.keys().any(|hash| blocks.contains_key(hash));
        if is_idle(&self.gathering) {
            self.gathering = Batch::default();
        }
        let idle = self.sent.iter().filter(|(_, batch)| is_idle(batch));
        let idle: Vec<CheckId> = idle.map(|(id, _)| *id).collect();
        for id in &idle {
            self.sent.remove(id);
        }
        idle
    }

    /// Gathers the claims of a block, from where it was left, until it is through or the batch
    /// full.
    fn gather<S: Store>(&mut self, chain: &Chain<S>, downloads: &Downloads, checked: &Checked) {
        let hash = checked.block().hash();
        let looked = self.blocks.entry(hash).or_default();
        let transactions = checked.block().transactions.iter().zip(0..);
        for (transaction, place) in transactions.skip(looked.gathered) {
            if self.gathering.ahead.claims().len() >= BATCH {
                return; // as soon as one more is at hand
            }
            looked.gathered += 1;
            let (txid, wtxid) = (checked.ids().txids[place], checked.ids().wtxids[place]);
            self.made.insert(txid, (hash, place));
            let is_signed = place > 0 && !transaction.inputs.is_empty();
            if !is_signed || chain.verifier().is_cached(&wtxid) {
                continue;
            }
            let spent = spent_by(chain, downloads, &self.made, transaction);
            let ahead = &mut self.gathering.ahead;
            let before = ahead.claims().len();
            let is_added =
                spent.is_some_and(|spent| ahead.add(chain.verifier(), transaction, wtxid, &spent));
            let claims = ahead.claims().len() - before;
            self.claims += claims;
            looked.claims += claims;
            looked.is_lacking |= !is_added;
            if claims > 0 {
                looked.open.insert(self.next, ());
                self.gathering.blocks.insert(hash, ());
            }
        }
        looked.is_through = true;
    }

    /// Takes the batch that is being gathered; another one begins.
    fn take_batch(&mut self) -> (CheckId, Batch) {
        let id = self.next;
        self.next = CheckId(id.0 + 1);
        (id, core::mem::take(&mut self.gathering))
    }

    /// Notes how many of a batch's claims are true.
    fn settle<S: Store>(&mut self, chain: &mut Chain<S>, id: CheckId, batch: &Batch, held: usize) {
        let verified: Vec<_> = batch.ahead.verified(chain.verifier(), held).collect();
        for transaction in verified {
            chain.remember(transaction);
        }
        let is_lacking = held < batch.ahead.claims().len();
        for hash in batch.blocks.keys() {
            if let Some(looked) = self.blocks.get_mut(hash)
                && looked.open.remove(&id).is_some()
            {
                looked.is_lacking |= is_lacking;
            }
        }
    }
}

/// The outputs that a transaction spends, made in blocks ahead or coins of the chain; none where
/// one is not found.
fn spent_by<S: Store>(
    chain: &Chain<S>,
    downloads: &Downloads,
    made: &Table<Txid, (BlockHash, usize)>,
    transaction: &Transaction,
) -> Option<Vec<Paid>> {
    let find = |outpoint: &OutPoint| match made.get(&outpoint.txid) {
        Some((hash, place)) => {
            let maker = &downloads.checked(hash)?.block().transactions[*place];
            maker.outputs.get(outpoint.index as usize).cloned()
        }
        // A store that fails says so again when the block is accepted.
        None => Some(Coins::coin(chain, outpoint).ok()??.output),
    };
    let inputs = transaction.inputs.iter();
    inputs.map(|input| find(&input.previous)).collect()
}

impl<S: Store> Node<S> {
    /// How many batches the driver verifies at a time.
    pub(crate) fn set_checkers(&mut self, checkers: usize) {
        self.lookahead.checkers = checkers;
        if checkers == 0 {
            self.checks_overdue();
        }
    }

    /// Looks at blocks ahead, for as long as a slice of work may take; how many signatures were
    /// verified here.
    pub(crate) fn look_ahead(&mut self) -> usize {
        let downloads = &self.downloads;
        let idle = self
            .lookahead
            .keep_only(|hash| downloads.checked(hash).is_some());
        for id in idle {
            self.emit(Output::CancelCheck(id));
        }
        self.lookahead.more = false;
        let mut bytes = 0;
        for (place, hash) in self.downloads.next_in_line().into_iter().enumerate() {
            if place > 0 && self.lookahead.claims >= MOST {
                break;
            }
            if bytes >= SLICE_BYTES {
                self.lookahead.more = true;
                break;
            }
            bytes += self.downloads.check(&hash, &self.chain);
            while let Some(checked) = self.downloads.checked(&hash)
                && !self.lookahead.is_through(&hash)
            {
                self.lookahead.gather(&self.chain, &self.downloads, checked);
                if !self.lookahead.is_full() {
                    break;
                }
                match self.verify_batch(true) {
                    Some(0) => {}
                    Some(here) => {
                        self.lookahead.more = true;
                        return here;
                    }
                    None => return 0,
                }
            }
            if self.downloads.checked(&hash).is_none() {
                break;
            }
        }
        self.verify_batch(false).unwrap_or(0)
    }

    /// Has the gathered batch verified somewhere; how many signatures were verified here, or none
    /// where it has to wait.
    fn verify_batch(&mut self, is_full: bool) -> Option<usize> {
        let lookahead = &mut self.lookahead;
        let claims = lookahead.gathering.ahead.claims().len();
        let (checkers, sent) = (lookahead.checkers, lookahead.sent.len());
        if checkers > 0 && claims >= WORTH_SENDING {
            // A full batch may wait behind others; a part of one goes only to who has nothing to
            // do, and grows till then.
            let room = if is_full { 2 * checkers } else { checkers };
            if sent >= room {
                return None;
            }
            let (id, batch) = lookahead.take_batch();
            let claims = Arc::from(batch.ahead.claims());
            lookahead.sent.insert(id, batch);
            self.timers
                .set_if_idle(Timer::Check, self.steady + self.config.check);
            self.emit(Output::Check { id, claims });
            return Some(0);
        }
        if sent > 0 {
            return None;
        }
        if claims > 0 && claims < WORTH_SENDING && self.may_grow() {
            self.timers.set_if_idle(Timer::Batch, self.steady + GROWS);
            return None;
        }
        self.timers.clear(Timer::Batch);
        let lookahead = &mut self.lookahead;
        lookahead.overdue = false;
        let (id, batch) = lookahead.take_batch();
        let held = true_claims(batch.ahead.claims(), &self.check_seed);
        lookahead.settle(&mut self.chain, id, &batch, held);
        Some(claims)
    }

    /// Whether more claims are about to come.
    fn may_grow(&self) -> bool {
        !self.lookahead.overdue && self.downloads.awaits() && self.is_catching_up()
    }

    /// The batch that is being gathered waits no longer.
    pub(crate) fn batch_overdue(&mut self) {
        self.lookahead.overdue = true;
    }

    /// A checker says how many of a batch's first claims are true.
    pub(crate) fn checked(&mut self, id: CheckId, held: usize) {
        let Some(batch) = self.lookahead.sent.remove(&id) else {
            return; // cancelled, or given up
        };
        self.lookahead.settle(&mut self.chain, id, &batch, held);
        match self.lookahead.sent.is_empty() {
            true => self.timers.clear(Timer::Check),
            false => self
                .timers
                .set(Timer::Check, self.steady + self.config.check),
        }
    }

    /// The checkers say nothing: what they have is verified here, with the blocks.
    pub(crate) fn checks_overdue(&mut self) {
        self.timers.clear(Timer::Check);
        for (id, batch) in core::mem::take(&mut self.lookahead.sent) {
            self.lookahead.settle(&mut self.chain, id, &batch, 0);
            self.emit(Output::CancelCheck(id));
        }
    }
}
