//! The connection: synchronization, the diagnosis, and the connected peers.

mod contact;
mod diagnosis;
mod peers;

use api::{ConnectionView, SyncView};
use chain::Store;
use node::{Node, SyncState};
use primitives::Height;

use self::diagnosis::{Facts, diagnose};
use crate::convert::to_u32;
use crate::driver_status::NetworkFigures;

pub(crate) use contact::Contact;
pub(crate) use peers::{known_nodes, peer_views};

/// The difference in seconds between this device's clock and its peers' clocks above which the
/// person is warned: a quarter of the longest time by which any chain allows a block to be ahead.
/// The clocks of devices that use a time server differ by less.
const CLOCK_TOLERANCE: i64 = 150;

/// The state of synchronization. `scanned` is the height of the last block that the wallet has
/// seen; `None` if it has seen none.
pub(crate) fn sync_view<S: Store>(node: &Node<S>, scanned: Option<Height>) -> SyncView {
    let chain = node.chain();
    let scanned = scanned.unwrap_or_default();
    match node.sync_state() {
        SyncState::Headers => SyncView::Syncing {
            target: chain.best_header().height.value(),
        },
        SyncState::Unserved { target } => SyncView::Unserved {
            target: target.value(),
        },
        SyncState::Stranded { target } => SyncView::Stranded {
            target: target.value(),
        },
        SyncState::Blocks { target } => SyncView::Syncing {
            target: target.value(),
        },
        SyncState::Alone | SyncState::Synced if scanned < chain.tip().height => {
            SyncView::Scanning {
                scanned: scanned.value(),
            }
        }
        SyncState::Alone | SyncState::Synced => SyncView::Ready,
    }
}

/// The section of the snapshot about the connection, with the diagnosis.
pub(crate) fn connection_view<S: Store>(
    node: &Node<S>,
    sync: SyncView,
    network: &NetworkFigures,
) -> ConnectionView {
    let relays: Vec<_> = network.relays.iter().map(|it| it.state.clone()).collect();
    // The seconds by which this device's clock is ahead of its peers' clocks.
    let clock_ahead = node.clock_offset().map(|behind| -behind);
    let state = diagnose(&Facts {
        clock_ahead,
        clock_tolerance: CLOCK_TOLERANCE,
        relays: &relays,
        links: to_u32(node.peers().count()),
        present: network.present,
        unreached: network.unreached,
        busy: network.busy,
        attempts: &network.attempts,
        has_turn: network.has_turn,
        hides_address: network.hides_address,
        sync,
    });
    ConnectionView {
        state,
        relays: network.relays.clone(),
        attempts: network.attempts.clone(),
        has_turn: network.has_turn,
        hides_address: network.hides_address,
        clock_ahead,
    }
}
