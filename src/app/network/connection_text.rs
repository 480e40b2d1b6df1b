//! The connection's diagnosis as text.

use core::fmt::Display;

use api::{AttemptView, CandidatesView, Connection, ConnectionView, Obstacle, Progress};

use crate::format;
use crate::texts::common;
use crate::texts::network as texts;

/// The name of a state, which the diagnosis begins with.
fn name(state: &Connection) -> &'static str {
    match state {
        Connection::Clock { .. } => texts::clock(),
        Connection::RelayUnreachable { .. } => texts::relay_unreachable(),
        Connection::CantReach { .. } => texts::cant_reach(),
        Connection::NobodyElse { .. } => texts::nobody_else(),
        Connection::OtherBranch { .. } => texts::other_branch(),
        Connection::OldBlocksMissing { .. } => texts::blocks_missing(),
        Connection::CatchingUp(_) => texts::catching_up(),
        Connection::InSync { .. } => texts::in_sync(),
    }
}

/// The diagnosis in a few words, starting with the name of its state. `height` is the tip's height,
/// `peers` is the number of connected peers.
pub(crate) fn short(connection: &ConnectionView, height: u32, peers: usize) -> String {
    let state = &connection.state;
    let details = match state {
        Connection::Clock { ahead } => deviation(*ahead),
        Connection::CantReach { unreached, .. } => common::people((*unreached).into()),
        Connection::CatchingUp(Progress::Blocks { target }) => common::progress(
            &format::grouped(height.into()),
            &format::grouped((*target).into()),
        ),
        Connection::CatchingUp(Progress::Linking { .. }) => texts::short_connecting().to_owned(),
        Connection::InSync { .. } => common::peers(peers as u64),
        _ => return name(state).to_owned(),
    };
    texts::state(&name(state), &details)
}

/// The diagnosis as a sentence, and advice. If a relay refuses, the advice is the relay's reason.
/// It is empty if there is nothing to add. `height` is the tip's height, `peers` is the number of
/// connected peers.
pub(crate) fn long(connection: &ConnectionView, height: u32, peers: usize) -> (String, String) {
    let state = &connection.state;
    let (sentence, advice) = match state {
        Connection::Clock { ahead } => (
            texts::clock_off(&deviation(*ahead)),
            clock_advice(*ahead > 0, peers),
        ),
        Connection::RelayUnreachable {
            refused: Some(reason),
        } => (texts::relay_none_lets_in().to_owned(), reason.clone()),
        Connection::CantReach {
            unreached,
            present,
            obstacle,
        } => (
            cant_reach(*unreached, *present, *obstacle),
            advice(*obstacle, hides_names(&connection.attempts)),
        ),
        Connection::OtherBranch { target } => (
            texts::branch((*target).into()),
            texts::branch_advice().to_owned(),
        ),
        Connection::OldBlocksMissing { target } => (
            texts::missing(height.into(), (*target).into()),
            texts::missing_advice().to_owned(),
        ),
        Connection::CatchingUp(progress) => (progress_text(height, *progress), String::new()),
        fixed => {
            let (sentence, advice) = fixed_text(fixed);
            (sentence.to_owned(), advice.to_owned())
        }
    };
    (texts::state(&name(state), &sentence), advice)
}

/// The sentence and the advice of a diagnosis whose text has no values; two empty texts for other
/// diagnoses.
fn fixed_text(state: &Connection) -> (&'static str, &'static str) {
    match state {
        Connection::RelayUnreachable { .. } => {
            (texts::relay_none_answers(), texts::relay_none_advice())
        }
        Connection::NobodyElse { has_relay: true } => {
            (texts::nobody_open(), texts::nobody_open_advice())
        }
        Connection::NobodyElse { has_relay: false } => {
            (texts::nobody_relay(), texts::nobody_relay_advice())
        }
        Connection::InSync { has_relay: true } => (texts::sync(), ""),
        Connection::InSync { has_relay: false } => {
            (texts::sync_no_relay(), texts::sync_no_relay_advice())
        }
        _ => ("", ""),
    }
}

/// An attempt in one line, with the kinds of its addresses but not the addresses.
pub(crate) fn attempt(attempt: &AttemptView) -> String {
    let took = format::short_span(f64::from(attempt.took) / 1_000.0);
    let result = match (attempt.declined, attempt.answered, attempt.ice.as_str()) {
        (true, ..) => texts::declined().to_owned(),
        (false, false, _) => texts::no_answer(&took),
        (false, true, "") => texts::no_way(&took),
        (false, true, state) => texts::no_way_state(&took, &state),
    };
    let mut text = match attempt.called {
        true => texts::call_to(&attempt.name, &result),
        false => texts::call_from(&attempt.name, &result),
    };
    if attempt.declined {
        return text;
    }
    let (own, theirs) = (candidates(attempt.own), candidates(attempt.theirs));
    add(&mut text, &texts::offered(&own, &theirs));
    if let Some(code) = attempt.server_error {
        add(&mut text, &texts::server_error(&code));
    }
    text
}

/// Adds a sentence to a text.
fn add(text: &mut String, sentence: &str) {
    text.push(' ');
    text.push_str(sentence);
}

