//! The message that this node's miner puts into its blocks.

use api::{Field as Input, command};
use yew::prelude::*;

use super::recognised::Recognised;
use crate::node::{typing, use_asking};
use crate::texts::mine as texts;
use crate::ui::field::Field;

/// Properties of `BlockWords`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The message that the node has now; empty for none.
    pub(crate) kept: AttrValue,
    /// Whether others recognise the blocks; `None` if their maker is known anyway.
    #[prop_or_default]
    pub(crate) recognised: Option<bool>,
}

/// The form for the block message.
#[component]
pub(crate) fn BlockWords(props: &Props) -> Html {
    let kept = &props.kept;
    let text = use_state(|| kept.to_string());
    {
        let text = text.setter();
        use_effect_with(kept.clone(), move |kept| text.set(kept.to_string()));
    }
    let asking = use_asking(Callback::noop());
    let onsubmit = {
        let (ask, text) = (asking.ask.clone(), text.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit(command::SetBlockMessage {
                text: (*text).clone(),
            });
        })
    };
    let is_kept = text.trim() == kept.as_str();
    let fault = asking
        .fault_of(Input::BlockMessage)
        .or_else(|| asking.fault_beside(&[Input::BlockMessage]));
    html! {
        <section class="card" aria-label={texts::words()}>
            <form {onsubmit}>
                <Field id="block-words" label={texts::message()} value={(*text).clone()}
                    oninput={typing(&text, &asking.forgive)} {fault}
                    hint={texts::message_hint()}>
                    <button type="submit" class="button" disabled={asking.busy || is_kept}>{ texts::message_save() }</button>
                </Field>
                <span role="status" class="hint">
                    if is_kept && !kept.is_empty() {
                        { texts::message_saved() }
                    }
                </span>
            </form>
            if let Some(on) = props.recognised {
                <Recognised {on} />
            }
        </section>
    }
}
