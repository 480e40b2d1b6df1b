//! What every page of the explorer shows while a reply is pending or after an error.

use api::{Fault, Reply};
use yew::prelude::*;

use super::heading::Heading;
use crate::node::Query;

/// Renders the reply with `draw`. While it is pending, or after an error, renders a message under
/// the heading `title` instead.
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
