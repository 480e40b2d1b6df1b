//! Choosing the coins that a payment spends.

use api::command::ChosenCoin;
use api::{CoinRow, Review, command};
use primitives::{Amount, BlockHash};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;
use crate::format;
use crate::node::use_node;
use crate::route::Route;
use crate::texts::common;
use crate::texts::wallet as texts;
use crate::wallet::tools::note_dialog::NoteDialog;

/// Properties of `ChosenCoins`.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The coin's symbol.
    pub(super) symbol: AttrValue,
    /// The hash of the tip.
    pub(super) tip: BlockHash,
    /// The height of the tip.
    pub(super) height: u32,
    /// The spendable balance, which changes when coins come and go.
    pub(super) balance: Amount,
    /// The chosen coins.
    pub(super) chosen: Vec<ChosenCoin>,
    /// Called with the coins that are chosen from now on.
    pub(super) onchange: Callback<Vec<ChosenCoin>>,
    /// The dialog for the notes.
    pub(super) notes: CoinNotes,
}

/// The private notes on the coins, which a dialog outside the form of the payment changes.
#[derive(Clone, PartialEq)]
pub(super) struct CoinNotes {
    /// The coin whose note is being changed; `None` if there is none.
    noting: UseStateHandle<Option<CoinRow>>,
    /// The number of changes since the form was shown.
    changes: UseStateHandle<u32>,
}

/// The notes, for [`ChosenCoins`].
#[hook]
pub(super) fn use_coin_notes() -> CoinNotes {
    CoinNotes {
        noting: use_state(|| None),
        changes: use_state(|| 0),
    }
}

impl CoinNotes {
    /// The dialog. Renders nothing while no note is being changed.
    pub(super) fn dialog(&self) -> Html {
        let Some(coin) = &*self.noting else {
            return Html::default();
        };
        let onclose = {
            let noting = self.noting.setter();
            Callback::from(move |()| noting.set(None))
        };
        let onsaved = {
            let (onclose, changes) = (onclose.clone(), self.changes.clone());
            Callback::from(move |()| {
                onclose.emit(());
                changes.set(*changes + 1);
            })
        };
        html! { <NoteDialog txid={coin.txid} present={coin.private_note.clone()} {onsaved} {onclose} /> }
    }

    /// Returns the action of the button that changes the note on a coin.
    fn change(&self, coin: &CoinRow) -> Callback<MouseEvent> {
        let (noting, coin) = (self.noting.setter(), coin.clone());
        Callback::from(move |_| noting.set(Some(coin.clone())))
    }
}

/// The wallet's coins, each with a box that chooses it. They are looked up when the person opens
/// the list.
#[component]
pub(super) fn ChosenCoins(props: &Props) -> Html {
    let node = use_node();
    let is_open = use_state(|| false);
    let rows = use_state(|| None::<Vec<CoinRow>>);
    {
        let setter = rows.setter();
        let rests_on = (*is_open, props.tip, props.balance, *props.notes.changes);
        use_effect_with(rests_on, move |(is_open, ..)| {
            if *is_open {
                spawn_local(async move {
                    if let Ok(rows) = node.ask(command::Coins).await {
                        setter.set(Some(rows));
                    }
                });
            }
        });
    }
    let ontoggle = {
        let is_open = is_open.setter();
        Callback::from(move |event: Event| is_open.set(dom::is_open(&event)))
    };
    let none = props.onchange.reform(|_: MouseEvent| Vec::new());
    html! {
        <details class="send-options" {ontoggle}>
            <summary>{ texts::send_options() }</summary>
            if *is_open {
                if let Some(rows) = &*rows {
                    <fieldset class="coin-choice">
                        <legend>{ texts::coins_legend() }</legend>
                        <p class="hint">{ texts::coins_hint() }</p>
                        if rows.is_empty() {
                            <p class="empty">{ texts::coins_empty() }</p>
                        }
                        <ul class="coin-list">
                            { for rows.iter().map(|coin| row(coin, props)) }
                        </ul>
                        <p role="status">{ sum(rows, props) }</p>
                        <div class="buttons">
                            if !props.chosen.is_empty() {
                                <button type="button" class="button button-quiet" onclick={none}>
                                    { texts::coins_choose_none() }
                                </button>
                            }
                            <a class="button button-quiet" href={Route::Coins.href()}>{ texts::coins_freeze() }</a>
                        </div>
                    </fieldset>
                } else {
                    <p role="status">{ texts::coins_loading() }</p>
                }
            }
        </details>
    }
}

