//! Blocks on a chain with authors: when this node makes one, and how it gets its seal.
//!
//! Whose turn it is makes a block as soon as the rules allow one. Who is not waits one step longer with each author that
//! may seal and goes before it ([`chain::Turns::rank`]), so that mostly nobody else has begun when a block comes, and a silent
//! leader costs one step. The steps follow from the list alone: the same everywhere, and nothing random in them. Where
//! work is proven as well, the search begins when a block could be made otherwise, and the steps count from when the tip
//! came.
//!
//! **Clocks that are ahead.** A block's time is an interval after its parent's at least, and a parent may be dated ten
//! minutes ahead of what is true. Nobody waits for that time to come: an interval and a step after the tip came the next
//! block may be made in any case, dated as the rules demand. The step is what brings the times back, a little with each
//! block, and keeps the block within the bound on every clock that is a little behind.
//!
//! The node holds no key. It asks for the seal of a finished block ([`Output::Seal`]) and goes on when it comes
//! ([`Input::Sealed`](crate::Input::Sealed)).
//!
//! **No two blocks of one author on the same tip** leave this node. While it runs it asks for no second seal there,
//! whatever became of the first block, unless it has put that away itself before the seal came: an author that stops and
//! starts again makes another, and a seal that comes late is ignored. When it starts anew, the block it has made is its
//! tip, because a sealed block is written to the store before it is sent. That holds as long as the store takes it: where
//! the store fails just then, the block is sent all the same. And it holds for one node with one store: to let two nodes
//! seal with one key is to be kept from by whoever holds the key.

use crate::timers::Timer;
use crate::{Node, Output};
use chain::Store;
use chain::authority::needs_work;
use core::time::Duration;
use primitives::{Block, BlockHash, Signature, Time, Timestamp, seal_digest};

/// The shortest and the longest step: what a block needs to get round a few friends' tabs, and what nobody minds.
const STEPS: core::ops::RangeInclusive<Duration> =
    Duration::from_millis(500)..=Duration::from_secs(5);

/// The state of sealing.
#[derive(Debug, Default)]
pub(crate) struct Sealing {
    /// The place in the list of whoever makes blocks here.
    author: Option<u16>,
    /// Since when the tip is the tip, or somebody makes blocks here.
    since: Time,
    /// The block that waits for its seal.
    candidate: Option<Block>,
    /// The block on top of which a seal was asked for last.
    sealed_on: Option<BlockHash>,
}

/// Whether a block may be made here now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// By anybody: the chain has no authors.
    Free,
    /// By this author.
    Now(u16),
    /// Not before this time.
    At(Time),
    /// Not on this tip.
    Never,
}

/// How much longer each next author waits: a quarter of the interval, within reason.
pub(crate) fn step(interval: u32) -> Duration {
    let quarter = Duration::from_secs(u64::from(interval)) / 4;
    quarter.clamp(*STEPS.start(), *STEPS.end())
}

impl<S: Store> Node<S> {
    /// Takes the place in the list of authors of whoever makes blocks here from now on.
    pub(crate) fn set_author(&mut self, author: Option<u16>) {
        if core::mem::replace(&mut self.sealing.author, author) != author {
            self.stop_sealing();
        }
        self.refresh_job();
    }

    /// The waiting for a turn starts now.
    pub(crate) fn start_turn(&mut self) {
        self.sealing.since = self.now;
    }

    /// The wall clock jumped: what was waited for a turn stays what it was.
    pub(crate) fn shift_turn(&mut self, before: Time, after: Time) {
        self.sealing.since = after - before.since(self.sealing.since);
    }

    /// Nobody makes blocks here any more. A block that waits for its seal is put away, and may be made anew: its seal,
    /// should it come, goes nowhere.
    pub(crate) fn stop_sealing(&mut self) {
        self.timers.clear(Timer::Turn);
        if self.sealing.candidate.take().is_some() {
            self.sealing.sealed_on = None;
        }
    }

    /// Whether a block may be made here now.
    pub(crate) fn turn(&self) -> Turn {
        let Some(turns) = self.chain.turns() else {
            return Turn::Free;
        };
        let is_done = self.sealing.sealed_on == Some(self.chain.tip().hash);
        let Some(author) = self.sealing.author.filter(|_| !is_done) else {
            return Turn::Never;
        };
        let Some(rank) = turns.rank(author) else {
            return Turn::Never;
        };
        if !self.is_caught_up() {
            return Turn::At(self.now + self.config.refresh);
        }
        let spec = self.chain.spec();
        let step = step(spec.interval);
        let since = self.sealing.since.min(self.now);
        let from = match (needs_work(spec), rank) {
            (true, _) => since,
            (false, 0) => self.due(since + step),
            (false, _) => self.due(since + step).max(since),
        };
        let at = from + step * u32::from(rank);
        if self.now >= at {
            Turn::Now(author)
        } else {
            Turn::At(at)
        }
    }

    /// When the first in turn may make a block without proof of work: an interval after its parent's time, or after
    /// `came`, if that is sooner, but never so early that the block would be dated too far ahead of our clock.
    fn due(&self, came: Time) -> Time {
        let min_time = self.chain.next_block().min_time;
        let least = Timestamp(
            min_time
                .seconds()
                .saturating_sub(self.chain.spec().allowed_future()),
        );
        let interval = Duration::from_secs(u64::from(self.chain.spec().interval));
        let due = Time::from_timestamp(min_time).min(came + interval);
        due.max(Time::from_timestamp(least))
    }

    /// Asks for the seal of a block that lacks nothing else.
    pub(crate) fn ask_seal(&mut self, block: Block) {
        let hash = block.hash();
        self.sealing.sealed_on = Some(block.header.previous);
        self.sealing.candidate = Some(block);
        self.emit(Output::Seal {
            block: hash,
            digest: seal_digest(self.genesis, hash),
        });
    }

    /// The seal came.
    pub(crate) fn sealed(&mut self, hash: BlockHash, seal: Signature) {
        let candidate = &mut self.sealing.candidate;
        if let Some(mut block) = candidate.take_if(|block| block.hash() == hash) {
            block.header.seal = Some(seal);
            self.mined(block);
            // Before the driver sends it: see the module's documentation.
            self.flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_a_quarter_of_the_interval_within_reason() {
        for (interval, millis) in [
            (1, 500),
            (2, 500),
            (10, 2_500),
            (20, 5_000),
            (86_400, 5_000),
        ] {
            assert_eq!(step(interval), Duration::from_millis(millis), "{interval}");
        }
    }
}
