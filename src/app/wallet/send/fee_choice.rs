//! The choice of a fee: how soon a payment should be in a block, and what that costs.

use api::{FeeOption, Pace};
use yew::prelude::*;

use crate::format;
use crate::texts::common;
use crate::texts::wallet as texts;
use crate::ui::choice::choice;

/// The list of fees. Renders nothing if there is no choice: with room in the next block, all paces
/// cost the same. `interval` is the intended time between blocks in seconds.
pub(super) fn fee_choice(
    fees: &[FeeOption],
    symbol: &str,
    interval: u32,
    pace: Pace,
    onchange: Callback<Pace>,
) -> Html {
    if fees.len() < 2 {
        return Html::default();
    }
    let options: Vec<AttrValue> = fees
        .iter()
        .map(|option| words(option, symbol, interval).into())
        .collect();
    // A pace that costs the same as a quicker one is not in the list.
    let chosen = fees.iter().position(|option| option.pace == pace);
    let paces: Vec<Pace> = fees.iter().map(|option| option.pace).collect();
    let onchange = Callback::from(move |chosen: usize| {
        onchange.emit(paces.get(chosen).copied().unwrap_or_default());
    });
    choice(
        "fee-pace",
        texts::fee_choice(),
        &options,
        chosen.unwrap_or_default(),
        onchange,
        None,
    )
}

fn words(option: &FeeOption, symbol: &str, interval: u32) -> String {
    let fee = format::coins(option.fee, symbol);
    match option.blocks {
        Some(1) => texts::fee_next_block(&span(1, interval), &fee),
        Some(blocks) => texts::fee_blocks(
            &common::blocks(blocks.into()),
            &span(blocks, interval),
            &fee,
        ),
        None => texts::fee_no_hurry(&fee),
    }
}

/// The time that this many blocks take.
fn span(blocks: u32, interval: u32) -> String {
    common::about(&format::span(f64::from(blocks) * f64::from(interval)))
}
