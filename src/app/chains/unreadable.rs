//! The page that is shown if the profile's file can't be read.

use yew::prelude::*;

use crate::dom;
use crate::texts::chains as texts;
use crate::ui::heading::Heading;

/// States the reason (a sentence). Also states that nothing was changed, and how to continue with
/// another profile.
pub(crate) fn unreadable(reason: AttrValue) -> Html {
    let next = dom::profile().unwrap_or_default().next();
    let begin = {
        let next = next.clone();
        Callback::from(move |_: MouseEvent| dom::enter(&next))
    };
    let reload = Callback::from(|_: MouseEvent| dom::reload());
    html! {
        <section class="card narrow">
            <Heading title={texts::unreadable_title()} />
            <p role="alert">{ reason }</p>
            <p>
                { texts::unreadable_text() }
            </p>
            <p>
                { texts::unreadable_anew(html! { <strong>{ next.to_string() }</strong> }) }
            </p>
            <div class="buttons">
                <button type="button" class="button button-main" onclick={begin}>{ texts::unreadable_begin() }</button>
                <button type="button" class="button" onclick={reload}>{ texts::unopened_again() }</button>
            </div>
        </section>
    }
}
