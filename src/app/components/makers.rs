//! Who may make a new chain's blocks.

use crate::prelude::*;
use api::{Field as Input, Makers};

use super::area::Area;
use super::choice::Choice;
use crate::editing::Editing;
use crate::state::use_page;

/// The form's part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The settings.
    pub(crate) editing: Editing,
}

/// Everyone, or the authors of a list.
#[component]
pub(crate) fn MakersChoice(props: &Props) -> Html {
    let editing = &props.editing;
    let chain = &editing.chain;
    let mine = use_page().key();
    let choices = [Makers::Everyone, Makers::Authors, Makers::AuthorsWithWork];
    let words = [
        "Everyone who mines",
        "Only these authors",
        "Only these authors, who must mine too",
    ];
    let chosen = choices.iter().position(|choice| *choice == chain.makers);
    let add = mine.map(|key| {
        editing.writing(move |chain, _: MouseEvent| {
            if !chain.authors.contains(key.as_str()) {
                chain.authors = format!("{}\n{key}", chain.authors.trim()).trim().to_owned();
            }
        })
    });
    html! {
        <fieldset>
            <legend>{ "Who makes blocks" }</legend>
            <Choice id="makers" label="Blocks are made by" options={words.map(AttrValue::from).to_vec()}
                chosen={chosen.unwrap_or_default()}
                onchange={editing.writing(move |chain, place: usize| chain.makers = choices[place % choices.len()])} />
            if chain.makers != Makers::Everyone {
                <div class="wide">
                    <Area id="authors" label="Authors" value={chain.authors.clone()}
                        fault={editing.fault_of(Input::Authors)}
                        hint="Their public keys, one a line. They can’t be changed later; the chain goes on while more than half of them are there."
                        oninput={editing.writing(|chain, text| chain.authors = text)} />
                    if let Some(onclick) = add {
                        <div class="buttons">
                            <button type="button" class="button button-quiet" {onclick}>{ "Add my key" }</button>
                        </div>
                    }
                </div>
            }
        </fieldset>
    }
}
