//! The chains that this profile knows.

use api::{KnownChain as Known, Standing};
use primitives::{Amount, BlockHash, Time};
use yew::prelude::*;

use super::known_chain::KnownChain;
use crate::state::Chain;
use crate::texts::chains as texts;

/// The open chain, as far as the list of chains shows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OpenChain {
    genesis: BlockHash,
    /// The present height and coins. The time is not shown and is left at 0.
    standing: Standing,
}

impl OpenChain {
    /// The open chain as the list shows it.
    pub(crate) fn of(chain: &Chain) -> Self {
        let wallet = &chain.wallet;
        let own = wallet.accounts.iter().filter(|account| !account.watched);
        let coming = [wallet.immature, wallet.incoming].into_iter();
        let coming = coming.filter(|_| !wallet.watch_only);
        let parts = own.map(|account| account.balance).chain(coming);
        let standing = Standing {
            worth: Amount::sum(parts).unwrap_or(Amount::MAX),
            height: chain.head.height,
            time: Time::default(),
        };
        Self {
            genesis: chain.rules.genesis,
            standing,
        }
    }
}

/// The list of chains; renders nothing if there are none. `open` is the open chain.
pub(crate) fn known_chains(chains: &[Known], open: Option<OpenChain>) -> Html {
    if chains.is_empty() {
        return Html::default();
    }
    let row = |chain: &Known| {
        let open = open.filter(|it| it.genesis.to_string() == chain.genesis);
        let open = open.map(|it| it.standing);
        html! { <KnownChain key={chain.genesis.clone()} chain={chain.clone()} {open} /> }
    };
    html! {
        <section class="card" aria-labelledby="known-title">
            <h2 id="known-title">{ texts::known_title() }</h2>
            <ul class="known-list">{ for chains.iter().map(row) }</ul>
        </section>
    }
}
