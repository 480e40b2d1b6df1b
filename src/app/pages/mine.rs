//! The miner's page.

use crate::prelude::*;
use api::AuthorityView;

use crate::components::authors::Authors;
use crate::components::block_words::BlockWords;
use crate::components::heading::Heading;
use crate::components::making_controls::MakingControls;
use crate::components::mining_controls::MiningControls;
use crate::components::mining_explanation::MiningExplanation;
use crate::components::mining_results::MiningResults;
use crate::components::storage_note::StorageNote;
use crate::state::Chain;

/// The page's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The miner's page.
#[component]
pub(crate) fn Mine(props: &Props) -> Html {
    let chain = &props.chain;
    if let Some(authority) = &chain.authority {
        return making(chain, authority);
    }
    html! {
        <>
            <Heading title="Mine" />
            <StorageNote storage={chain.storage().clone()} />
            <div class="columns">
                <div class="stack">
                    <MiningControls chain={chain.clone()} />
                    <BlockWords chain={chain.clone()} />
                    <MiningExplanation interval={chain.interval} />
                </div>
                <MiningResults chain={chain.clone()} />
            </div>
        </>
    }
}

/// The page of a chain with authors.
fn making(chain: &Chain, authority: &AuthorityView) -> Html {
    html! {
        <>
            <Heading title="Make blocks" />
            <StorageNote storage={chain.storage().clone()} />
            <div class="columns">
                <div class="stack">
                    <MakingControls chain={chain.clone()} authority={authority.clone()} />
                    <Authors authority={authority.clone()} />
                    if authority.mine.is_some() {
                        <BlockWords chain={chain.clone()} />
                    }
                </div>
                if authority.mine.is_some() {
                    <MiningResults chain={chain.clone()} />
                }
            </div>
        </>
    }
}
