//! One transaction.

use crate::prelude::*;
use api::{Command, Meaning, Reply, TransactionDocument};

use super::answered::show;
use crate::components::explorer_search::ExplorerSearch;
use crate::components::fact::Fact;
use crate::components::flow::Flow;
use crate::components::heading::Heading;
use crate::components::how_sure::HowSure;
use crate::components::links::{HashLink, HashText};
use crate::components::moment::Moment;
use crate::components::receipt_card::ReceiptCard;
use crate::components::transaction_lists::TransactionLists;
use crate::format;
use crate::node::use_query;
use crate::route::Route;
use crate::state::Chain;

/// The page's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
    /// The transaction's id.
    pub(crate) txid: String,
}

/// The page of a transaction.
#[component]
pub(crate) fn Transaction(props: &Props) -> Html {
    let query = use_query(Command::Transaction {
        txid: props.txid.clone(),
    });
    let page = show(query, "Transaction", |reply| match reply {
        Reply::Transaction(transaction) => Some(document(&transaction, &props.chain)),
        _ => None,
    });
    html! { <>{ page }<ExplorerSearch /></> }
}

fn document(transaction: &TransactionDocument, chain: &Chain) -> Html {
    let stamp = is_stamp(transaction);
    let title = if transaction.coinbase {
        "Block reward"
    } else if stamp {
        "Stamp"
    } else {
        "Payment"
    };
    let (class, status) = match transaction.confirmations {
        0 => ("status-waiting", "Waiting for a block".to_owned()),
        count if count >= chain.confirmations => ("status-final", "Final".to_owned()),
        count => (
            "status-young",
            format::count(count.into(), "confirmation", "confirmations"),
        ),
    };
    html! {
        <>
            <Heading {title}><span class={classes!("status", class)}>{ status }</span></Heading>
            <section class="card" aria-label="Inputs and outputs">
                <Flow transaction={transaction.clone()} />
                <TransactionLists transaction={transaction.clone()} symbol={chain.symbol.clone()} />
                if !stamp {
                    <p class="buttons">
                        <a class="button" href={Route::Origin(transaction.txid.to_string(), None).href()}>
                            { "Where does this coin come from?" }
                        </a>
                    </p>
                }
            </section>
            if transaction.height.is_some_and(|height| height > 0) {
                <ReceiptCard txid={transaction.txid.to_string()} {stamp} />
            }
            <HowSure chain={chain.clone()} confirmations={transaction.confirmations} {stamp} />
            <section class="card" aria-label="About this transaction">
                <dl class="facts facts-wide">
                    <Fact name="Id"><HashText text={transaction.txid.to_string()} copy="Copy transaction id" /></Fact>
                    if let (Some(block), Some(height)) = (&transaction.block, transaction.height) {
                        <Fact name="In block">
                            <a href={Route::Block(block.to_string()).href()}>{ format::grouped(height.into()) }</a>
                        </Fact>
                        <Fact name="Confirmations">{ format::grouped(transaction.confirmations.into()) }</Fact>
                    }
                    if let Some(time) = transaction.time {
                        <Fact name="Time"><Moment {time} /></Fact>
                    }
                    if let (Some(fee), false) = (transaction.fee, transaction.coinbase) {
                        <Fact name="Fee">{ format::coins(fee, &chain.symbol) }</Fact>
                    }
                    <Fact name="Size">
                        { format::count(transaction.size.into(), "byte", "bytes") }{ ", " }
                        { format::count(transaction.weight.into(), "weight unit", "weight units") }
                    </Fact>
                </dl>
                <details>
                    <summary>{ "More" }</summary>
                    <dl class="facts facts-wide">
                        <Fact name="Id with signatures">
                            <HashText text={transaction.wtxid.to_string()} copy="Copy id with signatures" />
                        </Fact>
                        <Fact name="Lock time">{ transaction.lock_time }</Fact>
                        if let Some(block) = &transaction.block {
                            <Fact name="Block hash">
                                <HashLink to={Route::Block(block.to_string())} text={block.to_string()} copy="Copy block hash" />
                            </Fact>
                        }
                    </dl>
                </details>
            </section>
        </>
    }
}

/// It puts the fingerprint of a file on the chain.
fn is_stamp(transaction: &TransactionDocument) -> bool {
    let mut carried = transaction.outputs.iter().flat_map(|output| &output.data);
    carried.any(|carried| matches!(carried.meaning, Meaning::Stamp(_)))
}
