//! Sending a payment.

use api::{Fault, Field as Input, Review, WalletView, command};
use gloo::timers::callback::Timeout;
use primitives::BlockHash;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::review_dialog::ReviewDialog;
use crate::amount;
use crate::format;
use crate::identity::Same;
use crate::node::{use_asking, use_node};
use crate::route::Route;
use crate::texts::common;
use crate::texts::wallet as texts;
use crate::ui::focus::use_focus_on;
use crate::ui::form::{Form, FormFault, FormHandle, TextField, Values, use_form};

/// Time without a keystroke after which the payment is reviewed.
const QUIET_MS: u32 = 250;
/// The text that means all spendable coins.
const ALL: &str = "max";

/// Properties of `SendForm`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The coin's symbol.
    pub(crate) symbol: AttrValue,
    /// Whether the wallet is encrypted with a passphrase.
    pub(crate) is_protected: bool,
    /// The hash of the tip.
    pub(crate) tip: BlockHash,
    /// The wallet.
    pub(crate) wallet: Same<WalletView>,
    /// The least fee rate of the mempool, in base units per 1,000 weight units.
    pub(crate) least_rate: u64,
}

/// A payment as it is typed.
#[derive(Default)]
struct Payment {
    to: String,
    amount: String,
    note: String,
}

impl Values for Payment {
    fn text(&mut self, name: Input) -> Option<&mut String> {
        match name {
            Input::To => Some(&mut self.to),
            Input::Amount => Some(&mut self.amount),
            Input::Note => Some(&mut self.note),
            _ => None,
        }
    }
}

impl Payment {
    /// The command that reviews a payment of `amount` to the typed payee with the typed note.
    fn question(&self, amount: String) -> command::Review {
        command::Review {
            to: self.to.trim().to_owned(),
            amount,
            note: self.note.trim().to_owned(),
        }
    }
}

/// The form. The cost of the payment is reviewed while it is typed; `Send` opens the dialog that
/// pays.
#[component]
pub(crate) fn SendForm(props: &Props) -> Html {
    let symbol = &props.symbol;
    let asked = use_state(|| None::<Review>);
    let sent = use_state(|| None::<Review>);
    let confirmation = use_focus_on(sent.as_ref().map(|review| review.draft.clone()));
    let reviewing = {
        let asked = asked.setter();
        use_asking(Callback::from(move |review| asked.set(Some(review))))
    };
    let onedit = {
        let (forgive, sent) = (reviewing.forgive.clone(), sent.setter());
        Callback::from(move |()| {
            sent.set(None);
            forgive.emit(());
        })
    };
    let form = use_form(Payment::default, onedit);
    let amount = amount::read(&form.values().amount, symbol, amount::groups_by_comma());
    let question = (amount.as_ref().ok()).map(|amount| form.values().question(amount.clone()));
    let typed = question.clone().filter(|_| asked.is_none());
    let review = use_review(typed, props, reviewing.fault.is_some());
    let onsubmit = {
        let ask = reviewing.ask.clone();
        Callback::from(move |()| {
            if let Some(question) = question.clone() {
                ask.emit(question);
            }
        })
    };
    let onback = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    let onpaid = {
        let (form, asked, sent) = (form.clone(), asked.setter(), sent.setter());
        Callback::from(move |review| {
            asked.set(None);
            sent.set(Some(review));
            form.set(|payment| *payment = Payment::default());
        })
    };
    let most = use_most(&form, &props.wallet.address);
    let fault = fault(amount, reviewing.fault.as_ref(), review.as_ref());
    html! {
        <section class="card send" aria-labelledby="send-title">
            <h2 id="send-title">{ texts::send() }</h2>
            <Form form={form.state()} {fault} refused={reviewing.fault.clone()} {onsubmit}>
                { fields(symbol, most) }
                if let Some(Ok(review)) = &review {
                    { bill(review, symbol) }
                }
                <FormFault />
                <div class="buttons">
                    <button type="submit" class="button button-main" disabled={reviewing.busy}>{ texts::send() }</button>
                </div>
            </Form>
            <div role="status" class="sent" tabindex="-1" ref={confirmation}>
                { for sent.iter().map(|sent| receipt(sent, symbol)) }
            </div>
            if let Some(review) = &*asked {
                <ReviewDialog review={review.clone()} {symbol} is_protected={props.is_protected} {onpaid} {onback} />
            }
        </section>
    }
}

