//! The search field: finds a block by height or hash, a transaction, and addresses by their text or
//! its beginning.

use api::{BalancesDocument, Found, command};
use yew::prelude::*;

use super::alike::{self, is_beginning};
use crate::dom;
use crate::identity::Same;
use crate::node::use_asking;
use crate::reasons::sentence;
use crate::route::Route;
use crate::state::Rules;
use crate::texts::blocks as texts;
use crate::ui::field::Field;
use crate::ui::icon::{Shape, icon};

/// Properties of `ExplorerSearch`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain's rules.
    pub(crate) rules: Same<Rules>,
}

/// The search field and its button. A result opens on its own page; addresses with the same
/// beginning are listed.
#[component]
pub(crate) fn ExplorerSearch(props: &Props) -> Html {
    let text = use_state(String::new);
    let missed = use_state(|| false);
    let listed = use_state(|| None::<BalancesDocument>);
    let asking = {
        let missed = missed.setter();
        use_asking(Callback::from(move |found| match page_of(found) {
            Some(route) => dom::go(&route.href()),
            None => missed.set(true),
        }))
    };
    let listing = {
        let listed = listed.setter();
        use_asking(Callback::from(move |found| listed.set(Some(found))))
    };
    let oninput = {
        let (text, missed) = (text.setter(), missed.setter());
        let forgive = [asking.forgive.clone(), listing.forgive.clone()];
        let listed = listed.setter();
        Callback::from(move |typed| {
            text.set(typed);
            missed.set(false);
            listed.set(None);
            forgive.iter().for_each(|forgive| forgive.emit(()));
        })
    };
    let onsubmit = {
        let (text, missed) = (text.clone(), missed.setter());
        let (ask, list) = (asking.ask.clone(), listing.ask.clone());
        let prefix = props.rules.prefix.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            missed.set(false);
            let text = text.trim().to_owned();
            match is_beginning(&text, &prefix) {
                true => list.emit(balances(text, None)),
                false => ask.emit(command::Search { text }),
            }
        })
    };
    let fault: Option<AttrValue> = if *missed {
        Some(texts::search_nothing().into())
    } else {
        let fault = asking.fault.as_ref().or(listing.fault.as_ref());
        fault.map(|fault| sentence(&fault.reason).into())
    };
    let alike = (*listed).clone().map(|found| {
        let (ask, beginning) = (listing.ask.clone(), found.beginning.clone());
        let onmore =
            Callback::from(move |after| ask.emit(balances(beginning.clone(), Some(after))));
        alike::alike(&found, &props.rules.symbol, onmore)
    });
    html! {
        <>
        <form class="search" role="search" {onsubmit}>
            <Field id="search" label={texts::search_label()} kind="search" code=true
                value={(*text).clone()} {oninput} {fault}>
                <button type="submit" class="button" disabled={asking.busy || listing.busy}>
                { icon(Shape::Search) }
                <span>{ texts::search() }</span>
                </button>
            </Field>
        </form>
        { alike }
        </>
    }
}

/// The page of the search result; `None` if nothing was found.
fn page_of(found: Found) -> Option<Route> {
    match found {
        Found::Block(block) => Some(Route::Block(block.hash.to_string())),
        Found::Transaction(transaction) => Some(Route::Transaction(transaction.txid.to_string())),
        Found::Address(address) => Some(Route::Address(address.address)),
        Found::Nothing => None,
    }
}

/// Requests the addresses that start with `beginning`, and their confirmed balances.
fn balances(beginning: String, after: Option<String>) -> command::Balances {
    command::Balances {
        beginning,
        confirmations: 1,
        after,
        count: alike::ADDRESSES_PER_STEP,
    }
}
