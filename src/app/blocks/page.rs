//! The first page of the explorer.

use yew::prelude::*;

use super::address::Address;
use super::block::Block;
use super::block_strip::BlockStrip;
use super::block_table::BlockTable;
use super::explorer_search::ExplorerSearch;
use super::stalled::{Stalled, block_wait};
use super::transaction::Transaction;
use super::waiting_payments::WaitingPayments;
use crate::history_graph::page::Origin;
use crate::on_demand::shown::Shown;
use crate::pictures::branches::Branches;
use crate::pictures::pool_map::PoolMap;
use crate::pictures::statistics::Statistics;
use crate::route::Route;
use crate::state::Chain;
use crate::texts::blocks as texts;
use crate::ui::heading::Heading;

/// Renders a page below the explorer.
pub(crate) fn view(shown: &Shown) -> Html {
    let (profile, Some(chain)) = (&shown.profile, &shown.chain) else {
        return Html::default();
    };
    match shown.route.clone() {
        Route::Block(hash) => {
            let key = hash.clone();
            html! { <Block {key} rules={chain.rules.clone()} authority={chain.authority.clone()}
            version={chain.version()} {hash} /> }
        }
        Route::Transaction(txid) => {
            let key = txid.clone();
            html! { <Transaction {key} rules={chain.rules.clone()} wallet={chain.wallet.clone()}
            is_locked={profile.is_locked(chain)} wait={block_wait(chain)} authority={chain.authority.clone()}
            version={chain.version()} {txid} /> }
        }
        Route::Address(address) => {
            let key = address.clone();
            html! { <Address {key} rules={chain.rules.clone()} version={chain.version()} {address} /> }
        }
        Route::Origin(txid, output) => {
            let key = shown.route.href();
            html! { <Origin {key} symbol={chain.rules.symbol.clone()} tip={chain.head.tip} {txid} {output} /> }
        }
        _ => blocks(chain),
    }
}

/// The newest blocks of the open chain, and the search.
fn blocks(chain: &Chain) -> Html {
    let (rules, head) = (&chain.rules, &chain.head);
    html! {
        <>
            <Heading title={texts::title()} />
            <BlockStrip interval={rules.interval} head={head.clone()} pool={chain.pool.clone()} />
            <Stalled wait={block_wait(chain)} authority={chain.authority.clone()} />
            <Branches tip={head.tip} />
            <ExplorerSearch rules={rules.clone()} />
            <section class="card" aria-labelledby="waiting-payments">
                <h2 id="waiting-payments">{ texts::waiting_title() }</h2>
                if chain.pool.transactions > 0 {
                    <PoolMap symbol={rules.symbol.clone()} version={chain.version()} />
                }
                <WaitingPayments symbol={rules.symbol.clone()} version={chain.version()} />
            </section>
            <Statistics rules={rules.clone()} head={head.clone()} version={chain.version()}
                has_work={chain.authority.as_ref().is_none_or(|it| it.work)} />
            <section class="card" aria-labelledby="all-blocks">
                <h2 id="all-blocks">{ texts::all_blocks() }</h2>
                <BlockTable interval={rules.interval} head={head.clone()} has_authors={chain.authority.is_some()} />
            </section>
        </>
    }
}
