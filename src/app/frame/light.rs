//! The connection status in the header: a coloured light and the diagnosis next to it.

use api::Connection;
use yew::prelude::*;

use crate::format::class;
use crate::network::connection_text::short;
use crate::state::Chain;
use crate::texts::frame as texts;

/// The status, named “Connection” for screen readers. They announce every change except progress.
pub(crate) fn light(chain: &Chain) -> Html {
    let state = &chain.connection.state;
    let text = short(&chain.connection, chain.head.height, chain.peers.len());
    let live = match state {
        Connection::CatchingUp(_) => "off",
        _ => "polite",
    };
    html! {
        <p class={class("light", Some(kind(state)))} role="status" aria-label={texts::connection()} aria-live={live}
            title={text.clone()}>
            <span class="light-dot" aria-hidden="true" />
            <span class="light-text">{ text }</span>
        </p>
    }
}

/// The CSS class of the light. Green means that nodes of other people are connected and agree with
/// this one. A connected relay introduces peers but is not one itself, so it does not turn the
/// light green.
fn kind(state: &Connection) -> &'static str {
    match state {
        Connection::InSync { .. } => "is-connected",
        Connection::CatchingUp(_)
        | Connection::NobodyElse { has_relay: true }
        | Connection::OldBlocksMissing { .. } => "is-waiting",
        Connection::Clock { .. } | Connection::CantReach { .. } => "is-trouble",
        Connection::RelayUnreachable { .. }
        | Connection::NobodyElse { has_relay: false }
        | Connection::OtherBranch { .. } => "is-alone",
    }
}
