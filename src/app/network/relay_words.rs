//! The state of a relay as text.

use api::RelayView;
use yew::prelude::*;

use crate::format;
use crate::texts::network as texts;
use crate::ui::moment::use_now;

/// Maximum wait that is shown, in seconds. The mesh never waits longer; a greater difference means
/// that the clock was changed meanwhile.
const LONGEST_WAIT: f64 = 90.0;

/// Properties of `RelayWords`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The state of the relay.
    pub(crate) relay: RelayView,
}

/// The relay's state, with the seconds until the next attempt.
#[component]
pub(crate) fn RelayWords(props: &Props) -> Html {
    let now = use_now(1_000);
    html! {
        { match &props.relay {
            RelayView::Connected => texts::relay_connected().to_owned(),
            RelayView::Connecting => texts::relay_connecting().to_owned(),
            RelayView::Lost { retry: None } => texts::relay_lost().to_owned(),
            RelayView::Lost { retry: Some(retry) } => {
                let wait = (format::millis(*retry) - now) / 1_000.0;
                texts::relay_retry(&format::span(wait.clamp(0.0, LONGEST_WAIT)))
            }
            RelayView::Refused { reason } => texts::relay_refused(reason),
        } }
    }
}
