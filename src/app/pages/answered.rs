//! What every page of the explorer shows while its answer is out, or when there is none.

use api::{Fault, Reply};
use yew::prelude::*;

use crate::components::heading::Heading;
use crate::node::Query;

/// Draws the answer with `draw`, or says under the heading `title` that it is awaited, or why there
/// is none.
pub(crate) fn show(
    query: Query,
    title: &'static str,
    draw: impl FnOnce(Reply) -> Option<Html>,
) -> Html {
    let fault = match query {
        Query::Loading => {
            return html! {
                <><Heading {title} /><p class="hint" role="status">{ "Looking it up…" }</p></>
            };
        }
        Query::Found(reply) => match draw(reply) {
            Some(page) => return page,
            None => Fault::new("The node answered something else. Reload the page."),
        },
        Query::Failed(fault) => fault,
    };
    html! {
        <><Heading {title} /><p class="fault" role="alert">{ fault.message }</p></>
    }
}
