//! A figure with its name.

use crate::prelude::*;

/// The fact's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// What it is.
    pub(crate) name: AttrValue,
    /// The figure.
    pub(crate) children: Html,
}

/// One line of a list of facts; stands inside a `dl`.
#[component]
pub(crate) fn Fact(props: &Props) -> Html {
    html! {
        <div class="fact">
            <dt>{ &props.name }</dt>
            <dd>{ props.children.clone() }</dd>
        </div>
    }
}
