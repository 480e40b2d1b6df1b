//! A figure with its name.

use crate::prelude::*;
use crate::template::Hole;

/// One line of a list of facts; stands inside a `dl`.
pub(crate) fn fact(name: impl Into<Hole>, figure: impl Into<Hole>) -> Html {
    line(name.into(), figure.into())
}

fn line(name: Hole, figure: Hole) -> Html {
    html! { <div class="fact"><dt>{ name }</dt><dd>{ figure }</dd></div> }
}
