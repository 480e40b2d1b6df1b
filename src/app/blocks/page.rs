//! The first page of the explorer.

use yew::prelude::*;

use super::block_strip::BlockStrip;
use super::block_table::BlockTable;
use super::explorer_search::ExplorerSearch;
use super::stalled::{Stalled, block_wait};
use super::waiting_payments::WaitingPayments;
use crate::state::Chain;
use crate::texts::blocks as texts;
use crate::ui::heading::Heading;

/// The newest blocks of the open chain, and the search.
pub(crate) fn blocks(chain: &Chain) -> Html {
    let (rules, head) = (&chain.rules, &chain.head);
    html! {
        <>
            <Heading title={texts::title()} />
            <BlockStrip interval={rules.interval} head={head.clone()} pool={chain.pool.clone()} />
            <Stalled wait={block_wait(chain)} authority={chain.authority.clone()} />
            <ExplorerSearch rules={rules.clone()} />
            <section class="card" aria-labelledby="waiting-payments">
                <h2 id="waiting-payments">{ texts::waiting_title() }</h2>
                <WaitingPayments symbol={rules.symbol.clone()} version={chain.version()} />
            </section>
            <section class="card" aria-labelledby="all-blocks">
                <h2 id="all-blocks">{ texts::all_blocks() }</h2>
                <BlockTable interval={rules.interval} head={head.clone()} has_authors={chain.authority.is_some()} />
            </section>
        </>
    }
}
