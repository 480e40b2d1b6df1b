//! Restoring a wallet before a chain is open.

use yew::prelude::*;

use crate::dom;
use crate::on_demand::shown::{Content, Unfolded};
use crate::on_demand::{OnDemand, Part};
use crate::state::{Profile, use_session};
use crate::texts::chains as texts;

/// Properties of `RestoreCard`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The profile.
    pub(crate) profile: Profile,
}

/// A folded card with the form that restores a wallet. The form is loaded and drawn when it is
/// first shown, and then stays, so that what was typed does.
#[component]
pub(crate) fn RestoreCard(props: &Props) -> Html {
    // The text is in the language that the session names.
    use_session();
    let drawn = use_state(|| false);
    let ontoggle = {
        let drawn = drawn.clone();
        Callback::from(move |event: Event| {
            if dom::is_unfolded(&event) {
                drawn.set(true);
            }
        })
    };
    html! {
        <details class="card safety first-restore" {ontoggle}>
            <summary>{ texts::have_words() }</summary>
            if *drawn {
                <OnDemand part={Part::StartForms}
                    content={Content::Unfolded(Unfolded::Restore(props.profile.clone()))} />
            }
        </details>
    }
}
