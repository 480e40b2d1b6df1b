//! The frame of a chart: its caption, its axes with few labels, and its numbers as a table.

use yew::prelude::*;

use crate::texts::ui as texts;

/// A chart around its drawing.
pub(crate) struct Chart {
    /// The subject of the chart.
    pub(crate) caption: Html,
    /// A sentence that describes the drawing, for people who can't see it.
    pub(crate) description: String,
    /// The labels of the vertical axis at its upper end, its middle and its lower end.
    pub(crate) levels: [String; 3],
    /// The labels of the horizontal axis at its left and its right end.
    pub(crate) ends: [String; 2],
    /// The drawing: SVG elements in the coordinates of [`AREA`](super::scale::AREA).
    pub(crate) drawing: Html,
    /// The same numbers as a table; `None` if the description says all.
    pub(crate) table: Option<Html>,
}

/// Renders a chart.
pub(crate) fn chart(chart: Chart) -> Html {
    html! {
        <figure class="chart">
            <figcaption>{ chart.caption }</figcaption>
            <div class="chart-plot" role="img" aria-label={chart.description}>
                <svg class="chart-area" viewBox="0 0 600 160" preserveAspectRatio="none" aria-hidden="true"
                    focusable="false">
                    <path class="chart-grid" d="M0 0H600M0 80H600" />
                    { chart.drawing }
                    <path class="chart-floor" d="M0 160H600" />
                </svg>
                <div class="chart-levels" aria-hidden="true">{ for chart.levels.map(label) }</div>
                <div class="chart-ends" aria-hidden="true">{ for chart.ends.map(label) }</div>
            </div>
            if let Some(table) = chart.table {
                <details class="chart-table">
                    <summary>{ texts::chart_table() }</summary>
                    { table }
                </details>
            }
        </figure>
    }
}

fn label(text: String) -> Html {
    html! { <span>{ text }</span> }
}
