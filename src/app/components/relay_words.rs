//! The relay's state.

use api::RelayView;
use yew::prelude::*;

use super::moment::use_now;
use crate::format;

/// The part's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The link to the relay.
    pub(crate) relay: RelayView,
}

/// The relay's state in words, with the seconds to the next attempt.
#[component]
pub(crate) fn RelayWords(props: &Props) -> Html {
    let now = use_now(1_000);
    html! {
        { match &props.relay {
            RelayView::Off => "Not used".to_owned(),
            RelayView::Connected => "Connected: it introduces whoever opens the link".to_owned(),
            RelayView::Connecting { retry: None } => "Connecting…".to_owned(),
            RelayView::Connecting { retry: Some(retry) } => {
                let wait = (format::millis(*retry) - now) / 1_000.0;
                format!("Not reached; trying again in {}", format::span(wait))
            }
            RelayView::Refused { reason } => format!("Refused: {reason}"),
        } }
    }
}
