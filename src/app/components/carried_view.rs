//! Bytes that a transaction carries, as what they are.

use api::{Carried, Meaning};
use yew::prelude::*;

/// Text as text, on its own so that it can't turn its surroundings around, and never a link; all
/// else named, and shortened where there is no room.
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
        Meaning::Stamp(digest) => named("Stamp of the file with SHA-256", digest),
        Meaning::Commitment => named("Commitment to the signatures", hex),
        Meaning::Bytes if hex.is_empty() => html! { <span>{ "Empty data" }</span> },
        Meaning::Bytes => named("Data", hex),
    }
}
