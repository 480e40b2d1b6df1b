//! Sending a payment.

use api::{Fault, Field as Input, Review, command};
use gloo::timers::callback::Timeout;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::review_dialog::ReviewDialog;
use crate::amount;
use crate::dom;
use crate::format;
use crate::node::{fault_beside, fault_of, use_asking, use_focus_on_fault, use_node};
use crate::route::Route;
use crate::state::Chain;
use crate::ui::alert::alert;
use crate::ui::field::Field;

/// Time without a keystroke after which the payment is reviewed.
const QUIET_MS: u32 = 250;
/// The text that means all spendable coins.
const ALL: &str = "max";
/// The inputs of the form.
const INPUTS: [Input; 3] = [Input::To, Input::Amount, Input::Note];

/// Properties of `SendForm`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// The form. The cost of the payment is reviewed while it is typed; `Send` opens the dialog that
/// pays.
#[component]
pub(crate) fn SendForm(props: &Props) -> Html {
    let chain = &props.chain;
    let to = use_state(String::new);
    let amount = use_state(String::new);
    let note = use_state(String::new);
    let asked = use_state(|| None::<Review>);
    let sent = use_state(|| None::<Review>);
    let confirmation = use_node_ref();
    let reviewing = {
        let asked = asked.setter();
        use_asking(Callback::from(move |review| asked.set(Some(review))))
    };
    {
        let confirmation = confirmation.clone();
        let made = sent.as_ref().map(|review| review.draft.clone());
        use_effect_with(made, move |made| {
            if made.is_some() {
                dom::focus(&confirmation);
            }
        });
    }
    let form = use_node_ref();
    use_focus_on_fault(&form, reviewing.fault.as_ref());
    let understood = amount::read(&amount, &chain.symbol, amount::groups_by_comma());
    let question = understood.as_ref().ok().filter(|_| asked.is_none());
    let question = question.map(|amount| (to.trim(), amount.as_str(), note.trim()));
    let review = use_review(question, chain, reviewing.fault.is_some());
    let typing = |state: &UseStateHandle<String>| {
        let (state, forgive, sent) = (state.setter(), reviewing.forgive.clone(), sent.setter());
        Callback::from(move |text: String| {
            state.set(text);
            sent.set(None);
            forgive.emit(());
        })
    };
    let most = use_most(&to, &amount, &note, chain);
    let onsubmit = {
        let (to, note, ask) = (to.clone(), note.clone(), reviewing.ask.clone());
        let amount = understood.clone().ok();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(amount) = &amount {
                ask.emit(command::Review {
                    to: to.trim().to_owned(),
                    amount: amount.clone(),
                    note: note.trim().to_owned(),
                });
            }
        })
    };
    let onback = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    let onpaid = {
        let (to, amount, note) = (to.setter(), amount.setter(), note.setter());
        let (asked, sent) = (asked.setter(), sent.setter());
        Callback::from(move |review| {
            asked.set(None);
            sent.set(Some(review));
            for field in [&to, &amount, &note] {
                field.set(String::new());
            }
        })
    };
    let misread = understood.err();
    let misread = misread.map(|message| Fault::of(Input::Amount, message));
    // The error of a refused payment says more than the review of the same text, so it comes first.
    let refusal = misread
        .or_else(|| reviewing.fault.clone())
        .or_else(|| match &review {
            Some(Err(fault)) => Some(fault.clone()),
            _ => None,
        });
    let fault = |input| fault_of(refusal.as_ref(), input);
    html! {
        <section class="card send" aria-labelledby="send-title">
            <h2 id="send-title">{ "Send" }</h2>
            <form ref={form} {onsubmit}>
                <Field id="to" label="To" code=true value={(*to).clone()} oninput={typing(&to)}
                    fault={fault(Input::To)} hint="The recipient’s address." />
                <Field id="amount" label="Amount" inputmode="decimal" value={(*amount).clone()}
                    oninput={typing(&amount)} fault={fault(Input::Amount)}>
                    <span class="unit" aria-hidden="true">{ &chain.symbol }</span>
                    <button type="button" class="button" onclick={most} aria-label="Max"
                        title="All that can be spent, less the fee">{ "Max" }</button>
                </Field>
                <Field id="note" label="Public note" value={(*note).clone()} oninput={typing(&note)}
                    fault={fault(Input::Note)}
                    hint="Optional. It goes into the chain: everybody can read it, permanently." />
                if let Some(Ok(review)) = &review {
                    { bill(review, &chain.symbol) }
                }
                { alert(fault_beside(refusal.as_ref(), &INPUTS)) }
                <div class="buttons">
                    <button type="submit" class="button button-main" disabled={reviewing.busy}>{ "Send" }</button>
                </div>
            </form>
            <div role="status" class="sent" tabindex="-1" ref={confirmation}>
                if let Some(sent) = &*sent {
                    <p>
                        { format!("{} sent to ", format::coins(sent.amount, &chain.symbol)) }
                        <span class="hash" title={sent.to.clone()}>{ &sent.to }</span>
                    </p>
                    <p><a href={Route::Transaction(sent.draft.clone()).href()}>{ "See the payment" }</a></p>
                }
            </div>
            if let Some(review) = &*asked {
                <ReviewDialog review={review.clone()} {onpaid} {onback} />
            }
        </section>
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
        <dl class="bill" aria-label="This payment">
            { line("Recipient gets", review.amount) }
            { line("Fee for the miner", review.fee) }
            { line("Total", review.total) }
            { line("Left in your wallet", review.left) }
            if let Some(note) = &review.note {
                <div class="fact"><dt>{ "Everybody can read" }</dt><dd><bdi class="carried">{ note }</bdi></dd></div>
            }
            if review.to_self {
                <p class="hint">{ "This address is your own." }</p>
            }
        </dl>
    }
}

