//! The connection's diagnosis in full: always on the Network page, and above the other pages while
//! it needs attention.

use api::{Connection, ConnectionView, command};
use yew::prelude::*;

use super::connection_text::long;
use crate::identity::Same;
use crate::node::use_asking;
use crate::route::Route;
use crate::state::Chain;
use crate::texts::network as texts;
use crate::ui::alert::alert;

/// Properties of `Diagnosis`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The state of the connection.
    pub(crate) connection: Same<ConnectionView>,
    /// The height of the tip.
    pub(crate) height: u32,
    /// The number of peers.
    pub(crate) peers: usize,
    /// Shown next to the button that tries again.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The diagnosis as a sentence, a remedy, and the button that tries again.
#[component]
pub(crate) fn Diagnosis(props: &Props) -> Html {
    let trying = use_asking(Callback::from(|(): ()| ()));
    let try_again = {
        let ask = trying.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(command::TryAgain))
    };
    let (sentence, advice) = long(&props.connection, props.height, props.peers);
    html! {
        <>
            <p><strong>{ sentence }</strong></p>
            if !advice.is_empty() {
                <p>{ advice }</p>
            }
            { alert(trying.fault_beside(&[])) }
            if matches!(props.connection.state, Connection::CantReach { .. }) {
                <div class="buttons">
                    <button type="button" class="button" disabled={trying.busy} onclick={try_again}>{ texts::try_again() }</button>
                    { props.children.clone() }
                </div>
            }
        </>
    }
}

/// The diagnosis as a note above a page, while a connection problem needs the person's attention.
/// Renders nothing otherwise, and nothing on the Network page, which has the diagnosis in its own
/// content.
pub(crate) fn connection_trouble(chain: &Chain, route: &Route) -> Html {
    match &chain.connection.state {
        _ if *route == Route::Network => return Html::default(),
        Connection::Clock { .. }
        | Connection::CantReach { .. }
        | Connection::OtherBranch { .. }
        | Connection::OldBlocksMissing { .. } => {}
        Connection::RelayUnreachable { .. }
        | Connection::NobodyElse { .. }
        | Connection::CatchingUp(_)
        | Connection::InSync { .. } => return Html::default(),
    }
    html! {
        <section class="note note-warning connection-trouble" aria-label={texts::trouble()}>
            <Diagnosis connection={chain.connection.clone()} height={chain.head.height} peers={chain.peers.len()}>
                <a class="button" href={Route::Network.href()}>{ texts::tried() }</a>
            </Diagnosis>
        </section>
    }
}
