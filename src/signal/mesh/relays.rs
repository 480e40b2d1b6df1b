//! The relays of a chain: which are joined, when a lost relay is called again, and whether a silent
//! relay is still there.

use super::terms::{MAX_RELAYS, RelayId, Settings};
use crate::dice::Dice;

/// The state of a relay, as the driver sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayState {
    /// It is being called for the first time since it was added.
    Connecting,
    /// It was not reached or was lost, and is called again at this time.
    Lost {
        /// The time of the next call, by the driver's clock.
        retry_at: u64,
    },
    /// It was not reached or was lost, and is being called again.
    Retrying,
    /// It has admitted this page, and does not count as lost.
    Joined,
}

/// What is to be done about a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Open a socket and join.
    Connect(RelayId),
    /// Ask it for a sign of life.
    Ask(RelayId),
    /// It did not answer in time: drop its socket and forget the peers that only it listed.
    Lost(RelayId),
}

#[derive(Clone, Copy, Debug)]
enum State {
    Lost { retry_at: u64 },
    Connecting { until: u64 },
    Joined { since: u64, quiet: Quiet },
}

/// The next action if a relay stays silent, with its time.
#[derive(Clone, Copy, Debug)]
enum Quiet {
    /// It is asked at this time, unless a message from it comes before.
    AskAt(u64),
    /// It was asked, and counts as lost at this time.
    LostAt(u64),
}

#[derive(Clone, Copy, Debug)]
struct Relay {
    state: State,
    /// How many times in a row it was not reached or was lost. The count restarts when a relay is
    /// lost that was joined for at least [`Settings::longest_wait`].
    failures: u32,
}

/// The relays. Times are those of the mesh's timeline.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relays {
    all: [Option<Relay>; MAX_RELAYS],
}

impl Relays {
    /// Adds a relay, which is to be called at once.
    pub(crate) fn add(&mut self, id: RelayId, now: u64) {
        if let Some(relay) = self.all.get_mut(usize::from(id.0)) {
            *relay = Some(Relay {
                state: State::Lost { retry_at: now },
                failures: 0,
            });
        }
    }

    /// Forgets this relay.
    pub(crate) fn remove(&mut self, id: RelayId) {
        if let Some(relay) = self.all.get_mut(usize::from(id.0)) {
            *relay = None;
        }
    }

    /// Notes that a relay has admitted this page. Returns `false` if there is no such relay.
    pub(crate) fn welcomed(&mut self, id: RelayId, now: u64, settings: &Settings) -> bool {
        let Some(relay) = self.get_mut(id) else {
            return false;
        };
        relay.state = State::Joined {
            since: now,
            quiet: Quiet::AskAt(now + settings.relay_quiet),
        };
        true
    }

    /// Notes that a message came from a relay.
    pub(crate) fn heard(&mut self, id: RelayId, now: u64, settings: &Settings) {
        if let Some(relay) = self.get_mut(id)
            && let State::Joined { quiet, .. } = &mut relay.state
        {
            *quiet = Quiet::AskAt(now + settings.relay_quiet);
        }
    }

    /// Notes that the socket to a relay is gone or could not be opened. Returns `false` if there is
    /// no such relay, or if it counts as lost already.
    pub(crate) fn lost(
        &mut self,
        id: RelayId,
        now: u64,
        settings: &Settings,
        dice: &mut Dice,
    ) -> bool {
        let Some(relay) = self.get_mut(id) else {
            return false;
        };
        match relay.state {
            State::Lost { .. } => return false,
            // If a relay admits pages and soon closes their sockets, the waits between calls still
            // grow.
            State::Joined { since, .. } if now >= since + settings.longest_wait => {
                relay.failures = 0;
            }
            State::Joined { .. } | State::Connecting { .. } => {}
        }
        let retry_at = now + settings.wait(relay.failures, dice);
        relay.failures = relay.failures.saturating_add(1);
        relay.state = State::Lost { retry_at };
        true
    }

    /// Makes the call to every lost relay due now.
    pub(crate) fn retry(&mut self, now: u64) {
        for relay in self.all.iter_mut().flatten() {
            if let State::Lost { retry_at } = &mut relay.state {
                *retry_at = now;
            }
        }
    }

    /// The next action that is due; `None` if there is none.
    pub(crate) fn act(&mut self, now: u64, settings: &Settings) -> Option<Action> {
        for (id, relay) in RelayId::all().zip(&mut self.all) {
            let Some(relay) = relay else { continue };
            match &mut relay.state {
                State::Lost { retry_at } if *retry_at <= now => {
                    let until = now + settings.patience;
                    relay.state = State::Connecting { until };
                    return Some(Action::Connect(id));
                }
                State::Connecting { until } if *until <= now => return Some(Action::Lost(id)),
                State::Joined { quiet, .. } => match *quiet {
                    Quiet::AskAt(at) if at <= now => {
                        *quiet = Quiet::LostAt(now + settings.relay_answer);
                        return Some(Action::Ask(id));
                    }
                    Quiet::LostAt(at) if at <= now => return Some(Action::Lost(id)),
                    Quiet::AskAt(_) | Quiet::LostAt(_) => {}
                },
                State::Lost { .. } | State::Connecting { .. } => {}
            }
        }
        None
    }

    /// The time of the next action; `u64::MAX` if there is none.
    pub(crate) fn next_time(&self) -> u64 {
        let times = self.all.iter().flatten().map(|relay| match relay.state {
            State::Lost { retry_at } => retry_at,
            State::Connecting { until } => until,
            State::Joined { quiet, .. } => match quiet {
                Quiet::AskAt(at) | Quiet::LostAt(at) => at,
            },
        });
        times.min().unwrap_or(u64::MAX)
    }

    /// The joined relays, as a bit set.
    pub(crate) fn joined(&self) -> u8 {
        let joined = |relay: &Relay| matches!(relay.state, State::Joined { .. });
        let all = RelayId::all().zip(&self.all);
        let joined = all.filter(|(_, relay)| relay.as_ref().is_some_and(joined));
        joined.fold(0, |set, (id, _)| set | id.bit())
    }

    /// The state of a relay, with `retry_at` on the mesh's timeline; `None` if there is no such
    /// relay.
    pub(crate) fn state(&self, id: RelayId) -> Option<RelayState> {
        let relay = self.all.get(usize::from(id.0))?.as_ref()?;
        Some(match relay.state {
            State::Lost { .. } | State::Connecting { .. } if relay.failures == 0 => {
                RelayState::Connecting
            }
            State::Lost { retry_at } => RelayState::Lost { retry_at },
            State::Connecting { .. } => RelayState::Retrying,
            State::Joined { .. } => RelayState::Joined,
        })
    }

    fn get_mut(&mut self, id: RelayId) -> Option<&mut Relay> {
        self.all.get_mut(usize::from(id.0))?.as_mut()
    }
}
