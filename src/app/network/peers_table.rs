//! The connected peers.

use api::{LinkKind, PeerView};
use yew::prelude::*;

use super::people::{Called, Own};
use crate::format;
use crate::state::Contacts;
use crate::texts::network as texts;
use crate::ui::table::{Column, Row, table, text};

const COLUMNS: [Column; 8] = [
    Column::text(texts::peer_name),
    Column::text(texts::peer_called),
    Column::number(texts::peer_height),
    Column::text(texts::peer_stores),
    Column::number(texts::peer_ping),
    Column::text(texts::peer_since),
    Column::number(texts::peer_received),
    Column::number(texts::peer_sent),
];

/// A table of the connected peers, one per row.
pub(crate) fn peers_table(peers: &[PeerView], own: Own<'_>, contacts: &Contacts) -> Html {
    let rows = peers
        .iter()
        .map(|peer| row(peer, Called::of(peer, peers, own, contacts)));
    html! {
        <>
            { table(texts::peers(), Some("peers"), &COLUMNS, rows.collect()) }
            if peers.is_empty() {
                <p class="empty">{ texts::peers_none() }</p>
            }
        </>
    }
}

fn row(peer: &PeerView, person: Called<'_>) -> Row {
    let called = match peer.link {
        LinkKind::Outbound => texts::called_you(),
        LinkKind::Inbound => texts::called_they(),
    };
    let keeps = match peer.serves_all {
        None => "—",
        Some(true) => texts::stores_all(),
        Some(false) => texts::stores_newest(),
    };
    let latency = peer.latency.map_or_else(
        || "—".to_owned(),
        |latency| texts::milliseconds(latency.into()),
    );
    Row {
        key: peer.name.clone(),
        cells: vec![
            person.html(),
            text(called),
            text(format::grouped(peer.height.into())),
            text(keeps),
            text(latency),
            text(format::clock_date_time(peer.since)),
            text(format::bytes(peer.received)),
            text(format::bytes(peer.sent)),
        ],
    }
}
