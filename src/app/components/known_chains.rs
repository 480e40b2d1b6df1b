//! The chains that this profile keeps.

use api::{Command, KnownChain, Reply};
use yew::prelude::*;

use crate::dom;
use crate::node::use_asking;
use crate::route::Route;
use crate::state::use_page;

/// A list of chains with a button to open each; nothing where there are none.
#[component]
pub(crate) fn KnownChains() -> Html {
    let page = use_page();
    let opening = use_asking(Callback::from(|_: Reply| dom::go(&Route::Mine.href())));
    let open = page.chain().map(|chain| chain.genesis.to_string());
    if page.chains().is_empty() {
        return Html::default();
    }
    let row = |chain: &KnownChain| {
        let current = open.as_deref() == Some(chain.genesis.as_str());
        let ask = opening.ask.clone();
        let genesis = chain.genesis.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            if current {
                dom::go(&Route::Mine.href());
            } else {
                ask.emit(Command::Open {
                    genesis: genesis.clone(),
                });
            }
        });
        html! {
            <li key={chain.genesis.clone()} class="known">
                <span class="known-name">
                    <strong>{ &chain.name }</strong>
                    <span class="symbol">{ &chain.symbol }</span>
                    if current {
                        <span class="chip">{ "Open now" }</span>
                    }
                </span>
                <span class="hash known-genesis" title={chain.genesis.clone()}>{ &chain.genesis }</span>
                <button type="button" class="button" disabled={opening.busy} {onclick}
                    aria-label={format!("Open {}", chain.name)}>
                    { "Open" }
                </button>
            </li>
        }
    };
    html! {
        <section class="card" aria-labelledby="known-title">
            <h2 id="known-title">{ "Your chains" }</h2>
            <ul class="known-list">{ for page.chains().iter().map(row) }</ul>
            if let Some(fault) = opening.fault_beside(&[]) {
                <p class="fault" role="alert">{ fault }</p>
            }
        </section>
    }
}
