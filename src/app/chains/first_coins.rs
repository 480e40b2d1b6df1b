//! The owners of a new chain's first coins.

use api::{Field as Input, NewChain, Share};
use yew::prelude::*;

use crate::dom;
use crate::texts::chains as texts;
use crate::ui::form::{FormHandle, TextField};

/// The id of the button that adds a row.
const ADD: &str = "share-add";

/// Rows of owners and amounts, and the owner of the first block's reward. `key` is the public key
/// of the person who edits them.
pub(crate) fn first_coins(
    form: &FormHandle<NewChain>,
    chain: &NewChain,
    key: Option<&AttrValue>,
) -> Html {
    let add =
        form.editing(|chain: &mut NewChain, _: MouseEvent| chain.allocation.push(Share::default()));
    let add_me = key.cloned().map(|key| {
        form.editing(move |chain: &mut NewChain, _: MouseEvent| {
            chain.allocation.push(Share {
                to: key.to_string(),
                amount: "100".to_owned(),
            });
        })
    });
    let rows = (0..).take(chain.allocation.len());
    html! {
        <fieldset>
            <legend>{ texts::first_coins() }</legend>
            <p class="hint wide">{ texts::first_coins_hint() }</p>
            { for rows.map(|row| coins_of(form, row)) }
            <div class="buttons wide">
                <button id={ADD} type="button" class="button button-quiet" onclick={add}>{ texts::add_recipient() }</button>
                if let Some(onclick) = add_me {
                    <button type="button" class="button button-quiet" {onclick}>{ texts::add_myself() }</button>
                }
            </div>
            <div class="wide">
                <TextField name={Input::GenesisAuthor} id="genesis-author" label={texts::genesis_author()}
                    code=true hint={texts::genesis_author_hint()} />
            </div>
        </fieldset>
    }
}

fn coins_of(form: &FormHandle<NewChain>, row: u32) -> Html {
    let place = row as usize;
    let number = row + 1;
    let remove = form.editing(move |chain: &mut NewChain, _: MouseEvent| {
        if place < chain.allocation.len() {
            chain.allocation.remove(place);
        }
        // The pressed button disappears with its row.
        dom::focus_id(ADD);
    });
    html! {
        <div class="wide share" key={row}>
            <TextField name={Input::ShareTo(row)} id={format!("share-to-{number}")}
                label={texts::owner(&number)} code=true hint={texts::owner_hint()} />
            <TextField name={Input::ShareAmount(row)} id={format!("share-amount-{number}")}
                label={texts::owner_coins(&number)} inputmode="decimal">
                <button type="button" class="button button-quiet" aria-label={texts::owner_remove(&number)}
                onclick={remove}>{ texts::remove() }</button>
            </TextField>
        </div>
    }
}
