//! What mining is.

use crate::prelude::*;

use crate::format;

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Seconds wanted between blocks.
    pub(crate) interval: u32,
}

/// What mining is, for who wants to know.
#[component]
pub(crate) fn MiningExplanation(props: &Props) -> Html {
    html! {
        <details class="card explain">
            <summary>{ "What mining does" }</summary>
            <p>
                { "Mining gathers the waiting payments into a block and looks for a number that gives the block a \
                   hash below the target. The only way to find one is to try, so a hash below the target proves work." }
            </p>
            <p>
                { "Whoever finds a block is paid new coins and its fees. The target moves with everyone’s speed, so \
                   that a block comes about every " }
                { format::span(props.interval.into()) }
                { "." }
            </p>
        </details>
    }
}
