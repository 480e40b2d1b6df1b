//! The content of every page of the explorer while a reply is pending or after an error.

use yew::prelude::*;

use super::heading::Heading;
use crate::node::Query;
use crate::reasons::sentence;
use crate::texts::ui as texts;

/// Renders the reply with `draw`. While it is pending, or after an error, renders a message under
/// the heading `title` instead.
pub(crate) fn show<T>(query: Query<T>, title: &'static str, draw: impl FnOnce(T) -> Html) -> Html {
    let fault = match query {
        Query::Loading => {
            return html! {
                <><Heading {title} /><p class="hint" role="status">{ texts::looking_up() }</p></>
            };
        }
        Query::Found(answer) => return draw(answer),
        Query::Failed(fault) => fault,
    };
    html! {
        <><Heading {title} /><p class="fault" role="alert">{ sentence(&fault.reason) }</p></>
    }
}
