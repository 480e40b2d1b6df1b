//! Error messages.

use yew::prelude::*;

/// Renders an error message, which screen readers announce when it appears. Renders nothing if
/// `fault` is `None`.
pub(crate) fn alert(fault: Option<AttrValue>) -> Html {
    html! {
        if let Some(fault) = fault {
            <p class="fault" role="alert">{ fault }</p>
        }
    }
}
