//! Pruning: the person's choice of which blocks to keep in full, the pruning itself, and its view.

use api::{Fault, Field, JOINED_CHAIN_BYTES, KeptView, LEAST_WHOLE_BLOCKS};
use chain::params::MIN_WHOLE_BLOCKS;
use chain::{Chain, Coin, StorageError, Store};
use primitives::{Height, Transaction};

use crate::service::Service;
use crate::view::to_f64;

// The page offers the bound that the chain enforces.
const _: () = assert!(LEAST_WHOLE_BLOCKS == MIN_WHOLE_BLOCKS);

/// The record of how many of the newest blocks are kept in full; absent if all are.
const RECORD: &[u8] = b"node/whole-blocks";
/// The record that says that the person wants every block, whatever space that takes.
const ALL_WANTED: &[u8] = b"node/all-blocks-wanted";

/// The part of a chain's space, in percent, that it may take before only its newest blocks are kept
/// in full. The rest is for coins, headers and the wallet's rows.
const WHOLE_BLOCKS_PERCENT: u64 = 75;

/// The divisor for the part of the space that stays free for pruning.
const CUTTING_PART: u64 = 16;

/// How much space a chain may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    /// The bytes above which only the newest blocks are kept in full; `None` once that is decided.
    whole_blocks: Option<u64>,
    /// The maximum bytes in total, unless the person wants every block; `None` if not set yet.
    most: Option<u64>,
    /// Whether the person wants every block, whatever space that takes.
    all_wanted: bool,
}

/// Applies the person's choice to a chain that was just opened. Returns how much space it may take.
///
/// # Errors
/// If the store fails.
pub(crate) fn read_kept<S: Store>(chain: &mut Chain<S>) -> Result<Budget, StorageError<S::Error>> {
    let record = chain.record(RECORD)?;
    // An unreadable record must neither prevent the chain from opening nor cause pruning.
    let newest = record.and_then(|bytes| bytes.try_into().ok());
    chain.set_whole_blocks(newest.map(u32::from_le_bytes));
    let all_wanted = chain.record(ALL_WANTED)?.is_some();
    Ok(Budget {
        whole_blocks: (!all_wanted).then_some(JOINED_CHAIN_BYTES),
        most: None,
        all_wanted,
    })
}

impl<S: Store> Service<S> {
    /// Keeps this many of the newest blocks in full from now on, as a person typed it; `None` keeps
    /// all.
    pub(crate) fn keep(&mut self, newest: Option<&str>) -> Result<(), Fault> {
        let newest = newest.map(parse).transpose()?;
        let is_all = newest.is_none();
        let wanted = is_all.then_some([1].as_slice());
        self.node.chain_mut().put_record(ALL_WANTED, wanted);
        self.budget.all_wanted = is_all;
        self.budget.whole_blocks = self.budget.whole_blocks.filter(|_| !is_all);
        self.keep_newest(newest);
        Ok(())
    }

    /// Sets the chain's part, in bytes, of the space for all chains of the profile. It does not
    /// limit a chain whose blocks the person wants in full.
    pub fn set_room(&mut self, bytes: u64) {
        let percent = bytes / 100 * WHOLE_BLOCKS_PERCENT;
        self.budget.whole_blocks = self.budget.whole_blocks.map(|most| most.min(percent));
        self.budget.most = Some(bytes);
        self.limit_store();
    }

    fn limit_store(&self) {
        let chain = self.node.chain();
        let most = self.budget.most.filter(|_| !self.budget.all_wanted);
        // Pruning takes some space before it frees any.
        let most = most.map(|most| match chain.whole_blocks() {
            None => most - most / CUTTING_PART,
            Some(_) => most,
        });
        chain.store().limit(most);
    }

    /// Starts pruning once a joined chain takes more space than the person agreed to when joining:
    /// its blocks are made by others, who could make any number of them.
    pub(crate) fn mind_budget(&mut self) {
        let chain = self.node.chain();
        let is_over = self
            .budget
            .whole_blocks
            .zip(chain.store().bytes())
            .is_some_and(|(budget, bytes)| bytes > budget);
        if !is_over || self.contact.is_started() || chain.whole_blocks().is_some() {
            return;
        }
        self.budget.whole_blocks = None;
        self.keep_newest(Some(MIN_WHOLE_BLOCKS));
        self.trouble(format!(
            "This chain takes more room than a joined chain gets on this device. From now on only its newest \
             {MIN_WHOLE_BLOCKS} blocks are kept; the page Network can change that."
        ));
    }

    fn keep_newest(&mut self, newest: Option<u32>) {
        let chain = self.node.chain_mut();
        chain.set_whole_blocks(newest);
        chain.put_record(
            RECORD,
            newest.map(u32::to_le_bytes).as_ref().map(|n| &n[..]),
        );
        self.limit_store();
        self.touch();
    }

    /// Prunes some old blocks, but none that the wallet has not seen. Returns whether there is more
    /// to prune.
    pub(crate) fn cut_old_blocks(&mut self) -> bool {
        let Some((seen, _)) = self.wallet.synced() else {
            return false;
        };
        let wallet = &self.wallet;
        let is_own = |transaction: &Transaction, spent: &[Coin]| {
            let made = transaction.outputs.iter();
            let used = spent.iter().map(|coin| &coin.output);
            made.chain(used).any(|output| wallet.owns(&output.lock))
        };
        let before = self.node.chain().pruned_height();
        let more = self.node.prune(seen, &is_own);
        if self.node.chain().pruned_height() != before {
            self.touch();
            if !more {
                // The searches may refer to transactions that are not stored any more. They are not
                // cleared at each step, as a long search would then never end.
                self.walks.clear();
            }
        }
        more
    }

    /// The bytes that the chain takes in its store; `None` if the store does not know.
    pub fn stored_bytes(&self) -> Option<u64> {
        self.node.chain().store().bytes()
    }

    pub(crate) fn kept_view(&self) -> KeptView {
        let chain = self.node.chain();
        let number = |height: Option<Height>| height.map_or(0, Height::value);
        KeptView {
            newest: chain.whole_blocks(),
            cut: number(chain.pruned_height()),
            goal: number(chain.prune_goal()),
            bytes: chain.store().bytes().map(to_f64),
        }
    }
}

fn parse(text: &str) -> Result<u32, Fault> {
    let digits = text.trim().replace([',', ' ', '_'], "");
    let count = digits
        .parse()
        .ok()
        .filter(|count| *count >= MIN_WHOLE_BLOCKS);
    count.ok_or_else(|| {
        Fault::of(
            Field::Keep,
            format!("Type how many of the newest blocks to keep: a whole number, {MIN_WHOLE_BLOCKS} or more."),
        )
    })
}
