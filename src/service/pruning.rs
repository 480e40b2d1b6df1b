//! Pruning: the space that a chain may take, the person's choice of blocks to keep in full, the
//! pruning itself, and its view.

use api::{
    ChainReason, Fault, Field, JOINED_CHAIN_BYTES, KeptView, LEAST_WHOLE_BLOCKS, Notice,
    StorageReason,
};
use chain::params::MIN_WHOLE_BLOCKS;
use chain::{Chain, Coin, StorageError, Store};
use node::Node;
use primitives::{Height, Transaction};
use wallet::Wallet;

use crate::convert::to_f64;

// The minimum that the page offers is the minimum that the chain enforces.
const _: () = assert!(LEAST_WHOLE_BLOCKS == MIN_WHOLE_BLOCKS);

/// The record of how many of the newest blocks are kept in full; absent if all are.
const RECORD: &[u8] = b"node/whole-blocks";
/// The record of the person's choice to keep every block, whatever space that takes; absent
/// otherwise.
const ALL_WANTED: &[u8] = b"node/all-blocks-wanted";

/// The percentage of its space above which a chain keeps only its newest blocks in full. The rest
/// is for coins, headers and the wallet's rows.
const WHOLE_BLOCKS_PERCENT: u64 = 75;

/// The fraction of the space that stays free for pruning: one part in this many.
const FREE_PART: u64 = 16;

/// The space that a chain may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pruning {
    /// The bytes above which only the newest blocks are kept in full. `None` once this has
    /// happened, or if the person wants every block.
    whole_blocks_bytes: Option<u64>,
    /// The maximum bytes in total, unless the person wants every block; `None` if not set yet.
    max_bytes: Option<u64>,
    /// Whether the person wants every block, whatever space that takes.
    all_wanted: bool,
}

/// The result of a step of pruning.
pub(crate) struct Pruned {
    /// Whether blocks were pruned.
    pub(crate) any: bool,
    /// Whether there is more to prune.
    pub(crate) more: bool,
}

impl Pruning {
    /// Applies the person's stored choice to a chain that was just opened.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) fn open<S: Store>(chain: &mut Chain<S>) -> Result<Self, StorageError<S::Error>> {
        let record = chain.record(RECORD)?;
        // An unreadable record must neither prevent the chain from opening nor cause pruning.
        let newest = record.and_then(|bytes| bytes.try_into().ok());
        chain.set_whole_blocks(newest.map(u32::from_le_bytes));
        let all_wanted = chain.record(ALL_WANTED)?.is_some();
        Ok(Self {
            whole_blocks_bytes: (!all_wanted).then_some(JOINED_CHAIN_BYTES),
            max_bytes: None,
            all_wanted,
        })
    }

    /// Keeps this many of the newest blocks in full from now on. `newest` is the number that a
    /// person typed; `None` keeps all blocks.
    ///
    /// # Errors
    /// A [`Fault`] if the text is not a number that the chain allows.
    pub(crate) fn keep<S: Store>(
        &mut self,
        newest: Option<&str>,
        chain: &mut Chain<S>,
    ) -> Result<(), Fault> {
        let newest = newest.map(parse).transpose()?;
        let is_all = newest.is_none();
        let wanted = is_all.then_some([1].as_slice());
        chain.put_record(ALL_WANTED, wanted);
        self.all_wanted = is_all;
        self.whole_blocks_bytes = self.whole_blocks_bytes.filter(|_| !is_all);
        self.keep_newest(newest, chain);
        Ok(())
    }

    /// Sets the bytes that the chain may take. This does not limit a chain of which the person
    /// wants every block.
    pub(crate) fn set_space<S: Store>(&mut self, bytes: u64, chain: &Chain<S>) {
        let percent = bytes / 100 * WHOLE_BLOCKS_PERCENT;
        self.whole_blocks_bytes = self.whole_blocks_bytes.map(|most| most.min(percent));
        self.max_bytes = Some(bytes);
        self.limit_store(chain);
    }

    /// Starts pruning once a joined chain takes more space than the person agreed to when joining.
    /// Others make the blocks of such a chain, and could make any number of them. Returns a notice;
    /// `None` if nothing changes.
    pub(crate) fn limit_joined<S: Store>(&mut self, chain: &mut Chain<S>) -> Option<Notice> {
        let most = self.whole_blocks_bytes?;
        if chain.store().bytes()? <= most || chain.whole_blocks().is_some() {
            return None;
        }
        self.whole_blocks_bytes = None;
        self.keep_newest(Some(MIN_WHOLE_BLOCKS), chain);
        let blocks = MIN_WHOLE_BLOCKS;
        Some(Notice::Trouble {
            reason: StorageReason::RoomExceeded { blocks }.into(),
        })
    }

    fn keep_newest<S: Store>(&self, newest: Option<u32>, chain: &mut Chain<S>) {
        chain.set_whole_blocks(newest);
        chain.put_record(
            RECORD,
            newest.map(u32::to_le_bytes).as_ref().map(|n| &n[..]),
        );
        self.limit_store(chain);
    }

    fn limit_store<S: Store>(&self, chain: &Chain<S>) {
        let most = self.max_bytes.filter(|_| !self.all_wanted);
        // Pruning writes before it frees space, so some space stays free for it.
        let most = most.map(|most| match chain.whole_blocks() {
            None => most - most / FREE_PART,
            Some(_) => most,
        });
        chain.store().limit(most);
    }
}

/// Prunes some old blocks, but no block that one of the wallets has not read.
pub(crate) fn prune<S: Store>(node: &mut Node<S>, wallets: &[&Wallet]) -> Pruned {
    let read = wallets
        .iter()
        .map(|wallet| wallet.synced().map(|(height, _)| height));
    let Some(seen) = read.min().flatten() else {
        return Pruned {
            any: false,
            more: false,
        };
    };
    let is_own = |transaction: &Transaction, spent: &[Coin]| {
        let made = transaction.outputs.iter();
        let used = spent.iter().map(|coin| &coin.output);
        let mut outputs = made.chain(used);
        outputs.any(|output| wallets.iter().any(|wallet| wallet.owns(&output.lock)))
    };
    let before = node.chain().pruned_height();
    let more = node.prune(seen, &is_own);
    Pruned {
        any: node.chain().pruned_height() != before,
        more,
    }
}

/// The view of the blocks that a chain keeps.
pub(crate) fn kept_view<S: Store>(chain: &Chain<S>) -> KeptView {
    let number = |height: Option<Height>| height.map_or(0, Height::value);
    KeptView {
        newest: chain.whole_blocks(),
        cut: number(chain.pruned_height()),
        goal: number(chain.prune_goal()),
        bytes: chain.store().bytes().map(to_f64),
    }
}

fn parse(text: &str) -> Result<u32, Fault> {
    let digits = text.trim().replace([',', ' ', '_'], "");
    let count = digits
        .parse()
        .ok()
        .filter(|count| *count >= MIN_WHOLE_BLOCKS);
    let least = MIN_WHOLE_BLOCKS.into();
    count.ok_or_else(|| Fault::of(Field::Keep, ChainReason::KeepNewest { least }))
}
