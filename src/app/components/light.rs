//! How this node stands with the others: one light, and the diagnosis beside it.

use api::Connection;
use yew::prelude::*;

use super::connection_text::short;
use crate::format::class;
use crate::state::Chain;

/// The status named Connection. Progress is not spoken; every other change is.
pub(crate) fn light(chain: &Chain) -> Html {
    let state = &chain.connection.state;
    let text = short(chain);
    let live = match state {
        Connection::CatchingUp(_) => "off",
        _ => "polite",
    };
    html! {
        <p class={class("light", Some(kind(state)))} role="status" aria-label="Connection" aria-live={live}
            title={text.clone()}>
            <span class="light-dot" aria-hidden="true" />
            <span class="light-text">{ text }</span>
        </p>
    }
}

/// The light's class. Green means that other people's nodes are connected and agree; a relay that
/// answers introduces people but is none.
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
