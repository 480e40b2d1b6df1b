//! A block as a picture: a tab whose squares are its transactions and whose level is its weight.

use yew::prelude::*;

use crate::format::{class, fixed};

/// The inside of the drawing, in its own units: left, top, width, height.
const INSIDE: (f64, f64, f64, f64) = (8.0, 22.0, 80.0, 50.0);
/// Squares in a row.
const COLUMNS: u32 = 8;
/// Squares at most; a fuller block shows by its level.
const MOST_SQUARES: u32 = 40;
/// From one square to the next.
const STEP: u32 = 10;

/// The picture's content.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// How many transactions.
    pub(crate) transactions: u32,
    /// Share of the weight limit, 0 to 1.
    pub(crate) fullness: f32,
    /// This wallet mined it.
    #[prop_or_default]
    pub(crate) mine: bool,
    /// It is still being filled.
    #[prop_or_default]
    pub(crate) next: bool,
}

/// The picture alone; the words stand beside it. A component, because its many squares seldom
/// change while the page is drawn anew several times a second.
#[component]
pub(crate) fn BlockCard(props: &Props) -> Html {
    let (left, top, width, height) = INSIDE;
    let level = height * f64::from(props.fullness).clamp(0.0, 1.0);
    let squares = (0..props.transactions.min(MOST_SQUARES)).map(|place| {
        let x = 9 + STEP * (place % COLUMNS);
        let y = 63 - STEP * (place / COLUMNS);
        let first = (place == 0 && !props.next).then_some("square-coinbase");
        html! {
            <rect class={class("square", first)} x={x.to_string()} y={y.to_string()} width="8" height="8" rx="2" />
        }
    });
    let kind = match (props.mine, props.next) {
        (true, _) => Some("is-mine"),
        (false, true) => Some("is-next"),
        (false, false) => None,
    };
    html! {
        <svg
            class={class("block-art", kind)}
            viewBox="0 0 96 80" aria-hidden="true" focusable="false"
        >
            <path class="block-body" d="M2 10a7 7 0 0 1 7-7h20c5 0 7 2 8.500 5l1.500 3c1 2 2.500 3 5 3h43a7 7 0 0 1 7 7v50a7 7 0 0 1-7 7H9a7 7 0 0 1-7-7z" />
            <rect class="block-level" x={fixed(left, 0)} y={fixed(top + height - level, 1)}
                width={fixed(width, 0)} height={fixed(level, 1)} rx="3" />
            { for squares }
        </svg>
    }
}
