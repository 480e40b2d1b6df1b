//! The grant: coins that some chains give to each newcomer once.

use api::command;
use primitives::Amount;
use yew::prelude::*;

use crate::format;
use crate::node::use_asking;
use crate::texts::wallet as texts;
use crate::ui::alert::alert;

/// Properties of `FirstGrant`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The coin's symbol.
    pub(crate) symbol: AttrValue,
    /// The amount of the grant.
    pub(crate) amount: Amount,
}

/// A button that requests the grant.
#[component]
pub(crate) fn FirstGrant(props: &Props) -> Html {
    let asking = use_asking(Callback::noop());
    let onclick = {
        let ask = asking.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(command::Grant))
    };
    html! {
        <section class="card" aria-labelledby="grant-title">
            <h2 id="grant-title">{ texts::grant_title() }</h2>
            <p>{ texts::grant(&format::coins(props.amount, &props.symbol)) }</p>
            <div class="buttons">
                <button type="button" class="button button-main" disabled={asking.busy} {onclick}>
                    { texts::grant_button() }
                </button>
            </div>
            { alert(asking.fault_beside(&[])) }
        </section>
    }
}
