//! Starting a chain.

use api::{Command, Field as Input, NewChain, Reply};
use yew::prelude::*;

use super::field::Field;
use crate::dom;
use crate::node::use_asking;
use crate::route::Route;

/// The settings of a chain.
const INPUTS: [Input; 4] = [Input::Name, Input::Symbol, Input::Interval, Input::Reward];

/// One click with the filled-in values is enough; who wants others opens the settings.
#[component]
pub(crate) fn StartForm() -> Html {
    let chain = use_state(NewChain::default);
    let asking = use_asking(Callback::from(|_: Reply| dom::go(&Route::Mine.href())));
    let onsubmit = {
        let (chain, ask) = (chain.clone(), asking.ask.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(Command::Start((*chain).clone()));
        })
    };
    let typing = |write: fn(&mut NewChain, String)| {
        let (chain, forgive) = (chain.clone(), asking.forgive.clone());
        Callback::from(move |text| {
            let mut changed = (*chain).clone();
            write(&mut changed, text);
            chain.set(changed);
            forgive.emit(());
        })
    };
    let opened = use_state(|| false);
    // A refused setting opens the settings, so that its error is in view.
    let at_fault = INPUTS.iter().any(|input| asking.fault_of(*input).is_some());
    let ontoggle = {
        let opened = opened.setter();
        Callback::from(move |event: Event| {
            let details = event.target_dyn_into::<web_sys::Element>();
            opened.set(details.is_some_and(|details| details.has_attribute("open")));
        })
    };
    html! {
        <section class="card way" aria-labelledby="start-title">
            <h2 id="start-title">{ "Begin your own" }</h2>
            <form {onsubmit}>
                <button type="submit" class="button button-main button-large" disabled={asking.busy}>
                    { "Start a new chain" }
                </button>
                <p class="hint" role="status">
                    if asking.busy {
                        { "Making its first block…" }
                    } else {
                        { "Works at once, without a network too." }
                    }
                </p>
                if let Some(fault) = asking.fault_beside(&INPUTS) {
                    <p class="fault" role="alert">{ fault }</p>
                }
                <details open={*opened || at_fault} {ontoggle}>
                    <summary>{ "Settings" }</summary>
                    <div class="settings">
                        <Field id="name" label="Name" value={chain.name.clone()} fault={asking.fault_of(Input::Name)}
                            oninput={typing(|chain, text| chain.name = text)} />
                        <Field id="symbol" label="Coin symbol" value={chain.symbol.clone()}
                            fault={asking.fault_of(Input::Symbol)} hint="2 to 8 capital letters or digits."
                            oninput={typing(|chain, text| chain.symbol = text.to_uppercase())} />
                        <Field id="interval" label="Seconds between blocks" value={chain.interval.clone()}
                            fault={asking.fault_of(Input::Interval)} inputmode="numeric"
                            oninput={typing(|chain, text| chain.interval = text)} />
                        <Field id="reward" label="Coins for a block" value={chain.reward.clone()}
                            fault={asking.fault_of(Input::Reward)} inputmode="decimal"
                            oninput={typing(|chain, text| chain.reward = text)} />
                    </div>
                </details>
            </form>
        </section>
    }
}
