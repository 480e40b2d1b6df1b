//! Blocks on a chain with authors: when this node makes one, and how it gets its seal.
//!
//! Whose turn it is makes a block as soon as the rules allow one. Who is not waits one step longer
//! with each author that may seal and goes before it ([`chain::Turns::rank`]), so that mostly
//! nobody else has begun when a block comes, and a silent leader costs one step. The steps follow
//! from the list alone: the same everywhere, and nothing random in them. Where work is proven as
//! well, the search begins when a block could be made otherwise, and the steps count from when the
//! tip came.
//!
//! **Clocks that are ahead.** A block's time is an interval after its parent's at least, and a
//! parent may be dated ten minutes ahead of what is true. Nobody waits for that time to come: an
//! interval and a step after the tip came the next block may be made in any case, dated as the
//! rules demand. The step is what brings the times back, a little with each block, and keeps the
//! block within the bound on every clock that is a little behind.
//!
//! The node holds no key. It asks for the seal of a finished block ([`Output::Seal`]) and goes on
//! when it comes ([`Input::Sealed`](crate::Input::Sealed)).
//!
//! **No two blocks of one author on the same parent** leave this node. A block is written to the
//! store before its seal is asked for, and no seal is asked for while the store fails. That block
//! is the only one that this node ever has sealed on that parent, also after a restart: what became
//! of it is found in the store, and it is sealed again where it was lost. The sealed block is
//! written before it is sent.
//!
//! **A key in two places.** That holds for one store. A block of our own key that comes from a peer
//! while blocks are made here was made in another place, so this node stops
//! ([`Event::KeyElsewhere`]). Our own old blocks come so as well, while a node catches up: then it
//! is no sign of anything.

use crate::timers::Timer;
use crate::{Event, Node, Output};
use chain::authority::needs_work;
use chain::params::BLOCK_VERSION;
use chain::{Chain, Store};
use core::time::Duration;
use primitives::{
    Block, BlockHash, Decode, DecodeError, Encode, Reader, Signature, Time, Timestamp, seal_digest,
};

/// The shortest and the longest step: what a block needs to get round a few friends' tabs, and what
/// nobody minds.
const STEPS: core::ops::RangeInclusive<Duration> =
    Duration::from_millis(500)..=Duration::from_secs(5);

/// The record of the last block that was to be sealed here.
const RECORD: &[u8] = b"node/sealed";

/// The state of sealing.
#[derive(Debug, Default)]
pub(crate) struct Sealing {
    /// The place in the list of whoever makes blocks here.
    author: Option<u16>,
    /// Since when the tip is the tip, or somebody makes blocks here.
    since: Time,
    /// The last block that was to be sealed here, and the only one on its parent; without its seal.
    last: Option<Block>,
    /// That block is durable, so its seal may be made.
    is_written: bool,
    /// Its seal was asked for, and is awaited.
    is_asked: bool,
    /// A parent on which nothing is sealed, since the record of what was can't be read.
    unknown: Option<BlockHash>,
}

impl Sealing {
    /// What the store says of the last block that was to be sealed.
    pub(crate) fn restore<S: Store>(chain: &Chain<S>) -> Self {
        let mut sealing = Self::default();
        if chain.spec().authority.is_none() {
            return sealing;
        }
        match chain.record(RECORD).map(|record| {
            let bytes = record?;
            Some(decode(&mut Reader::new(&bytes)))
        }) {
            Ok(None) => {}
            Ok(Some(Ok(block))) => {
                sealing.last = Some(block);
                sealing.is_written = true;
            }
            // Damaged: something may have been sealed on the tip.
            Ok(Some(Err(_))) | Err(_) => sealing.unknown = Some(chain.tip().hash),
        }
        sealing
    }

    /// The block that our author is to seal on this parent, if one was chosen.
    fn chosen_on(&self, parent: BlockHash) -> Option<&Block> {
        let is_chosen = |block: &&Block| {
            block.header.previous == parent && block.header.author() == self.author
        };
        self.last.as_ref().filter(is_chosen)
    }
}

