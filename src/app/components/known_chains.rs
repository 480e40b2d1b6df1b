//! The chains that this profile keeps.

use yew::prelude::*;

use super::known_chain::KnownChain;
use crate::state::Page;

/// A list of chains; nothing where there are none.
pub(crate) fn known_chains(page: &Page) -> Html {
    let open = page.chain().map(|chain| chain.genesis.to_string());
    if page.chains().is_empty() {
        return Html::default();
    }
    let row = |chain: &api::KnownChain| {
        let is_open = open.as_deref() == Some(chain.genesis.as_str());
        html! { <KnownChain key={chain.genesis.clone()} chain={chain.clone()} {is_open} /> }
    };
    html! {
        <section class="card" aria-labelledby="known-title">
            <h2 id="known-title">{ "Your chains" }</h2>
            <ul class="known-list">{ for page.chains().iter().map(row) }</ul>
        </section>
    }
}
