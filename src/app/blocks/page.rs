//! The first page of the explorer.

use yew::prelude::*;

use super::block_strip::block_strip;
use super::block_table::BlockTable;
use super::explorer_search::ExplorerSearch;
use super::stalled::Stalled;
use super::waiting_payments::WaitingPayments;
use crate::state::Chain;
use crate::texts::blocks as texts;
use crate::ui::heading::Heading;

/// Properties of `Blocks`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The newest blocks, and the search.
#[component]
pub(crate) fn Blocks(props: &Props) -> Html {
    let chain = &props.chain;
    html! {
        <>
            <Heading title={texts::title()} />
            { block_strip(chain) }
            <Stalled chain={chain.clone()} />
            <ExplorerSearch />
            <section class="card" aria-labelledby="waiting-payments">
                <h2 id="waiting-payments">{ texts::waiting_title() }</h2>
                <WaitingPayments chain={chain.clone()} />
            </section>
            <section class="card" aria-labelledby="all-blocks">
                <h2 id="all-blocks">{ texts::all_blocks() }</h2>
                <BlockTable chain={chain.clone()} />
            </section>
        </>
    }
}
