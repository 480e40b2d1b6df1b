//! The page until the node has spoken.

use crate::prelude::*;

/// The page's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// An invitation is being opened.
    pub(crate) joining: bool,
}

/// A word of patience; it is shown for a moment only.
#[component]
pub(crate) fn Starting(props: &Props) -> Html {
    let words = if props.joining {
        "Opening the chain you were invited to…"
    } else {
        "Starting your node…"
    };
    html! { <p class="starting" role="status">{ words }</p> }
}
