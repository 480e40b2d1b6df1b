//! The diagnosis of the connection: the one state that the page shows, and the reason why no peer
//! can be reached.

use api::{AttemptView, Connection, Obstacle, Progress, RelayView, SyncView};

/// The facts that the diagnosis is based on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    /// The seconds by which this device's clock seems ahead of the peers' clocks; `None` if no peer
    /// has reported its time.
    pub(super) clock_ahead: Option<i64>,
    /// The maximum difference of the clocks, in seconds, that is tolerated without a report.
    pub(super) clock_tolerance: i64,
    /// The chain's relays.
    pub(super) relays: &'a [RelayView],
    /// The number of open links.
    pub(super) links: u32,
    /// The number of peers that a relay names as present and that have no open link.
    pub(super) present: u32,
    /// The number of `present` peers with which an attempt to open a link has failed.
    pub(super) unreached: u32,
    /// The number of `present` peers that take no more links.
    pub(super) busy: u32,
    /// The failed attempts to open a link, newest first.
    pub(super) attempts: &'a [AttemptView],
    /// Whether a relay has named a TURN server.
    pub(super) has_turn: bool,
    /// Whether links go through TURN servers only.
    pub(super) hides_address: bool,
    /// The state of synchronization.
    pub(super) sync: SyncView,
}

/// Returns the diagnosis: the first state that applies, in the order of precedence of
/// [`Connection`].
pub(super) fn diagnose(facts: &Facts<'_>) -> Connection {
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

    /// The state's name as the page shows it.
    const fn name(state: &Connection) -> &'static str {
        match state {
            Connection::Clock { .. } => "Clock",
            Connection::RelayUnreachable { .. } => "Relay unreachable",
            Connection::CantReach { .. } => "Can't reach",
            Connection::NobodyElse { .. } => "Nobody else here",
            Connection::OtherBranch { .. } => "On another branch",
            Connection::OldBlocksMissing { .. } => "Old blocks missing",
            Connection::CatchingUp(_) => "Catching up",
            Connection::InSync { .. } => "In sync",
        }
    }

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

    /// Facts with an open link.
    fn linked() -> Facts<'static> {
        Facts {
            links: 1,
            ..facts()
        }
    }

    /// Facts without an open link, with these relays.
    fn with_relays(relays: &[RelayView]) -> Facts<'_> {
        Facts { relays, ..facts() }
    }

    /// Facts of a node that sees `present` peers: `unreached` of them could not be reached, and
    /// `busy` others take no more links.
    fn with_peers(present: u32, unreached: u32, busy: u32) -> Facts<'static> {
        Facts {
            present,
            unreached,
            busy,
            ..facts()
        }
    }

    fn with_clock(ahead: i64, facts: Facts<'_>) -> Facts<'_> {
        Facts {
            clock_ahead: Some(ahead),
            ..facts
        }
    }

    fn with_sync(sync: SyncView) -> Facts<'static> {
        Facts { sync, ..linked() }
    }

    fn refused() -> RelayView {
        RelayView::Refused {
            reason: "full".into(),
        }
    }

    fn assert_names(cases: &[(&str, Facts<'_>)]) {
        for (wanted, facts) in cases {
            assert_eq!(name(&diagnose(facts)), *wanted, "{facts:?}");
        }
    }

    #[test]
    fn a_wrong_clock_takes_precedence_over_all_other_states() {
        assert_names(&[
            ("Clock", with_clock(660, linked())),
            ("Clock", with_clock(-660, with_relays(&[LOST]))),
            ("In sync", with_clock(-60, linked())),
        ]);
    }

    #[test]
    fn without_links_the_relay_takes_precedence_over_the_peers() {
        let refused = refused();
        let lost_with_peers = Facts {
            relays: &[LOST],
            ..with_peers(1, 1, 0)
        };
        assert_names(&[
            ("Relay unreachable", with_relays(&[LOST])),
            (
                "Relay unreachable",
                with_relays(std::slice::from_ref(&refused)),
            ),
            ("Relay unreachable", lost_with_peers),
            ("Catching up", with_relays(&[LOST, RelayView::Connecting])),
            ("Nobody else here", with_relays(&[])),
        ]);
        let state = diagnose(&with_relays(std::slice::from_ref(&refused)));
        let reason = Some("full".into());
        assert_eq!(state, Connection::RelayUnreachable { refused: reason });
    }

    #[test]
    fn without_links_the_attempts_decide_the_state() {
        assert_names(&[
            ("Can't reach", with_peers(1, 1, 0)),
            ("Can't reach", with_peers(2, 1, 0)),
            ("Can't reach", with_peers(2, 0, 2)),
            ("Catching up", with_peers(2, 0, 1)),
            ("Catching up", with_peers(1, 0, 0)),
            ("Nobody else here", facts()),
        ]);
    }

    #[test]
    fn with_a_link_synchronization_decides_the_state() {
        let target = 9;
        assert_names(&[
            (
                "On another branch",
                with_sync(SyncView::Stranded { target }),
            ),
            (
                "Old blocks missing",
                with_sync(SyncView::Unserved { target }),
            ),
            ("Catching up", with_sync(SyncView::Syncing { target })),
            ("Catching up", with_sync(SyncView::Scanning { scanned: 3 })),
            ("In sync", linked()),
        ]);
    }

    #[test]
    fn with_a_link_a_lost_relay_is_a_note_and_unreached_peers_do_not_matter() {
        let lost = Facts {
            relays: &[LOST],
            ..linked()
        };
        let unreached = Facts {
            links: 1,
            ..with_peers(1, 1, 0)
        };
        assert_names(&[("In sync", lost), ("In sync", unreached)]);
        let noted = Connection::InSync { has_relay: false };
        assert_eq!(diagnose(&lost), noted);
    }

    #[test]
    fn the_attempts_decide_the_obstacle() {
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
