//! The time of an event, as a date or as an age.

use gloo::timers::callback::Interval;
use primitives::Timestamp;
use yew::prelude::*;

use crate::format;
use crate::texts::ui as texts;

/// How often an age is updated.
const TICK_MS: u32 = 1_000;

/// A date with its time of day. If two blocks of the chain may have the same minute, the time has
/// seconds. `interval` is the target time between blocks in seconds.
pub(crate) fn moment(time: Timestamp, interval: u32) -> Html {
    html! { <time datetime={format::machine_time(time)}>{ format::block_time(time, interval) }</time> }
}

/// Properties of `Age`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The time of the event.
    pub(crate) time: Timestamp,
}

/// How long ago an event was, kept up to date. The tooltip has the date.
#[component]
pub(crate) fn Age(props: &Props) -> Html {
    let now = use_now(TICK_MS);
    let seconds = now / 1_000.0 - f64::from(props.time.seconds());
    let text = if seconds < 1.0 {
        texts::just_now().to_owned()
    } else {
        texts::ago(&format::short_span(seconds))
    };
    html! {
        <time datetime={format::machine_time(props.time)} title={format::date_time(props.time)}>{ text }</time>
    }
}

/// The current time in milliseconds since 1970, updated every `every` milliseconds.
#[hook]
pub(crate) fn use_now(every: u32) -> f64 {
    let now = use_state(format::now);
    let setter = now.setter();
    use_effect_with(every, move |every| {
        let interval = Interval::new(*every, move || setter.set(format::now()));
        move || drop(interval)
    });
    *now
}
