//! What keeps this node from the others, where a person can do something about it.

use api::{Command, Connection, Reply};
use yew::prelude::*;

use super::alert::alert;
use super::connection_text::long;
use crate::node::use_asking;
use crate::route::Route;
use crate::state::Chain;

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The diagnosis as a note above every page, while a wrong clock or the networks keep others away.
#[component]
pub(crate) fn ConnectionTrouble(props: &Props) -> Html {
    let trying = use_asking(Callback::from(|_: Reply| ()));
    let state = &props.chain.connection.state;
    let can_retry = matches!(state, Connection::CantReach { .. });
    if !can_retry && !matches!(state, Connection::Clock { .. }) {
        return Html::default();
    }
    let try_again = {
        let ask = trying.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(Command::TryAgain))
    };
    let (sentence, advice) = long(&props.chain);
    html! {
        <section class="note note-warning connection-trouble" aria-label="Connection trouble">
            <p><strong>{ sentence }</strong></p>
            <p>{ advice }</p>
            { alert(trying.fault_beside(&[])) }
            if can_retry {
                <div class="buttons">
                    <button type="button" class="button" disabled={trying.busy} onclick={try_again}>{ "Try again" }</button>
                    <a class="button" href={Route::Network.href()}>{ "What was tried" }</a>
                </div>
            }
        </section>
    }
}
