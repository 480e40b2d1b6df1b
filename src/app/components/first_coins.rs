//! Whose a new chain's first coins are.

use crate::prelude::*;
use api::{Field as Input, Share};

use super::field::Field;
use crate::editing::Editing;
use crate::state::use_page;

/// The form's part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The settings.
    pub(crate) editing: Editing,
}

/// Rows of keys and amounts, and whom the first block pays.
#[component]
pub(crate) fn FirstCoins(props: &Props) -> Html {
    let editing = &props.editing;
    let mine = use_page().key();
    let add = editing.writing(|chain, _: MouseEvent| chain.allocation.push(Share::default()));
    let add_me = mine.map(|key| {
        editing.writing(move |chain, _: MouseEvent| {
            chain.allocation.push(Share {
                to: key.to_string(),
                amount: "100".to_owned(),
            });
        })
    });
    let rows = (0..).zip(&editing.chain.allocation);
    html! {
        <fieldset>
            <legend>{ "First coins" }</legend>
            <p class="hint wide">{ "Coins that exist from the start, beside those that blocks pay." }</p>
            { for rows.map(|(row, share)| coins_of(editing, row, share)) }
            <div class="buttons wide">
                <button type="button" class="button button-quiet" onclick={add}>{ "Add somebody" }</button>
                if let Some(onclick) = add_me {
                    <button type="button" class="button button-quiet" {onclick}>{ "Add me" }</button>
                }
            </div>
            <div class="wide">
                <Field id="genesis-author" label="The first block pays" value={editing.chain.genesis_author.clone()}
                    code=true fault={editing.fault_of(Input::GenesisAuthor)}
                    hint="An address or a public key; it gets the reward of a block. Left empty: nobody."
                    oninput={editing.writing(|chain, text| chain.genesis_author = text)} />
            </div>
        </fieldset>
    }
}

fn coins_of(editing: &Editing, row: u32, share: &Share) -> Html {
    let place = row as usize;
    let number = row + 1;
    let of = move |rows: &mut Vec<Share>, write: &dyn Fn(&mut Share)| {
        if let Some(share) = rows.get_mut(place) {
            write(share);
        }
    };
    let to = editing.writing(move |chain, text: String| {
        of(&mut chain.allocation, &|share| share.to.clone_from(&text));
    });
    let amount = editing.writing(move |chain, text: String| {
        of(&mut chain.allocation, &|share| {
            share.amount.clone_from(&text);
        });
    });
    let remove = editing.writing(move |chain, _: MouseEvent| {
        if place < chain.allocation.len() {
            chain.allocation.remove(place);
        }
    });
    html! {
        <div class="wide share" key={row}>
            <Field id={format!("share-to-{number}")} label={format!("Owner {number}")} value={share.to.clone()} code=true
                fault={editing.fault_of(Input::ShareTo(row))} hint="An address of any chain, or a public key."
                oninput={to} />
            <Field id={format!("share-amount-{number}")} label={format!("Coins of owner {number}")}
                value={share.amount.clone()} inputmode="decimal" fault={editing.fault_of(Input::ShareAmount(row))}
                oninput={amount}>
                <button type="button" class="button button-quiet" aria-label={format!("Remove owner {number}")}
                    onclick={remove}>{ "Remove" }</button>
            </Field>
        </div>
    }
}
