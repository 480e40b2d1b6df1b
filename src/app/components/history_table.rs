//! What the wallet has done and got.

use api::{Failure, HistoryKind, HistoryRow};
use yew::prelude::*;

use super::icon::{Shape, icon};
use super::links::hash_link;
use super::moment::moment;
use super::waiting_actions::WaitingActions;
use crate::format::{self, class};
use crate::route::Route;
use crate::state::Chain;

/// The table's content.
#[derive(Properties)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

impl PartialEq for Props {
    /// Snapshots come several times a second while mining; the table only changes with the history.
    fn eq(&self, other: &Self) -> bool {
        self.chain.wallet.history == other.chain.wallet.history
            && self.chain.genesis == other.chain.genesis
    }
}

/// The history, newest first.
#[component]
pub(crate) fn HistoryTable(props: &Props) -> Html {
    let wallet = &props.chain.wallet;
    html! {
        <>
            <table class="rows history" aria-label="History" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{ "What" }</th>
                        <th scope="col" role="columnheader" class="number">{ "Amount" }</th>
                        <th scope="col" role="columnheader">{ "With" }</th>
                        <th scope="col" role="columnheader">{ "When" }</th>
                        <th scope="col" role="columnheader">{ "Status" }</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    { for wallet.history.iter().map(|row| table_row(row, &props.chain)) }
                </tbody>
            </table>
            if wallet.history.is_empty() {
                <p class="empty">{ "Nothing yet. Mine a block, or let a friend send you something." }</p>
            }
            if wallet.more_history {
                <p class="hint">{ "Older entries are not shown here; look up an address under Blocks to see them." }</p>
            }
        </>
    }
}

fn table_row(row: &HistoryRow, chain: &Chain) -> Html {
    let (shape, what) = match row.kind {
        HistoryKind::Received => (Shape::In, "Received"),
        HistoryKind::Sent => (Shape::Out, "Sent"),
        HistoryKind::Reward => (Shape::Mine, "Block reward"),
        HistoryKind::ToSelf => (Shape::Around, "To yourself"),
        HistoryKind::Stamp => (Shape::Stamp, "Stamp"),
        HistoryKind::Data => (Shape::Stamp, "Public note"),
    };
    let txid = row.txid.to_string();
    let counterpart = match (&row.counterpart, row.kind) {
        (Some(address), _) => hash_link(Route::Address, address, None),
        (None, HistoryKind::Reward) => html! { "New coins" },
        (None, HistoryKind::ToSelf) => html! { "Yourself" },
        (None, HistoryKind::Stamp | HistoryKind::Data) => html! { "Everybody" },
        (None, _) => html! { "Several" },
    };
    let fee = row.fee.filter(|fee| !fee.is_zero());
    let is_gain = matches!(row.kind, HistoryKind::Received | HistoryKind::Reward);
    html! {
        <tr key={txid.clone()} role="row" class={row.height.is_none().then_some("is-waiting")}>
            <td role="cell" data-name="What" class="cell-what" id={format!("payment-{txid}")}>
                <a href={Route::Transaction(txid).href()}>{ icon(shape) }<span>{ what }</span></a>
            </td>
            <td role="cell" data-name="Amount" class={class("number cell-amount", is_gain.then_some("is-gain"))}>
                { format::signed(row.kind, row.amount) }
                <span class="symbol">{ &chain.symbol }</span>
                if let Some(fee) = fee {
                    <span class="fee">{ format!("fee {fee}") }</span>
                }
            </td>
            <td role="cell" data-name="With" class="cell-hash">
                { counterpart }
                if let Some(note) = &row.note {
                    <bdi class="carried">{ note }</bdi>
                }
            </td>
            <td role="cell" data-name="When">{ moment(row.time, chain.interval) }</td>
            <td role="cell" data-name="Status">
                { status(row, chain) }
                if row.replaceable {
                    <WaitingActions row={row.clone()} describedby={format!("payment-{}", row.txid)} />
                }
            </td>
        </tr>
    }
}

/// Why a payment came to nothing, in words.
fn failed(failure: Failure) -> Html {
    let (words, other) = match failure {
        Failure::Cancelled { by } => ("Cancelled", by),
        Failure::Spent { by } => ("Came to nothing: another payment spent its coins", by),
        Failure::Unfunded { by } => ("Came to nothing: the payment before it did", by),
    };
    html! {
        <>
            <span class="status status-failed">{ words }</span>
            { " " }
            <a href={Route::Transaction(other.to_string()).href()}>{ "See that one" }</a>
        </>
    }
}

/// How sure the payment is, in words.
fn status(row: &HistoryRow, chain: &Chain) -> Html {
    if let Some(failure) = row.failure {
        return failed(failure);
    }
    let young = row.kind == HistoryKind::Reward && row.confirmations < chain.maturity;
    let (kind, words) = match row.confirmations {
        0 => ("status-waiting", "Waiting".to_owned()),
        count if young => (
            "status-young",
            format!(
                "{}, {} until it can be spent",
                format::count(count.into(), "confirmation", "confirmations"),
                chain.maturity - count
            ),
        ),
        count if count >= chain.confirmations => ("status-final", "Final".to_owned()),
        count => (
            "status-young",
            format::count(count.into(), "confirmation", "confirmations"),
        ),
    };
    if kind == "status-final" {
        return html! { <span class={class("status", Some(kind))}>{ words }</span> };
    }
    // How sure is that? The payment's own page tells.
    let href = Route::Transaction(row.txid.to_string()).href();
    html! { <a class={class("status", Some(kind))} {href} aria-label={format!("{words}: how sure is it?")}>{ words }</a> }
}
