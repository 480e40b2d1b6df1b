//! The page of signed messages: one card signs, the other checks.

use api::{Field as Input, MessageVerdict, Signed, command};
use yew::prelude::*;

use super::hidden_note::hidden_note;
use super::sign_message::SignMessage;
use crate::node::use_asking;
use crate::state::Chain;
use crate::texts::wallet_tools as texts;
use crate::ui::form::{AreaField, Form, FormFault, TextField, Values, use_form};
use crate::ui::heading::Heading;

/// Properties of `Messages`.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The open chain.
    pub(super) chain: Chain,
    /// Whether the wallet is encrypted with a passphrase.
    pub(super) is_protected: bool,
}

/// The page. Checking needs no passphrase.
#[component]
pub(super) fn Messages(props: &Props) -> Html {
    html! {
        <>
            <Heading title={texts::messages_title()} />
            <section class="card" aria-labelledby="sign-title">
                <h2 id="sign-title">{ texts::sign_title() }</h2>
                <p class="hint">{ texts::sign_text() }</p>
                <SignMessage chain={props.chain.clone()} is_protected={props.is_protected} />
            </section>
            <section class="card" aria-labelledby="check-title">
                <h2 id="check-title">{ texts::check_title() }</h2>
                <CheckMessage />
            </section>
        </>
    }
}

/// A signed message as it is typed.
#[derive(Default)]
struct Claimed {
    address: String,
    message: String,
    signature: String,
}

impl Values for Claimed {
    fn text(&mut self, name: Input) -> Option<&mut String> {
        match name {
            Input::To => Some(&mut self.address),
            Input::Message => Some(&mut self.message),
            Input::Signature => Some(&mut self.signature),
            _ => None,
        }
    }
}

/// The form that checks a signed message.
#[component]
fn CheckMessage() -> Html {
    let verdict = use_state(|| None::<MessageVerdict>);
    let asking = {
        let verdict = verdict.setter();
        use_asking(Callback::from(move |found| verdict.set(Some(found))))
    };
    let onedit = {
        let (forgive, verdict) = (asking.forgive.clone(), verdict.setter());
        Callback::from(move |()| {
            forgive.emit(());
            verdict.set(None);
        })
    };
    let form = use_form(Claimed::default, onedit);
    let onsubmit = {
        let (ask, form, verdict) = (asking.ask.clone(), form.clone(), verdict.setter());
        Callback::from(move |()| {
            verdict.set(None);
            let claimed = form.values();
            let check = command::CheckMessage {
                address: claimed.address.trim().to_owned(),
                message: claimed.message.clone(),
                signature: claimed.signature.trim().to_owned(),
            };
            drop(claimed);
            ask.emit(check);
        })
    };
    html! {
        <Form form={form.state()} fault={asking.fault.clone()} refused={asking.fault.clone()} {onsubmit}>
            <TextField name={Input::To} id="check-address" label={texts::check_address()} code=true />
            <AreaField name={Input::Message} id="check-message" label={texts::check_message()}
                hint={texts::check_message_hint()} />
            <AreaField name={Input::Signature} id="check-signature" label={texts::check_signature()}
                hint={texts::check_signature_hint()} />
            <FormFault />
            <div class="buttons">
                <button type="submit" class="button" disabled={asking.busy}>{ texts::check_button() }</button>
            </div>
            <div role="status">{ for verdict.iter().map(verdict_note) }</div>
        </Form>
    }
}

fn verdict_note(verdict: &MessageVerdict) -> Html {
    let (class, words) = match verdict.signed {
        Signed::ByOwner => ("note", texts::check_valid()),
        Signed::ByOther => ("note note-warning", texts::check_other()),
        Signed::Not => ("note note-warning", texts::check_not()),
    };
    html! {
        <>
            <p {class}>{ words }</p>
            { hidden_note(verdict.hidden) }
        </>
    }
}