/// A header without its seal can't be read back where its version promises one, so that stands
/// apart.
fn encode(block: &Block) -> Vec<u8> {
    let mut bytes = block.header.version.to_le_bytes().to_vec();
    let mut plain = block.clone();
    plain.header.version = BLOCK_VERSION;
    plain.encode(&mut bytes);
    bytes
}

fn decode(r: &mut Reader<'_>) -> Result<Block, DecodeError> {
    let version = i32::from_le_bytes(r.array()?);
    let mut block = Block::decode(r)?;
    r.finish()?;
    block.header.version = version;
    Ok(block)
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

    /// Nobody makes blocks here any more. A seal that is awaited goes nowhere, should it come; it
    /// is asked for again when blocks are made again.
    pub(crate) fn stop_sealing(&mut self) {
        self.timers.clear(Timer::Turn);
        self.sealing.is_asked = false;
    }

    /// Whether a block may be made here now.
    pub(crate) fn turn(&self) -> Turn {
        let Some(turns) = self.chain.turns() else {
            return Turn::Free;
        };
        let tip = self.chain.tip().hash;
        let is_done = self.sealing.unknown == Some(tip) || self.sealing.chosen_on(tip).is_some();
        let Some(author) = self.sealing.author.filter(|_| !is_done) else {
            return Turn::Never;
        };
        let Some(rank) = turns.rank(author) else {
            return Turn::Never;
        };
        if self.is_catching_up() {
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

    /// When the first in turn may make a block without proof of work: an interval after its
    /// parent's time, or after `came`, if that is sooner, but never so early that the block would
    /// be dated too far ahead of our clock.
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

    /// Has a block sealed that lacks nothing else, once it is durable.
    pub(crate) fn ask_seal(&mut self, block: Block) {
        self.chain.put_record(RECORD, Some(&encode(&block)));
        self.sealing.last = Some(block);
        self.sealing.is_written = false;
        self.sealing.is_asked = false;
        self.retry_seal();
    }

    /// Asks for the seal of the block that was chosen on the tip, unless it is awaited; whether
    /// there is such a block.
    pub(crate) fn retry_seal(&mut self) -> bool {
        let tip = self.chain.tip().hash;
        let Some(block) = self.sealing.chosen_on(tip) else {
            return false;
        };
        let hash = block.hash();
        if self.sealing.is_asked || !self.is_mining() || self.chain.entry(&hash).is_some() {
            return true;
        }
        if !self.sealing.is_written {
            // What is on disk must not be older than what others see of it.
            self.sealing.is_written = self.flush_all();
        }
        if self.sealing.is_written {
            self.sealing.is_asked = true;
            self.emit(Output::Seal {
                block: hash,
                digest: seal_digest(self.genesis, hash),
            });
        }
        true
    }

    /// The seal came.
    pub(crate) fn sealed(&mut self, hash: BlockHash, seal: Signature) {
        let is_awaited = core::mem::take(&mut self.sealing.is_asked);
        let last = self.sealing.last.as_ref().filter(|_| is_awaited);
        if let Some(block) = last.filter(|block| block.hash() == hash) {
            let mut block = block.clone();
            block.header.seal = Some(seal);
            self.mined(block);
            // Before the driver sends it: see the module's documentation.
            self.flush();
        } else {
            self.sealing.is_asked = is_awaited;
        }
    }

    /// A block came from a peer: whether the key that seals blocks here has sealed it in another
    /// place.
    pub(crate) fn watch_key(&mut self, hash: &BlockHash) {
        let Some(entry) = self.chain.entry(hash) else {
            return;
        };
        let is_ours = self.sealing.author.is_some() && entry.header.author() == self.sealing.author;
        let is_made_here = self.sealing.last.as_ref().map(Block::hash) == Some(*hash);
        if is_ours && !is_made_here && self.is_mining() && !self.is_catching_up() {
            let height = entry.height;
            self.mine(None);
            self.set_author(None);
            self.tell(Event::KeyElsewhere(height, *hash));
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
