//! A transaction as a picture: its coins flow in on the left and out on the right, in branches as
//! wide as their amounts, with their amounts and owners as labels.

use api::{OwnCoins, TransactionDocument};
use primitives::Amount;
use yew::prelude::*;

use crate::format::{self, fixed};
use crate::texts::blocks as texts;

/// Height of the trunk in the middle, in units of the drawing.
const TRUNK: f64 = 60.0;
/// Space between neighbouring branches, in which the label of the lower one stands.
const GAP: f64 = 17.0;
/// Distance of a label's line from its branch.
const ABOVE: f64 = 4.0;
/// Width of the thinnest branch that is still visible.
const THINNEST: f64 = 1.5;
/// Maximum number of branches drawn on a side; further ones are added to the last.
const MAX_BRANCHES: usize = 12;
/// Horizontal positions: where left branches start, where the trunk begins and ends, and where
/// right branches end.
const ACROSS: [f64; 4] = [2.0, 162.0, 198.0, 358.0];

/// A coin that flows in or out.
#[derive(Clone, Debug, PartialEq)]
struct Branch {
    /// The amount; `None` if it is not known.
    amount: Option<Amount>,
    kind: Kind,
    /// The number of coins that it stands for.
    count: usize,
}

/// The owner of a coin, as far as the wallet knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// New coins, and the fees of a block.
    Reward,
    Foreign,
    Own,
    /// The wallet's own change.
    Change,
    /// The fee, which the miner gets.
    Fee,
}

/// The picture; `own` says which coins are the wallet's. The lists of inputs and outputs state the
/// same as text.
pub(crate) fn flow(transaction: &TransactionDocument, own: &OwnCoins, symbol: &str) -> Html {
    let (left, right) = (inputs(transaction, own), outputs(transaction, own));
    let (wide_left, wide_right) = (widths(&left), widths(&right));
    let tall = spread(&wide_left).max(spread(&wide_right)).max(TRUNK) + 8.0;
    let trunk_top = (tall - TRUNK) / 2.0;
    let sides = [
        (&left, &wide_left, (ACROSS[0], ACROSS[1]), "flow-label"),
        (
            &right,
            &wide_right,
            (ACROSS[3], ACROSS[2]),
            "flow-label flow-label-out",
        ),
    ];
    let mut labels = Vec::new();
    let drawn = sides.map(|(side, wide, (outer, inner), label)| {
        let shapes = side.iter().zip(branches(wide, tall, outer, inner));
        let shapes = shapes.map(|(branch, (top, d))| {
            labels.push(html! {
                <text class={label} x={fixed(outer, 0)} y={fixed(top - ABOVE, 1)}>
                    { branch.label(symbol) }
                </text>
            });
            html! { <path class={branch.class(outer < inner)} {d} /> }
        });
        shapes.collect::<Html>()
    });
    html! {
        <svg class="flow" viewBox={format!("0 0 360 {}", fixed(tall, 0))} aria-hidden="true" focusable="false">
            { for drawn }
            <rect class="flow-trunk" x={fixed(ACROSS[1], 0)} y={fixed(trunk_top, 1)}
                width={fixed(ACROSS[2] - ACROSS[1], 0)} height={fixed(TRUNK, 0)} />
            { labels }
        </svg>
    }
}

impl Branch {
    const fn new(amount: Option<Amount>, kind: Kind) -> Self {
        let count = 1;
        Self {
            amount,
            kind,
            count,
        }
    }

    fn class(&self, comes_in: bool) -> &'static str {
        match self.kind {
            Kind::Fee => "flow-fee",
            Kind::Own | Kind::Change => "flow-own",
            Kind::Reward | Kind::Foreign if comes_in => "flow-in",
            Kind::Reward | Kind::Foreign => "flow-out",
        }
    }

    fn label(&self, symbol: &str) -> String {
        let amount = self.amount.map_or_else(
            || texts::unknown().to_owned(),
            |amount| format::coins(amount, symbol),
        );
        let owner = match self.kind {
            _ if self.count > 1 => return texts::flow_several(&amount, self.count as u64),
            Kind::Foreign => return amount,
            Kind::Reward => texts::flow_reward(),
            Kind::Own => texts::flow_own(),
            Kind::Change => texts::flow_change(),
            Kind::Fee => texts::flow_fee(),
        };
        texts::flow_named(&amount, &owner)
    }
}

fn inputs(transaction: &TransactionDocument, own: &OwnCoins) -> Vec<Branch> {
    if transaction.coinbase {
        let paid = transaction.outputs.iter().map(|output| output.amount);
        return vec![Branch::new(Amount::sum(paid), Kind::Reward)];
    }
    let inputs = (0..).zip(&transaction.inputs);
    gathered(inputs.map(|(index, input)| {
        let kind = match own.inputs.contains(&index) {
            true => Kind::Own,
            false => Kind::Foreign,
        };
        Branch::new(input.amount, kind)
    }))
}

/// The outputs and the fee. Data without coins has no branch.
fn outputs(transaction: &TransactionDocument, own: &OwnCoins) -> Vec<Branch> {
    let outputs = (0..).zip(&transaction.outputs);
    let outputs = outputs.filter(|(_, output)| output.data.is_none() || !output.amount.is_zero());
    let mut branches = gathered(outputs.map(|(index, output)| {
        let kind = match own.outputs.contains(&index) {
            true if own.is_change => Kind::Change,
            true => Kind::Own,
            false => Kind::Foreign,
        };
        Branch::new(Some(output.amount), kind)
    }));
    let fee = transaction.fee.filter(|fee| !fee.is_zero());
    if let (Some(fee), false) = (fee, transaction.coinbase) {
        branches.push(Branch::new(Some(fee), Kind::Fee));
    }
    branches
}

