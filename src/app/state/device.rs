//! The browser's grants to this page: lasting files, and a screen that stays on.

/// The browser's answer about keeping the page's files when storage runs short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Persistence {
    /// No chain was opened yet.
    #[default]
    NotAsked,
    /// The request is pending.
    Asked,
    /// The browser did not answer within the time limit.
    Unanswered,
    /// The browser keeps the files until the person clears them.
    Granted,
    /// The browser may delete the files by itself.
    Denied,
    /// The browser offers no persistent storage.
    Unavailable,
}

impl Persistence {
    /// The time for an answer is over.
    pub(super) fn time_out(&mut self) {
        if *self == Self::Asked {
            *self = Self::Unanswered;
        }
    }
}

/// Whether the screen is kept on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum WakeLock {
    /// This node does not mine, or the page is not in view.
    #[default]
    Released,
    /// The screen is kept on.
    Held,
    /// The browser has no wake lock, or refuses it, for example when the battery is low.
    Refused,
}
