//! The diagnosis of the connection: which of several states is reported, and why no peer can be
//! reached.

use api::{AttemptView, Connection, Obstacle, Progress, RelayView, SyncView};

/// The facts that the diagnosis is based on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The seconds by which this device's clock seems ahead of the peers' clocks; `None` if no peer
    /// has reported its time.
    pub clock_ahead: Option<i64>,
    /// The maximum difference of the clocks, in seconds, that is not reported.
    pub clock_tolerance: i64,
    /// The chain's relays.
    pub relays: &'a [RelayView],
    /// The number of open links.
    pub links: u32,
    /// The number of peers that a relay names as present, without linked ones.
    pub present: u32,
    /// The number of those peers with which an attempt to link has failed.
    pub unreached: u32,
    /// The number of those peers that take no more links.
    pub busy: u32,
    /// Failed attempts, newest first.
    pub attempts: &'a [AttemptView],
    /// Whether a relay has named a TURN server.
    pub has_turn: bool,
    /// Whether links go through TURN servers only.
    pub hides_address: bool,
    /// The state of synchronization.
    pub sync: SyncView,
}

/// Returns the diagnosis, by the precedence of [`Connection`]'s variants.
pub fn diagnose(facts: &Facts<'_>) -> Connection {
    match facts.clock_ahead {
        Some(ahead) if ahead.abs() > facts.clock_tolerance => Connection::Clock { ahead },
        _ if facts.links == 0 => alone(facts),
        _ => linked(facts),
    }
}

fn alone(facts: &Facts<'_>) -> Connection {
    let any = |wanted: fn(&RelayView) -> bool| facts.relays.iter().any(wanted);
    if facts.relays.is_empty() {
        return Connection::NobodyElse { has_relay: false };
    }
    if !any(|relay| *relay == RelayView::Connected) {
        if any(|relay| *relay == RelayView::Connecting) {
            return Connection::CatchingUp(Progress::CallingRelay);
        }
        let refused = facts.relays.iter().find_map(|relay| match relay {
            RelayView::Refused { reason } => Some(reason.clone()),
            _ => None,
        });
        return Connection::RelayUnreachable { refused };
    }
    let Facts {
        present,
        unreached,
        busy,
        ..
    } = *facts;
    if unreached > 0 || (busy > 0 && busy == present) {
        return Connection::CantReach {
            unreached: unreached.max(busy),
            present,
            obstacle: obstacle(facts),
        };
    }
    match present {
        0 => Connection::NobodyElse { has_relay: true },
        present => Connection::CatchingUp(Progress::Linking { present }),
    }
}

fn linked(facts: &Facts<'_>) -> Connection {
    match facts.sync {
        SyncView::Stranded { target } => Connection::OtherBranch { target },
        SyncView::Unserved { target } => Connection::OldBlocksMissing { target },
        SyncView::Syncing { target } => Connection::CatchingUp(Progress::Blocks { target }),
        SyncView::Scanning { scanned } => Connection::CatchingUp(Progress::Wallet { scanned }),
        SyncView::Ready => Connection::InSync {
            has_relay: facts.relays.contains(&RelayView::Connected),
        },
    }
}

/// Why no peer can be reached, from the candidates and answers of the last attempts.
fn obstacle(facts: &Facts<'_>) -> Obstacle {
    if facts.unreached == 0 {
        return Obstacle::AllBusy;
    }
    let tried = || facts.attempts.iter().filter(|attempt| !attempt.declined);
    let none = tried().next().is_none();
    if !none && tried().all(|attempt| attempt.own.total() == 0) {
        return match facts.hides_address && !facts.has_turn {
            true => Obstacle::NoTurnWhileHiding,
            false if facts.hides_address => Obstacle::TurnFailed,
            false => Obstacle::NoCandidates,
        };
    }
    if !none && tried().all(|attempt| !attempt.answered) {
        return Obstacle::NoAnswer;
    }
    if !facts.has_turn {
        return Obstacle::NoTurn;
    }
    match tried().any(|attempt| attempt.own.relayed > 0) {
        true => Obstacle::Network,
        false => Obstacle::TurnFailed,
    }
}

#[cfg(test)]
mod tests {
    use api::CandidatesView;
    use primitives::Time;

    use super::*;

    const LOST: RelayView = RelayView::Lost { retry: None };
    const READY: SyncView = SyncView::Ready;

