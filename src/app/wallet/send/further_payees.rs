//! The payees of a payment beside the first one.

use api::command::FurtherPayee;
use api::{Field as Input, ReviewedPayee};
use yew::prelude::*;

use super::payee::CONTACTS;
use super::payment::Payment;
use crate::dom;
use crate::format;
use crate::state::Contacts;
use crate::texts::common;
use crate::texts::wallet as texts;
use crate::ui::address::address_groups;
use crate::ui::fact::fact;
use crate::ui::form::{FormHandle, TextField};

/// The id of the button that adds a row.
const ADD: &str = "payee-add";
/// The maximum number of rows, as in the node.
const MAX_ROWS: usize = 20;

/// The rows of payees and amounts, and a button that adds one.
pub(super) fn further_payees(form: &FormHandle<Payment>, symbol: &AttrValue) -> Html {
    let count = form.values().more.len();
    let add = form.editing(|payment: &mut Payment, _: MouseEvent| {
        if payment.more.len() < MAX_ROWS {
            payment.more.push(FurtherPayee::default());
        }
    });
    html! {
        <>
            { for (0..).take(count).map(|row| payee(form, symbol, row)) }
            <div class="buttons">
                <button id={ADD} type="button" class="button button-quiet" disabled={count >= MAX_ROWS} onclick={add}>
                    { texts::payee_add() }
                </button>
            </div>
        </>
    }
}

fn payee(form: &FormHandle<Payment>, symbol: &AttrValue, row: u32) -> Html {
    let place = row as usize;
    // The first payee has no number in its label.
    let number = row + 2;
    let remove = form.editing(move |payment: &mut Payment, _: MouseEvent| {
        if place < payment.more.len() {
            payment.more.remove(place);
        }
        // The pressed button disappears with its row.
        dom::focus_id(ADD);
    });
    html! {
        <div class="payee" key={row}>
            <TextField name={Input::MoreTo(row)} id={format!("to-{number}")} label={texts::payee_to(&number)}
                code=true list={CONTACTS} />
            <TextField name={Input::MoreAmount(row)} id={format!("amount-{number}")}
                label={texts::payee_amount(&number)} inputmode="decimal">
                <span class="unit" aria-hidden="true">{ symbol }</span>
                <button type="button" class="button button-quiet" aria-label={texts::payee_remove_row(&number)}
                    onclick={remove}>{ texts::payee_remove() }</button>
            </TextField>
        </div>
    }
}

/// The amounts of the further payees, a line each, with the payee's name or the end of the address.
pub(super) fn further_bill(more: &[ReviewedPayee], symbol: &str, contacts: &Contacts) -> Html {
    let line = |payee: &ReviewedPayee| {
        let name = match contacts.name(&payee.to) {
            Some(name) => html! { <bdi>{ name }</bdi> },
            None => html! { <span class="code">{ end_of(&payee.to) }</span> },
        };
        fact(
            name,
            html! { <span class="numbers">{ format::coins(payee.amount, symbol) }</span> },
        )
    };
    more.iter().map(line).collect()
}

/// The end of an address. The beginning is the same for all of a chain.
fn end_of(address: &str) -> String {
    let end = address.len().saturating_sub(8);
    format!("…{}", address.get(end..).unwrap_or(address))
}

/// The further payees with their names and whole addresses, for the review before signing.
pub(super) fn further_review(
    more: &[ReviewedPayee],
    symbol: &str,
    name: &dyn Fn(&str) -> Html,
) -> Html {
    let lines = |payee: &ReviewedPayee| {
        let title = match payee.to_self {
            true => texts::review_recipient_own(),
            false => texts::review_recipient(),
        };
        html! {
            <>
                <div class="fact bill-address">
                    <dt>{ title }</dt>
                    <dd>
                        { name(&payee.to) }
                        { address_groups(&payee.to) }
                    </dd>
                </div>
                { fact(common::amount(), html! {
                    <span class="numbers">{ format::coins(payee.amount, symbol) }</span>
                }) }
            </>
        }
    };
    more.iter().map(lines).collect()
}

#[cfg(test)]
mod tests {
    use super::end_of;

    #[test]
    fn an_address_is_told_by_its_end() {
        assert_eq!(end_of("tab1qqqqqqqqabcdefgh"), "…abcdefgh");
        assert_eq!(end_of("tab1"), "…tab1");
    }
}
