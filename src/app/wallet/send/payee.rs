//! The payee of a payment: pasted links are read, and contacts are offered.

use api::{Fault, PaymentRequest, command};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::payment::Payment;
use crate::dom;
use crate::node::use_node;
use crate::state::{Action, Contacts, use_session};
use crate::texts::wallet as texts;
use crate::ui::form::FormHandle;

/// The id of the list of contacts, for the field.
pub(super) const CONTACTS: &str = "contact-names";
/// The id of the form's heading.
pub(super) const HEADING: &str = "send-title";

/// Fills the form in from `requested`, a request that the person has opened, and from a request
/// that the person types or pastes in place of an address. Returns why such a text is refused.
#[hook]
pub(super) fn use_requests(
    form: &FormHandle<Payment>,
    requested: Option<PaymentRequest>,
) -> Option<Fault> {
    let (node, session) = (use_node(), use_session());
    let refused = use_state(|| None::<(String, Fault)>);
    {
        let form = form.clone();
        use_effect_with(requested, move |requested| {
            if let Some(request) = requested.clone() {
                form.set(|payment| payment.fill(request));
                session.dispatch(Action::RequestTaken);
                dom::focus_id(HEADING);
            }
        });
    }
    let link = Some(form.values().to.trim().to_owned()).filter(|text| is_link(text));
    {
        let (form, refused) = (form.clone(), refused.setter());
        use_effect_with(link.clone(), move |link| {
            let Some(text) = link.clone() else {
                return;
            };
            spawn_local(async move {
                let read = node.ask(command::ReadPayee { text: text.clone() }).await;
                let is_present = form.values().to.trim() == text;
                match read {
                    Ok(request) if is_present => form.set(|payment| payment.fill(request)),
                    Ok(_) => {}
                    Err(fault) => refused.set(Some((text, fault))),
                }
            });
        });
    }
    let (text, fault) = (*refused).clone()?;
    (link == Some(text)).then_some(fault)
}

/// Whether a text is a link of some kind. Neither addresses nor most names have these characters.
fn is_link(text: &str) -> bool {
    text.contains([':', '#', '?', '='])
}

/// The names of the contacts, which the browser offers while the payee is typed.
pub(super) fn contact_list(contacts: &Contacts) -> Html {
    html! {
        <datalist id={CONTACTS}>
            { for contacts.iter().map(|contact| html! {
                <option key={contact.address.clone()} value={contact.name.clone()} />
            }) }
        </datalist>
    }
}

/// A line about the payee: the contact's name, or the text of a request.
pub(super) fn about_payee(payment: &Payment, contacts: &Contacts) -> Html {
    let to = payment.to.trim();
    let name = contacts.name(to);
    let address = contacts.address(to);
    html! {
        <>
            if let Some(name) = name {
                <p class="hint payee-name"><bdi>{ name }</bdi></p>
            }
            if let Some(address) = address {
                <p class="hint payee-name"><span class="code whole-address">{ address }</span></p>
            }
            if let Some(request) = payment.request() {
                <p class="note request-says">
                    if request.label.is_empty() {
                        { texts::request_for(html! { <bdi>{ &request.message }</bdi> }) }
                    } else if request.message.is_empty() {
                        { texts::request_by(html! { <bdi>{ &request.label }</bdi> }) }
                    } else {
                        { texts::request_by_for(
                            html! { <bdi>{ &request.label }</bdi> },
                            html! { <bdi>{ &request.message }</bdi> },
                        ) }
                    }
                </p>
            }
        </>
    }
}
