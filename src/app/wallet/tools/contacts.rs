//! The page of the contacts.

use api::{Contact, command};
use yew::prelude::*;

use super::contact_form::ContactForm;
use super::label_files::LabelFiles;
use crate::node::{Asking, use_asking};
use crate::route::Route;
use crate::state::{Chain, use_contacts};
use crate::texts::common;
use crate::texts::wallet_tools as texts;
use crate::ui::address::address_groups;
use crate::ui::alert::alert;
use crate::ui::heading::Heading;
use crate::ui::table::{Column, Row, table};

/// Properties of `ContactsPage`.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The open chain.
    pub(super) chain: Chain,
}

const COLUMNS: [Column; 3] = [
    Column::text(texts::contact_name),
    Column::text(common::address),
    Column::text(texts::contact_change),
];

/// The contacts in the order of their names, and a form for another one.
#[component]
pub(super) fn ContactsPage(props: &Props) -> Html {
    let contacts = use_contacts();
    // The contacts in the context are those of the open chain, so the page must be of that chain,
    // too.
    let prefix = &props.chain.rules.prefix;
    let removing = use_asking(Callback::noop());
    let rows = contacts.iter().map(|contact| row(contact, &removing));
    html! {
        <>
            <Heading title={texts::contacts_title()} />
            <section class="card" aria-label={texts::contacts_title()}>
                if contacts.is_empty() {
                    <p class="empty">{ texts::contacts_empty() }</p>
                } else {
                    { table(texts::contacts_title(), Some("contacts"), &COLUMNS, rows.collect()) }
                }
                { alert(removing.fault_beside(&[])) }
            </section>
            <section class="card" aria-labelledby="contact-new">
                <h2 id="contact-new">{ texts::contact_new() }</h2>
                <p class="hint">{ texts::contacts_text(prefix) }</p>
                <ContactForm />
            </section>
            <LabelFiles symbol={props.chain.rules.symbol.clone()} />
        </>
    }
}

fn row(contact: &Contact, removing: &Asking<()>) -> Row {
    let Contact { address, name } = contact;
    let remove = {
        let (ask, address) = (removing.ask.clone(), address.clone());
        Callback::from(move |_: MouseEvent| {
            ask.emit(command::RemoveContact {
                address: address.clone(),
            });
        })
    };
    Row {
        key: address.clone(),
        cells: vec![
            html! { <a href={Route::Address(address.clone()).href()}><bdi>{ name }</bdi></a> },
            address_groups(address),
            html! {
                <button type="button" class="button button-quiet" disabled={removing.busy}
                    aria-label={texts::contact_remove_name(name)} onclick={remove}>
                    { texts::contact_remove() }
                </button>
            },
        ],
    }
}
