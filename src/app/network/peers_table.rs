//! The connected peers.

use api::{LinkKind, PeerView};
use yew::prelude::*;

use crate::format;
use crate::state::Chain;
use crate::ui::table::{Column, Row, table, text};

const COLUMNS: [Column; 8] = [
    Column::code("Name"),
    Column::text("Initiated by"),
    Column::number("Height"),
    Column::text("Stores"),
    Column::number("Ping"),
    Column::text("Since"),
    Column::number("Received"),
    Column::number("Sent"),
];

/// A table of the peers, one per row.
pub(crate) fn peers_table(chain: &Chain) -> Html {
    let peers = &chain.peers;
    html! {
        <>
            { table("Peers", Some("peers"), &COLUMNS, peers.iter().map(row).collect()) }
            if peers.is_empty() {
                <p class="empty">{ "Not linked with anybody yet. You can mine and pay meanwhile." }</p>
            }
        </>
    }
}

fn row(peer: &PeerView) -> Row {
    let called = match peer.link {
        LinkKind::Outbound => "You",
        LinkKind::Inbound => "They",
    };
    let keeps = match peer.serves_all {
        None => "—",
        Some(true) => "Every block",
        Some(false) => "The newest blocks only",
    };
    let latency = peer
        .latency
        .map_or_else(|| "—".to_owned(), |latency| format!("{latency} ms"));
    Row {
        key: peer.name.clone(),
        cells: vec![
            text(peer.name.clone()),
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
