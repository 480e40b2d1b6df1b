//! The risk after each further confirmation, as bars.

use api::risk::attacker_success;
use yew::prelude::*;

use crate::format::class;
use crate::format::{self, fixed};
use crate::odds;

/// Bars at most; a longer way takes a bar for every few confirmations.
const MOST: u32 = 24;
/// Bars with words at most; more would not fit side by side.
const MOST_WORDS: usize = 12;
/// Size of the drawing, in its own units; its frame and its floor say the same.
const SIZE: (f64, f64) = (352.0, 178.0);
/// Where bars stand, and how high the tallest is.
const FLOOR: f64 = 138.0;
const TALLEST: f64 = 114.0;
/// The lowest bar that can still be seen.
const LOWEST: f64 = 2.0;

/// The picture's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The attacker's share in per cent.
    pub(crate) percent: u32,
    /// Confirmations now.
    pub(crate) confirmations: u32,
    /// Confirmations of the last bar, at least those of now.
    pub(crate) last: u32,
}

/// One bar.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bar {
    confirmations: u32,
    risk: f64,
    is_now: bool,
}

/// The picture; its name tells the same in words.
#[component]
pub(crate) fn RiskBars(props: &Props) -> Html {
    let bars = use_memo(
        (props.percent, props.confirmations, props.last),
        |(percent, confirmations, last)| bars(f64::from(*percent) / 100.0, *confirmations, *last),
    );
    let slot = SIZE.0 / wide(bars.len());
    let every = bars.len().div_ceil(MOST_WORDS);
    html! {
        <svg class="risk-bars" viewBox="0 0 352 178" role="img" aria-label={name(&bars)} focusable="false">
            { for bars.iter().enumerate().map(|(place, bar)| {
                drawn(bar, slot * (wide(place) + 0.5), slot, place.is_multiple_of(every))
            }) }
            <path class="risk-floor" d="M0 138H352" />
        </svg>
    }
}

/// A bar with what stands above and below it.
fn drawn(bar: &Bar, middle: f64, slot: f64, words: bool) -> Html {
    let height = (bar.risk * TALLEST).max(LOWEST);
    let (width, top) = (slot * 0.66, FLOOR - height);
    let text = |class: &'static str, y: f64, text: String| {
        html! { <text {class} x={fixed(middle, 1)} y={fixed(y, 1)}>{ text }</text> }
    };
    html! {
        <g key={bar.confirmations} class={class("risk-bar", bar.is_now.then_some("is-now"))}>
            if bar.is_now {
                <rect class="risk-now" x={fixed(middle - slot / 2.0, 1)} y="0" rx="5"
                    width={fixed(slot, 1)} height={fixed(SIZE.1, 0)} />
                { text("risk-now-word", FLOOR + 33.0, "now".to_owned()) }
            }
            <rect class="risk-body" x={fixed(middle - width / 2.0, 1)} y={fixed(top, 1)} rx="1.5"
                width={fixed(width, 1)} height={fixed(height, 1)} />
            // Whole per cent, as there is no room for more; below one in a hundred the bar tells
            // enough.
            if words && bar.risk >= 0.01 {
                { text("risk-share", top - 6.0, fixed(bar.risk * 100.0, 0)) }
            }
            if words {
                { text("risk-count", FLOOR + 17.0, format::grouped(bar.confirmations.into())) }
            }
        </g>
    }
}

/// The bars from no confirmation to at least `last`; the one for `confirmations`, or the last
/// before it, is of now.
fn bars(q: f64, confirmations: u32, last: u32) -> Vec<Bar> {
    let step = last.div_ceil(MOST).max(1);
    (0..=last.div_ceil(step))
        .map(|place| {
            let count = place.saturating_mul(step);
            Bar {
                confirmations: count,
                risk: attacker_success(q, count),
                is_now: confirmations / step == place,
            }
        })
        .collect()
}

fn name(bars: &[Bar]) -> String {
    let list: Vec<String> = bars
        .iter()
        .map(|bar| {
            let now = if bar.is_now { " (now)" } else { "" };
            format!("{}{now}: {}", bar.confirmations, odds::percent(bar.risk))
        })
        .collect();
    format!("Risk by number of confirmations. {}", list.join("; "))
}

/// Exact: there are few bars.
fn wide(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_way_has_a_bar_for_each_confirmation() {
        let bars = bars(0.1, 2, 10);
        let counts: Vec<u32> = bars.iter().map(|bar| bar.confirmations).collect();
        assert_eq!(counts, (0..=10).collect::<Vec<_>>());
        assert_eq!(bars[0].risk, 1.0);
        assert!(bars.is_sorted_by(|before, after| before.risk > after.risk));
        let now: Vec<&Bar> = bars.iter().filter(|bar| bar.is_now).collect();
        assert_eq!(now.len(), 1);
        assert_eq!(now[0].confirmations, 2);
    }

    #[test]
    fn a_long_way_has_bounded_bars_and_reaches_its_end() {
        for last in [1, 24, 25, 100, 9_999, u32::MAX] {
            for confirmations in [0, last / 3, last] {
                let bars = bars(0.3, confirmations, last);
                assert!(bars.len() <= 25, "{last}: {}", bars.len());
                assert!(bars[bars.len() - 1].confirmations >= last, "{last}");
                let now = bars.iter().filter(|bar| bar.is_now).count();
                assert_eq!(now, 1, "{confirmations} of {last}");
            }
        }
    }

    #[test]
    fn the_name_tells_every_bar() {
        let name = name(&bars(0.1, 1, 2));
        assert_eq!(
            name,
            "Risk by number of confirmations. 0: 100 %; 1 (now): 20 %; 2: 5.1 %"
        );
    }
}
