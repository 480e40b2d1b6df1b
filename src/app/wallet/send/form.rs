//! Sending a payment.

use api::{Fault, Field as Input, PaymentRequest, Review, WalletView, command};
use gloo::timers::callback::Timeout;
use primitives::BlockHash;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::chosen_coins::{ChosenCoins, CoinNotes, use_coin_notes};
use super::fee_choice::fee_choice;
use super::further_payees::{further_bill, further_payees};
use super::payee::{CONTACTS, HEADING, about_payee, contact_list, use_requests};
use super::payment::{Amounts, Payment, note_of};
use super::review_dialog::ReviewDialog;
use crate::amount;
use crate::format;
use crate::identity::Same;
use crate::node::{use_asking, use_node};
use crate::route::Route;
use crate::state::{Contacts, use_contacts};
use crate::texts::common;
use crate::texts::wallet as texts;
use crate::ui::focus::use_focus_on;
use crate::ui::form::{Form, FormFault, FormHandle, TextField, use_form};

/// Time without a keystroke after which the payment is reviewed.
const QUIET_MS: u32 = 250;
/// The text that means all spendable coins.
const ALL: &str = "max";

/// Properties of `SendForm`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The coin's symbol.
    pub(crate) symbol: AttrValue,
    /// Whether signing needs the passphrase.
    pub(crate) is_locked: bool,
    /// The hash of the tip.
    pub(crate) tip: BlockHash,
    /// The height of the tip.
    pub(crate) height: u32,
    /// The wallet.
    pub(crate) wallet: Same<WalletView>,
    /// The least fee rate of the mempool, in base units per 1,000 weight units.
    pub(crate) least_rate: u64,
    /// The intended seconds between blocks.
    pub(crate) interval: u32,
    /// A request that the person has opened, which fills in the form; `None` if there is none.
    #[prop_or_default]
    pub(crate) requested: Option<PaymentRequest>,
}

/// The form. The cost of the payment is reviewed while it is typed; `Send` opens the dialog that
/// pays.
#[component]
pub(crate) fn SendForm(props: &Props) -> Html {
    let symbol = &props.symbol;
    let contacts = use_contacts();
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
    let unread = use_requests(&form, props.requested.clone());
    let groups = amount::groups_by_comma();
    let amounts = (form.values()).amounts(|text| amount::read(text, symbol, groups));
    let question = (amounts.as_ref().ok())
        .filter(|_| unread.is_none())
        .map(|amounts| form.values().question(amounts.clone(), &contacts));
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
    let onpaid = use_paid(&form, asked.setter(), sent.setter());
    let pace = form.values().pace;
    let onpace = form.editing(|payment: &mut Payment, pace| payment.pace = pace);
    let most = use_most(&form, &contacts, &props.wallet.address);
    let fault = unread.or_else(|| fault(amounts.err(), reviewing.fault.as_ref(), review.as_ref()));
    let about = about_payee(&form.values(), &contacts);
    let notes = use_coin_notes();
    html! {
        <section class="card send" aria-labelledby={HEADING}>
            <h2 id={HEADING} tabindex="-1">{ texts::send() }</h2>
            <Form form={form.state()} {fault} refused={reviewing.fault.clone()} {onsubmit}>
                { fields(&form, symbol, &contacts, about, most) }
                { options(&form, props, &notes) }
                if let Some(Ok(review)) = &review {
                    { bill(review, &contacts, symbol) }
                    { fee_choice(&review.fees, symbol, props.interval, pace, onpace) }
                }
                <FormFault />
                <div class="buttons">
                    <button type="submit" class="button button-main" disabled={reviewing.busy}>{ texts::send() }</button>
                </div>
            </Form>
            <div role="status" class="sent" tabindex="-1" ref={confirmation}>
                { for sent.iter().map(|sent| receipt(sent, &contacts, symbol)) }
            </div>
            { notes.dialog() }
            if let Some(review) = &*asked {
                <ReviewDialog review={review.clone()} {symbol} is_locked={props.is_locked} {onpaid} {onback} />
            }
        </section>
    }
}

/// Why nothing can be sent: the amount is ambiguous (`1,234` where a comma groups thousands), or
/// the node refuses the payment. A refusal of the submitted payment takes precedence over a refusal
/// of the review while typing.
fn fault(
    misread: Option<Fault>,
    refused: Option<&Fault>,
    review: Option<&Result<Review, Fault>>,
) -> Option<Fault> {
    let reviewed = || review.and_then(|review| review.as_ref().err());
    misread.or_else(|| refused.or_else(reviewed).cloned())
}

