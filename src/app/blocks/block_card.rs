//! A block as a picture: a browser tab whose squares are the block's transactions and whose level
//! is its weight.

use yew::prelude::*;

use crate::format::{class, fixed};

/// The interior of the drawing, in its own units: left, top, width, height.
const INSIDE: (f64, f64, f64, f64) = (8.0, 22.0, 80.0, 50.0);
/// Number of squares in a row.
const COLUMNS: u32 = 8;
/// Maximum number of squares. Blocks with more transactions differ in their level only.
const MAX_SQUARES: u32 = 40;
/// Distance from one square to the next.
const SQUARE_DISTANCE: u32 = 10;

/// The kind of a block.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// The next block, which is not mined yet.
    Next,
    /// A block of the chain; the class gives it the colour of its maker.
    Made(&'static str),
}

/// The picture, without any text. `fullness` is the block's share of the weight limit, 0 to 1: the
/// part of the picture that is filled.
pub(crate) fn block_card(kind: Kind, transactions: u32, fullness: f32) -> Html {
    let (left, top, width, height) = INSIDE;
    let level = height * f64::from(fullness).clamp(0.0, 1.0);
    let squares = (0..transactions.min(MAX_SQUARES)).map(|place| {
        let x = 9 + SQUARE_DISTANCE * (place % COLUMNS);
        let y = 63 - SQUARE_DISTANCE * (place / COLUMNS);
        let first = (place == 0 && kind != Kind::Next).then_some("square-coinbase");
        html! {
            <rect class={class("square", first)} x={x.to_string()} y={y.to_string()} width="8" height="8" rx="2" />
        }
    });
    let kind = match kind {
        Kind::Made(maker) => Some(maker),
        Kind::Next => Some("is-next"),
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
