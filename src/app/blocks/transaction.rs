//! The page of a transaction.

use api::{Meaning, TransactionDocument, command};
use yew::prelude::*;

use super::explorer_search::ExplorerSearch;
use super::flow::flow;
use super::how_sure::HowSure;
use super::stalled::Stalled;
use super::transaction_lists::TransactionLists;
use crate::format::{self, class};
use crate::node::use_query;
use crate::proofs::receipt_card::ReceiptCard;
use crate::route::Route;
use crate::state::Chain;
use crate::ui::answered::show;
use crate::ui::fact::fact;
use crate::ui::heading::Heading;
use crate::ui::links::{hash_link, hash_text};
use crate::ui::moment::moment;
use crate::wallet::waiting_actions::WaitingActions;

/// Properties of `Transaction`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
    /// The transaction's id.
    pub(crate) txid: String,
}

/// A transaction with its inputs and outputs.
#[component]
pub(crate) fn Transaction(props: &Props) -> Html {
    let query = use_query(command::Transaction {
        txid: props.txid.clone(),
    });
    let page = show(query, "Transaction", |transaction| {
        document(&transaction, &props.chain)
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
    let mut history = chain.wallet.history.iter();
    let own = history.find(|row| row.txid == transaction.txid && row.replaceable);
    let (kind, status) = match transaction.confirmations {
        0 => ("status-waiting", "Waiting for a block".to_owned()),
        count if count >= chain.confirmations => ("status-final", "Final".to_owned()),
        count => (
            "status-young",
            format::count(count.into(), "confirmation", "confirmations"),
        ),
    };
    html! {
        <>
            <Heading {title}><span class={class("status", Some(kind))}>{ status }</span></Heading>
            if transaction.confirmations < chain.confirmations {
                <Stalled chain={chain.clone()} />
            }
            if let Some(row) = own {
                <section class="card" aria-label="Waiting payment">
                    <WaitingActions row={row.clone()} />
                </section>
            }
            <section class="card" aria-label="Inputs and outputs">
                { flow(transaction) }
                <TransactionLists transaction={transaction.clone()} symbol={chain.symbol.clone()} />
                if !stamp {
                    <p class="buttons">
                        <a class="button" href={Route::Origin(transaction.txid.to_string(), None).href()}>
                            { "See the coin’s history" }
                        </a>
                    </p>
                }
            </section>
            if transaction.height.is_some_and(|height| height > 0) {
                <ReceiptCard txid={transaction.txid.to_string()} {stamp} />
            }
            <HowSure chain={chain.clone()} confirmations={transaction.confirmations} {stamp} />
            { about(transaction, chain) }
        </>
    }
}

/// The figures of the transaction.
fn about(transaction: &TransactionDocument, chain: &Chain) -> Html {
    html! {
        <section class="card" aria-label="About this transaction">
            <dl class="facts facts-wide">
                { fact("Id", hash_text(transaction.txid.to_string(), "Copy transaction id")) }
                if let (Some(block), Some(height)) = (&transaction.block, transaction.height) {
                    { fact("In block", html! {
                        <a href={Route::Block(block.to_string()).href()}>{ format::grouped(height.into()) }</a>
                    }) }
                    { fact("Confirmations", format::grouped(transaction.confirmations.into())) }
                }
                if let Some(time) = transaction.time {
                    { fact("Time", moment(time, chain.interval)) }
                }
                if let (Some(fee), false) = (transaction.fee, transaction.coinbase) {
                    { fact("Fee", format::coins(fee, &chain.symbol)) }
                }
                { fact("Size", format::size(transaction.size, transaction.weight)) }
            </dl>
            <details>
                <summary>{ "More" }</summary>
                <dl class="facts facts-wide">
                    { fact("Id with signatures", hash_text(transaction.wtxid.to_string(), "Copy id with signatures")) }
                    { fact("Lock time", transaction.lock_time) }
                    if let Some(block) = &transaction.block {
                        { fact("Block hash", hash_link(Route::Block, &block.to_string(), Some("Copy block hash"))) }
                    }
                </dl>
            </details>
        </section>
    }
}

/// Whether the transaction stamps a file, which puts the file's hash on the chain.
fn is_stamp(transaction: &TransactionDocument) -> bool {
    let mut carried = transaction.outputs.iter().flat_map(|output| &output.data);
    carried.any(|carried| matches!(carried.meaning, Meaning::Stamp(_)))
}
