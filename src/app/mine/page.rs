//! The page of the miner.

use api::AuthorityView;
use yew::prelude::*;

use super::authors::authors;
use super::block_words::BlockWords;
use super::making_controls::making_controls;
use super::mining_controls::MiningControls;
use super::mining_explanation::mining_explanation;
use super::mining_results::mining_results;
use super::search::Search;
use crate::identity::Same;
use crate::on_demand::shown::Shown;
use crate::state::{Chain, Persistence, Profile, Rates, use_session};
use crate::texts::mine as texts;
use crate::ui::heading::Heading;
use crate::ui::storage_note::storage_note;
use crate::wallet::rewards::earned;

/// The page, from the data of the pages that are loaded on demand.
pub(crate) fn view(shown: &Shown) -> Html {
    let (profile, chain, rates) = (&shown.profile, shown.chain.clone(), shown.rates.clone());
    match chain.zip(rates) {
        Some((chain, rates)) => html! { <Mine profile={profile.clone()} {chain} {rates} /> },
        None => Html::default(),
    }
}

/// Properties of `Mine`.
#[derive(Properties, PartialEq)]
struct Props {
    /// The profile.
    profile: Profile,
    /// The open chain.
    chain: Chain,
    /// The hash rate of the last minutes.
    rates: Same<Rates>,
}

/// The page of the miner, or of an author on a chain with authors.
#[component]
fn Mine(props: &Props) -> Html {
    let Props {
        profile,
        chain,
        rates,
    } = props;
    let persistence = use_session().persistence;
    if let Some(authority) = &chain.authority {
        return making(profile, chain, authority, persistence);
    }
    html! {
        <>
            <Heading title={texts::title()} />
            { storage_note(&profile.storage, persistence) }
            <div class="columns">
                <div class="stack">
                    <MiningControls mining={chain.mining} unmet={chain.unmet}
                        next={chain.head.height + 1} is_first={is_first(chain)} />
                    <Search mining={chain.mining} rates={rates.clone()} head={chain.head.clone()} />
                </div>
                <div class="stack">
                    { mining_results(chain) }
                    <BlockWords kept={chain.message.clone()} recognised={chain.recognised} />
                    { mining_explanation(chain.rules.interval) }
                </div>
            </div>
        </>
    }
}

/// Whether this wallet has found exactly one block on the chain, and found it since the chain was
/// opened.
fn is_first(chain: &Chain) -> bool {
    let (rewards, _) = earned(&chain.wallet);
    chain.mining.found == 1 && rewards <= 1 && !chain.wallet.more_history
}

/// The page on a chain with authors.
fn making(
    profile: &Profile,
    chain: &Chain,
    authority: &Same<AuthorityView>,
    persistence: Persistence,
) -> Html {
    html! {
        <>
            <Heading title={texts::making_title()} />
            { storage_note(&profile.storage, persistence) }
            <div class="columns">
                <div class="stack">
                    { making_controls(profile, chain, authority) }
                    { authors(authority, &chain.peers, &chain.contacts) }
                    if authority.mine.is_some() {
                        <BlockWords kept={chain.message.clone()} />
                    }
                </div>
                if authority.mine.is_some() {
                    { mining_results(chain) }
                }
            </div>
        </>
    }
}
