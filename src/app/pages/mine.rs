//! The miner's page.

use yew::prelude::*;

use crate::components::block_words::BlockWords;
use crate::components::heading::Heading;
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
