//! Signing a message: the form, the review, and the signature.

use api::{Field as Input, MessageReview, OwnAddress, OwnAddressKind, command};
use browser::typed;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::hidden_note::hidden_note;
use crate::dom;
use crate::node::{typing, use_asking, use_node};
use crate::state::Chain;
use crate::texts::common;
use crate::texts::wallet_tools as texts;
use crate::ui::address::address_groups;
use crate::ui::alert::alert;
use crate::ui::copy_button::CopyButton;
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;
use crate::ui::form::{AreaField, ChoiceField, Form, FormFault, Values, use_form};

/// The id of the signature's field, which takes the focus once the message is signed.
const SIGNATURE: &str = "signature";

/// Properties of `SignMessage`.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The open chain.
    pub(super) chain: Chain,
    /// Whether the wallet is encrypted with a passphrase.
    pub(super) is_protected: bool,
}

/// A message as it is typed.
#[derive(Default)]
struct Typed(String);

impl Values for Typed {
    fn text(&mut self, name: Input) -> Option<&mut String> {
        (name == Input::Message).then_some(&mut self.0)
    }
}

/// A message that is reviewed.
#[derive(Clone, PartialEq)]
struct Reviewed {
    review: MessageReview,
    message: AttrValue,
}

/// The form. The message that the review shows is signed, whatever is typed meanwhile.
#[component]
pub(super) fn SignMessage(props: &Props) -> Html {
    let addresses = use_addresses(&props.chain);
    let chosen = use_state(|| 0_usize);
    let asked = use_mut_ref(String::new);
    let reviewed = use_state(|| None::<Reviewed>);
    let signature = use_state(|| None::<AttrValue>);
    let reviewing = {
        let (reviewed, asked) = (reviewed.setter(), asked.clone());
        use_asking(Callback::from(move |review| {
            let message = asked.borrow().clone().into();
            reviewed.set(Some(Reviewed { review, message }));
        }))
    };
    let onedit = {
        let (forgive, signature) = (reviewing.forgive.clone(), signature.setter());
        Callback::from(move |()| {
            forgive.emit(());
            signature.set(None);
        })
    };
    let form = use_form(Typed::default, onedit.clone());
    let onsubmit = {
        let (ask, form, signature) = (reviewing.ask.clone(), form.clone(), signature.setter());
        let address = addresses.get(*chosen).map(|own| own.address.clone());
        Callback::from(move |()| {
            signature.set(None);
            let message = form.values().0.clone();
            asked.replace(message.clone());
            ask.emit(command::ReviewMessage {
                address: address.clone().unwrap_or_default(),
                message,
            });
        })
    };
    let onchange = {
        let chosen = chosen.setter();
        Callback::from(move |place| {
            chosen.set(place);
            onedit.emit(());
        })
    };
    let options: Vec<AttrValue> = addresses.iter().map(option).collect();
    if props.chain.wallet.watch_only {
        return html! { <p class="note note-warning">{ texts::sign_watched() }</p> };
    }
    html! {
        <>
            <Form form={form.state()} fault={reviewing.fault.clone()} refused={reviewing.fault.clone()} {onsubmit}>
                <ChoiceField name={Input::To} id="sign-address" label={texts::sign_address()} {options}
                    chosen={*chosen} {onchange} />
                <AreaField name={Input::Message} id="sign-message" label={texts::sign_message()}
                    hint={texts::sign_message_hint()} />
                <FormFault />
                <div class="buttons">
                    <button type="submit" class="button" disabled={reviewing.busy || addresses.is_empty()}>
                        { texts::sign_review() }
                    </button>
                </div>
            </Form>
            if let Some(signature) = &*signature {
                <Signature signature={signature.clone()} />
            }
            { sign_dialog(&reviewed, &signature, props.is_protected) }
        </>
    }
}

