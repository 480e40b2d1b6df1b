//! Coin selection by branch and bound with `bdk_coin_select`, in whole base units.
//!
//! The library's own metrics compute with 32-bit floats, which can't distinguish two sums of coins
//! that differ by less than a fee. So this module has its own metric. It is simple because all of a
//! wallet's coins have the same weight. The cost of a selection is the amount that leaves the
//! wallet in addition to the payment: its fee, and the later fee of spending its change.

use crate::pay::limits::MAX_INPUTS;
use crate::pay::weight;
use bdk_coin_select::{BnbMetric, Candidate, CoinSelector, float::Ordf32};
use primitives::order::sort_by_key;
use primitives::{FeeRate, KEY_DUST_LIMIT};

/// The maximum number of the identity's coins that one payment moves to the chain's account. So an
/// attacker who pays many small coins to the identity, which is public, can't make payments heavy.
/// Later payments move the other coins.
const MAX_SWEPT: usize = 16;

/// Branch and bound searches among this many of the largest coins, in at most this many rounds. The
/// two numbers bound its time and memory.
const CANDIDATES: usize = 100;
const ROUNDS: usize = 1_000;

/// The coins of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    /// Their indices among the offered coins.
    pub(crate) picked: Vec<usize>,
    /// The amount that the payee gets, in base units.
    pub(crate) amount: u64,
    /// The fee that the miner gets, in base units.
    pub(crate) fee: u64,
    /// The change in base units; `None` if it would not be worth an output.
    pub(crate) change: Option<u64>,
}

/// Why coins can't pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shortage {
    /// The coins are worth less than this.
    Funds {
        /// The amount and the fee, in base units.
        needed: u64,
    },
    /// The coins suffice, but not in one transaction.
    Inputs {
        /// The amount that the [`MAX_INPUTS`] largest can pay, in base units.
        most: u64,
    },
}

/// The parts of a transaction that do not depend on the selection.
#[derive(Clone, Copy)]
pub(crate) struct Terms {
    /// The fee rate.
    pub(crate) rate: FeeRate,
    /// The number of outputs except change: the payee's, and a note.
    pub(crate) outputs: usize,
    /// The weight of these outputs.
    pub(crate) weight: usize,
}

#[derive(Clone, Copy)]
struct Settled {
    fee: u64,
    change: Option<u64>,
    cost: u64,
}

impl Terms {
    fn fee(self, inputs: usize, change: bool) -> u64 {
        let outputs = if change {
            self.weight + weight::OUTPUT
        } else {
            self.weight
        };
        let frame = weight::frame(inputs, self.outputs + usize::from(change));
        let weight = frame + inputs * weight::INPUT;
        self.rate.fee(weight + outputs).units()
    }

    /// The fee of spending one coin, in base units.
    pub(crate) fn spending(self) -> u64 {
        self.rate.fee(weight::INPUT).units()
    }

    /// The minimum change that is worth an output; smaller change is left to the miner.
    fn least_change(self) -> u64 {
        KEY_DUST_LIMIT.max(self.spending() + 1)
    }

    /// The fee and the change if `inputs` coins worth `value` pay `amount`; `None` if they do not
    /// suffice.
    fn settle(self, amount: u64, value: u64, inputs: usize) -> Option<Settled> {
        if inputs == 0 {
            return None; // data alone is paid nothing, but nothing can be spent without a coin
        }
        let left = value.checked_sub(amount)?;
        let fee = self.fee(inputs, true);
        if let Some(change) = left
            .checked_sub(fee)
            .filter(|change| *change >= self.least_change())
        {
            return Some(Settled {
                fee,
                change: Some(change),
                cost: fee + self.spending(),
            });
        }
        (left >= self.fee(inputs, false)).then_some(Settled {
            fee: left,
            change: None,
            cost: left,
        })
    }
}

