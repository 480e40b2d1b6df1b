//! The choice of who may make the blocks of a new chain.

use api::{Field as Input, Makers};
use yew::prelude::*;

use super::editing::Editing;
use crate::texts::chains as texts;
use crate::ui::area::area;
use crate::ui::choice::choice;

/// Everyone, or only the authors in a list. `key` is the public key of the person who edits the
/// settings.
pub(crate) fn makers_choice(editing: &Editing, key: Option<&AttrValue>) -> Html {
    let chain = &editing.chain;
    let choices = [Makers::Everyone, Makers::Authors, Makers::AuthorsWithWork];
    let words = [
        texts::makers_anyone(),
        texts::makers_authors(),
        texts::makers_authors_work(),
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
            <legend>{ texts::block_authors() }</legend>
            { choice(
                "makers",
                texts::makers(),
                &words.map(AttrValue::from),
                chosen.unwrap_or_default(),
                editing.writing(move |chain, place: usize| chain.makers = choices[place % choices.len()]),
                None,
            ) }
            if chain.makers != Makers::Everyone {
                <div class="wide">
                    { area(
                        "authors",
                        texts::authors(),
                        &chain.authors,
                        editing.fault_of(Input::Authors),
                        texts::authors_hint(),
                        editing.typing(|chain| &mut chain.authors),
                    ) }
                    if let Some(onclick) = add {
                        <div class="buttons">
                            <button type="button" class="button button-quiet" {onclick}>{ texts::add_key() }</button>
                        </div>
                    }
                </div>
            }
        </fieldset>
    }
}
