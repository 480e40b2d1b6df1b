//! The choice of who may make the blocks of a new chain.

use api::{Field as Input, Makers};
use yew::prelude::*;

use super::editing::Editing;
use crate::ui::area::area;
use crate::ui::choice::choice;

/// Everyone, or only the authors in a list. `key` is the public key of the person who edits the
/// settings.
pub(crate) fn makers_choice(editing: &Editing, key: Option<&AttrValue>) -> Html {
    let chain = &editing.chain;
    let choices = [Makers::Everyone, Makers::Authors, Makers::AuthorsWithWork];
    let words = [
        "Anyone who mines",
        "Only these authors",
        "Only these authors, who must mine too",
    ];
    let chosen = choices.iter().position(|choice| *choice == chain.makers);
    let add = key.cloned().map(|key| {
        editing.writing(move |chain, _: MouseEvent| {
            if !chain.authors.contains(key.as_str()) {
                chain.authors = format!("{}\n{key}", chain.authors.trim()).trim().to_owned();
            }
        })
    });
    html! {
        <fieldset>
            <legend>{ "Block authors" }</legend>
            { choice(
                "makers",
                "Blocks are made by",
                &words.map(AttrValue::from),
                chosen.unwrap_or_default(),
                editing.writing(move |chain, place: usize| chain.makers = choices[place % choices.len()]),
                None,
            ) }
            if chain.makers != Makers::Everyone {
                <div class="wide">
                    { area(
                        "authors",
                        "Authors",
                        &chain.authors,
                        editing.fault_of(Input::Authors),
                        "Their public keys, one per line. Authors can’t be changed. The chain needs more than half of them online.",
                        editing.typing(|chain| &mut chain.authors),
                    ) }
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
