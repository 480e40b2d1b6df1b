//! The page when there is no node to show.

use crate::prelude::*;

use crate::dom;

/// The page's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Why there is none: a sentence.
    pub(crate) reason: AttrValue,
    /// Loading the page again may help.
    #[prop_or_default]
    pub(crate) reload: bool,
}

/// Says what happened and what to do.
#[component]
pub(crate) fn Ended(props: &Props) -> Html {
    let onclick = Callback::from(|_: MouseEvent| dom::reload());
    html! {
        <section class="card narrow" role="alert">
            <h1>{ "The node has stopped" }</h1>
            <p>{ &props.reason }</p>
            if props.reload {
                <p>{ "Your chain and your wallet are kept; loading the page again starts it anew." }</p>
                <button type="button" class="button button-main" {onclick}>{ "Reload" }</button>
            }
        </section>
    }
}
