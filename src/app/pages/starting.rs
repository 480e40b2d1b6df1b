//! The page until the node has spoken.

use yew::prelude::*;

/// A word of patience; it is shown for a moment only.
pub(crate) fn starting() -> Html {
    html! { <p class="starting" role="status">{ "Starting your node…" }</p> }
}