/// Selects coins, given by their values, that pay exactly `amount`. Of the coins at `swept`, up to
/// [`MAX_SWEPT`] that are worth their fee are selected even if the others suffice, as far as the
/// transaction has room for them.
pub(crate) fn exact(
    values: &[u64],
    swept: &[usize],
    amount: u64,
    terms: Terms,
) -> Result<Selection, Shortage> {
    let sum = |picked: &[usize]| picked.iter().map(|at| values[*at]).sum::<u64>();
    let settle = |picked: &[usize]| terms.settle(amount, sum(picked), picked.len());
    let mut swept = worthwhile(values, terms)
        .into_iter()
        .filter(|at| swept.contains(at))
        .take(MAX_SWEPT)
        .collect::<Vec<usize>>();
    if settle(&swept).is_none() {
        let needed = choose(values, amount, terms)?;
        swept.retain(|at| !needed.contains(at));
        swept.truncate(MAX_INPUTS.saturating_sub(needed.len()));
        let both = [needed.as_slice(), &swept].concat();
        swept = if settle(&both).is_some() {
            both
        } else {
            needed
        };
    }
    let settled = settle(&swept).ok_or(Shortage::Funds {
        needed: amount.saturating_add(terms.fee(swept.len().max(1), false)),
    })?;
    Ok(Selection {
        picked: swept,
        amount,
        fee: settled.fee,
        change: settled.change,
    })
}

/// Coins that pay exactly `amount` at a low cost: found by branch and bound, or else the fewest
/// coins that suffice.
fn choose(values: &[u64], amount: u64, terms: Terms) -> Result<Vec<usize>, Shortage> {
    let order = worthwhile(values, terms);
    let picked = if order
        .iter()
        .take(CANDIDATES)
        .map(|at| values[*at])
        .sum::<u64>()
        < amount
    {
        None
    } else {
        branch_and_bound(values, &order[..order.len().min(CANDIDATES)], amount, terms)
    };
    let picked = match picked {
        Some(picked) => picked,
        None => greedy(values, &order, amount, terms)?,
    };
    Ok(shrink(values, &order, picked, amount, terms))
}

/// Selects all coins that are worth more than their fee, at most [`MAX_INPUTS`], and pays their
/// whole value less the fee, unless that is dust.
pub(crate) fn all(values: &[u64], terms: Terms) -> Result<Selection, Shortage> {
    let mut picked = worthwhile(values, terms);
    picked.truncate(MAX_INPUTS);
    let value: u64 = picked.iter().map(|at| values[*at]).sum();
    let fee = terms.fee(picked.len().max(1), false);
    match value
        .checked_sub(fee)
        .filter(|amount| *amount >= KEY_DUST_LIMIT)
    {
        Some(amount) => Ok(Selection {
            picked,
            amount,
            fee,
            change: None,
        }),
        None => Err(Shortage::Funds {
            needed: fee.saturating_add(KEY_DUST_LIMIT),
        }),
    }
}

/// Selects each of the given coins, to pay exactly `amount`; `None` pays their whole value less the
/// fee, unless that is dust.
pub(crate) fn given(
    values: &[u64],
    amount: Option<u64>,
    terms: Terms,
) -> Result<Selection, Shortage> {
    let value = values.iter().sum::<u64>();
    let least = terms.fee(values.len().max(1), false);
    let needed = amount.unwrap_or(KEY_DUST_LIMIT).saturating_add(least);
    let short = || Shortage::Funds { needed };
    let (amount, fee, change) = match amount {
        Some(amount) => {
            let settled = terms.settle(amount, value, values.len());
            let settled = settled.ok_or_else(short)?;
            (amount, settled.fee, settled.change)
        }
        None if value >= needed => (value - least, least, None),
        None => return Err(short()),
    };
    Ok(Selection {
        picked: (0..values.len()).collect(),
        amount,
        fee,
        change,
    })
}

