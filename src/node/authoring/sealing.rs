//! Authoring on a chain with authors: when this node makes a block, and how the block is sealed.
//!
//! The author in turn makes a block as soon as the rules allow one. Every other author waits one
//! step longer for each author ahead of it that may seal ([`chain::Turns::rank`]). So the block of
//! the author in turn usually comes before another author has begun one. If the author in turn is
//! silent, the next block comes one step later. The ranks follow from the list of authors and the
//! chain, without randomness, so all nodes compute the same ones. If the chain also requires proof
//! of work, an author begins to search at its turn, and the steps count from the time at which the
//! tip came.
//!
//! **Clocks that are ahead.** A block's time is at least one interval after its parent's. The
//! parent may be dated ahead of the true time by the allowed future: thirty intervals, but at least
//! one minute and at most ten. Authors do not wait until their clocks reach the block's time. One
//! interval and one step after the tip came, the next block may be made, with the time that the
//! rules demand, unless that time is too far ahead of this node's clock. With each block the step
//! reduces the lead of the block times a little, and makes the block acceptable to clocks that are
//! a little behind.
//!
//! The node has no key. It requests the seal of a finished block
//! ([`Output::Seal`](crate::Output::Seal)) and continues when the seal comes
//! ([`Input::Sealed`](crate::Input::Sealed)).
//!
//! **One block of an author on each parent.** This node never has two blocks of its author sealed
//! on the same parent. It writes a block to the store before it requests the seal, and requests no
//! seal while the store fails. After a restart it finds the block in the store, and has the same
//! block sealed again if the sealed one was lost. The sealed block is written before it is sent.
//!
//! **A key used on two devices.** The rule above holds for one store. [`KeyWatch`] notices blocks
//! that were sealed with this node's key elsewhere.

use super::key_watch::KeyWatch;
use chain::authority::needs_work;
use chain::params::BLOCK_VERSION;
use chain::{Chain, Store};
use core::time::Duration;
use primitives::{
    Block, BlockHash, Decode, DecodeError, Encode, Header, Reader, Signature, Time, Timestamp,
};

/// The shortest and the longest step: the time that a block needs to reach a few friends' tabs, and
/// a delay that users accept.
const STEPS: core::ops::RangeInclusive<Duration> =
    Duration::from_millis(500)..=Duration::from_secs(5);

/// The key of the record of the last block chosen to be sealed here.
const RECORD: &[u8] = b"node/sealed";

/// The state of sealing.
#[derive(Debug, Default)]
pub(crate) struct Sealing {
    /// The author whose blocks are made here, by its index in the chain's list; `None` if there is
    /// none.
    author: Option<u16>,
    /// When the tip came, or when mining started, whichever is later.
    since: Time,
    /// The last block chosen to be sealed here, the only one on its parent, without its seal.
    last: Option<Block>,
    /// Whether the last block is durable, so that its seal may be requested.
    is_written: bool,
    /// Whether the last block's seal was requested and has not come.
    is_asked: bool,
    /// Whether the last block was sealed in this run.
    is_made: bool,
    /// A parent on which nothing is sealed, because the record could not be read.
    unknown: Option<BlockHash>,
}

