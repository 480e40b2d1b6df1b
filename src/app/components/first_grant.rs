//! The coins that some chains give a newcomer once.

use api::Command;
use primitives::Amount;
use yew::prelude::*;

use super::alert::alert;
use crate::node::use_asking;
use crate::state::Chain;

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
    /// What it gives.
    pub(crate) amount: Amount,
}

/// A button, until it has been used.
#[component]
pub(crate) fn FirstGrant(props: &Props) -> Html {
    let asking = use_asking(Callback::noop());
    let onclick = {
        let ask = asking.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(Command::Grant))
    };
    html! {
        <section class="card" aria-labelledby="grant-title">
            <h2 id="grant-title">{ "New here?" }</h2>
            <p>{ format!("This chain gives every newcomer {} {}, once and for nothing. One of the next blocks brings them.",
                props.amount, props.chain.symbol) }</p>
            <div class="buttons">
                <button type="button" class="button button-main" disabled={asking.busy} {onclick}>
                    { "Get your first coins" }
                </button>
            </div>
            { alert(asking.fault_beside(&[])) }
        </section>
    }
}
