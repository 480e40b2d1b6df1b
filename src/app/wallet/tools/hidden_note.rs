//! The warning of a message with a character that hides or misleads.

use yew::prelude::*;

use crate::texts::wallet_tools as texts;

/// The warning of a message with a character that hides or misleads; nothing if it has none.
pub(super) fn hidden_note(hidden: Option<u32>) -> Html {
    let Some(code) = hidden else {
        return Html::default();
    };
    html! { <p class="note note-warning">{ texts::message_hidden(&format!("{code:04X}")) }</p> }
}
