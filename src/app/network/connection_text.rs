//! The connection's diagnosis as text.

use api::{AttemptView, CandidatesView, Connection, Obstacle, Progress};

use crate::format;
use crate::state::Chain;

/// The diagnosis in a few words, starting with the name of its state.
pub(crate) fn short(chain: &Chain) -> String {
    let state = &chain.connection.state;
    let word = state.word();
    match state {
        Connection::Clock { ahead } => format!("{word}: {}", off(*ahead)),
        Connection::CantReach { unreached, .. } => format!("{word}: {}", people(*unreached)),
        Connection::CatchingUp(Progress::Blocks { target }) => format!(
            "{word}: {} of {}",
            format::grouped(chain.height.into()),
            format::grouped((*target).into())
        ),
        Connection::CatchingUp(Progress::Linking { .. }) => format!("{word}: connecting"),
        Connection::InSync { .. } => {
            let peers = format::count(chain.peers.len() as u64, "peer", "peers");
            format!("{word}: {peers}")
        }
        _ => word.to_owned(),
    }
}

/// The diagnosis as a sentence, and its consequence or a remedy.
pub(crate) fn long(chain: &Chain) -> (String, String) {
    let state = &chain.connection.state;
    let word = state.word();
    let (sentence, advice) = match state {
        Connection::Clock { ahead } => (
            format!("this device’s clock seems {}.", off(*ahead)),
            clock_advice(*ahead > 0, chain.peers.len()),
        ),
        Connection::RelayUnreachable { refused: Some(reason) } => {
            ("no relay lets this tab in.".to_owned(), reason.clone())
        }
        Connection::RelayUnreachable { refused: None } => (
            "no relay of this chain answers.".to_owned(),
            "Everything works but meeting others. Check that this device is online; the relay may be down."
                .to_owned(),
        ),
        Connection::CantReach { unreached, present, obstacle } => (
            cant_reach(*unreached, *present, *obstacle),
            advice(*obstacle, hides_names(&chain.connection.attempts)),
        ),
        Connection::NobodyElse { has_relay: true } => (
            "no other tab has this chain open.".to_owned(),
            "Send someone the invitation link, and keep this tab open.".to_owned(),
        ),
        Connection::NobodyElse { has_relay: false } => (
            "this chain has no relay, so nobody can be introduced.".to_owned(),
            "Add a relay below.".to_owned(),
        ),
        Connection::OtherBranch { target } => (
            format!(
                "others follow another branch, at height {}.",
                format::grouped((*target).into())
            ),
            "Theirs has more work, and parts from yours where this device has deleted old blocks, so it can’t change over. \
             What you mine or pay here won't count for them. Remove the chain and join it again by its link."
                .to_owned(),
        ),
        Connection::OldBlocksMissing { target } => (
            format!(
                "at {} of {}, and nobody connected stores the next blocks.",
                format::grouped(chain.height.into()),
                format::grouped((*target).into())
            ),
            "It goes on by itself when somebody who stores all blocks is here.".to_owned(),
        ),
        Connection::CatchingUp(progress) => (progress_text(chain, *progress), String::new()),
        Connection::InSync { has_relay: true } => ("with everybody connected.".to_owned(), String::new()),
        Connection::InSync { has_relay: false } => (
            "with everybody connected, but no relay answers.".to_owned(),
            "The links that stand go on; nobody new can be met until a relay answers.".to_owned(),
        ),
    };
    (format!("{word}: {sentence}"), advice)
}

/// An attempt in one line, with the kinds of its addresses but not the addresses.
pub(crate) fn attempt(attempt: &AttemptView) -> String {
    let who = match attempt.called {
        true => "Call to",
        false => "Call from",
    };
    let took = format::short_span(f64::from(attempt.took) / 1_000.0);
    let mut text = format!("{who} {}: ", attempt.name);
    if attempt.declined {
        text += "it has no free place.";
        return text;
    }
    text += &match (attempt.answered, attempt.ice.as_str()) {
        (false, _) => format!("no answer within {took}."),
        (true, "") => format!("no way found in {took}."),
        (true, state) => format!("no way found in {took} (ICE state: {state})."),
    };
    text += &format!(" This side offered {};", candidates(attempt.own));
    text += &format!(" the other {}.", candidates(attempt.theirs));
    if let Some(code) = attempt.server_error {
        text += &format!(" A STUN or TURN server failed with code {code}.");
    }
    text
}

fn candidates(counts: CandidatesView) -> String {
    let kinds = [
        (counts.host, "direct"),
        (counts.hidden, "hidden"),
        (counts.reflexive, "through a router (STUN)"),
        (counts.relayed, "at a TURN server"),
    ];
    let named = kinds.iter().filter(|(count, _)| *count > 0);
    let named: Vec<_> = named
        .map(|(count, kind)| format!("{count} {kind}"))
        .collect();
    match named.is_empty() {
        true => "no addresses".to_owned(),
        false => format!("addresses: {}", named.join(", ")),
    }
}

