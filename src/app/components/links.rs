//! Links to blocks, transactions and addresses, with their whole text to copy.

use yew::prelude::*;

use super::copy_button::CopyButton;
use crate::route::Route;

/// A hash or an address that leads to its page `to`, with a copy button where `copy` names one. The
/// style shortens the text where there is no room; it stays whole.
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

/// A hash or an address as text, with its copy button.
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
