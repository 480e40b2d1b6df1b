//! An explanation of mining.

use yew::prelude::*;

use crate::format;
use crate::texts::mine as texts;

/// An explanation of mining that is shown on request. `interval` is the target time between blocks
/// in seconds.
pub(crate) fn mining_explanation(interval: u32) -> Html {
    html! {
        <details class="card explain">
            <summary>{ texts::explanation_title() }</summary>
            <p>
                { texts::explanation_work() }
            </p>
            <p>
                { texts::explanation_pay(&format::span(interval.into())) }
            </p>
        </details>
    }
}
