//! The connected peers, as pages and programs see them.

use core::time::Duration;

use api::{KnownNode, LinkKind, PeerView, PersonView, TrafficView};
use chain::Store;
use node::{Direction, Node, PeerId, PeerInfo, Traffic};
use primitives::address;

use crate::convert::to_f64;
use crate::driver_status::LinkFigures;

/// The peers for a page, with the driver's figures of each link.
pub(crate) fn peer_views<S: Store>(
    node: &Node<S>,
    links: &[(PeerId, LinkFigures)],
) -> Vec<PeerView> {
    let prefix = &node.chain().spec().prefix;
    let view = |peer: PeerInfo| {
        let link = links.iter().find(|(id, _)| *id == peer.id);
        let link = link.map_or_else(LinkFigures::default, |(_, link)| link.clone());
        PeerView {
            name: link.name,
            link: link_kind(peer.direction),
            height: peer.height.value(),
            serves_all: peer.ready.then_some(peer.serves_all),
            latency: peer.latency.map(milliseconds),
            since: peer.since,
            received: to_f64(link.received),
            sent: to_f64(link.sent),
            brought: traffic(peer.brought),
            given: traffic(peer.given),
            person: peer.person.map(|person| PersonView {
                name: person.name,
                key: person.identity.to_string(),
                address: address::encode_key(prefix, person.identity.key_hash()),
            }),
        }
    };
    node.peers().map(view).collect()
}

/// The peers for a program.
pub(crate) fn known_nodes<S: Store>(node: &Node<S>) -> Vec<KnownNode> {
    let known = |peer: PeerInfo| KnownNode {
        link: peer.id.0,
        direction: link_kind(peer.direction),
        height: peer.height.value(),
        latency: peer.latency.map(milliseconds),
        since: peer.since,
    };
    node.peers().map(known).collect()
}

const fn traffic(traffic: Traffic) -> TrafficView {
    TrafficView {
        blocks: traffic.blocks,
        payments: traffic.transactions,
    }
}

const fn link_kind(direction: Direction) -> LinkKind {
    match direction {
        Direction::Outbound => LinkKind::Outbound,
        Direction::Inbound => LinkKind::Inbound,
    }
}

fn milliseconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
