//! Paying somebody.

use api::{Agreed, Command, Fault, Field as Input, Reply, Review};
use browser::typed;
use gloo::timers::callback::Timeout;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::alert::alert;
use super::field::Field;
use crate::format;
use crate::node::{fault_beside, fault_of, use_asking, use_node};
use crate::route::Route;
use crate::state::Chain;

/// Quiet time after a keystroke before the payment is reviewed.
const QUIET_MS: u32 = 250;
/// What stands for all that can be spent.
const ALL: &str = "max";
/// The inputs of the form.
const INPUTS: [Input; 4] = [Input::To, Input::Amount, Input::Note, Input::Passphrase];

/// The form's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The open chain.
    pub(crate) chain: Chain,
}

/// A payment that was just made.
#[derive(Clone, PartialEq)]
struct Sent {
    amount: String,
    to: String,
    txid: String,
}

/// The form. What the payment costs and leaves is reviewed while it is typed; `Send` pays.
#[component]
pub(crate) fn SendForm(props: &Props) -> Html {
    let chain = &props.chain;
    let to = use_state(String::new);
    let amount = use_state(String::new);
    let note = use_state(String::new);
    let passphrase = use_state(String::new);
    let sent = use_state(|| None::<Sent>);
    let paying = {
        let (to, amount, note, passphrase, sent) = (
            to.clone(),
            amount.clone(),
            note.setter(),
            passphrase.setter(),
            sent.setter(),
        );
        use_asking(Callback::from(move |reply| {
            if let Reply::Sent { txid } = reply {
                sent.set(Some(Sent {
                    amount: (*amount).clone(),
                    to: (*to).clone(),
                    txid,
                }));
                to.set(String::new());
                amount.set(String::new());
                note.set(String::new());
                passphrase.set(String::new());
            }
        }))
    };
    let review = use_review(&to, &amount, &note, chain, paying.fault.is_some());
    let typing = |state: &UseStateHandle<String>| {
        let (state, forgive, sent) = (state.setter(), paying.forgive.clone(), sent.setter());
        Callback::from(move |text: String| {
            state.set(text);
            sent.set(None);
            forgive.emit(());
        })
    };
    let most = use_most(&to, &amount, &note, chain);
    let onsubmit = {
        let protected = chain.is_protected();
        let (to, amount, passphrase) = (to.clone(), amount.clone(), passphrase.clone());
        let note = note.clone();
        let ask = paying.ask.clone();
        let shown = review.as_ref().and_then(|review| review.as_ref().ok());
        let agreed = shown.map(|review| Agreed {
            amount: review.amount,
            fee: review.fee,
        });
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(Command::Send {
                to: to.trim().to_owned(),
                amount: amount.trim().to_owned(),
                note: note.trim().to_owned(),
                agreed,
                passphrase: protected.then(|| typed::secret(&passphrase)),
            });
        })
    };
    // A refused payment says more than the review of the same text, so it goes first.
    let refusal = paying.fault.clone().or_else(|| match &review {
        Some(Err(fault)) => Some(fault.clone()),
        _ => None,
    });
    let fault = |input| fault_of(refusal.as_ref(), input);
    html! {
        <section class="card send" aria-labelledby="send-title">
            <h2 id="send-title">{ "Send" }</h2>
            <form {onsubmit}>
                <div role="status" class="sent">
                    if let Some(sent) = &*sent {
                        <p>
                            { format!("{} {} sent to ", sent.amount, chain.symbol) }
                            <span class="hash" title={sent.to.clone()}>{ &sent.to }</span>
                        </p>
                        <p><a href={Route::Transaction(sent.txid.clone()).href()}>{ "See the payment" }</a></p>
                    }
                </div>
                { Field::new("to", "To", &to)
                    .oninput(typing(&to)).fault(fault(Input::To)).code().hint("The address of whoever gets it.")
                    .show() }
                { Field::new("amount", "Amount", &amount)
                    .oninput(typing(&amount)).fault(fault(Input::Amount)).inputmode("decimal")
                    .beside(html! {
                        <>
                            <span class="unit" aria-hidden="true">{ &chain.symbol }</span>
                            <button type="button" class="button" onclick={most} aria-label="Max"
                                title="All that can be spent, less the fee">{ "Max" }</button>
                        </>
                    })
                    .show() }
                { Field::new("note", "Public note", &note)
                    .oninput(typing(&note)).fault(fault(Input::Note))
                    .hint("Optional. It goes into the chain: everybody can read it, for ever.").show() }
                if chain.is_protected() {
                    { Field::new("send-passphrase", "Passphrase", &passphrase)
                        .kind("password").oninput(typing(&passphrase)).fault(fault(Input::Passphrase))
                        .autocomplete("current-password").show() }
                }
                if let Some(Ok(review)) = &review {
                    { bill(review, &chain.symbol) }
                }
                { alert(fault_beside(refusal.as_ref(), &INPUTS)) }
                <div class="buttons">
                    <button type="submit" class="button button-main" disabled={paying.busy}>{ "Send" }</button>
                </div>
            </form>
        </section>
    }
}

/// What the payment costs and leaves.
fn bill(review: &Review, symbol: &str) -> Html {
    let line = |name: &'static str, amount| {
        html! {
            <div class="fact"><dt>{ name }</dt><dd class="numbers">{ format::coins(amount, symbol) }</dd></div>
        }
    };
    html! {
        <dl class="bill" aria-label="This payment">
            { line("They get", review.amount) }
            { line("Fee for the miner", review.fee) }
            { line("Together", review.total) }
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

/// The review of what stands in the form, asked for once the typing pauses, and again when a refusal comes or goes and
/// whenever what it rests on is another: the tip, the balance or the least rate of fees. None while something is missing.
#[hook]
fn use_review(
    to: &str,
    amount: &str,
    note: &str,
    chain: &Chain,
    is_refused: bool,
) -> Option<Result<Review, Fault>> {
    let node = use_node();
    let review = use_state(|| None);
    let setter = review.setter();
    let question = (
        to.trim().to_owned(),
        amount.trim().to_owned(),
        note.trim().to_owned(),
        (
            chain.tip,
            chain.wallet.balance,
            chain.pool.least_rate,
            is_refused,
        ),
    );
    use_effect_with(question.clone(), move |(to, amount, note, _)| {
        let (to, amount, note) = (to.clone(), amount.clone(), note.clone());
        let complete = !to.is_empty() && !amount.is_empty();
        let timeout = complete.then(|| {
            Timeout::new(QUIET_MS, move || {
                spawn_local(async move {
                    let question = (to.clone(), amount.clone(), note.clone());
                    let answer = match node.ask(Command::Review { to, amount, note }).await {
                        Ok(Reply::Review(review)) => Ok(review),
                        Ok(_) => return,
                        Err(fault) => Err(fault),
                    };
                    setter.set(Some((question, answer)));
                });
            })
        });
        move || drop(timeout)
    });
    let ((of_to, of_amount, of_note), answer) = (*review).clone()?;
    (of_to == question.0 && of_amount == question.1 && of_note == question.2).then_some(answer)
}

/// The `Max` button's work: writes the largest payable amount into the field. What goes to whom changes
/// nothing about the fee, so as long as no address is typed the wallet's own stands in for it.
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
            let ask = Command::Review {
                to,
                amount: ALL.to_owned(),
                note,
            };
            match node.ask(ask).await {
                Ok(Reply::Review(review)) => amount.set(review.amount.to_string()),
                // The review of the form then says what is in the way.
                _ => amount.set(ALL.to_owned()),
            }
        });
    })
}
