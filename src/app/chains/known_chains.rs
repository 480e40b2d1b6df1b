//! The chains that this profile knows.

use api::Standing;
use primitives::{Amount, Time};
use yew::prelude::*;

use super::known_chain::KnownChain;
use crate::state::{Chain, Page};
use crate::texts::chains as texts;

/// The present height and coins of the open chain. The time is not shown and is left at 0.
fn standing(chain: &Chain) -> Standing {
    let wallet = &chain.wallet;
    let parts = [wallet.balance, wallet.immature, wallet.incoming];
    Standing {
        worth: Amount::sum(parts).unwrap_or(Amount::MAX),
        height: chain.height,
        time: Time::default(),
    }
}

/// The list of chains; renders nothing if there are none.
pub(crate) fn known_chains(page: &Page) -> Html {
    let open = page.chain();
    if page.chains().is_empty() {
        return Html::default();
    }
    let row = |chain: &api::KnownChain| {
        let open = open
            .as_ref()
            .filter(|it| it.genesis.to_string() == chain.genesis);
        let open = open.map(standing);
        html! { <KnownChain key={chain.genesis.clone()} chain={chain.clone()} {open} /> }
    };
    html! {
        <section class="card" aria-labelledby="known-title">
            <h2 id="known-title">{ texts::known_title() }</h2>
            <ul class="known-list">{ for page.chains().iter().map(row) }</ul>
        </section>
    }
}
