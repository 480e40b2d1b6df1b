//! The page of the miner.

use api::AuthorityView;
use yew::prelude::*;

use super::authors::authors;
use super::block_words::BlockWords;
use super::making_controls::making_controls;
use super::mining_controls::MiningControls;
use super::mining_explanation::mining_explanation;
use super::mining_results::mining_results;
use crate::state::{Chain, Persistence, use_page};
use crate::texts::mine as texts;
use crate::ui::heading::Heading;
use crate::ui::storage_note::storage_note;

/// Properties of `Mine`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The page of the miner, or of an author on a chain with authors.
#[component]
pub(crate) fn Mine(props: &Props) -> Html {
    let chain = &props.chain;
    let persistence = use_page().persistence;
    if let Some(authority) = &chain.authority {
        return making(chain, authority, persistence);
    }
    html! {
        <>
            <Heading title={texts::title()} />
            { storage_note(chain.storage(), persistence) }
            <div class="columns">
                <div class="stack">
                    <MiningControls chain={chain.clone()} />
                    <BlockWords chain={chain.clone()} />
                    { mining_explanation(chain.interval) }
                </div>
                { mining_results(chain) }
            </div>
        </>
    }
}

/// The page on a chain with authors.
fn making(chain: &Chain, authority: &AuthorityView, persistence: Persistence) -> Html {
    html! {
        <>
            <Heading title={texts::making_title()} />
            { storage_note(chain.storage(), persistence) }
            <div class="columns">
                <div class="stack">
                    { making_controls(chain, authority) }
                    { authors(authority) }
                    if authority.mine.is_some() {
                        <BlockWords chain={chain.clone()} />
                    }
                </div>
                if authority.mine.is_some() {
                    { mining_results(chain) }
                }
            </div>
        </>
    }
}
