//! The page of the miner.

use api::AuthorityView;
use yew::prelude::*;

use super::authors::authors;
use super::block_words::BlockWords;
use super::making_controls::making_controls;
use super::mining_controls::MiningControls;
use super::mining_explanation::mining_explanation;
use super::mining_results::mining_results;
use crate::identity::Same;
use crate::state::{Chain, Persistence, Profile, use_session};
use crate::texts::mine as texts;
use crate::ui::heading::Heading;
use crate::ui::storage_note::storage_note;

/// Properties of `Mine`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The profile.
    pub(crate) profile: Profile,
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The page of the miner, or of an author on a chain with authors.
#[component]
pub(crate) fn Mine(props: &Props) -> Html {
    let Props { profile, chain } = props;
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
                    <MiningControls mining={chain.mining} unmet={chain.unmet} />
                    <BlockWords kept={chain.message.clone()} />
                    { mining_explanation(chain.rules.interval) }
                </div>
                { mining_results(chain) }
            </div>
        </>
    }
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
                    { authors(authority) }
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