/// The fields. `about` is the line about the payee, and `most` the action of the `Max` button.
fn fields(
    form: &FormHandle<Payment>,
    symbol: &AttrValue,
    contacts: &Contacts,
    about: Html,
    most: Callback<MouseEvent>,
) -> Html {
    html! {
        <>
            <TextField name={Input::To} id="to" label={texts::send_to()} code=true list={CONTACTS}
                hint={texts::send_to_hint()} />
            { contact_list(contacts) }
            { about }
            <div class="buttons">
                <a class="button button-quiet" href={Route::Scan.href()}>{ texts::send_scan() }</a>
                <a class="button button-quiet" href={Route::Contacts.href()}>{ texts::receive_contacts() }</a>
            </div>
            <TextField name={Input::Amount} id="amount" label={common::amount()} inputmode="decimal">
                <span class="unit" aria-hidden="true">{ symbol }</span>
                <button type="button" class="button" onclick={most} aria-label={texts::send_max()}
                    title={texts::send_max_hint()}>{ texts::send_max() }</button>
            </TextField>
            { further_payees(form, symbol) }
            <TextField name={Input::Note} id="note" label={common::public_note()} hint={texts::send_note_hint()} />
        </>
    }
}

/// What few payments need: the choice of their coins.
fn options(form: &FormHandle<Payment>, props: &Props, notes: &CoinNotes) -> Html {
    let onchange = form.editing(|payment: &mut Payment, coins| payment.coins = coins);
    let chosen = form.values().coins.clone();
    html! {
        <ChosenCoins symbol={props.symbol.clone()} tip={props.tip} height={props.height}
            balance={props.wallet.balance} {chosen} {onchange} notes={notes.clone()} />
    }
}

/// Confirms that the payment was sent.
fn receipt(sent: &Review, contacts: &Contacts, symbol: &str) -> Html {
    let name = contacts.name(&sent.to);
    let payee = match name {
        Some(name) => html! { <bdi title={sent.to.clone()}>{ name }</bdi> },
        None => html! { <span class="hash" title={sent.to.clone()}>{ &sent.to }</span> },
    };
    html! {
        <>
            <p>
                { texts::sent(&format::coins(sent.amount, symbol), payee) }
            </p>
            if !sent.more.is_empty() {
                <p>{ texts::sent_more(sent.more.len() as u64) }</p>
            }
            <p class="links">
                <a href={Route::Transaction(sent.draft.clone()).href()}>{ texts::sent_link() }</a>
                if name.is_none() && !sent.to_self && !sent.to.is_empty() {
                    <a href={Route::Address(sent.to.clone()).href()}>{ texts::sent_name() }</a>
                }
            </p>
        </>
    }
}

/// The cost of the payment and the remaining balance.
fn bill(review: &Review, contacts: &Contacts, symbol: &str) -> Html {
    let line = |name: &'static str, amount| {
        html! {
            <div class="fact"><dt>{ name }</dt><dd class="numbers">{ format::coins(amount, symbol) }</dd></div>
        }
    };
    html! {
        <dl class="bill" aria-label={texts::send_bill()}>
            { line(texts::send_gets(), review.amount) }
            { further_bill(&review.more, symbol, contacts) }
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

/// Returns the callback for a payment that was made. It empties the form, and keeps a request's
/// name and purpose as a private note on the payment. A refusal of the note is ignored: the payment
/// has been made, and the note can be written again in the history.
#[hook]
fn use_paid(
    form: &FormHandle<Payment>,
    asked: UseStateSetter<Option<Review>>,
    sent: UseStateSetter<Option<Review>>,
) -> Callback<Review> {
    let (node, form) = (use_node(), form.clone());
    Callback::from(move |review: Review| {
        let note = form.values().request().map(note_of);
        if let Some(note) = note {
            let (node, txid) = (node.clone(), review.draft.clone());
            spawn_local(async move {
                let _ = node.ask(command::SetPaymentNote { txid, note }).await;
            });
        }
        asked.set(None);
        sent.set(Some(review));
        form.set(|payment| *payment = Payment::default());
    })
}

/// Returns the action of the `Max` button, which writes the largest payable amount into the field.
/// The fee does not depend on the payee, so the wallet's own address is used until one is typed.
#[hook]
fn use_most(
    form: &FormHandle<Payment>,
    contacts: &Contacts,
    own_address: &str,
) -> Callback<MouseEvent> {
    let node = use_node();
    // The other payees are paid first; the node refuses rows that are not filled in yet.
    let groups = amount::groups_by_comma();
    let amounts = form.values().amounts(|text| amount::read(text, "", groups));
    let more = amounts.map(|amounts| amounts.more).unwrap_or_default();
    let first = ALL.to_owned();
    let mut question = form.values().question(Amounts { first, more }, contacts);
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
