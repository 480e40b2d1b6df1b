//! The last step before a payment is signed: a review of all that is signed.

use std::collections::BTreeMap;

use api::{Field as Input, Replacement, Review, Sent, command};
use browser::typed;
use yew::prelude::*;

use super::chosen_coins::chosen_review;
use super::further_payees::further_review;
use crate::format;
use crate::node::{typing, use_asking};
use crate::state::{Contacts, use_contacts};
use crate::texts::common;
use crate::texts::wallet as texts;
use crate::ui::address::address_groups;
use crate::ui::alert::alert;
use crate::ui::dialog::Dialog;
use crate::ui::fact::fact;
use crate::ui::field::Field;

/// A fee above this fraction of the amount, one part in this many, causes a warning.
const HIGH_FEE_PART: u64 = 20;

/// Properties of `ReviewDialog`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The transaction that would be signed.
    pub(crate) review: Review,
    /// The coin's symbol.
    pub(crate) symbol: AttrValue,
    /// Whether signing needs the passphrase.
    pub(crate) is_locked: bool,
    /// The pictures and names of payees, by their addresses. Others are shown by the names of
    /// contacts.
    #[prop_or_default]
    pub(crate) people: BTreeMap<String, Html>,
    /// Called when the payment was signed and sent.
    pub(crate) onpaid: Callback<Review>,
    /// Called when the person does not want to pay.
    pub(crate) onback: Callback<()>,
}

/// Shows a review and pays on `Pay now`. The node signs the draft that the review names, so exactly
/// what is shown is paid.
#[component]
pub(crate) fn ReviewDialog(props: &Props) -> Html {
    let (review, symbol) = (&props.review, &props.symbol);
    let contacts = use_contacts();
    let protected = props.is_locked;
    let passphrase = use_state(String::new);
    let paying = {
        let (onpaid, review) = (props.onpaid.clone(), review.clone());
        use_asking(Callback::from(move |_: Sent| onpaid.emit(review.clone())))
    };
    let onsubmit = {
        let (ask, draft) = (paying.ask.clone(), review.draft.clone());
        let passphrase = passphrase.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(command::Send {
                draft: draft.clone(),
                passphrase: protected.then(|| typed::secret(&passphrase)),
            });
        })
    };
    let back = {
        let onback = props.onback.clone();
        Callback::from(move |_: MouseEvent| onback.emit(()))
    };
    html! {
        <Dialog id="review-dialog" title={texts::review_title()} onclose={props.onback.clone()}>
            { purpose(review, symbol) }
            { bill(review, symbol, &|address| payee_name(address, &props.people, &contacts)) }
            { warning(review) }
            <form {onsubmit}>
                if protected {
                    <Field id="review-passphrase" label={common::passphrase()} kind="password" autocomplete="current-password"
                        value={(*passphrase).clone()} oninput={typing(&passphrase, &paying.forgive)}
                        fault={paying.fault_of(Input::Passphrase)} />
                }
                { alert(paying.fault_beside(&[Input::Passphrase])) }
                <div class="buttons dialog-buttons">
                    <button type="button" class="button" onclick={back}>{ texts::review_back() }</button>
                    <button type="submit" class="button button-main" disabled={paying.busy}>{ texts::review_pay() }</button>
                </div>
            </form>
        </Dialog>
    }
}

/// The purpose of a replacement or of a payment that speeds up another one; a warning for a new
/// payment.
fn purpose(review: &Review, symbol: &str) -> Html {
    if let Some(bumped) = &review.bumps {
        let fee = format::coins(bumped.fee, symbol);
        return html! { <p>{ texts::review_bump(&fee) }</p> };
    }
    let Some(replaced) = &review.replaces else {
        return html! {
            <p>{ texts::review_warning() }</p>
        };
    };
    let (amount, fee) = (
        format::coins(replaced.amount, symbol),
        format::coins(replaced.fee, symbol),
    );
    let words = match replaced.how {
        Replacement::Cancel => texts::review_cancel(&amount, &fee),
        Replacement::SpeedUp => texts::review_speed_up(&amount, &fee),
    };
    html! { <p>{ words }</p> }
}

/// Payees, amounts, fee, note and total of the transaction.
fn bill(review: &Review, symbol: &str, name: &dyn Fn(&str) -> Html) -> Html {
    let coins = |amount| html! { <span class="numbers">{ format::coins(amount, symbol) }</span> };
    html! {
        <dl class="bill" aria-label={texts::review_bill()}>
            if review.to.is_empty() {
                { fact(texts::review_recipient(), texts::review_nobody()) }
            } else {
                <div class="fact bill-address">
                    <dt>{ if review.to_self { texts::review_recipient_own() } else { texts::review_recipient() } }</dt>
                    <dd>
                        { name(&review.to) }
                        { address_groups(&review.to) }
                    </dd>
                </div>
            }
            { fact(common::amount(), coins(review.amount)) }
            { further_review(&review.more, symbol, name) }
            { fact(common::fee(), coins(review.fee)) }
            { chosen_review(review, symbol) }
            { fact(texts::send_total(), coins(review.total)) }
            { fact(common::left(), coins(review.left)) }
            if let Some(note) = &review.note {
                { fact(common::public_note(), html! { <bdi class="carried">{ note }</bdi> }) }
            }
        </dl>
    }
}

/// The picture and name of a person, or the name of a contact; nothing for others.
fn payee_name(address: &str, people: &BTreeMap<String, Html>, contacts: &Contacts) -> Html {
    if let Some(person) = people.get(address) {
        return person.clone();
    }
    let name = contacts.name(address);
    let name = name.map(|name| html! { <bdi class="payee-name">{ name }</bdi> });
    name.unwrap_or_default()
}

/// A warning if the fee is high for the amount; renders nothing otherwise.
fn warning(review: &Review) -> Html {
    let (amount, fee) = (review.amount.units(), review.fee.units());
    if amount == 0 || fee.saturating_mul(HIGH_FEE_PART) <= amount {
        return Html::default();
    }
    let share = format::percent(fee as f64 / amount as f64);
    html! {
        <p class="note note-warning" role="alert">{ texts::review_high_fee(&share) }</p>
    }
}