/// A function that writes a number with the name of the things that it counts.
type Named = fn(&dyn Display) -> String;

fn candidates(counts: CandidatesView) -> String {
    let kinds: [(u32, Named); 4] = [
        (counts.host, texts::direct),
        (counts.hidden, texts::hidden),
        (counts.reflexive, texts::reflexive),
        (counts.relayed, texts::relayed),
    ];
    let present = kinds.iter().filter(|(count, _)| *count > 0);
    let texts: Vec<_> = present.map(|(count, write)| write(count)).collect();
    match texts.is_empty() {
        true => texts::no_addresses().to_owned(),
        false => texts::addresses(&texts.join(", ")),
    }
}

fn progress_text(height: u32, progress: Progress) -> String {
    match progress {
        Progress::CallingRelay => texts::calling_relay().to_owned(),
        Progress::Linking { present } => texts::linking(present.into()),
        Progress::Blocks { target } => texts::fetching(height.into(), target.into()),
        Progress::Wallet { scanned } => texts::scanning(scanned.into(), height.into()),
    }
}

fn cant_reach(unreached: u32, present: u32, obstacle: Obstacle) -> String {
    match obstacle {
        Obstacle::AllBusy => texts::busy(present.into()),
        Obstacle::NoAnswer => texts::silent(unreached.into()),
        _ if present > unreached => texts::some_unreached(present.into(), unreached.into()),
        _ => texts::unreached(unreached.into()),
    }
}

fn advice(obstacle: Obstacle, hidden: bool) -> String {
    let mut text = match obstacle {
        Obstacle::AllBusy => texts::busy_advice(),
        Obstacle::NoCandidates => texts::no_candidates_advice(),
        Obstacle::NoTurnWhileHiding => texts::hiding_advice(),
        Obstacle::NoAnswer => texts::silent_advice(),
        Obstacle::NoTurn => texts::no_turn_advice(),
        Obstacle::TurnFailed => texts::turn_failed_advice(),
        Obstacle::Network => texts::network_advice(),
    }
    .to_owned();
    if hidden && obstacle == Obstacle::NoTurn {
        add(&mut text, texts::hidden_advice());
    }
    text
}

/// Whether this browser hides its local addresses: in one of the last attempts it offered only
/// multicast DNS names, and no plain address in its local network.
fn hides_names(attempts: &[AttemptView]) -> bool {
    let hides = |side: CandidatesView| side.hidden > 0 && side.host == 0;
    attempts.iter().any(|attempt| hides(attempt.own))
}

/// The consequence of a wrong clock, and the remedy.
fn clock_advice(is_ahead: bool, peers: usize) -> String {
    let mut text = match is_ahead {
        true => texts::clock_mining(),
        false => texts::clock_following(),
    }
    .to_owned();
    if peers == 1 {
        add(&mut text, texts::clock_two());
    }
    add(&mut text, texts::clock_set());
    text
}

/// Writes by how many minutes or hours the clock is wrong: "11 minutes ahead". `ahead` is in
/// seconds.
fn deviation(ahead: i64) -> String {
    let seconds = ahead.unsigned_abs();
    let minutes = (seconds + 30) / 60;
    let span = match minutes {
        0..120 => common::minutes(minutes),
        _ => common::hours((minutes + 30) / 60),
    };
    match ahead > 0 {
        true => texts::clock_ahead(&span),
        false => texts::clock_behind(&span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deviation_is_written_in_minutes_or_hours() {
        for (ahead, wanted) in [
            (660, "11 minutes ahead"),
            (-660, "11 minutes behind"),
            (-61, "1 minute behind"),
            (7_200, "2 hours ahead"),
        ] {
            assert_eq!(deviation(ahead), wanted);
        }
    }

    #[test]
    fn two_clocks_do_not_show_which_one_is_wrong() {
        assert!(clock_advice(true, 1).contains("whose clock is wrong"));
        assert!(!clock_advice(true, 2).contains("whose clock is wrong"));
        assert!(clock_advice(false, 2).contains("too new to this device"));
    }

    #[test]
    fn unreachable_people_are_counted() {
        assert_eq!(
            cant_reach(1, 1, Obstacle::NoTurn),
            "1 person is here, but your browsers have no way to each other."
        );
        assert!(cant_reach(2, 5, Obstacle::Network).starts_with("5 people are here; with 2"));
        assert!(cant_reach(1, 1, Obstacle::NoAnswer).contains("no page answers"));
    }

    #[test]
    fn an_attempt_lists_kinds_of_addresses() {
        let mut failed = AttemptView {
            name: "01234567".into(),
            called: true,
            started: primitives::Time(0),
            took: 20_000,
            answered: true,
            declined: false,
            own: CandidatesView {
                host: 2,
                relayed: 1,
                ..CandidatesView::default()
            },
            theirs: CandidatesView::default(),
            ice: "checking".into(),
            server_error: Some(701),
        };
        assert_eq!(
            attempt(&failed),
            "Call to 01234567: no way found in 20 s (ICE state: checking). This side offered addresses: 2 direct, \
             1 at a TURN server; the other no addresses. A STUN or TURN server failed with code 701."
        );
        failed.answered = false;
        assert!(attempt(&failed).contains("no answer within 20 s"));
    }
}