/// The branches; those beyond [`MAX_BRANCHES`] are added to the last.
fn gathered(branches: impl Iterator<Item = Branch>) -> Vec<Branch> {
    let mut list: Vec<Branch> = Vec::new();
    for branch in branches {
        if list.len() < MAX_BRANCHES {
            list.push(branch);
        } else if let Some(last) = list.last_mut() {
            last.amount = match (last.amount, branch.amount) {
                (Some(one), Some(other)) => one.checked_add(other),
                _ => None,
            };
            last.kind = Kind::Foreign;
            last.count += 1;
        }
    }
    list
}

/// Returns the width of each branch. Together the widths fill the trunk.
fn widths(branches: &[Branch]) -> Vec<f64> {
    // Exact: amounts are below 2^53.
    let units = |branch: &Branch| branch.amount.map_or(0.0, |amount| amount.units() as f64);
    let total: f64 = branches.iter().map(units).sum();
    if total <= 0.0 {
        return branches.iter().map(|_| THINNEST).collect();
    }
    let width = |branch: &Branch| (units(branch) / total * TRUNK).max(THINNEST);
    branches.iter().map(width).collect()
}

/// The height of a side: its branches, each with the room of its label.
fn spread(widths: &[f64]) -> f64 {
    widths.iter().sum::<f64>() + GAP * widths.len() as f64
}

/// Returns the upper edge and the outline of each branch, from its end at `outer` to its end on the
/// trunk at `inner`.
fn branches(
    widths: &[f64],
    tall: f64,
    outer: f64,
    inner: f64,
) -> impl Iterator<Item = (f64, String)> {
    let full: f64 = widths.iter().sum();
    let mut from = (tall - spread(widths)) / 2.0 + GAP;
    let mut to = (tall - TRUNK) / 2.0;
    let [outer, middle, inner] = [outer, f64::midpoint(outer, inner), inner].map(|x| fixed(x, 1));
    widths
        .iter()
        .map(move |width| {
            // Thin branches are drawn wider than their share. The others are scaled down a little,
            // so that all branches together fill the trunk exactly.
            let on_trunk = width / full * TRUNK;
            let upper = from;
            let [top, bottom, inner_top, inner_bottom] =
                [from, from + width, to, to + on_trunk].map(|y| fixed(y, 1));
            from += width + GAP;
            to += on_trunk;
            let outline = format!(
                "M{outer} {top}C{middle} {top} {middle} {inner_top} {inner} {inner_top}\
             V{inner_bottom}C{middle} {inner_bottom} {middle} {bottom} {outer} {bottom}Z"
            );
            (upper, outline)
        })
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use api::{Carried, InputDocument, Meaning, OutputDocument};
    use primitives::{Txid, Wtxid};

    use super::*;

    fn coins(count: u64) -> Amount {
        Amount::from_units(count * Amount::COIN.units()).unwrap()
    }

    fn output(amount: Amount, data: bool) -> OutputDocument {
        let data = data.then(|| Carried {
            hex: String::new(),
            meaning: Meaning::Text("hello".into()),
        });
        OutputDocument {
            amount,
            address: None,
            data,
        }
    }

    /// A payment of 10 coins with a note, 29 coins of change, and a fee of one.
    fn payment() -> TransactionDocument {
        let input = InputDocument {
            txid: Txid::ZERO,
            index: 0,
            amount: Some(coins(40)),
            address: None,
        };
        TransactionDocument {
            txid: Txid::ZERO,
            wtxid: Wtxid::ZERO,
            block: None,
            height: None,
            confirmations: 0,
            time: None,
            size: 0,
            weight: 0,
            lock_time: 0,
            coinbase: false,
            inputs: vec![input],
            outputs: vec![
                output(coins(10), false),
                output(coins(29), false),
                output(Amount::ZERO, true),
            ],
            words: None,
            fee: Some(coins(1)),
        }
    }

    #[test]
    fn change_is_marked_and_a_note_has_no_branch() {
        let own = OwnCoins {
            inputs: vec![0],
            outputs: vec![1],
            is_change: true,
        };
        let labels = |branches: Vec<Branch>| -> Vec<String> {
            branches.iter().map(|branch| branch.label("TAB")).collect()
        };
        let payment = payment();
        assert_eq!(labels(inputs(&payment, &own)), ["40 TAB · yours"]);
        let right = labels(outputs(&payment, &own));
        assert_eq!(right, ["10 TAB", "29 TAB · change", "1 TAB · fee"]);
        let foreign = labels(outputs(&payment, &OwnCoins::default()));
        assert_eq!(foreign, ["10 TAB", "29 TAB", "1 TAB · fee"]);
    }

    #[test]
    fn branches_fill_the_trunk() {
        let branch = |amount| Branch::new(Some(coins(amount)), Kind::Foreign);
        let widths = widths(&[branch(30), branch(10)]);
        assert_eq!(widths, [45.0, 15.0]);
        assert_eq!(spread(&widths), 94.0);
    }

    #[test]
    fn what_is_beyond_joins_the_last() {
        let branches = (0..20).map(|_| Branch::new(Some(Amount::COIN), Kind::Own));
        let branches = gathered(branches);
        assert_eq!(branches.len(), MAX_BRANCHES);
        let last = &branches[MAX_BRANCHES - 1];
        assert_eq!((last.amount, last.count), (Some(coins(9)), 9));
        assert_eq!(last.label("TAB"), "9 TAB · 9 coins");
    }
}