fn progress_text(chain: &Chain, progress: Progress) -> String {
    match progress {
        Progress::CallingRelay => "connecting to the relay.".to_owned(),
        Progress::Linking { present } => format!("{} here, connecting.", are(present)),
        Progress::Blocks { target } => format!(
            "block {} of {}.",
            format::grouped(chain.height.into()),
            format::grouped(target.into())
        ),
        Progress::Wallet { scanned } => format!(
            "the wallet reads block {} of {}.",
            format::grouped(scanned.into()),
            format::grouped(chain.height.into())
        ),
    }
}

fn cant_reach(unreached: u32, present: u32, obstacle: Obstacle) -> String {
    match obstacle {
        Obstacle::AllBusy => format!(
            "{} here, but everybody has as many connections as they take.",
            are(present)
        ),
        Obstacle::NoAnswer => format!("{} here, but no page answers.", are(unreached)),
        _ if present > unreached => format!(
            "{} here; with {} of them your browsers have no way to each other. Still trying the others.",
            are(present),
            format::grouped(unreached.into())
        ),
        _ => format!(
            "{} here, but your browsers have no way to each other.",
            are(unreached)
        ),
    }
}

fn advice(obstacle: Obstacle, hidden: bool) -> String {
    let text = match obstacle {
        Obstacle::AllBusy => "A place comes free when somebody leaves; this tab keeps asking.",
        Obstacle::NoCandidates => {
            "This browser offers no address at all: WebRTC is switched off, or an extension blocks it. Allow it for this page."
        }
        Obstacle::NoTurnWhileHiding => {
            "“Hide my address” is on, which needs a TURN server, and the relay names none. Switch it off on the Network page, \
             or use a relay with a TURN server."
        }
        Obstacle::NoAnswer => "Their tab may be asleep: ask them to bring it to the front.",
        Obstacle::NoTurn => {
            "Your networks let no direct connection through, and the relay names no TURN server to carry it. \
             Go into the same Wi-Fi, try a phone’s hotspot, or ask the relay’s operator to add a TURN server."
        }
        Obstacle::TurnFailed => {
            "Your networks let no direct connection through, and the relay’s TURN server gave this browser no address. \
             A firewall may block it, or it is down: tell the relay’s operator."
        }
        Obstacle::Network => {
            "Your networks let nothing through, although the TURN server answers. Try another network, such as a phone’s \
             hotspot, and send the report to the relay’s operator."
        }
    };
    match hidden && obstacle == Obstacle::NoTurn {
        true => format!(
            "{text} This browser also hides its address in the local network, as browsers do without camera permission."
        ),
        false => text.to_owned(),
    }
}

/// Whether this browser, in one of the last attempts, offered only obfuscated names and no plain
/// address in its local network.
fn hides_names(attempts: &[AttemptView]) -> bool {
    let hides = |side: CandidatesView| side.hidden > 0 && side.host == 0;
    attempts.iter().any(|attempt| hides(attempt.own))
}

/// The consequence of a wrong clock, and the remedy.
fn clock_advice(is_ahead: bool, peers: usize) -> String {
    let mut text = match is_ahead {
        true => {
            "Others refuse blocks that are dated too far ahead, so what you mine now may earn nothing."
        }
        false => "New blocks look too new to this device until its clock gets there.",
    }
    .to_owned();
    if peers == 1 {
        text += " With one peer only it can’t be told whose clock is wrong: compare both.";
    }
    text += " Set the clock, best to automatic.";
    text
}

/// Formats a deviation of the clock, in seconds: "11 minutes ahead".
fn off(ahead: i64) -> String {
    let seconds = ahead.unsigned_abs();
    let side = match ahead > 0 {
        true => "ahead",
        false => "behind",
    };
    let minutes = (seconds + 30) / 60;
    let span = match minutes {
        0..120 => format::count(minutes, "minute", "minutes"),
        _ => format::count((minutes + 30) / 60, "hour", "hours"),
    };
    format!("{span} {side}")
}

fn people(count: u32) -> String {
    format::count(count.into(), "person", "people")
}

fn are(count: u32) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb}", people(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_told_in_minutes_and_hours() {
        for (ahead, wanted) in [
            (660, "11 minutes ahead"),
            (-660, "11 minutes behind"),
            (-61, "1 minute behind"),
            (7_200, "2 hours ahead"),
        ] {
            assert_eq!(off(ahead), wanted);
        }
    }

    #[test]
    fn two_clocks_alone_do_not_tell_which_is_wrong() {
        assert!(clock_advice(true, 1).contains("whose clock is wrong"));
        assert!(!clock_advice(true, 2).contains("whose clock is wrong"));
        assert!(clock_advice(false, 2).contains("too new to this device"));
    }

    #[test]
    fn who_cannot_be_reached_is_counted() {
        assert_eq!(
            cant_reach(1, 1, Obstacle::NoTurn),
            "1 person is here, but your browsers have no way to each other."
        );
        assert!(cant_reach(2, 5, Obstacle::Network).starts_with("5 people are here; with 2"));
        assert!(cant_reach(1, 1, Obstacle::NoAnswer).contains("no page answers"));
    }

    #[test]
    fn an_attempt_is_told_by_kinds_of_addresses() {
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
