//! The risk after each number of confirmations, as a bar chart.

use api::risk::attacker_success;
use yew::prelude::*;

use super::odds;
use crate::format::class;
use crate::format::{self, fixed};
use crate::texts::blocks as texts;

/// Maximum number of bars. For more confirmations there is one bar for every few of them.
const MAX_BARS: u32 = 24;
/// Maximum number of bars with labels; more labels would overlap.
const MAX_LABELS: usize = 12;
/// Width and height of the drawing, in its own units. The numbers are repeated in the drawing's
/// `viewBox` and its floor.
const SIZE: (f64, f64) = (352.0, 178.0);
/// The vertical position of the bars' lower ends, and the height of the tallest bar.
const FLOOR: f64 = 138.0;
const TALLEST: f64 = 114.0;
/// Height of the lowest bar that is still visible.
const LOWEST: f64 = 2.0;

/// Properties of `RiskBars`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The attacker's share in per cent.
    pub(crate) percent: u32,
    /// The confirmations so far.
    pub(crate) confirmations: u32,
    /// The confirmations of the last bar, at least `confirmations`.
    pub(crate) last: u32,
}

/// One bar.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bar {
    confirmations: u32,
    risk: f64,
    is_now: bool,
}

/// The chart. Its accessible name states the same as text.
#[component]
pub(crate) fn RiskBars(props: &Props) -> Html {
    let bars = use_memo(
        (props.percent, props.confirmations, props.last),
        |(percent, confirmations, last)| bars(f64::from(*percent) / 100.0, *confirmations, *last),
    );
    let slot = SIZE.0 / wide(bars.len());
    let every = bars.len().div_ceil(MAX_LABELS);
    html! {
        <svg class="risk-bars" viewBox="0 0 352 178" role="img" aria-label={name(&bars)} focusable="false">
            { for bars.iter().enumerate().map(|(place, bar)| {
                drawn(bar, slot * (wide(place) + 0.5), slot, place.is_multiple_of(every))
            }) }
            <path class="risk-floor" d="M0 138H352" />
        </svg>
    }
}

/// A bar with the labels above and below it.
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
                { text("risk-now-word", FLOOR + 33.0, texts::bars_now().to_owned()) }
            }
            <rect class="risk-body" x={fixed(middle - width / 2.0, 1)} y={fixed(top, 1)} rx="1.5"
                width={fixed(width, 1)} height={fixed(height, 1)} />
            // Whole per cent, because there is no room for more. Below one per cent the bar has no
            // label.
            if words && bar.risk >= 0.01 {
                { text("risk-share", top - 6.0, fixed(bar.risk * 100.0, 0)) }
            }
            if words {
                { text("risk-count", FLOOR + 17.0, format::grouped(bar.confirmations.into())) }
            }
        </g>
    }
}

/// The bars from 0 to at least `last` confirmations. The bar of `confirmations` is marked as the
/// present one; if there is none, the last bar before it is.
fn bars(q: f64, confirmations: u32, last: u32) -> Vec<Bar> {
    let step = last.div_ceil(MAX_BARS).max(1);
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
            let (count, risk) = (bar.confirmations.into(), odds::percent(bar.risk));
            match bar.is_now {
                true => texts::bar_now(count, &risk),
                false => texts::bar(count, &risk),
            }
        })
        .collect();
    texts::bars(&list.join("; "))
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