/// The indices of the coins that are worth more than their own fee, largest first.
fn worthwhile(values: &[u64], terms: Terms) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len())
        .filter(|at| values[*at] > terms.spending())
        .collect();
    sort_by_key(&mut order, |at| (std::cmp::Reverse(values[*at]), *at));
    order
}

fn branch_and_bound(
    values: &[u64],
    order: &[usize],
    amount: u64,
    terms: Terms,
) -> Option<Vec<usize>> {
    let candidates: Vec<Candidate> = order
        .iter()
        .map(|at| Candidate {
            value: values[*at],
            weight: weight::INPUT as u64,
            input_count: 1,
            is_segwit: true,
        })
        .collect();
    let mut selector = CoinSelector::new(&candidates);
    selector.run_bnb(Cost { amount, terms }, ROUNDS).ok()?;
    Some(selector.apply_selection(order).copied().collect())
}

/// The metric that the module's documentation describes.
struct Cost {
    amount: u64,
    terms: Terms,
}

impl BnbMetric for Cost {
    fn score(&mut self, selector: &CoinSelector<'_>) -> Option<Ordf32> {
        let inputs = selector.selected_indices().len();
        let settled = self
            .terms
            .settle(self.amount, selector.selected_value(), inputs)?;
        Some(score(settled.cost))
    }

    /// A lower bound of the cost in this branch: the fee of the fewest coins that suffice, without
    /// change.
    fn bound(&mut self, selector: &CoinSelector<'_>) -> Option<Ordf32> {
        let mut inputs = selector.selected_indices().len();
        let mut value = selector.selected_value();
        let mut largest = selector.unselected();
        loop {
            let fee = self.terms.fee(inputs.max(1), false);
            if inputs > 0 && value >= self.amount.saturating_add(fee) {
                return Some(score(fee));
            }
            value += largest.next()?.1.value;
            inputs += 1;
        }
    }

    fn requires_ordering_by_descending_value_pwu(&self) -> bool {
        true
    }
}

/// The conversion is exact up to 2²⁴. Costs are small against that, and rounding keeps the order
/// above it.
fn score(cost: u64) -> Ordf32 {
    Ordf32(cost as f32)
}

/// The fewest coins that suffice, largest first.
fn greedy(
    values: &[u64],
    order: &[usize],
    amount: u64,
    terms: Terms,
) -> Result<Vec<usize>, Shortage> {
    let mut value = 0u64;
    for (count, at) in order.iter().enumerate().map(|(at, coin)| (at + 1, coin)) {
        if count > MAX_INPUTS {
            return Err(Shortage::Inputs {
                most: value.saturating_sub(terms.fee(MAX_INPUTS, false)),
            });
        }
        value += values[*at];
        if terms.settle(amount, value, count).is_some() {
            return Ok(order[..count].to_vec());
        }
    }
    Err(Shortage::Funds {
        needed: amount.saturating_add(terms.fee(order.len().clamp(1, MAX_INPUTS), false)),
    })
}

/// If there is change anyway, replaces the largest selected coin by the smallest one that suffices.
/// So the change of earlier payments is spent before another large coin.
fn shrink(
    values: &[u64],
    order: &[usize],
    mut picked: Vec<usize>,
    amount: u64,
    terms: Terms,
) -> Vec<usize> {
    let value: u64 = picked.iter().map(|at| values[*at]).sum();
    let changes = |value| {
        terms
            .settle(amount, value, picked.len())
            .is_some_and(|settled| settled.change.is_some())
    };
    if !changes(value) {
        return picked;
    }
    let Some((slot, largest)) = picked
        .iter()
        .copied()
        .enumerate()
        .max_by_key(|(_, at)| values[*at])
    else {
        return picked;
    };
    let rest = value - values[largest];
    let better = order
        .iter()
        .rev()
        .find(|at| !picked.contains(at) && changes(rest + values[**at]));
    if let Some(better) = better.filter(|at| values[**at] < values[largest]) {
        picked[slot] = *better;
    }
    picked
}
