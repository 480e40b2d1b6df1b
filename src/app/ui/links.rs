//! Links to blocks, transactions and addresses, with buttons that copy their full text.

use yew::prelude::*;

use super::copy_button::CopyButton;
use crate::route::Route;

/// A hash or an address as a link to its page, which `to` gives. `copy` is the accessible name of a
/// copy button; `None` for no button. The style shortens the visible text if there is no room, but
/// the button copies the full text.
pub(crate) fn hash_link(to: fn(String) -> Route, text: &str, copy: Option<&'static str>) -> Html {
    let href = to(text.to_owned()).href();
    let text = AttrValue::from(text.to_owned());
    html! {
        <span class="hash-row">
            <a class="hash" {href} title={&text}>{ &text }</a>
            if let Some(label) = copy {
                <CopyButton {text} {label} small=true />
            }
        </span>
    }
}

/// A hash or an address as text with a copy button.
pub(crate) fn hash_text(text: String, copy: impl Into<AttrValue>) -> Html {
    whole(text.into(), copy.into())
}

fn whole(text: AttrValue, label: AttrValue) -> Html {
    html! {
        <span class="hash-row">
            <span class="hash hash-whole">{ &text }</span>
            <CopyButton {text} {label} small=true />
        </span>
    }
}
