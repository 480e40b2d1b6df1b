//! Links to blocks, transactions and addresses, with their whole text to copy.

use crate::prelude::*;

use super::copy_button::CopyButton;
use crate::route::Route;

/// What is linked.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Where it leads.
    pub(crate) to: Route,
    /// The whole hash or address. The style shortens it where there is no room; the text stays whole.
    pub(crate) text: AttrValue,
    /// Shows a copy button with this name.
    #[prop_or_default]
    pub(crate) copy: Option<AttrValue>,
}

/// A hash or an address that leads to its page.
#[component]
pub(crate) fn HashLink(props: &Props) -> Html {
    html! {
        <span class="hash-row">
            <a class="hash" href={props.to.href()} title={&props.text}>{ &props.text }</a>
            if let Some(label) = &props.copy {
                <CopyButton text={&props.text} {label} small=true />
            }
        </span>
    }
}

/// A hash or an address that leads nowhere.
#[derive(Properties, PartialEq)]
pub(crate) struct PlainProps {
    /// The whole text.
    pub(crate) text: AttrValue,
    /// The name of its copy button.
    pub(crate) copy: AttrValue,
}

/// A hash or an address as text, with its copy button.
#[component]
pub(crate) fn HashText(props: &PlainProps) -> Html {
    html! {
        <span class="hash-row">
            <span class="hash hash-whole">{ &props.text }</span>
            <CopyButton text={&props.text} label={&props.copy} small=true />
        </span>
    }
}
