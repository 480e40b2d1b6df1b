//! The choice of the nodes that may make the blocks of a new chain.

use api::{Field as Input, Makers, NewChain};
use yew::prelude::*;

use crate::texts::chains as texts;
use crate::ui::choice::choice;
use crate::ui::form::{AreaField, FormHandle};

/// Everyone, or only the authors in a list. `key` is the public key of the person who edits the
/// settings.
pub(crate) fn makers_choice(
    form: &FormHandle<NewChain>,
    chain: &NewChain,
    key: Option<&AttrValue>,
) -> Html {
    let choices = [Makers::Everyone, Makers::Authors, Makers::AuthorsWithWork];
    let words = [
        texts::makers_anyone(),
        texts::makers_authors(),
        texts::makers_authors_work(),
    ];
    let chosen = choices.iter().position(|choice| *choice == chain.makers);
    let add = key.cloned().map(|key| {
        form.editing(move |chain: &mut NewChain, _: MouseEvent| {
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
                form.editing(move |chain, place: usize| chain.makers = choices[place % choices.len()]),
                None,
            ) }
            if chain.makers != Makers::Everyone {
                <div class="wide">
                    <AreaField name={Input::Authors} id="authors" label={texts::authors()}
                        hint={texts::authors_hint()} />
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
