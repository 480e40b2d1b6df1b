//! A transaction as a picture: its coins flow in on the left and out on the right, in branches as
//! wide as their amounts.

use api::TransactionDocument;
use primitives::Amount;
use yew::prelude::*;

use crate::format::fixed;

/// Height of the trunk in the middle, in units of the drawing.
const TRUNK: f64 = 60.0;
/// Space between neighbouring branches.
const GAP: f64 = 14.0;
/// Width of the thinnest branch that is still visible.
const THINNEST: f64 = 1.5;
/// Maximum number of branches drawn on a side; further ones are added to the last.
const MAX_BRANCHES: usize = 12;
/// Horizontal positions: where left branches start, where the trunk begins and ends, and where
/// right branches end.
const ACROSS: [f64; 4] = [4.0, 265.0, 335.0, 596.0];

/// The picture. The lists of inputs and outputs state the same as text.
pub(crate) fn flow(transaction: &TransactionDocument) -> Html {
    let outs: Vec<f64> = units(transaction.outputs.iter().map(|output| Some(output.amount)));
    let fee = transaction.fee.map_or(0.0, coin_units);
    let total = outs.iter().sum::<f64>() + if transaction.coinbase { 0.0 } else { fee };
    let ins = if transaction.coinbase {
        vec![total]
    } else {
        units(transaction.inputs.iter().map(|input| input.amount))
    };
    let mut right = outs;
    if !transaction.coinbase && fee > 0.0 {
        right.push(fee);
    }
    let (left, right) = (widths(&ins), widths(&right));
    let tall = spread(&left).max(spread(&right)).max(TRUNK) + 8.0;
    let fee_last = !transaction.coinbase && fee > 0.0;
    let last = right.len().saturating_sub(1);
    let trunk_top = (tall - TRUNK) / 2.0;
    html! {
        <svg class="flow" viewBox={format!("0 0 600 {}", fixed(tall, 0))} aria-hidden="true" focusable="false">
            { for branches(&left, tall, ACROSS[0], ACROSS[1]).map(|d| html! { <path class="flow-in" {d} /> }) }
            <rect class="flow-trunk" x={fixed(ACROSS[1], 0)} y={fixed(trunk_top, 1)}
                width={fixed(ACROSS[2] - ACROSS[1], 0)} height={fixed(TRUNK, 0)} />
            { for branches(&right, tall, ACROSS[3], ACROSS[2]).enumerate().map(|(place, d)| {
                let class = if fee_last && place == last { "flow-fee" } else { "flow-out" };
                html! { <path {class} {d} /> }
            }) }
        </svg>
    }
}

/// Exact: amounts are below 2^53.
fn coin_units(amount: Amount) -> f64 {
    amount.units() as f64
}

/// Amounts as numbers. Those beyond [`MAX_BRANCHES`] are added to the last; unknown amounts count
/// as 0.
fn units(amounts: impl Iterator<Item = Option<Amount>>) -> Vec<f64> {
    let mut list: Vec<f64> = Vec::new();
    for amount in amounts {
        let amount = amount.map_or(0.0, coin_units);
        match list.len() {
            MAX_BRANCHES => list[MAX_BRANCHES - 1] += amount,
            _ => list.push(amount),
        }
    }
    list
}

/// Returns the width of each branch. Together the widths fill the trunk.
fn widths(amounts: &[f64]) -> Vec<f64> {
    let total: f64 = amounts.iter().sum();
    if total <= 0.0 {
        return amounts.iter().map(|_| THINNEST).collect();
    }
    amounts
        .iter()
        .map(|amount| (amount / total * TRUNK).max(THINNEST))
        .collect()
}

fn spread(widths: &[f64]) -> f64 {
    widths.iter().sum::<f64>() + GAP * widths.len().saturating_sub(1) as f64
}

/// Returns the outline of each branch, from its end at `outer` to its end on the trunk at `inner`.
fn branches(widths: &[f64], tall: f64, outer: f64, inner: f64) -> impl Iterator<Item = String> {
    let full: f64 = widths.iter().sum();
    let mut from = (tall - spread(widths)) / 2.0;
    let mut to = (tall - TRUNK) / 2.0;
    let [outer, middle, inner] = [outer, f64::midpoint(outer, inner), inner].map(|x| fixed(x, 1));
    widths
        .iter()
        .map(move |width| {
            // Thin branches are drawn wider than their share. The others are scaled down a little,
            // so that all branches together fill the trunk exactly.
            let on_trunk = width / full * TRUNK;
            let [top, bottom, inner_top, inner_bottom] =
                [from, from + width, to, to + on_trunk].map(|y| fixed(y, 1));
            from += width + GAP;
            to += on_trunk;
            format!(
                "M{outer} {top}C{middle} {top} {middle} {inner_top} {inner} {inner_top}\
             V{inner_bottom}C{middle} {inner_bottom} {middle} {bottom} {outer} {bottom}Z"
            )
        })
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_fill_the_trunk() {
        let widths = widths(&[30.0, 10.0]);
        assert_eq!(widths, [45.0, 15.0]);
        assert_eq!(spread(&widths), 74.0);
    }

    #[test]
    fn what_is_beyond_joins_the_last() {
        let amounts = (0..20).map(|_| Some(Amount::COIN));
        let units = units(amounts);
        assert_eq!(units.len(), MAX_BRANCHES);
        assert_eq!(units[MAX_BRANCHES - 1], 9e8);
    }
}
