//! The page of a transaction.

use api::{AuthorityView, Meaning, OwnCoins, TransactionDocument, WalletView, command};
use yew::prelude::*;

use super::explorer_search::ExplorerSearch;
use super::flow::flow;
use super::how_sure::HowSure;
use super::stalled::{BlockWait, Stalled};
use super::transaction_lists::TransactionLists;
use crate::format::{self, class};
use crate::identity::Same;
use crate::node::{Query, use_query};
use crate::proofs::receipt_card::ReceiptCard;
use crate::route::Route;
use crate::state::{ChainVersion, Rules};
use crate::texts::blocks as texts;
use crate::texts::common;
use crate::ui::answered::show;
use crate::ui::fact::fact;
use crate::ui::heading::Heading;
use crate::ui::links::{hash_link, hash_text};
use crate::ui::moment::moment;
use crate::wallet::send::waiting_actions::WaitingActions;

/// Properties of `Transaction`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain's rules.
    pub(crate) rules: Same<Rules>,
    /// The wallet.
    pub(crate) wallet: Same<WalletView>,
    /// Whether signing needs the passphrase.
    pub(crate) is_locked: bool,
    /// The wait for a block; `None` if this node waits for none.
    pub(crate) wait: Option<BlockWait>,
    /// The authors; `None` if everybody may make blocks.
    pub(crate) authority: Option<Same<AuthorityView>>,
    /// The chain's version.
    pub(crate) version: ChainVersion,
    /// The transaction's id.
    pub(crate) txid: String,
}

/// A transaction with its inputs and outputs.
#[component]
pub(crate) fn Transaction(props: &Props) -> Html {
    let command = command::Transaction {
        txid: props.txid.clone(),
    };
    let query = use_query(command, props.version);
    let own = command::OwnParts {
        txid: props.txid.clone(),
    };
    let own = match use_query(own, props.version) {
        Query::Found(own) => own,
        _ => OwnCoins::default(),
    };
    let page = show(query, texts::transaction(), |transaction| {
        document(&transaction, &own, props)
    });
    html! { <>{ page }<ExplorerSearch rules={props.rules.clone()} /></> }
}

fn document(transaction: &TransactionDocument, own: &OwnCoins, props: &Props) -> Html {
    let rules = &props.rules;
    let stamp = is_stamp(transaction);
    let title = if transaction.coinbase {
        texts::transaction_reward()
    } else if stamp {
        texts::transaction_stamp()
    } else {
        texts::payment()
    };
    let mut history = props.wallet.history.iter();
    let waiting =
        history.find(|row| row.txid == transaction.txid && (row.replaceable || row.bumpable));
    let (kind, status) = match transaction.confirmations {
        0 => ("status-waiting", texts::transaction_waiting().to_owned()),
        count if count >= rules.confirmations => {
            ("status-final", texts::transaction_final().to_owned())
        }
        count => ("status-young", common::confirmations(count.into())),
    };
    html! {
        <>
            <Heading {title}><span class={class("status", Some(kind))}>{ status }</span></Heading>
            if transaction.confirmations < rules.confirmations {
                <Stalled wait={props.wait} authority={props.authority.clone()} />
            }
            if let Some(row) = waiting {
                <section class="card" aria-label={texts::waiting_payment()}>
                    <WaitingActions row={row.clone()} symbol={rules.symbol.clone()} is_locked={props.is_locked} />
                </section>
            }
            <section class="card" aria-label={texts::inputs_outputs()}>
                { flow(transaction, own, &rules.symbol) }
                <TransactionLists transaction={transaction.clone()} symbol={rules.symbol.clone()} own={own.clone()} />
                if !stamp {
                    <p class="buttons">
                        <a class="button" href={Route::Origin(transaction.txid.to_string(), None).href()}>
                            { texts::see_history() }
                        </a>
                    </p>
                }
            </section>
            if transaction.height.is_some_and(|height| height > 0) {
                <ReceiptCard txid={transaction.txid.to_string()} {stamp} />
            }
            <HowSure rules={rules.clone()} wait={props.wait} confirmations={transaction.confirmations} {stamp} />
            { about(transaction, rules) }
        </>
    }
}

/// The figures of the transaction.
fn about(transaction: &TransactionDocument, rules: &Rules) -> Html {
    html! {
        <section class="card" aria-label={texts::transaction_about()}>
            <dl class="facts facts-wide">
                { fact(texts::transaction_id(), hash_text(transaction.txid.to_string(), common::copy_transaction_id())) }
                if let (Some(block), Some(height)) = (&transaction.block, transaction.height) {
                    { fact(texts::in_block(), html! {
                        <a href={Route::Block(block.to_string()).href()}>{ format::grouped(height.into()) }</a>
                    }) }
                    { fact(common::confirmations_title(), format::grouped(transaction.confirmations.into())) }
                }
                if let Some(time) = transaction.time {
                    { fact(texts::time(), moment(time, rules.interval)) }
                }
                if let (Some(fee), false) = (transaction.fee, transaction.coinbase) {
                    { fact(texts::transaction_fee(), format::coins(fee, &rules.symbol)) }
                }
                { fact(texts::size(), format::size(transaction.size, transaction.weight)) }
            </dl>
            <details>
                <summary>{ texts::more() }</summary>
                <dl class="facts facts-wide">
                    { fact(texts::id_signatures(), hash_text(transaction.wtxid.to_string(), texts::copy_id_signatures())) }
                    { fact(texts::lock_time(), transaction.lock_time) }
                    if let Some(block) = &transaction.block {
                        { fact(texts::block_hash(), hash_link(Route::Block, &block.to_string(), Some(common::copy_block_hash()))) }
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
