//! The bytes of a data output, shown by their meaning.

use api::{Carried, Meaning};
use yew::prelude::*;

use crate::texts::blocks as texts;

/// Text is shown as text, isolated so that its writing direction does not affect its surroundings,
/// and never as a link. All other data is shown in hexadecimal with its kind, shortened by the
/// style if there is no room.
pub(crate) fn carried_view(carried: &Carried) -> Html {
    let hex = &carried.hex;
    let named = |name: &'static str, text: &str| {
        html! {
            <span class="side-data">
                <span>{ name }{ " " }</span>
                <span class="hash" title={text.to_owned()}>{ text.to_owned() }</span>
            </span>
        }
    };
    match &carried.meaning {
        Meaning::Text(text) => html! { <bdi class="carried">{ text }</bdi> },
        Meaning::Stamp(digest) => named(texts::data_stamp(), digest),
        Meaning::Commitment => named(texts::data_commitment(), hex),
        Meaning::Bytes if hex.is_empty() => html! { <span>{ texts::data_empty() }</span> },
        Meaning::Bytes => named(texts::data(), hex),
    }
}
