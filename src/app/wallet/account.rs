//! The choice of the account that is shown, and the note on one that is only watched.

use api::{AccountView, WalletView, command};
use yew::prelude::*;

use crate::format;
use crate::node::use_asking;
use crate::route::Route;
use crate::texts::wallet as texts;
use crate::ui::alert::alert;
use crate::ui::choice::choice;

/// The name of an account: the person's, or one made of its place.
pub(crate) fn account_name(account: &AccountView, index: usize) -> String {
    match (account.name.as_str(), index) {
        ("", 0) => texts::account_main().to_owned(),
        ("", _) => texts::account_number(&(index + 1).to_string()),
        (name, _) => name.to_owned(),
    }
}

/// Properties of `AccountChoice`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The coin's symbol.
    pub(crate) symbol: AttrValue,
    /// The accounts.
    pub(crate) accounts: Vec<AccountView>,
    /// The index of the one that is shown.
    pub(crate) chosen: u32,
}

/// The list of accounts, of which the person shows one. Renders nothing if there is only one.
#[component]
pub(crate) fn AccountChoice(props: &Props) -> Html {
    let choosing = use_asking(Callback::noop());
    let options: Vec<AttrValue> = (props.accounts.iter().enumerate())
        .map(|(index, account)| {
            let name = account_name(account, index);
            let balance = format::coins(account.balance, &props.symbol);
            AttrValue::from(match account.watched {
                true => texts::account_watched(&name, &balance),
                false => texts::account_balance(&name, &balance),
            })
        })
        .collect();
    if options.len() < 2 {
        return Html::default();
    }
    let onchange = {
        let ask = choosing.ask.clone();
        Callback::from(move |index: usize| {
            let index = u32::try_from(index).unwrap_or_default();
            ask.emit(command::ChooseAccount { index });
        })
    };
    html! {
        <div class="account-choice">
            { choice("account", texts::account(), &options, props.chosen as usize, onchange, None) }
            { alert(choosing.fault_beside(&[])) }
        </div>
    }
}

/// The card in place of the payment form, for an account that is only watched.
pub(super) fn watched_card(wallet: &WalletView) -> Html {
    let account = wallet.accounts.get(wallet.account as usize);
    let name = account.map(|account| account_name(account, wallet.account as usize));
    html! {
        <section class="card" aria-labelledby="watched-title">
            <h2 id="watched-title">{ texts::watched_title() }</h2>
            <p><bdi>{ name }</bdi></p>
            <p>{ texts::watched_text() }</p>
            <a class="button" href={Route::Accounts.href()}>{ texts::watched_manage() }</a>
        </section>
    }
}
