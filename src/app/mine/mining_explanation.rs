//! An explanation of mining.

use yew::prelude::*;

use crate::format;

/// An explanation of mining that is shown on request. `interval` is the target time between blocks
/// in seconds.
pub(crate) fn mining_explanation(interval: u32) -> Html {
    html! {
        <details class="card explain">
            <summary>{ "What mining does" }</summary>
            <p>
                { "Mining gathers the waiting payments into a block and looks for a number that gives the block a \
                   hash below the target. The only way to find one is to try, so a hash below the target proves work." }
            </p>
            <p>
                { "The miner who finds a block is paid new coins and the block’s fees. The target follows the speed of all \
                   miners together, so that a block comes about every " }
                { format::span(interval.into()) }
                { "." }
            </p>
        </details>
    }
}
