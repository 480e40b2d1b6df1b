//! The page of the wallet's coins.

use api::{CoinRow, command};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::format;
use crate::node::{use_asking, use_node};
use crate::route::Route;
use crate::state::Chain;
use crate::texts::common;
use crate::texts::wallet_tools as texts;
use crate::ui::address::address_link;
use crate::ui::alert::alert;
use crate::ui::heading::Heading;
use crate::ui::table::{Column, Row, table, text};

/// Properties of `CoinsPage`.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The open chain.
    pub(super) chain: Chain,
}

const COLUMNS: [Column; 5] = [
    Column::number(common::amount),
    Column::hash(common::address),
    Column::text(texts::coin_from),
    Column::text(common::status),
    Column::text(texts::coin_freeze),
];

/// The coins, the largest first. A person may freeze some, so that no payment spends them.
#[component]
pub(super) fn CoinsPage(props: &Props) -> Html {
    let chain = &props.chain;
    let node = use_node();
    let changes = use_state(|| 0_u32);
    let rows = use_state(Vec::<CoinRow>::new);
    {
        let setter = rows.setter();
        use_effect_with((chain.version(), *changes), move |_| {
            spawn_local(async move {
                if let Ok(rows) = node.ask(command::Coins).await {
                    setter.set(rows);
                }
            });
        });
    }
    let freezing = {
        let changes = changes.clone();
        use_asking(Callback::from(move |(): ()| changes.set(*changes + 1)))
    };
    let freeze = {
        let ask = freezing.ask.clone();
        Callback::from(move |coin: CoinRow| {
            ask.emit(command::FreezeCoin {
                txid: coin.txid.to_string(),
                index: coin.index,
                frozen: !coin.frozen,
            });
        })
    };
    let symbol = &chain.rules.symbol;
    html! {
        <>
            <Heading title={texts::coins_title()} />
            <section class="card" aria-label={texts::coins_title()}>
                <p class="hint">{ texts::coins_text() }</p>
                if rows.is_empty() {
                    <p class="empty">{ texts::coins_none() }</p>
                } else {
                    { table(texts::coins_title(), Some("coins"), &COLUMNS,
                        rows.iter().map(|coin| row(coin, symbol, freezing.busy, &freeze)).collect()) }
                }
                { alert(freezing.fault_beside(&[])) }
            </section>
        </>
    }
}

fn row(coin: &CoinRow, symbol: &str, busy: bool, freeze: &Callback<CoinRow>) -> Row {
    let txid = coin.txid.to_string();
    let from = match coin.height {
        Some(height) => common::block(height.into()),
        None => texts::coin_waiting().to_owned(),
    };
    let status = match (coin.frozen, coin.spendable) {
        (true, _) => texts::coin_frozen(),
        (false, true) => texts::coin_spendable(),
        (false, false) => texts::coin_not_yet(),
    };
    let amount = format::coins(coin.amount, symbol);
    // For screen readers, the address tells coins of the same amount apart.
    let (words, label) = match coin.frozen {
        true => (
            texts::coin_thaw(),
            texts::coin_thaw_which(&amount, &coin.address),
        ),
        false => (
            texts::coin_freeze(),
            texts::coin_freeze_which(&amount, &coin.address),
        ),
    };
    let onclick = {
        let (freeze, coin) = (freeze.clone(), coin.clone());
        Callback::from(move |_: MouseEvent| freeze.emit(coin.clone()))
    };
    Row {
        key: format!("{txid}-{}", coin.index),
        cells: vec![
            text(amount),
            address_link(&coin.address),
            html! {
                <>
                    <a href={Route::Transaction(txid).href()}>{ from }</a>
                    if let Some(note) = &coin.private_note {
                        <span class="private-note"><bdi>{ note }</bdi></span>
                    }
                </>
            },
            text(status),
            html! {
                <button type="button" class="button button-quiet" disabled={busy} aria-label={label} {onclick}>
                    { words }
                </button>
            },
        ],
    }
}
