//! The page until the node has spoken.

use yew::prelude::*;

/// A word of patience; it is shown for a moment only. `joining` while an invitation is being opened.
pub(crate) fn starting(joining: bool) -> Html {
    let words = if joining {
        "Opening the chain you were invited to…"
    } else {
        "Starting your node…"
    };
    html! { <p class="starting" role="status">{ words }</p> }
}
