//! The page of an address.

use api::{AddressDocument, command};
use yew::prelude::*;

use super::balance_from::BalanceFrom;
use super::explorer_search::ExplorerSearch;
use crate::format;
use crate::identity::Same;
use crate::node::use_query;
use crate::route::Route;
use crate::state::{ChainVersion, Rules, use_contacts};
use crate::texts::blocks as texts;
use crate::texts::common;
use crate::ui::answered::show;
use crate::ui::fact::fact;
use crate::ui::heading::Heading;
use crate::ui::links::{hash_link, hash_text};
use crate::ui::qr::Qr;
use crate::wallet::tools::contact_form::ContactForm;

/// Properties of `Address`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain's rules.
    pub(crate) rules: Same<Rules>,
    /// The chain's version.
    pub(crate) version: ChainVersion,
    /// The address.
    pub(crate) address: String,
}

/// An address with its balance and coins received.
#[component]
pub(crate) fn Address(props: &Props) -> Html {
    let command = command::Address {
        address: props.address.clone(),
    };
    let contacts = use_contacts();
    let query = use_query(command, props.version);
    let page = show(query, common::address(), |address| {
        let name = contacts.name(&address.address);
        document(&address, name, props)
    });
    html! { <>{ page }<ExplorerSearch rules={props.rules.clone()} /></> }
}

/// The page. `name` is that of the contact; `None` if the address is none of a contact.
fn document(address: &AddressDocument, name: Option<&str>, props: &Props) -> Html {
    let rules = &props.rules;
    let title = name.unwrap_or(common::address()).to_owned();
    html! {
        <>
            <Heading title={title}>
                if name.is_some() {
                    <span class="chip">{ texts::address_contact() }</span>
                }
                if address.mine {
                    <span class="chip chip-mine">{ texts::yours() }</span>
                }
            </Heading>
            <section class="card receive-body" aria-label={texts::address_about()}>
                <Qr text={address.address.clone()} label={texts::address_qr()} />
                <div class="stack">
                <dl class="facts facts-wide">
                    { fact(common::address(), hash_text(address.address.clone(), texts::copy_this_address())) }
                    { fact(texts::balance(), format::coins(address.balance, &rules.symbol)) }
                    { fact(texts::received(), format::coins(address.received, &rules.symbol)) }
                </dl>
                if !address.mine {
                    <ContactForm key={address.address.clone()} address={address.address.clone()} />
                }
                <BalanceFrom rules={rules.clone()} version={props.version} address={address.address.clone()} />
                </div>
            </section>
            <section class="card" aria-labelledby="address-transactions">
                <h2 id="address-transactions">{ texts::transactions() }</h2>
                if address.transactions.is_empty() {
                    <p class="empty">{ texts::no_transactions() }</p>
                }
                <ol class="hash-list">
                    { for address.transactions.iter().map(|txid| html! {
                        <li key={txid.to_string()}>
                            { hash_link(Route::Transaction, &txid.to_string(), None) }
                        </li>
                    }) }
                </ol>
                if let Some(cut) = address.cut {
                    <p class="hint">
                        { texts::address_deleted(cut.into()) }
                    </p>
                }
                if address.more {
                    <p class="hint">{ texts::address_older() }</p>
                }
            </section>
        </>
    }
}
