//! The part of the state that seldom changes.

use super::device::{Persistence, WakeLock};
use crate::language::{Languages, languages};

/// The attacker's share until the person chooses another, in per cent: that of the first table in
/// the Bitcoin paper.
const ATTACKER_PERCENT: u32 = 10;
/// The greatest share of an attacker that waiting protects against, in per cent.
pub(crate) const MAX_ATTACKER_PERCENT: u32 = 49;

/// The choices of the person and the grants of the browser since the page was loaded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Session {
    /// How often the person has come to another page or chain. From the second page on, the heading
    /// takes the focus.
    pub(crate) moves: u32,
    /// Number of cores to mine with, while mining.
    pub(crate) cores: u32,
    /// The assumed attacker's share of all mining power, in per cent, 1 to
    /// [`MAX_ATTACKER_PERCENT`].
    pub(crate) attacker: u32,
    /// Whether the browser has promised to keep the files.
    pub(crate) persistence: Persistence,
    /// Whether the screen is kept on while mining.
    pub(crate) wake_lock: WakeLock,
    /// The blocks that this node has found since the page was last in view.
    pub(crate) unseen: u32,
    /// The language that is shown, and the one that should be.
    pub(crate) languages: Languages,
}

/// The miner's state that the browser's tab shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Activity {
    /// Whether this node mines, or seals blocks as an author.
    pub(crate) is_mining: bool,
    /// The blocks that it has found since the page was last in view.
    pub(crate) unseen: u32,
}

impl Session {
    /// The session at the start. `cores` is the number of cores that mining uses.
    pub(super) fn new(cores: u32) -> Self {
        Self {
            moves: 0,
            cores,
            attacker: ATTACKER_PERCENT,
            persistence: Persistence::default(),
            wake_lock: WakeLock::default(),
            unseen: 0,
            languages: languages(),
        }
    }

    /// Assumes another attacker's share, in per cent.
    pub(super) fn assume(&mut self, percent: u32) {
        self.attacker = percent.clamp(1, MAX_ATTACKER_PERCENT);
    }
}
