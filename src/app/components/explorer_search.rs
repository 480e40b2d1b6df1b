//! The search for a height, a hash, a transaction or an address.

use api::{Command, Field as Input, Found, Reply};
use yew::prelude::*;

use super::field::Field;
use super::icon::{Icon, Shape};
use crate::dom;
use crate::node::use_asking;
use crate::route::Route;

/// The search field and its button; what is found opens on its own page.
#[component]
pub(crate) fn ExplorerSearch() -> Html {
    let text = use_state(String::new);
    let missed = use_state(|| false);
    let asking = {
        let missed = missed.setter();
        use_asking(Callback::from(move |reply| match reply {
            Reply::Found(Found::Block(block)) => {
                dom::go(&Route::Block(block.hash.to_string()).href());
            }
            Reply::Found(Found::Transaction(transaction)) => {
                dom::go(&Route::Transaction(transaction.txid.to_string()).href());
            }
            Reply::Found(Found::Address(address)) => {
                dom::go(&Route::Address(address.address).href());
            }
            _ => missed.set(true),
        }))
    };
    let oninput = {
        let (text, missed, forgive) = (text.setter(), missed.setter(), asking.forgive.clone());
        Callback::from(move |typed| {
            text.set(typed);
            missed.set(false);
            forgive.emit(());
        })
    };
    let onsubmit = {
        let (text, missed, ask) = (text.clone(), missed.setter(), asking.ask.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            missed.set(false);
            ask.emit(Command::Search {
                text: text.trim().to_owned(),
            });
        })
    };
    let fault = if *missed {
        Some("This chain has no such block, transaction or address.".into())
    } else {
        asking
            .fault_of(Input::Search)
            .or_else(|| asking.fault_beside(&[Input::Search]))
    };
    html! {
        <form class="search" role="search" {onsubmit}>
            <Field id="search" label="Find a height, hash, transaction or address" value={(*text).clone()}
                {oninput} {fault} code=true kind="search">
                <button type="submit" class="button" disabled={asking.busy}>
                    <Icon shape={Shape::Search} />
                    <span>{ "Search" }</span>
                </button>
            </Field>
        </form>
    }
}
