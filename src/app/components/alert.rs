//! What is wrong.

use yew::prelude::*;

/// A sentence about what is wrong, announced when it appears; nothing where nothing is.
pub(crate) fn alert(fault: Option<AttrValue>) -> Html {
    html! {
        if let Some(fault) = fault {
            <p class="fault" role="alert">{ fault }</p>
        }
    }
}
