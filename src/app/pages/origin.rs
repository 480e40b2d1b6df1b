//! Where a coin comes from.

use api::{ProvenanceDocument, Reply, WalkProgress};
use yew::prelude::*;

use super::answered::show;
use crate::components::heading::Heading;
use crate::components::origin_graph::OriginGraph;
use crate::components::origin_steps::OriginSteps;
use crate::components::origin_summary::origin_summary;
use crate::route::Route;
use crate::state::Chain;
use crate::walk::use_walk;

/// Steps looked at first, and as many more with each click: a second or two of checking in a
/// browser.
const STEP: u32 = 100;
/// Steps that a node looks at, at most.
const MOST: u32 = 2_000;

/// The page's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
    /// The transaction's id.
    pub(crate) txid: String,
    /// Which of its outputs; none for all.
    pub(crate) output: Option<u32>,
}

/// The page of a way back.
#[component]
pub(crate) fn Origin(props: &Props) -> Html {
    let most = use_state(|| STEP);
    let query = use_walk(&props.txid, props.output, *most);
    let further = {
        let most = most.clone();
        Callback::from(move |_: MouseEvent| most.set((*most + STEP).min(MOST)))
    };
    show(query, TITLE, |reply| match reply {
        Reply::Provenance(document) => Some(page(*document, &props.chain, *most, further)),
        _ => None,
    })
}

const TITLE: &str = "Coin history";

fn page(
    document: ProvenanceDocument,
    chain: &Chain,
    most: u32,
    further: Callback<MouseEvent>,
) -> Html {
    let symbol = &chain.symbol;
    let is_cut = document.progress == WalkProgress::Cut;
    html! {
        <>
            <Heading title={TITLE}>
                <a class="button" href={Route::Transaction(document.txid.to_string()).href()}>{ "Back to the payment" }</a>
            </Heading>
            <section class="card" aria-label="Summary">
                { origin_summary(&document, symbol) }
            </section>
            if !document.nodes.is_empty() {
                <section class="card" aria-labelledby="origin-title">
                    <h2 id="origin-title">{ "Graph" }</h2>
                    if document.nodes.len() > 1 {
                        <p class="hint">
                            { "On the left the payment, to its right what it was paid with, and so on back to where coins \
                               began: block rewards. A ✓ counts the signatures that this node has just checked again." }
                        </p>
                    }
                    <OriginGraph document={document.clone()} symbol={symbol.clone()} />
                    if is_cut && most < MOST {
                        <button type="button" class="button" onclick={further}>{ "Go further back" }</button>
                    }
                    if is_cut && most >= MOST {
                        <p class="hint">{ "The history is longer than this page can show. Start from an older payment to see more of it." }</p>
                    }
                    <details>
                        <summary>{ "As a list" }</summary>
                        <OriginSteps document={document.clone()} symbol={symbol.clone()} />
                    </details>
                </section>
            }
        </>
    }
}
