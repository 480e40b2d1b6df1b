//! Whether this node is with others: one honest light with its meaning beside it.

use api::{RelayView, SyncView};
use yew::prelude::*;

use crate::format::{self, class};
use crate::state::Chain;

/// The connection light.
pub(crate) fn light(chain: &Chain) -> Html {
    let (kind, text, more) = reading(chain);
    html! {
        <p class={class("light", Some(kind))} title={format!("{text}{more}")}>
            <span class="light-dot" aria-hidden="true" />
            <span class="light-text">{ text }<span class="light-more">{ more }</span></span>
        </p>
    }
}

/// The light's class, its words, and the words that a phone leaves to screen readers. Green means that other
/// people's nodes are really connected; a relay that answers introduces people but is none.
fn reading(chain: &Chain) -> (&'static str, String, &'static str) {
    match (chain.peers.len(), chain.sync, &chain.relay) {
        (0, _, RelayView::Connected) => ("is-waiting", "Waiting".to_owned(), " for others"),
        (0, _, RelayView::Connecting { .. }) => ("is-waiting", "Looking".to_owned(), " for others"),
        (0, _, RelayView::Refused { .. }) => {
            ("is-alone", "Alone".to_owned(), ": the relay refused")
        }
        (0, _, RelayView::Off) => ("is-alone", "Alone".to_owned(), ""),
        (_, SyncView::Syncing { .. }, _) => ("is-waiting", "Catching up".to_owned(), ""),
        (_, SyncView::Unserved { .. }, _) => {
            ("is-waiting", "Waiting".to_owned(), " for old blocks")
        }
        (_, SyncView::Stranded { .. }, _) => {
            ("is-alone", "Left behind".to_owned(), " on another branch")
        }
        (peers, _, _) => (
            "is-connected",
            format::count(peers as u64, "peer", "peers"),
            " connected",
        ),
    }
}
