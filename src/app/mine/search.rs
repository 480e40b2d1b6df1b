//! The search for the next block as pictures: the hash rate of the last minutes, and how near the
//! closest hash has come to the target.

use api::MiningView;
use yew::prelude::*;

use crate::format::{self, fixed};
use crate::identity::Same;
use crate::numbers::decimal;
use crate::state::{Head, MAX_SAMPLES, Rates};
use crate::texts::common;
use crate::texts::mine as texts;
use crate::ui::drawing::chart::{Chart, chart};
use crate::ui::drawing::scale::{AREA, axis_end, line, logarithmic};
use crate::ui::fact::fact;

/// The time that the line shows, in milliseconds.
const SPAN_MS: f64 = MAX_SAMPLES as f64 * 1_000.0;

/// Properties of `Search`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The miner.
    pub(crate) mining: MiningView,
    /// The hash rate of the last minutes.
    pub(crate) rates: Same<Rates>,
    /// The chain's head.
    pub(crate) head: Same<Head>,
}

/// The pictures, once something was mined. They change only with snapshots, which come while mining
/// runs, so they need no timer.
#[component]
pub(crate) fn Search(props: &Props) -> Html {
    let Props {
        mining,
        rates,
        head,
    } = props;
    html! {
        if !rates.samples().is_empty() {
            <section class="card search-state" aria-label={texts::search()}>
                <RateLine rates={rates.clone()} />
                if mining.cores > 0 {
                    { closeness(mining, head) }
                }
            </section>
        }
    }
}

#[derive(Properties, PartialEq)]
struct RateLineProps {
    rates: Same<Rates>,
}

/// The hash rate as a line that ends on the right.
#[component]
fn RateLine(props: &RateLineProps) -> Html {
    let samples = props.rates.samples();
    let rates = || samples.iter().map(|(_, rate)| *rate);
    let (least, most) = (
        rates().fold(f64::INFINITY, f64::min),
        rates().fold(0.0, f64::max),
    );
    let (top, end) = (axis_end(most), samples.last().map_or(0.0, |(at, _)| *at));
    let place = |at: f64| 1.0 - (end - at) / SPAN_MS;
    let points = || samples.iter().map(|(at, rate)| (place(*at), rate / top));
    let path = line(points());
    let start = place(samples.first().map_or(end, |(at, _)| *at));
    let fill = (!path.is_empty()).then(|| {
        let (left, (width, height)) = (fixed(start * AREA.0, 1), AREA);
        format!("{path}L{width} {height}L{left} {height}z")
    });
    let drawing = html! {
        <>
            <path class="chart-fill" d={fill.unwrap_or_default()} />
            <path class="chart-line" d={path} />
        </>
    };
    let seconds = SPAN_MS / 1_000.0;
    chart(Chart {
        caption: html! { texts::rate_line() },
        description: texts::rate_line_text(&format::hash_rate(least), &format::hash_rate(most)),
        levels: [top, top / 2.0, 0.0].map(format::hash_rate),
        ends: [
            texts::before(&format::short_span(seconds)),
            texts::now().to_owned(),
        ],
        drawing,
        table: None,
    })
}

/// How near the lowest hash has come to the target, on a logarithmic scale, and in words.
fn closeness(mining: &MiningView, head: &Head) -> Html {
    let (closest, target) = (mining.closest, head.difficulty);
    let next = u64::from(head.height) + 1;
    let words = match closest {
        _ if closest < 1.0 => texts::closest_none().to_owned(),
        _ if closest >= target => texts::closest_found().to_owned(),
        _ => {
            let factor = match target / closest {
                near if near < 10.0 => decimal(near.max(1.1), 1),
                far => format::hashes(far),
            };
            texts::closest_times(&format::hashes(closest), &factor)
        }
    };
    let width = fixed(logarithmic(closest, target) * 100.0, 1);
    html! {
        <>
            <div class="closest">
                <p class="closest-title" id="closest-title">{ texts::closest_title(next) }</p>
                <svg class="closest-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"
                    focusable="false">
                    <rect class="closest-ground" width="100" height="10" />
                    <rect class="closest-level" {width} height="10" />
                </svg>
                <p class="closest-ends" aria-hidden="true">
                    <span>{ texts::closest_start() }</span>
                    <span>{ texts::closest_target(&format::hashes(target)) }</span>
                </p>
                <p class="hint">{ words }</p>
            </div>
            <dl class="facts">
                { fact(texts::tries(), common::about(&format::hashes(mining.hashes))) }
            </dl>
        </>
    }
}
