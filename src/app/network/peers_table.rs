//! The connected peers.

use api::{LinkKind, PeerView};
use yew::prelude::*;

use crate::format;
use crate::state::Chain;

/// A table of the peers, one per row.
pub(crate) fn peers_table(chain: &Chain) -> Html {
    let peers = &chain.peers;
    html! {
        <>
            <table class="rows peers" aria-label="Peers" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{ "Name" }</th>
                        <th scope="col" role="columnheader">{ "Initiated by" }</th>
                        <th scope="col" role="columnheader" class="number">{ "Height" }</th>
                        <th scope="col" role="columnheader">{ "Stores" }</th>
                        <th scope="col" role="columnheader" class="number">{ "Ping" }</th>
                        <th scope="col" role="columnheader">{ "Since" }</th>
                        <th scope="col" role="columnheader" class="number">{ "Received" }</th>
                        <th scope="col" role="columnheader" class="number">{ "Sent" }</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{ for peers.iter().map(row) }</tbody>
            </table>
            if peers.is_empty() {
                <p class="empty">{ "Not linked with anybody yet. You can mine and pay meanwhile." }</p>
            }
        </>
    }
}

fn row(peer: &PeerView) -> Html {
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
    html! {
        <tr key={peer.name.clone()} role="row">
            <td role="cell" data-name="Name" class="code">{ &peer.name }</td>
            <td role="cell" data-name="Initiated by">{ called }</td>
            <td role="cell" data-name="Height" class="number">{ format::grouped(peer.height.into()) }</td>
            <td role="cell" data-name="Stores">{ keeps }</td>
            <td role="cell" data-name="Ping" class="number">{ latency }</td>
            <td role="cell" data-name="Since">{ format::clock_date_time(peer.since) }</td>
            <td role="cell" data-name="Received" class="number">{ format::bytes(peer.received) }</td>
            <td role="cell" data-name="Sent" class="number">{ format::bytes(peer.sent) }</td>
        </tr>
    }
}