fn is_chosen(chosen: &[ChosenCoin], coin: &CoinRow) -> bool {
    let txid = coin.txid.to_string();
    let is_it = |it: &ChosenCoin| it.index == coin.index && it.txid == txid;
    chosen.iter().any(is_it)
}

fn row(coin: &CoinRow, props: &Props) -> Html {
    let is_chosen = is_chosen(&props.chosen, coin);
    let onchange = {
        let (chosen, onchange) = (props.chosen.clone(), props.onchange.clone());
        let it = ChosenCoin {
            txid: coin.txid.to_string(),
            index: coin.index,
        };
        Callback::from(move |_: Event| {
            let mut chosen = chosen.clone();
            match chosen.iter().position(|other| *other == it) {
                Some(place) => drop(chosen.remove(place)),
                None => chosen.push(it.clone()),
            }
            onchange.emit(chosen);
        })
    };
    let id = format!("coin-{}-{}", coin.txid, coin.index);
    let amount = format::coins(coin.amount, &props.symbol);
    let (words, name) = match &coin.private_note {
        Some(_) => (texts::note_edit(), texts::note_edit_of(&amount)),
        None => (texts::coins_note(), texts::note_add_to(&amount)),
    };
    let onclick = props.notes.change(coin);
    html! {
        <li key={id.clone()}>
            <input type="checkbox" id={id.clone()} checked={is_chosen} disabled={!coin.spendable && !is_chosen}
                {onchange} />
            <label for={id}>
                <span class="numbers">{ amount }</span>
                <span class="coin-state">{ state(coin, props.height) }</span>
                if let Some(note) = &coin.private_note {
                    <bdi class="private-note">{ note }</bdi>
                }
            </label>
            <button type="button" class="link" aria-label={name} {onclick}>{ words }</button>
        </li>
    }
}

/// The age of a coin, or why it can't be chosen.
fn state(coin: &CoinRow, height: u32) -> String {
    let age = match coin.height {
        Some(block) => common::confirmations((height.saturating_sub(block) + 1).into()),
        None => texts::history_waiting().to_owned(),
    };
    match (coin.frozen, coin.spendable) {
        (true, _) => texts::coins_frozen(&age),
        (false, true) => age,
        (false, false) => texts::coins_not_yet(&age),
    }
}

/// The sum of the chosen coins. Coins that are gone meanwhile count nothing.
fn sum(rows: &[CoinRow], props: &Props) -> String {
    let chosen = rows.iter().filter(|coin| is_chosen(&props.chosen, coin));
    let sum = Amount::sum(chosen.map(|coin| coin.amount)).unwrap_or(Amount::MAX);
    match props.chosen.len() {
        0 => texts::coins_automatic().to_owned(),
        count => texts::coins_sum(count as u64, &format::coins(sum, &props.symbol)),
    }
}

/// The chosen coins, for the review before signing. Renders nothing if none were chosen.
pub(super) fn chosen_review(review: &Review, symbol: &str) -> Html {
    if review.coins.is_empty() {
        return Html::default();
    }
    let coin = |coin: &api::ReviewedCoin| {
        let href = Route::Transaction(coin.txid.clone()).href();
        html! { <li><a class="numbers" {href}>{ format::coins(coin.amount, symbol) }</a></li> }
    };
    html! {
        <div class="fact">
            <dt>{ texts::review_coins(review.coins.len() as u64) }</dt>
            <dd><ul class="review-coins">{ for review.coins.iter().map(coin) }</ul></dd>
        </div>
    }
}
