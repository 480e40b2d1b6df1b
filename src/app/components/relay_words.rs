//! A relay's state.

use api::RelayView;
use yew::prelude::*;

use super::moment::use_now;
use crate::format;

/// The longest wait that is told, in seconds: the mesh waits no longer, so more comes from a clock
/// that was set meanwhile.
const LONGEST_WAIT: f64 = 90.0;

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// How it stands with the relay.
    pub(crate) relay: RelayView,
}

/// The relay's state in words, with the seconds to the next attempt.
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
