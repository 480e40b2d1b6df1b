//! The chains that this profile keeps.

use crate::prelude::*;

use super::known_chain::KnownChain;
use crate::state::use_page;

/// A list of chains; nothing where there are none.
#[component]
pub(crate) fn KnownChains() -> Html {
    let page = use_page();
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
