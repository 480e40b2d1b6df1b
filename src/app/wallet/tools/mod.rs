//! The wallet's further pages, which are loaded on demand: payment requests, contacts, the whole
//! history, signed messages, accounts and the scanner.

mod account_forms;
mod accounts;
mod activity;
mod camera;
mod coins;
pub(crate) mod contact_form;
mod contacts;
mod csv;
mod filter;
mod hidden_note;
mod label_files;
mod messages;
pub(crate) mod note_dialog;
mod request_card;
mod requests;
mod scan;
mod sign_message;

use primitives::BlockHash;
use yew::prelude::*;

use crate::on_demand::shown::Shown;
use crate::route::Route;
use crate::state::Chain;

/// Renders the page that the route names. Renders nothing if no chain is open, except the scanner,
/// which reads an invitation then.
pub(crate) fn view(shown: &Shown) -> Html {
    match shown.chain.clone() {
        Some(chain) => page(&shown.route, chain, shown.profile.is_protected),
        None if shown.route == Route::Scan => html! { <scan::Scan genesis={None::<BlockHash>} /> },
        None => Html::default(),
    }
}

/// Renders the page of a chain that the route names. `is_protected` says whether the wallet
/// is encrypted with a passphrase.
pub(crate) fn page(route: &Route, chain: Chain, is_protected: bool) -> Html {
    let is_locked = is_protected && !chain.wallet.is_unlocked;
    match route {
        Route::Requests => html! { <requests::Requests {chain} /> },
        Route::Coins => html! { <coins::CoinsPage {chain} /> },
        Route::Scan => html! { <scan::Scan genesis={chain.rules.genesis} /> },
        Route::Accounts => html! { <accounts::Accounts {chain} {is_protected} /> },
        Route::Messages => html! { <messages::Messages {chain} {is_protected} /> },
        Route::Contacts => html! { <contacts::ContactsPage {chain} /> },
        _ => html! { <activity::Activity {chain} {is_locked} /> },
    }
}
