//! The figures of a network, as views of the service show them.

use api::{AttemptView, RelayEntry, RelayView};
use service::NetworkFigures;
use signal::Signalling;
use signal::mesh::Presence;

/// The state of relays and peers.
pub(super) fn network_figures(signalling: &Signalling) -> NetworkFigures {
    let count = |peers: usize| u32::try_from(peers).unwrap_or(u32::MAX);
    let Presence {
        present,
        unreached,
        busy,
        ..
    } = signalling.presence();
    let entry = |(url, state, refused): (&str, _, _)| RelayEntry {
        url: url.to_owned(),
        state: RelayView::new(state, refused),
    };
    NetworkFigures {
        relays: signalling.relays().map(entry).collect(),
        present: count(present),
        unreached: count(unreached),
        busy: count(busy),
        attempts: signalling.attempts().map(AttemptView::from).collect(),
        has_turn: signalling.has_turn(),
        hides_address: false,
    }
}
