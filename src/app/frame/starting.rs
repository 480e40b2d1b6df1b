//! The page until the first snapshot.

use yew::prelude::*;

use crate::texts::frame as texts;

/// A message that the node starts; it is shown for a moment only.
pub(crate) fn starting() -> Html {
    html! { <p class="starting" role="status">{ texts::starting() }</p> }
}