impl Sealing {
    /// Returns the state from the store's record of the last block.
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
            // The record is damaged or unreadable: a block on the tip may have been sealed.
            Ok(Some(Err(_))) | Err(_) => sealing.unknown = Some(chain.tip().hash),
        }
        sealing
    }

    /// Sets the author whose blocks are made here, by its index in the chain's list. Returns
    /// whether this changes the author.
    pub(super) fn set_author(&mut self, author: Option<u16>) -> bool {
        core::mem::replace(&mut self.author, author) != author
    }

    /// The author whose blocks are made here.
    pub(super) const fn author(&self) -> Option<u16> {
        self.author
    }

    /// Sets the time from which the steps count.
    pub(super) const fn start_turn(&mut self, now: Time) {
        self.since = now;
    }

    /// The wall clock jumped from `before` to `after`: shifts the start of the turn, so that the
    /// time since then stays the same.
    pub(crate) fn shift_turn(&mut self, before: Time, after: Time) {
        self.since = after - before.since(self.since);
    }

    /// Makes the node ignore a seal that was requested and has not come. The seal is requested
    /// again when authoring starts again.
    pub(super) const fn stop(&mut self) {
        self.is_asked = false;
    }

    /// Whether and when a block may be made here. If the node is catching up, not before `refresh`
    /// has passed: a block on an old tip would be lost.
    pub(super) fn turn<S: Store>(
        &self,
        chain: &Chain<S>,
        now: Time,
        refresh: Duration,
        watch: &KeyWatch,
        is_catching_up: impl FnOnce() -> bool,
    ) -> Turn {
        let Some(turns) = chain.turns() else {
            return Turn::Free;
        };
        let tip = chain.tip().hash;
        let is_done = self.unknown == Some(tip) || self.chosen_on(tip).is_some();
        let Some(author) = self.author.filter(|_| !is_done) else {
            return Turn::Never;
        };
        let Some(rank) = turns.rank(author) else {
            return Turn::Never;
        };
        if is_catching_up() {
            return Turn::At(now + refresh);
        }
        let spec = chain.spec();
        let step = step(spec.interval);
        let since = self.since.min(now);
        let from = match (needs_work(spec), rank) {
            (true, _) => since,
            (false, 0) => due(chain, since + step),
            (false, _) => due(chain, since + step).max(since),
        };
        let at = from + step * u32::from(rank);
        let end = at + watch.pause(chain, step);
        if now < at {
            Turn::At(at)
        } else if now < end {
            Turn::Listen(end)
        } else {
            Turn::Now(author)
        }
    }

    /// Chooses a block that is complete except for its seal. It must be the only one on its parent,
    /// and durable before its seal is requested.
    pub(super) fn choose<S: Store>(&mut self, chain: &mut Chain<S>, block: Block) {
        chain.put_record(RECORD, Some(&encode(&block)));
        self.last = Some(block);
        self.is_written = false;
        self.is_asked = false;
        self.is_made = false;
    }

    /// The block chosen for this node's author to seal on this parent. `None` if none was chosen.
    pub(super) fn chosen_on(&self, parent: BlockHash) -> Option<&Block> {
        let is_chosen = |block: &&Block| {
            block.header.previous == parent && block.header.author() == self.author
        };
        self.last.as_ref().filter(is_chosen)
    }

    /// Whether the seal of the chosen block was requested and has not come.
    pub(super) const fn is_asked(&self) -> bool {
        self.is_asked
    }

    /// Whether the chosen block may not be durable yet.
    pub(super) const fn needs_write(&self) -> bool {
        !self.is_written
    }

    /// Records whether the chosen block is durable. If it is, the caller must request its seal,
    /// which counts as requested from then on. Returns `is_written`.
    pub(super) const fn ask(&mut self, is_written: bool) -> bool {
        self.is_written = is_written;
        self.is_asked |= is_written;
        is_written
    }

    /// Returns the chosen block with its seal. `None` if this seal is not expected.
    pub(super) fn complete(&mut self, hash: BlockHash, seal: Signature) -> Option<Block> {
        let last = self.last.as_ref().filter(|_| self.is_asked);
        let mut block = last.filter(|block| block.hash() == hash)?.clone();
        self.is_asked = false;
        self.is_made = true;
        block.header.seal = Some(seal);
        Some(block)
    }

    /// The last block that was chosen here, if it was sealed in this run.
    pub(super) fn made(&self) -> Option<BlockHash> {
        self.last.as_ref().filter(|_| self.is_made).map(Block::hash)
    }

    /// Whether a block is sealed with the key of this node's author but was not made here.
    pub(super) fn is_made_elsewhere(&self, header: &Header, hash: &BlockHash) -> bool {
        let is_ours = self.author.is_some() && header.author() == self.author;
        is_ours && self.last.as_ref().map(Block::hash) != Some(*hash)
    }
}

/// The time at which the author in turn may make a block without proof of work: the earliest time
/// that the rules allow for the block, or an interval after `came` if that is earlier. It is never
/// so early that the block would be dated too far ahead of this node's clock.
fn due<S: Store>(chain: &Chain<S>, came: Time) -> Time {
    let min_time = chain.next_block().min_time;
    let future = chain.spec().allowed_future();
    let least = Timestamp(min_time.seconds().saturating_sub(future));
    let interval = Duration::from_secs(u64::from(chain.spec().interval));
    let due = Time::from_timestamp(min_time).min(came + interval);
    due.max(Time::from_timestamp(least))
}

/// A header whose version promises a seal can't be decoded without it, so the version is stored
/// separately.
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

/// Whether and when a block may be made here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Now, by any miner: the chain has no authors.
    Free,
    /// Now, by this author.
    Now(u16),
    /// Not before this time.
    At(Time),
    /// The turn has come, but passes until this time (see [`KeyWatch`]).
    Listen(Time),
    /// Not on this tip.
    Never,
}

/// The time by which an author waits longer than the author of the next lower rank: a quarter of
/// the interval, within [`STEPS`].
pub(crate) fn step(interval: u32) -> Duration {
    let quarter = Duration::from_secs(u64::from(interval)) / 4;
    quarter.clamp(*STEPS.start(), *STEPS.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_a_quarter_of_the_interval_within_bounds() {
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