/// Returns the review of the form's contents. It is requested when the typing pauses, and again
/// when an error appears or disappears or when the tip, the balance or the minimum fee rate
/// changes. `None` if a field is empty or the review is not there yet.
#[hook]
fn use_review(
    question: Option<(&str, &str, &str)>,
    chain: &Chain,
    is_refused: bool,
) -> Option<Result<Review, Fault>> {
    let node = use_node();
    let review = use_state(|| None);
    let setter = review.setter();
    let question = question
        .filter(|(to, amount, _)| !to.is_empty() && !amount.is_empty())
        .map(|(to, amount, note)| (to.to_owned(), amount.to_owned(), note.to_owned()));
    let rests_on = (
        chain.tip,
        chain.wallet.balance,
        chain.pool.least_rate,
        is_refused,
    );
    use_effect_with((question.clone(), rests_on), move |(question, _)| {
        let timeout = question.clone().map(|question| {
            Timeout::new(QUIET_MS, move || {
                spawn_local(async move {
                    let (to, amount, note) = question.clone();
                    let answer = node.ask(command::Review { to, amount, note }).await;
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
fn use_most(
    to: &UseStateHandle<String>,
    amount: &UseStateHandle<String>,
    note: &UseStateHandle<String>,
    chain: &Chain,
) -> Callback<MouseEvent> {
    let node = use_node();
    let own = chain.wallet.address.clone();
    let (to, amount, note) = (to.clone(), amount.clone(), note.clone());
    Callback::from(move |_| {
        let typed = to.trim().to_owned();
        let to = if typed.is_empty() { own.clone() } else { typed };
        let (node, amount) = (node.clone(), amount.setter());
        let note = note.trim().to_owned();
        spawn_local(async move {
            let ask = command::Review {
                to,
                amount: ALL.to_owned(),
                note,
            };
            match node.ask(ask).await {
                Ok(review) => amount.set(review.amount.to_string()),
                // The review of the form then shows the reason.
                _ => amount.set(ALL.to_owned()),
            }
        });
    })
}
