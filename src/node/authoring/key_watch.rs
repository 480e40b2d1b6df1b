//! Signs that the key of this node's author is in use in another place, for example in a tab and in
//! a native node. Both places would seal at the same turns.
//!
//! **Listening.** An author that starts to seal may find on the chain a recent block of its own key
//! that it did not make in this run. It then lets its next turn pass, as far as it can. Another
//! place that seals with the key uses that turn, and the block from there stops this node
//! ([`Event::KeyElsewhere`](crate::Event::KeyElsewhere)). If nobody uses the turn, this node seals
//! once the other authors have had time to seal. A node that was away and finds such blocks while
//! it catches up does the same.
//!
//! **Two places that start at the same moment** find no such block, or listen for the same turn.
//! They would make the same block from the same mempool at the same moment, and neither would
//! notice the other. So the extra nonce in the coinbase is a number of this run: two places never
//! make the same block, and each receives the block of the other. A random wait would not do: with
//! several authors, another one seals before the longer wait is over, and both places are as
//! before.
//!
//! **One place goes on.** Two branches of a chain with authors never have the same work
//! ([`chain::authority`]), so all nodes choose the same block. The place whose block is not chosen
//! stops: a block made elsewhere counts once it is on the best chain.

use chain::authority::needs_work;
use chain::{Chain, Store};
use core::time::Duration;
use primitives::{BlockHash, Height};
use std::collections::VecDeque;

/// The maximum number of kept blocks that were made elsewhere with this author's key. Only the
/// owner of the key can make any.
const MAX_RIVALS: usize = 16;

/// The facts known about other places that use the key of this node's author.
#[derive(Debug, Default)]
pub(crate) struct KeyWatch {
    /// The number of this run, in the coinbases of its blocks.
    run: u64,
    /// Whether the next turn passes without a block.
    is_listening: bool,
    /// Whether the turn that passes has begun.
    has_begun: bool,
    /// Blocks of the key that were made elsewhere since this node seals, oldest first.
    rivals: VecDeque<BlockHash>,
}

impl KeyWatch {
    /// Returns the state of a run with this number.
    pub(crate) fn new(run: u64) -> Self {
        Self {
            run,
            ..Self::default()
        }
    }

    /// The number of this run.
    pub(crate) const fn run(&self) -> u64 {
        self.run
    }

    /// This author starts to seal: begins to listen if its newest recent block on the chain is not
    /// `made`, the last block that was made in this run.
    pub(crate) fn start<S: Store>(
        &mut self,
        chain: &Chain<S>,
        author: Option<u16>,
        made: Option<BlockHash>,
    ) {
        self.rivals.clear();
        self.has_begun = false;
        let newest = author.and_then(|author| newest_by(chain, author));
        self.is_listening = newest.is_some() && newest != made;
    }

    /// Begins to listen.
    pub(crate) const fn listen(&mut self) {
        self.is_listening = true;
    }

    /// Keeps a block of the key that was made elsewhere.
    pub(crate) fn keep_rival(&mut self, hash: BlockHash) {
        if self.rivals.len() == MAX_RIVALS {
            self.rivals.pop_front();
        }
        self.rivals.push_back(hash);
    }

    /// The newest kept block that is on the best chain.
    pub(crate) fn winner<S: Store>(&self, chain: &Chain<S>) -> Option<(Height, BlockHash)> {
        let active = |hash: &&BlockHash| chain.is_active(hash);
        let hash = self.rivals.iter().rev().find(active)?;
        Some((chain.entry(hash)?.height, *hash))
    }

    /// The time after the beginning of its turn at which this node's author may make a block. A
    /// chain that requires work leaves the other place two intervals to find a block, which
    /// suffices in six of seven cases.
    pub(super) fn pause<S: Store>(&self, chain: &Chain<S>, step: Duration) -> Duration {
        let Some(turns) = chain.turns().filter(|_| self.is_listening) else {
            return Duration::ZERO;
        };
        let spec = chain.spec();
        if needs_work(spec) {
            return Duration::from_secs(u64::from(spec.interval)) * 2;
        }
        let able = usize::from(turns.authors).saturating_sub(turns.recent.len());
        step * u32::try_from(able).unwrap_or(u32::MAX)
    }

    /// The turn that passes has begun.
    pub(super) const fn turn_began(&mut self) {
        self.has_begun = true;
    }

    /// The tip changed, or this node makes a block: ends listening if a turn has passed.
    pub(super) const fn turn_ended(&mut self) {
        if self.has_begun {
            self.is_listening = false;
            self.has_begun = false;
        }
    }
}

/// The newest block of this author among the chain's last blocks, as many as in two rounds of all
/// authors.
fn newest_by<S: Store>(chain: &Chain<S>, author: u16) -> Option<BlockHash> {
    let rounds = 2 * u32::from(chain.turns()?.authors);
    let tip = chain.tip().height.value();
    let heights = (tip.saturating_sub(rounds)..=tip).rev();
    let hashes = heights.filter_map(|height| chain.hash_at(Height(height)));
    let mut entries = hashes.filter_map(|hash| chain.entry(&hash));
    let newest = entries.find(|entry| entry.header.author() == Some(author));
    newest.map(|entry| entry.hash)
}
