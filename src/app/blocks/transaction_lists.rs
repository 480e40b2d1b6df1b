//! The inputs and outputs of a transaction as text.

use api::{InputDocument, OutputDocument, OwnCoins, TransactionDocument};
use yew::prelude::*;

use super::carried_view::carried_view;
use crate::format;
use crate::route::Route;
use crate::texts::blocks as texts;
use crate::texts::common;
use crate::ui::address::address_link;

/// Maximum number of entries shown on each side.
const MAX_ENTRIES: usize = 100;

/// Properties of `TransactionLists`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The transaction.
    pub(crate) transaction: TransactionDocument,
    /// The coin's symbol.
    pub(crate) symbol: AttrValue,
    /// Which coins are the wallet's, as far as that was looked up.
    #[prop_or_default]
    pub(crate) own: OwnCoins,
    /// Whether the lists are below a heading of the second level.
    #[prop_or_default]
    pub(crate) below: bool,
}

/// Inputs on the left, outputs on the right. It is a component because a block's page shows a
/// thousand of them, which do not change while the page is rendered several times a second.
#[component]
pub(crate) fn TransactionLists(props: &Props) -> Html {
    let (transaction, symbol, own) = (&props.transaction, &props.symbol, &props.own);
    let heading = |title: &'static str| match props.below {
        true => html! { <h3>{ title }</h3> },
        false => html! { <h2 class="side-title">{ title }</h2> },
    };
    let inputs = transaction.inputs.iter().take(MAX_ENTRIES);
    let outputs = transaction.outputs.iter().take(MAX_ENTRIES);
    html! {
        <div class="sides">
            <div>
                { heading(texts::from()) }
                <ul class="side">
                    if transaction.coinbase {
                        <li><span>{ texts::coinbase() }</span></li>
                        if let Some(words) = &transaction.words {
                            <li class="side-words"><span>{ texts::block_message() }</span>{ carried_view(words) }</li>
                        }
                    }
                    { for (0..).zip(inputs).map(|(index, input)| {
                        input_row(input, symbol, mark(own.inputs.contains(&index), false))
                    }) }
                    { rest(transaction.inputs.len()) }
                </ul>
            </div>
            <div>
                { heading(texts::to()) }
                <ul class="side">
                    { for (0..).zip(outputs).map(|(index, output)| {
                        let origin = Route::Origin(transaction.txid.to_string(), Some(index));
                        let mark = mark(own.outputs.contains(&index), own.is_change);
                        output_row(output, symbol, (!transaction.coinbase).then_some(origin), mark)
                    }) }
                    { rest(transaction.outputs.len()) }
                    if let (Some(fee), false) = (transaction.fee, transaction.coinbase) {
                        <li class="side-fee">
                            <span>{ common::fee() }</span>
                            <span class="numbers">{ format::coins(fee, symbol) }</span>
                        </li>
                    }
                </ul>
            </div>
        </div>
    }
}

fn rest(all: usize) -> Html {
    html! {
        if all > MAX_ENTRIES {
            <li>{ texts::and_more((all - MAX_ENTRIES) as u64) }</li>
        }
    }
}

/// Marks a coin of the wallet; nothing for others' coins.
fn mark(is_own: bool, is_change: bool) -> Html {
    let name = match (is_own, is_change) {
        (false, _) => return Html::default(),
        (true, true) => texts::change(),
        (true, false) => texts::yours(),
    };
    html! { <span class="chip chip-mine">{ name }</span> }
}

fn input_row(input: &InputDocument, symbol: &str, mark: Html) -> Html {
    let txid = input.txid.to_string();
    let owner = match &input.address {
        Some(address) => address_link(address),
        None => html! { texts::unknown() },
    };
    html! {
        <li>
            <span class="side-owner">
                { owner }
                { mark }
                <a class="side-source" href={Route::Transaction(txid.clone()).href()} title={txid}>{ texts::source() }</a>
            </span>
            if let Some(amount) = input.amount {
                <span class="numbers">{ format::coins(amount, symbol) }</span>
            }
        </li>
    }
}

/// An output. `origin` leads to the coin history; `None` if the coins do not come from another
/// transaction.
fn output_row(output: &OutputDocument, symbol: &str, origin: Option<Route>, mark: Html) -> Html {
    let owner = match (&output.address, &output.data) {
        (Some(address), _) => address_link(address),
        (None, Some(data)) => carried_view(data),
        (None, None) => html! { texts::newer_lock() },
    };
    html! {
        <li>
            <span class="side-owner">
                { owner }
                { mark }
                if let (Some(origin), None) = (origin, &output.data) {
                    <a class="side-source" href={origin.href()}>{ texts::origin() }</a>
                }
            </span>
            if !(output.amount.is_zero() && output.data.is_some()) {
                <span class="numbers">{ format::coins(output.amount, symbol) }</span>
            }
        </li>
    }
}
