//! The connection report: a text for troubleshooting that can be shared with anyone.
//!
//! It contains states, times, counts and kinds of addresses. It omits everything that could be
//! misused or traced: addresses of devices, addresses and amounts of the wallet, the invitation
//! link, the chain's name and the relays' hosts and paths.

use core::fmt::Write as _;

use api::{ConnectionView, LinkKind, PeerView, RelayView};

use super::connection_text::{attempt, long};
use crate::texts::network as texts;

/// Returns the report. `browser` is the user-agent string, `time` the current time in ISO 8601.
pub(crate) fn report(
    connection: &ConnectionView,
    height: u32,
    peers: &[PeerView],
    browser: &str,
    time: &str,
) -> String {
    let (sentence, advice) = long(connection, height, peers.len());
    let mut text = format!(
        "Tabchain connection report\nTime: {time}\nBrowser: {browser}\nDiagnosis: {sentence} {advice}\n\
         Height: {height}\nTURN server named: {}\nHides its address: {}\n",
        yes(connection.has_turn),
        yes(connection.hides_address),
    );
    // Writing to a string cannot fail, here and below.
    let _ = match connection.clock_ahead {
        Some(ahead) => writeln!(text, "Clock: {ahead} s ahead of the peers'"),
        None => writeln!(text, "Clock: not compared yet"),
    };
    for relay in &connection.relays {
        let state = match &relay.state {
            RelayView::Connecting => texts::short_connecting().to_owned(),
            RelayView::Lost { .. } => "not reached".to_owned(),
            RelayView::Connected => "connected".to_owned(),
            RelayView::Refused { reason } => format!("refused: {}", without(reason, &relay.url)),
        };
        let _ = writeln!(text, "Relay {}: {state}", scheme(&relay.url));
    }
    for peer in peers {
        let kind = match peer.link {
            LinkKind::Outbound => "called",
            LinkKind::Inbound => "calling",
        };
        let latency = match peer.latency {
            Some(latency) => format!("{latency} ms"),
            None => "not measured".to_owned(),
        };
        let _ = writeln!(
            text,
            "Peer {} ({kind}): height {}, round trip {latency}",
            peer.name, peer.height
        );
    }
    for failed in &connection.attempts {
        let _ = writeln!(text, "{}", attempt(failed));
    }
    text
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

/// The scheme of a relay's URL, which does not reveal the relay's host.
fn scheme(url: &str) -> &str {
    url.split_once("://").map_or("", |(scheme, _)| scheme)
}

fn without(text: &str, url: &str) -> String {
    text.replace(url, "…")
}