/// The dialog of the message that is reviewed; nothing if none is.
fn sign_dialog(
    reviewed: &UseStateHandle<Option<Reviewed>>,
    signature: &UseStateHandle<Option<AttrValue>>,
    is_protected: bool,
) -> Html {
    let Some(shown) = &**reviewed else {
        return Html::default();
    };
    let onback = {
        let reviewed = reviewed.setter();
        Callback::from(move |()| reviewed.set(None))
    };
    let onsigned = {
        let (reviewed, signature) = (reviewed.setter(), signature.setter());
        Callback::from(move |signed: String| {
            reviewed.set(None);
            signature.set(Some(signed.into()));
        })
    };
    html! { <SignDialog reviewed={shown.clone()} {is_protected} {onsigned} {onback} /> }
}

/// Returns the wallet's addresses. They are asked for again when the chain or the mempool has
/// changed.
#[hook]
fn use_addresses(chain: &Chain) -> Vec<OwnAddress> {
    let node = use_node();
    let addresses = use_state(Vec::new);
    let setter = addresses.setter();
    use_effect_with(chain.version(), move |_| {
        spawn_local(async move {
            if let Ok(addresses) = node.ask(command::OwnAddresses).await {
                setter.set(addresses);
            }
        });
    });
    (*addresses).clone()
}

fn option(own: &OwnAddress) -> AttrValue {
    let address = &own.address;
    let words = match own.kind {
        OwnAddressKind::Present => texts::sign_present(address),
        OwnAddressKind::Paid => texts::sign_paid(address),
        OwnAddressKind::Identity => texts::sign_identity(address),
    };
    words.into()
}

#[derive(Properties, PartialEq)]
struct SignatureProps {
    signature: AttrValue,
}

/// The signature, which takes the focus when it comes.
#[component]
fn Signature(props: &SignatureProps) -> Html {
    let signature = &props.signature;
    let field = use_node_ref();
    use_effect_with(signature.clone(), |_| dom::focus_id(SIGNATURE));
    html! {
        <div>
            <Field id={SIGNATURE} label={texts::signature()} whole=true value={signature.clone()} input={field.clone()}
                hint={texts::signature_hint()} />
            <div class="buttons">
                <CopyButton text={signature.clone()} label={texts::signature_copy()} {field} />
                <span role="status">{ texts::signed() }</span>
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct DialogProps {
    reviewed: Reviewed,
    is_protected: bool,
    /// Called with the signature.
    onsigned: Callback<String>,
    /// Called when the person does not want to sign.
    onback: Callback<()>,
}

/// Shows the whole message and signs it after the person agrees.
#[component]
fn SignDialog(props: &DialogProps) -> Html {
    let Reviewed { review, message } = &props.reviewed;
    let protected = props.is_protected;
    let passphrase = use_state(String::new);
    let signing = use_asking(props.onsigned.clone());
    let onsubmit = {
        let (ask, passphrase) = (signing.ask.clone(), passphrase.clone());
        let (address, message) = (review.address.clone(), message.to_string());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(command::SignMessage {
                address: address.clone(),
                message: message.clone(),
                passphrase: protected.then(|| typed::secret(&passphrase)),
            });
        })
    };
    let back = props.onback.reform(|_: MouseEvent| ());
    html! {
        <Dialog id="sign-dialog" title={texts::sign_question()} onclose={props.onback.clone()}>
            <p>{ texts::sign_warning() }</p>
            <dl class="bill" aria-label={texts::sign_question()}>
                <div class="fact bill-address">
                    <dt>{ common::address() }</dt>
                    <dd>{ address_groups(&review.address) }</dd>
                </div>
                <div class="fact bill-message">
                    <dt>{ texts::sign_message() }</dt>
                    <dd><bdi>{ message }</bdi></dd>
                </div>
            </dl>
            { hidden_note(review.hidden) }
            <form {onsubmit}>
                if protected {
                    <Field id="sign-passphrase" label={common::passphrase()} kind="password"
                        autocomplete="current-password" value={(*passphrase).clone()}
                        oninput={typing(&passphrase, &signing.forgive)} fault={signing.fault_of(Input::Passphrase)} />
                }
                { alert(signing.fault_beside(&[Input::Passphrase])) }
                <div class="buttons dialog-buttons">
                    <button type="button" class="button" onclick={back}>{ texts::sign_back() }</button>
                    <button type="submit" class="button button-main" disabled={signing.busy}>{ texts::sign_now() }</button>
                </div>
            </form>
        </Dialog>
    }
}
