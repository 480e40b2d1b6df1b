//! A figure with its label.

use yew::html::IntoPropValue;
use yew::prelude::*;

/// One line of a list of figures; belongs into a `dl` element.
pub(crate) fn fact(name: impl IntoPropValue<Html>, figure: impl IntoPropValue<Html>) -> Html {
    line(name.into_prop_value(), figure.into_prop_value())
}

fn line(name: Html, figure: Html) -> Html {
    html! { <div class="fact"><dt>{ name }</dt><dd>{ figure }</dd></div> }
}
