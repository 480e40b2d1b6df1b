//! The page of the accounts: the list, the descriptor of the one that is shown, further accounts,
//! and watching somebody's account.

use api::{AccountView, command};
use yew::prelude::*;

use super::account_forms::{AddAccount, FindAccounts, WatchAccount};
use crate::format;
use crate::node::use_asking;
use crate::state::Chain;
use crate::texts::common;
use crate::texts::wallet_tools as texts;
use crate::ui::alert::alert;
use crate::ui::copy_button::CopyButton;
use crate::ui::field::Field;
use crate::ui::heading::Heading;
use crate::ui::table::{Column, Row, table, text};
use crate::wallet::account::account_name;

/// Properties of `Accounts`.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The open chain.
    pub(super) chain: Chain,
    /// Whether the wallet is encrypted with a passphrase.
    pub(super) is_protected: bool,
}

const COLUMNS: [Column; 4] = [
    Column::text(texts::account_name),
    Column::number(texts::account_balance),
    Column::text(common::status),
    Column::text(texts::account_actions),
];

/// The page.
#[component]
pub(super) fn Accounts(props: &Props) -> Html {
    let (wallet, symbol) = (&props.chain.wallet, &props.chain.rules.symbol);
    let is_protected = props.is_protected;
    let acting = use_asking(Callback::noop());
    let act = {
        let ask = acting.ask.clone();
        Callback::from(move |action| match action {
            Act::Show(index) => ask.emit(command::ChooseAccount { index }),
            Act::Remove(index) => ask.emit(command::RemoveAccount { index }),
        })
    };
    let rows = (0_u32..).zip(&wallet.accounts).map(|(index, account)| {
        let is_shown = index == wallet.account;
        row(account, index, is_shown, symbol, &act)
    });
    html! {
        <>
            <Heading title={texts::accounts_title()} />
            <section class="card" aria-label={texts::accounts_title()}>
                <p class="hint">{ texts::accounts_text() }</p>
                { table(texts::accounts_title(), Some("accounts"), &COLUMNS, rows.collect()) }
                { alert(acting.fault_beside(&[])) }
            </section>
            <section class="card" aria-labelledby="account-add">
                <h2 id="account-add">{ texts::account_add() }</h2>
                <AddAccount {is_protected} />
                <FindAccounts {is_protected} />
            </section>
            <section class="card" aria-labelledby="descriptor-title">
                <h2 id="descriptor-title">{ texts::descriptor_title() }</h2>
                // The descriptor of another account must not stay in view.
                <ShowDescriptor key={wallet.account} />
            </section>
            <section class="card" aria-labelledby="watch-title">
                <h2 id="watch-title">{ texts::watch_title() }</h2>
                <p class="hint">{ texts::watch_text() }</p>
                <WatchAccount />
            </section>
        </>
    }
}

/// What a person does with an account, by its index.
enum Act {
    Show(u32),
    Remove(u32),
}

fn row(
    account: &AccountView,
    index: u32,
    is_shown: bool,
    symbol: &str,
    act: &Callback<Act>,
) -> Row {
    let name = account_name(account, index as usize);
    let status = match (account.watched, is_shown) {
        (true, true) => texts::account_watched_shown(),
        (true, false) => texts::account_watched(),
        (false, true) => texts::account_shown(),
        (false, false) => texts::account_own(),
    };
    let show = act.reform(move |_: MouseEvent| Act::Show(index));
    let remove = act.reform(move |_: MouseEvent| Act::Remove(index));
    Row {
        key: format!("{index}-{name}"),
        cells: vec![
            html! { <bdi>{ name.clone() }</bdi> },
            text(format::coins(account.balance, symbol)),
            text(status),
            html! {
                <div class="buttons">
                    if !is_shown {
                        <button type="button" class="button button-quiet" aria-label={texts::account_show_which(&name)}
                            onclick={show}>{ texts::account_show() }</button>
                    }
                    if account.watched {
                        <button type="button" class="button button-quiet" aria-label={texts::account_remove_which(&name)}
                            onclick={remove}>{ texts::account_remove() }</button>
                    }
                </div>
            },
        ],
    }
}

/// The descriptor of the account that is shown, after a click.
#[component]
fn ShowDescriptor() -> Html {
    let descriptor = use_state(|| None::<AttrValue>);
    let asking = {
        let descriptor = descriptor.setter();
        use_asking(Callback::from(move |text: String| {
            descriptor.set(Some(text.into()));
        }))
    };
    let onclick = {
        let ask = asking.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(command::Descriptor))
    };
    let field = use_node_ref();
    html! {
        <>
            <p class="note note-warning">{ texts::descriptor_warning() }</p>
            if let Some(descriptor) = &*descriptor {
                <Field id="descriptor" label={texts::descriptor()} whole=true value={descriptor.clone()}
                    input={field.clone()} hint={texts::descriptor_hint()} />
                <div class="buttons">
                    <CopyButton text={descriptor.clone()} label={texts::descriptor_copy()} {field} />
                </div>
            } else {
                <div class="buttons">
                    <button type="button" class="button" disabled={asking.busy} {onclick}>{ texts::descriptor_show() }</button>
                </div>
            }
            { alert(asking.fault_beside(&[])) }
        </>
    }
}
