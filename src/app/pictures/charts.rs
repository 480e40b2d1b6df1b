//! The charts of a chain's figures.

use api::StatisticsPoint;
use primitives::Amount;
use yew::prelude::*;

use crate::format::{self, fixed};
use crate::texts::pictures as texts;
use crate::ui::drawing::chart::{Chart, chart};
use crate::ui::drawing::scale::{AREA, axis_end, line};
use crate::ui::table::{Column, Row, table, text};

/// Maximum number of rows of a chart's table.
const MAX_ROWS: usize = 50;
const COLUMNS: [Column; 2] = [
    Column::number(texts::table_height),
    Column::number(texts::table_value),
];

/// The average seconds between blocks from each point to the next, as bars, and the chain's
/// interval as a line across. A bar stands for more than one block if the points are further apart.
pub(super) fn times(points: &[StatisticsPoint], interval: u32) -> Html {
    let gaps: Vec<(u32, f64)> = points.windows(2).map(gap).collect();
    let mut longest = gaps.iter().map(|(_, gap)| *gap).fold(0.0, f64::max);
    // A long pause is cut off, so that it does not make all other bars tiny.
    let goal = f64::from(interval);
    longest = longest.min(goal * 10.0).max(goal);
    let top = axis_end(longest);
    let slot = AREA.0 / gaps.len().max(1) as f64;
    let bars = (0..).zip(&gaps).map(|(place, (height, gap)): (u32, _)| {
        let tall = (gap / top).clamp(0.0, 1.0) * AREA.1;
        let (x, width) = (f64::from(place) * slot, slot * 0.8);
        html! {
            <rect key={*height} class="chart-bar" x={fixed(x, 2)} y={fixed(AREA.1 - tall, 1)}
                width={fixed(width, 2)} height={fixed(tall, 1)} />
        }
    });
    let average = average(points);
    chart(Chart {
        caption: html! { texts::times() },
        description: texts::times_text(&format::span(average), &format::span(goal)),
        levels: [top, top / 2.0, 0.0].map(format::short_span),
        ends: ends(points),
        drawing: html! {
            <>
                { for bars }
                <path class="chart-goal" d={line([(0.0, goal / top), (1.0, goal / top)])} />
            </>
        },
        table: Some(rows(
            texts::times(),
            gaps.iter()
                .map(|(height, gap)| (*height, format::short_span(*gap))),
        )),
    })
}

/// The height of the second of two points, and the average seconds between blocks from one to the
/// other. The times of blocks need not ascend; a negative time counts as 0.
fn gap(pair: &[StatisticsPoint]) -> (u32, f64) {
    let [from, to] = pair else { return (0, 0.0) };
    let seconds = f64::from(to.time.seconds()) - f64::from(from.time.seconds());
    let blocks = f64::from(to.height.saturating_sub(from.height).max(1));
    (to.height, (seconds / blocks).max(0.0))
}

/// The average seconds between blocks.
fn average(points: &[StatisticsPoint]) -> f64 {
    match points {
        [first, .., last] => gap(&[*first, *last]).1,
        _ => 0.0,
    }
}

/// The expected number of hashes of a block.
pub(super) fn difficulty(points: &[StatisticsPoint]) -> Html {
    let values: Vec<f64> = points.iter().map(|point| point.difficulty).collect();
    let last = values.last().copied().unwrap_or(0.0);
    rising(
        points,
        &values,
        html! { texts::difficulty() },
        texts::difficulty_text(&format::hashes(last)),
        &format::hashes,
        texts::difficulty(),
    )
}

/// The coins that the rules have allowed.
pub(super) fn coins_issued(points: &[StatisticsPoint], symbol: &str) -> Html {
    let coins = |amount: Amount| amount.units() as f64 / Amount::COIN.units() as f64;
    let values: Vec<f64> = points.iter().map(|point| coins(point.issued)).collect();
    let last = points.last().map_or(Amount::ZERO, |point| point.issued);
    rising(
        points,
        &values,
        html! { texts::issued() },
        texts::issued_text(&format::coins(last, symbol)),
        &format::hashes,
        texts::issued(),
    )
}

/// A line through one value for each point, from 0 to the axis' end.
fn rising(
    points: &[StatisticsPoint],
    values: &[f64],
    caption: Html,
    description: String,
    written: &dyn Fn(f64) -> String,
    name: &'static str,
) -> Html {
    let top = axis_end(values.iter().copied().fold(0.0, f64::max));
    let (first, last) = match points {
        [first, .., last] => (f64::from(first.height), f64::from(last.height)),
        _ => (0.0, 1.0),
    };
    let place = |height: u32| (f64::from(height) - first) / (last - first).max(1.0);
    let path =
        line((points.iter().zip(values)).map(|(point, value)| (place(point.height), value / top)));
    let fill = match path.is_empty() {
        true => String::new(),
        false => format!("{path}L{} {}L0 {}z", AREA.0, AREA.1, AREA.1),
    };
    chart(Chart {
        caption,
        description,
        levels: [top, top / 2.0, 0.0].map(written),
        ends: ends(points),
        drawing: html! { <><path class="chart-fill" d={fill} /><path class="chart-line" d={path} /></> },
        table: Some(rows(
            name,
            points
                .iter()
                .zip(values)
                .map(|(point, value)| (point.height, written(*value))),
        )),
    })
}

/// The first and the last height.
fn ends(points: &[StatisticsPoint]) -> [String; 2] {
    let of = |point: Option<&StatisticsPoint>| {
        texts::height(point.map_or(0, |point| point.height).into())
    };
    [of(points.first()), of(points.last())]
}

/// The newest values as a table of two columns.
fn rows(name: &'static str, values: impl DoubleEndedIterator<Item = (u32, String)>) -> Html {
    let row = |(height, value): (u32, String)| Row {
        key: height.to_string(),
        cells: vec![text(format::grouped(height.into())), text(value)],
    };
    table(
        name,
        None,
        &COLUMNS,
        values.rev().take(MAX_ROWS).map(row).collect(),
    )
}

#[cfg(test)]
mod tests {
    use primitives::Timestamp;

    use super::*;

    fn point(height: u32, time: u32) -> StatisticsPoint {
        StatisticsPoint {
            height,
            time: Timestamp(time),
            difficulty: 1.0,
            issued: Amount::ZERO,
        }
    }

    #[test]
    fn the_time_between_blocks_is_the_average_of_those_between_two_points() {
        assert_eq!(gap(&[point(10, 1_000), point(14, 1_040)]), (14, 10.0));
        assert_eq!(
            gap(&[point(1, 50), point(2, 40)]),
            (2, 0.0),
            "a clock was wrong"
        );
        assert_eq!(average(&[point(0, 0), point(1, 30), point(2, 40)]), 20.0);
        assert_eq!(average(&[point(0, 7)]), 0.0);
    }
}
