//! When something happened.

use gloo::timers::callback::Interval;
use primitives::Timestamp;
use yew::prelude::*;

use crate::format;

/// How often an age is written anew.
const TICK_MS: u32 = 1_000;

/// A date with its time of day, to the second on a chain whose blocks are quicker than minutes tell
/// apart. `interval`: the seconds wanted between blocks.
pub(crate) fn moment(time: Timestamp, interval: u32) -> Html {
    html! { <time datetime={format::machine_time(time)}>{ format::block_time(time, interval) }</time> }
}

/// The age's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// When.
    pub(crate) time: Timestamp,
}

/// How long ago, kept up to date; the date is in its tooltip.
#[component]
pub(crate) fn Age(props: &Props) -> Html {
    let now = use_now(TICK_MS);
    let seconds = now / 1_000.0 - f64::from(props.time.seconds());
    let text = if seconds < 1.0 {
        "just now".to_owned()
    } else {
        format!("{} ago", format::short_span(seconds))
    };
    html! {
        <time datetime={format::machine_time(props.time)} title={format::date_time(props.time)}>{ text }</time>
    }
}

/// The present in milliseconds since 1970, read anew every `every` milliseconds.
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
