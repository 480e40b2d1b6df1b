//! The page when there is no node to show.

use yew::prelude::*;

use crate::dom;

/// Says what happened, in a sentence, and what to do; loading the page again may help where `reload` is set.
pub(crate) fn ended(reason: &AttrValue, reload: bool) -> Html {
    let onclick = Callback::from(|_: MouseEvent| dom::reload());
    html! {
        <section class="card narrow" role="alert">
            <h1>{ "The node has stopped" }</h1>
            <p>{ reason }</p>
            if reload {
                <p>{ "Your chain and your wallet are kept; loading the page again starts it anew." }</p>
                <button type="button" class="button button-main" {onclick}>{ "Reload" }</button>
            }
        </section>
    }
}