/// Why nothing can be sent: the amount is ambiguous (`1,234` where a comma groups thousands), or
/// the node refuses the payment. A refusal of the submitted payment takes precedence over a refusal
/// of the review while typing.
fn fault(
    amount: Result<String, String>,
    refused: Option<&Fault>,
    review: Option<&Result<Review, Fault>>,
) -> Option<Fault> {
    let misread = amount.err();
    let misread = misread.map(|question| Fault::of(Input::Amount, question));
    let reviewed = || review.and_then(|review| review.as_ref().err());
    misread.or_else(|| refused.or_else(reviewed).cloned())
}

/// The fields. `most` is the action of the `Max` button.
fn fields(symbol: &AttrValue, most: Callback<MouseEvent>) -> Html {
    html! {
        <>
            <TextField name={Input::To} id="to" label={texts::send_to()} code=true hint={texts::send_to_hint()} />
            <TextField name={Input::Amount} id="amount" label={common::amount()} inputmode="decimal">
                <span class="unit" aria-hidden="true">{ symbol }</span>
                <button type="button" class="button" onclick={most} aria-label={texts::send_max()}
                    title={texts::send_max_hint()}>{ texts::send_max() }</button>
            </TextField>
            <TextField name={Input::Note} id="note" label={common::public_note()} hint={texts::send_note_hint()} />
        </>
    }
}

/// Confirms that the payment was sent.
fn receipt(sent: &Review, symbol: &str) -> Html {
    let payee = html! { <span class="hash" title={sent.to.clone()}>{ &sent.to }</span> };
    html! {
        <>
            <p>
                { texts::sent(&format::coins(sent.amount, symbol), payee) }
            </p>
            <p><a href={Route::Transaction(sent.draft.clone()).href()}>{ texts::sent_link() }</a></p>
        </>
    }
}

/// The cost of the payment and the remaining balance.
fn bill(review: &Review, symbol: &str) -> Html {
    let line = |name: &'static str, amount| {
        html! {
            <div class="fact"><dt>{ name }</dt><dd class="numbers">{ format::coins(amount, symbol) }</dd></div>
        }
    };
    html! {
        <dl class="bill" aria-label={texts::send_bill()}>
            { line(texts::send_gets(), review.amount) }
            { line(common::fee(), review.fee) }
            { line(texts::send_total(), review.total) }
            { line(common::left(), review.left) }
            if let Some(note) = &review.note {
                <div class="fact"><dt>{ texts::send_readable() }</dt><dd><bdi class="carried">{ note }</bdi></dd></div>
            }
            if review.to_self {
                <p class="hint">{ texts::send_own_address() }</p>
            }
        </dl>
    }
}

/// Returns the answer to `question`. It is requested when the typing pauses, and again when the
/// submitted payment's error appears or disappears, or when the tip, the balance or the minimum fee
/// rate changes. `None` if payee or amount is empty or the answer is not there yet.
#[hook]
fn use_review(
    question: Option<command::Review>,
    props: &Props,
    is_refused: bool,
) -> Option<Result<Review, Fault>> {
    let node = use_node();
    let review = use_state(|| None);
    let setter = review.setter();
    let question = question.filter(|asked| !asked.to.is_empty() && !asked.amount.is_empty());
    let rests_on = (
        props.tip,
        props.wallet.balance,
        props.least_rate,
        is_refused,
    );
    use_effect_with((question.clone(), rests_on), move |(question, _)| {
        let timeout = question.clone().map(|question| {
            Timeout::new(QUIET_MS, move || {
                spawn_local(async move {
                    let answer = node.ask(question.clone()).await;
                    setter.set(Some((question, answer)));
                });
            })
        });
        move || drop(timeout)
    });
    let (answered, answer) = (*review).clone()?;
    (Some(answered) == question).then_some(answer)
}

/// Returns the action of the `Max` button, which writes the largest payable amount into the field.
/// The fee does not depend on the payee, so the wallet's own address is used until one is typed.
#[hook]
fn use_most(form: &FormHandle<Payment>, own_address: &str) -> Callback<MouseEvent> {
    let node = use_node();
    let mut question = form.values().question(ALL.to_owned());
    if question.to.is_empty() {
        own_address.clone_into(&mut question.to);
    }
    let form = form.clone();
    Callback::from(move |_| {
        let (node, question, form) = (node.clone(), question.clone(), form.clone());
        spawn_local(async move {
            let most = match node.ask(question).await {
                Ok(review) => review.amount.to_string(),
                // The review of the form then shows the reason.
                Err(_) => ALL.to_owned(),
            };
            form.set(|payment| payment.amount = most);
        });
    })
}
