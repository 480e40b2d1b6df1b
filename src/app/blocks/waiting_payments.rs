//! The unconfirmed payments, some of them at a time.

use api::{WaitingTransaction, command};
use yew::prelude::*;

use crate::format;
use crate::node::{Query, use_query};
use crate::reasons::sentence;
use crate::route::Route;
use crate::state::ChainVersion;
use crate::texts::blocks as texts;
use crate::texts::common;
use crate::ui::links::hash_link;
use crate::ui::table::{Column, Row, table, text};

/// Number of payments shown at a time.
const PAYMENTS_PER_STEP: u32 = 20;

const COLUMNS: [Column; 3] = [
    Column::hash(texts::payment),
    Column::number(common::amount),
    Column::number(texts::waiting_fee),
];

/// Properties of `WaitingPayments`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The coin's symbol.
    pub(crate) symbol: AttrValue,
    /// The chain's version.
    pub(crate) version: ChainVersion,
}

/// The list, ordered by txid.
#[component]
pub(crate) fn WaitingPayments(props: &Props) -> Html {
    let after = use_state(|| None::<String>);
    let command = command::Waiting {
        after: (*after).clone(),
        count: PAYMENTS_PER_STEP,
    };
    let query = use_query(command, props.version);
    let found = match query {
        Query::Found(found) => found,
        Query::Failed(fault) => {
            return html! { <p class="fault" role="alert">{ sentence(&fault.reason) }</p> };
        }
        Query::Loading => {
            return html! { <p class="hint" role="status">{ texts::waiting_loading() }</p> };
        }
    };
    let to = |place: Option<String>| {
        let after = after.setter();
        Callback::from(move |_: MouseEvent| after.set(place.clone()))
    };
    let rows = (found.transactions.iter()).map(|waiting| row(waiting, &props.symbol));
    html! {
        <>
            if found.total == 0 {
                <p class="empty">{ texts::waiting_none() }</p>
            } else {
                <p class="hint">
                    { texts::waiting_count(found.total.into()) }
                </p>
                { table(texts::waiting_title(), None, &COLUMNS, rows.collect()) }
                if !found.transactions.iter().all(|waiting| waiting.mine) {
                    <p class="hint">{ texts::waiting_up_to_hint() }</p>
                }
            }
            if after.is_some() {
                <button type="button" class="button" onclick={to(None)}>{ texts::waiting_first() }</button>
            }
            if let Some(next) = found.next {
                <button type="button" class="button" onclick={to(Some(next.to_string()))}>
                    { texts::waiting_more() }
                </button>
            }
        </>
    }
}

fn row(waiting: &WaitingTransaction, symbol: &str) -> Row {
    let txid = waiting.txid.to_string();
    let amount = format::coins(waiting.amount, symbol);
    let amount = match waiting.mine {
        true => amount,
        false => texts::waiting_up_to(&amount),
    };
    Row {
        cells: vec![
            hash_link(Route::Transaction, &txid, None),
            text(amount),
            text(format::coins(waiting.fee, symbol)),
        ],
        key: txid,
    }
}