    fn facts() -> Facts<'static> {
        Facts {
            clock_ahead: None,
            clock_tolerance: 150,
            relays: &[RelayView::Connected],
            links: 0,
            present: 0,
            unreached: 0,
            busy: 0,
            attempts: &[],
            has_turn: false,
            hides_address: false,
            sync: READY,
        }
    }

    fn attempt(answered: bool, own: CandidatesView) -> AttemptView {
        AttemptView {
            name: "01234567".into(),
            called: true,
            started: Time(0),
            took: 20_000,
            answered,
            declined: false,
            own,
            theirs: own,
            ice: "checking".into(),
            server_error: None,
        }
    }

    #[test]
    fn the_first_that_holds_is_told() {
        let target = 9;
        let refused = RelayView::Refused {
            reason: "full".into(),
        };
        let linked = Facts {
            links: 1,
            ..facts()
        };
        let cases = [
            (
                "Clock",
                Facts {
                    clock_ahead: Some(660),
                    ..linked
                },
            ),
            (
                "Clock",
                Facts {
                    clock_ahead: Some(-660),
                    relays: &[LOST],
                    ..facts()
                },
            ),
            (
                "In sync",
                Facts {
                    clock_ahead: Some(-60),
                    ..linked
                },
            ),
            (
                "Relay unreachable",
                Facts {
                    relays: &[LOST],
                    ..facts()
                },
            ),
            (
                "Relay unreachable",
                Facts {
                    relays: std::slice::from_ref(&refused),
                    ..facts()
                },
            ),
            (
                "Relay unreachable",
                Facts {
                    relays: &[LOST],
                    present: 1,
                    unreached: 1,
                    ..facts()
                },
            ),
            (
                "Catching up",
                Facts {
                    relays: &[LOST, RelayView::Connecting],
                    ..facts()
                },
            ),
            (
                "Can't reach",
                Facts {
                    present: 1,
                    unreached: 1,
                    ..facts()
                },
            ),
            (
                "Can't reach",
                Facts {
                    present: 2,
                    unreached: 1,
                    ..facts()
                },
            ),
            (
                "Can't reach",
                Facts {
                    present: 2,
                    busy: 2,
                    ..facts()
                },
            ),
            (
                "Catching up",
                Facts {
                    present: 2,
                    busy: 1,
                    ..facts()
                },
            ),
            (
                "Catching up",
                Facts {
                    present: 1,
                    ..facts()
                },
            ),
            ("Nobody else here", facts()),
            (
                "Nobody else here",
                Facts {
                    relays: &[],
                    ..facts()
                },
            ),
            (
                "On another branch",
                Facts {
                    sync: SyncView::Stranded { target },
                    ..linked
                },
            ),
            (
                "Old blocks missing",
                Facts {
                    sync: SyncView::Unserved { target },
                    ..linked
                },
            ),
            (
                "Catching up",
                Facts {
                    sync: SyncView::Syncing { target },
                    ..linked
                },
            ),
            (
                "Catching up",
                Facts {
                    sync: SyncView::Scanning { scanned: 3 },
                    ..linked
                },
            ),
            ("In sync", linked),
            // With an open link, a lost relay is only a note, and unreached peers do not matter.
            (
                "In sync",
                Facts {
                    relays: &[LOST],
                    ..linked
                },
            ),
            (
                "In sync",
                Facts {
                    present: 1,
                    unreached: 1,
                    ..linked
                },
            ),
        ];
        for (word, facts) in cases {
            assert_eq!(diagnose(&facts).word(), word, "{facts:?}");
        }
        let noted = Connection::InSync { has_relay: false };
        assert_eq!(
            diagnose(&Facts {
                relays: &[LOST],
                ..linked
            }),
            noted
        );
        assert_eq!(
            diagnose(&Facts {
                relays: std::slice::from_ref(&refused),
                ..facts()
            }),
            Connection::RelayUnreachable {
                refused: Some("full".into())
            }
        );
    }

    #[test]
    fn the_obstacle_is_told_from_what_was_tried() {
        let host = CandidatesView {
            host: 2,
            ..CandidatesView::default()
        };
        let relayed = CandidatesView { relayed: 1, ..host };
        let none = CandidatesView::default();
        let cases: [(Obstacle, &[AttemptView], bool, bool); 8] = [
            (Obstacle::NoTurn, &[], false, false),
            (Obstacle::NoTurn, &[attempt(true, host)], false, false),
            (Obstacle::NoAnswer, &[attempt(false, host)], false, false),
            (Obstacle::NoCandidates, &[attempt(true, none)], true, false),
            (
                Obstacle::NoTurnWhileHiding,
                &[attempt(true, none)],
                false,
                true,
            ),
            (Obstacle::TurnFailed, &[attempt(true, none)], true, true),
            (Obstacle::TurnFailed, &[attempt(true, host)], true, false),
            (Obstacle::Network, &[attempt(true, relayed)], true, false),
        ];
        for (wanted, attempts, has_turn, hides_address) in cases {
            let facts = Facts {
                present: 1,
                unreached: 1,
                attempts,
                has_turn,
                hides_address,
                ..facts()
            };
            assert_eq!(obstacle(&facts), wanted, "{facts:?}");
        }
        assert_eq!(
            obstacle(&Facts {
                busy: 1,
                present: 1,
                ..facts()
            }),
            Obstacle::AllBusy
        );
    }
}
