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
use crate::node::{fault_beside, fault_of, typing, use_asking, use_focus_on_fault, use_node};
use crate::route::Route;
use crate::texts::common;
use crate::texts::wallet as texts;
use crate::ui::alert::alert;
use crate::ui::field::Field;
use crate::ui::focus::use_focus_on;

/// Time without a keystroke after which the payment is reviewed.
const QUIET_MS: u32 = 250;
/// The text that means all spendable coins.
const ALL: &str = "max";
/// The inputs of the form.
const INPUTS: [Input; 3] = [Input::To, Input::Amount, Input::Note];

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

/// What is typed into the form.
#[derive(Clone)]
struct Inputs {
    to: UseStateHandle<String>,
    amount: UseStateHandle<String>,
    note: UseStateHandle<String>,
}

#[hook]
fn use_inputs() -> Inputs {
    Inputs {
        to: use_state(String::new),
        amount: use_state(String::new),
        note: use_state(String::new),
    }
}

impl Inputs {
    /// Asks what it costs to send `amount` to the typed payee with the typed note.
    fn question(&self, amount: String) -> command::Review {
        command::Review {
            to: self.to.trim().to_owned(),
            amount,
            note: self.note.trim().to_owned(),
        }
    }

    fn clear(&self) {
        for input in [&self.to, &self.amount, &self.note] {
            input.set(String::new());
        }
    }
}

/// The form. The cost of the payment is reviewed while it is typed; `Send` opens the dialog that
/// pays.
#[component]
pub(crate) fn SendForm(props: &Props) -> Html {
    let symbol = &props.symbol;
    let inputs = use_inputs();
    let asked = use_state(|| None::<Review>);
    let sent = use_state(|| None::<Review>);
    let confirmation = use_focus_on(sent.as_ref().map(|review| review.draft.clone()));
    let reviewing = {
        let asked = asked.setter();
        use_asking(Callback::from(move |review| asked.set(Some(review))))
    };
    let form = use_node_ref();
    use_focus_on_fault(&form, reviewing.fault.as_ref());
    let amount = amount::read(&inputs.amount, symbol, amount::groups_by_comma());
    let question = amount.clone().ok().map(|amount| inputs.question(amount));
    let typed = question.clone().filter(|_| asked.is_none());
    let review = use_review(typed, props, reviewing.fault.is_some());
    let onsubmit = {
        let ask = reviewing.ask.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
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
        let (inputs, asked, sent) = (inputs.clone(), asked.setter(), sent.setter());
        Callback::from(move |review| {
            asked.set(None);
            sent.set(Some(review));
            inputs.clear();
        })
    };
    let ontyped = {
        let (forgive, sent) = (reviewing.forgive.clone(), sent.setter());
        Callback::from(move |()| {
            sent.set(None);
            forgive.emit(());
        })
    };
    let most = use_most(&inputs, &props.wallet.address);
    let refusal = refusal(amount, reviewing.fault.as_ref(), review.as_ref());
    html! {
        <section class="card send" aria-labelledby="send-title">
            <h2 id="send-title">{ texts::send() }</h2>
            <form ref={form} {onsubmit}>
                { fields(&inputs, symbol, refusal.as_ref(), &ontyped, most) }
                if let Some(Ok(review)) = &review {
                    { bill(review, symbol) }
                }
                { alert(fault_beside(refusal.as_ref(), &INPUTS)) }
                <div class="buttons">
                    <button type="submit" class="button button-main" disabled={reviewing.busy}>{ texts::send() }</button>
                </div>
            </form>
            <div role="status" class="sent" tabindex="-1" ref={confirmation}>
                { for sent.iter().map(|sent| receipt(sent, symbol)) }
            </div>
            if let Some(review) = &*asked {
                <ReviewDialog review={review.clone()} {symbol} is_protected={props.is_protected} {onpaid} {onback} />
            }
        </section>
    }
}

/// Why nothing can be sent: the amount has two readings, or the node refuses the payment. The error
/// of a refused payment says more than the review of the same text, so it comes first.
fn refusal(
    amount: Result<String, String>,
    refused: Option<&Fault>,
    review: Option<&Result<Review, Fault>>,
) -> Option<Fault> {
    let misread = amount.err();
    let misread = misread.map(|question| Fault::of(Input::Amount, question));
    let reviewed = || review.and_then(|review| review.as_ref().err());
    misread.or_else(|| refused.or_else(reviewed).cloned())
}

/// The fields. `ontyped` is called when a text has changed, and `most` writes the largest amount
/// that can be paid.
fn fields(
    inputs: &Inputs,
    symbol: &str,
    refusal: Option<&Fault>,
    ontyped: &Callback<()>,
    most: Callback<MouseEvent>,
) -> Html {
    let Inputs { to, amount, note } = inputs;
    let fault = |input| fault_of(refusal, input);
    html! {
        <>
            <Field id="to" label={texts::send_to()} code=true value={(**to).clone()} oninput={typing(to, ontyped)}
                fault={fault(Input::To)} hint={texts::send_to_hint()} />
            <Field id="amount" label={common::amount()} inputmode="decimal" value={(**amount).clone()}
                oninput={typing(amount, ontyped)} fault={fault(Input::Amount)}>
                <span class="unit" aria-hidden="true">{ symbol.to_owned() }</span>
                <button type="button" class="button" onclick={most} aria-label={texts::send_max()}
                    title={texts::send_max_hint()}>{ texts::send_max() }</button>
            </Field>
            <Field id="note" label={common::public_note()} value={(**note).clone()} oninput={typing(note, ontyped)}
                fault={fault(Input::Note)}
                hint={texts::send_note_hint()} />
        </>
    }
}

/// Confirms what was sent.
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

/// Returns the answer to `question`. It is requested when the typing pauses, and again when an
/// error appears or disappears or when the tip, the balance or the minimum fee rate changes. `None`
/// if payee or amount is empty or the answer is not there yet.
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
fn use_most(inputs: &Inputs, own_address: &str) -> Callback<MouseEvent> {
    let node = use_node();
    let mut question = inputs.question(ALL.to_owned());
    if question.to.is_empty() {
        own_address.clone_into(&mut question.to);
    }
    let amount = inputs.amount.setter();
    Callback::from(move |_| {
        let (node, question, amount) = (node.clone(), question.clone(), amount.clone());
        spawn_local(async move {
            match node.ask(question).await {
                Ok(review) => amount.set(review.amount.to_string()),
                // The review of the form then shows the reason.
                Err(_) => amount.set(ALL.to_owned()),
            }
        });
    })
}
