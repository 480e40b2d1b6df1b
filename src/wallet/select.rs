//! Which coins pay: branch and bound over `bdk_coin_select`, in whole base units.
//!
//! The library's own metrics count in 32-bit floats, which cannot tell apart two sums of coins that
//! differ by less than a fee; so the metric here is our own. It is simple because all of a wallet's
//! coins weigh the same. The cost of a selection is what leaves the wallet beside the amount: its
//! fee, and the later fee of spending its change.

use crate::draft::MAX_DATA;
use crate::weight;
use bdk_coin_select::{BnbMetric, Candidate, CoinSelector, float::Ordf32};
use primitives::order::sort_by_key;
use primitives::transaction::MAX_RELAYED_WEIGHT;
use primitives::{FeeRate, KEY_DUST_LIMIT};

/// Most inputs of one payment: with payee, note and change it is no heavier than what nodes pass
/// on.
pub const MAX_INPUTS: usize = {
    let outputs = 2 * weight::OUTPUT + weight::data(MAX_DATA);
    let beside = weight::frame(MAX_RELAYED_WEIGHT / weight::INPUT, 3) + outputs;
    (MAX_RELAYED_WEIGHT - beside) / weight::INPUT
};

/// Most coins of the identity that one payment moves to the chain's account, so that payments don't
/// grow heavy where a stranger pays the identity, which is public, many small coins. The next
/// payment moves the next ones.
const MAX_SWEPT: usize = 16;

/// Branch and bound looks at so many coins, the largest, for so many rounds, which bounds its time
/// and memory.
const CANDIDATES: usize = 100;
const ROUNDS: usize = 1_000;

/// Coins that pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    /// Positions among the coins offered.
    pub(crate) picked: Vec<usize>,
    /// What the payee gets, in base units.
    pub(crate) amount: u64,
    /// What the miner gets.
    pub(crate) fee: u64,
    /// What comes back, if that is worth an output.
    pub(crate) change: Option<u64>,
}

/// What coins cannot pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shortage {
    /// All of them are worth less than this.
    Funds {
        /// Amount and fee.
        needed: u64,
    },
    /// They would do, but not in one transaction.
    Inputs {
        /// What the largest [`MAX_INPUTS`] can pay.
        most: u64,
    },
}

/// How a selection is turned into a transaction.
#[derive(Clone, Copy)]
pub(crate) struct Terms {
    /// Fee rate.
    pub(crate) rate: FeeRate,
    /// Outputs beside change: the one that pays, and a note.
    pub(crate) outputs: usize,
    /// Their weight.
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

    /// What it costs to spend one coin.
    pub(crate) fn spending(self) -> u64 {
        self.rate.fee(weight::INPUT).units()
    }

    /// The least change that is worth an output: smaller change is left to the miner.
    fn least_change(self) -> u64 {
        KEY_DUST_LIMIT.max(self.spending() + 1)
    }

    /// Fee and change when `inputs` coins worth `value` pay `amount`; nothing when they can't.
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

/// Picks coins, given by their value, that pay exactly `amount`; those at `swept` before all
/// others, and even where the others would do.
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

/// The coins that pay exactly `amount` at the least cost.
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

/// Picks all coins that are worth their fee, [`MAX_INPUTS`] at most, and pays everything, if that
/// is not dust.
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

/// The coins that are worth more than their own fee, largest first.
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

/// The metric: see the module.
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

    /// No more of this branch can cost less than the fewest coins that do, without change.
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

/// Costs are small against the 2²⁴ up to which this is exact, and rounding keeps the order beyond.
fn score(cost: u64) -> Ordf32 {
    Ordf32(cost as f32)
}

/// The fewest coins that pay, largest first.
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

/// Where there is change anyway, takes the smallest coin that does in place of the largest picked:
/// it breaks up change of earlier payments before it breaks up another whole coin.
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
