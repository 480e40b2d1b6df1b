//! The state of a relay as text.

use api::RelayView;
use yew::prelude::*;

use crate::format;
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
            RelayView::Connected => "Connected".to_owned(),
            RelayView::Connecting => "Connecting…".to_owned(),
            RelayView::Lost { retry: None } => "Not reached; trying again…".to_owned(),
            RelayView::Lost { retry: Some(retry) } => {
                let wait = (format::millis(*retry) - now) / 1_000.0;
                format!("Not reached; trying again in {}", format::span(wait.clamp(0.0, LONGEST_WAIT)))
            }
            RelayView::Refused { reason } => format!("Refused: {reason}"),
        } }
    }
}
