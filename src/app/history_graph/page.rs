//! The page of a coin history.

use api::{MAX_HISTORY_TRANSACTIONS, ProvenanceDocument, WalkProgress};
use primitives::BlockHash;
use yew::prelude::*;

use super::graph::OriginGraph;
use super::steps::origin_steps;
use super::summary::origin_summary;
use super::walk::use_walk;
use crate::route::Route;
use crate::state::{Contacts, use_contacts};
use crate::texts::history_graph as texts;
use crate::ui::answered::show;
use crate::ui::heading::Heading;

/// Number of transactions requested first, and added by each click. A browser verifies them in a
/// second or two.
const TRANSACTIONS_PER_STEP: u32 = 100;

/// Properties of `Origin`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The coin's symbol.
    pub(crate) symbol: AttrValue,
    /// The hash of the tip.
    pub(crate) tip: BlockHash,
    /// The transaction's id.
    pub(crate) txid: String,
    /// The index of one of its outputs; `None` for all outputs.
    pub(crate) output: Option<u32>,
}

/// The page of a coin history.
#[component]
pub(crate) fn Origin(props: &Props) -> Html {
    let contacts = use_contacts();
    let most = use_state(|| TRANSACTIONS_PER_STEP);
    let query = use_walk(&props.txid, props.output, *most, props.tip);
    let further = {
        let most = most.clone();
        Callback::from(move |_: MouseEvent| {
            most.set((*most + TRANSACTIONS_PER_STEP).min(MAX_HISTORY_TRANSACTIONS));
        })
    };
    show(query, texts::title(), |document| {
        page(*document, &contacts, &props.symbol, *most, further)
    })
}

fn page(
    document: ProvenanceDocument,
    contacts: &Contacts,
    symbol: &AttrValue,
    most: u32,
    further: Callback<MouseEvent>,
) -> Html {
    let is_cut = document.progress == WalkProgress::Cut;
    html! {
        <>
            <Heading title={texts::title()}>
                <a class="button" href={Route::Transaction(document.txid.to_string()).href()}>{ texts::back() }</a>
            </Heading>
            <section class="card" aria-label={texts::summary()}>
                { origin_summary(&document, symbol) }
            </section>
            if !document.nodes.is_empty() {
                <section class="card" aria-labelledby="origin-title">
                    <h2 id="origin-title">{ texts::graph() }</h2>
                    if document.nodes.len() > 1 {
                        <p class="hint">
                            { texts::graph_hint() }
                        </p>
                    }
                    <OriginGraph document={document.clone()} symbol={symbol.clone()} />
                    if is_cut && most < MAX_HISTORY_TRANSACTIONS {
                        <button type="button" class="button" onclick={further}>{ texts::further() }</button>
                    }
                    if is_cut && most >= MAX_HISTORY_TRANSACTIONS {
                        <p class="hint">{ texts::too_long() }</p>
                    }
                    <details>
                        <summary>{ texts::list() }</summary>
                        { origin_steps(&document, contacts, symbol) }
                    </details>
                </section>
            }
        </>
    }
}
