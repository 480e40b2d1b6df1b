//! The owners of a new chain's first coins.

use api::{Field as Input, Share};
use yew::prelude::*;

use super::editing::Editing;
use crate::dom;
use crate::texts::chains as texts;
use crate::ui::field::Field;

/// The id of the button that adds a row.
const ADD: &str = "share-add";

/// Rows of owners and amounts, and the owner of the first block's reward. `key` is the public key
/// of the person who edits them.
pub(crate) fn first_coins(editing: &Editing, key: Option<&AttrValue>) -> Html {
    let add = editing.writing(|chain, _: MouseEvent| chain.allocation.push(Share::default()));
    let add_me = key.cloned().map(|key| {
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
            <legend>{ texts::first_coins() }</legend>
            <p class="hint wide">{ texts::first_coins_hint() }</p>
            { for rows.map(|(row, share)| coins_of(editing, row, share)) }
            <div class="buttons wide">
                <button id={ADD} type="button" class="button button-quiet" onclick={add}>{ texts::add_recipient() }</button>
                if let Some(onclick) = add_me {
                    <button type="button" class="button button-quiet" {onclick}>{ texts::add_myself() }</button>
                }
            </div>
            <div class="wide">
                <Field id="genesis-author" label={texts::genesis_author()} code=true
                    value={editing.chain.genesis_author.clone()}
                    oninput={editing.typing(|chain| &mut chain.genesis_author)}
                    fault={editing.fault_of(Input::GenesisAuthor)}
                    hint={texts::genesis_author_hint()} />
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
        // The pressed button disappears with its row.
        dom::focus_id(ADD);
    });
    html! {
        <div class="wide share" key={row}>
            <Field id={format!("share-to-{number}")} label={texts::owner(&number)} code=true
                value={share.to.clone()} oninput={to} fault={editing.fault_of(Input::ShareTo(row))}
                hint={texts::owner_hint()} />
            <Field id={format!("share-amount-{number}")} label={texts::owner_coins(&number)}
                inputmode="decimal" value={share.amount.clone()} oninput={amount}
                fault={editing.fault_of(Input::ShareAmount(row))}>
                <button type="button" class="button button-quiet" aria-label={texts::owner_remove(&number)}
                onclick={remove}>{ texts::remove() }</button>
            </Field>
        </div>
    }
}
