//! The page that is shown if the profile's file can't be read.

use yew::prelude::*;

use crate::dom;
use crate::ui::heading::Heading;

/// Properties of `Unreadable`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The reason, as a sentence.
    pub(crate) reason: AttrValue,
}

/// States the reason, that nothing was changed, and how to continue with another profile.
#[component]
pub(crate) fn Unreadable(props: &Props) -> Html {
    let next = dom::profile().unwrap_or_default().next();
    let begin = {
        let next = next.clone();
        Callback::from(move |_: MouseEvent| dom::enter(&next))
    };
    let reload = Callback::from(|_: MouseEvent| dom::reload());
    html! {
        <section class="card narrow">
            <Heading title="This profile can’t be opened" />
            <p role="alert">{ &props.reason }</p>
            <p>
                { "Its chains and its wallet are still on this device, exactly as they were. Nothing is written to them." }
            </p>
            <p>
                { "You can start anew beside it, with another wallet, in the profile " }
                <strong>{ next.to_string() }</strong>
                { ". Twelve words written down with this version of Tabchain bring their wallet back there." }
            </p>
            <div class="buttons">
                <button type="button" class="button button-main" onclick={begin}>{ "Start anew beside it" }</button>
                <button type="button" class="button" onclick={reload}>{ "Try again" }</button>
            </div>
        </section>
    }
}
