//! The search for a closed set of transactions that pays more than a given rate, by a minimum cut.

use super::member::{Member, bits};
use super::rate::Rate;

/// A flow network that tells whether some set of transactions, closed under parents, pays more than
/// a rate for its weight.
///
/// The amount by which a transaction's fee exceeds the rate for its weight is a gain; the amount by
/// which it falls short is a loss. Gains flow to the losses of the transactions that they depend
/// on. If all gains are used up, no closed set pays more than the rate. Otherwise such a set
/// exists: the transactions that the search reaches from the remaining gains, together with all
/// their ancestors.
pub(super) struct Closure<'a> {
    ancestors: &'a [u64],
    /// The transactions that may be chosen; the others count as chosen already.
    within: u64,
    /// The transactions with a gain, and those with a loss.
    gains: u64,
    losses: u64,
    /// The part of each gain or loss that is not used up.
    left: [i128; 64],
    /// The flow from each gain to each loss: the first index is the gain, the second the loss. Zero
    /// for other pairs.
    given: Vec<[i128; 64]>,
}

impl<'a> Closure<'a> {
    pub(super) fn new(members: &[Member], ancestors: &'a [u64], within: u64, rate: Rate) -> Self {
        let mut closure = Self {
            ancestors,
            within,
            gains: 0,
            losses: 0,
            left: [0; 64],
            given: vec![[0; 64]; members.len()],
        };
        for at in bits(within) {
            let own = members[at].rate;
            let paid = i128::from(own.fee) * i128::from(rate.weight);
            let gain = paid - i128::from(rate.fee) * i128::from(own.weight);
            closure.left[at] = gain.abs();
            match gain.signum() {
                1 => closure.gains |= 1 << at,
                -1 => closure.losses |= 1 << at,
                _ => {}
            }
        }
        closure
    }

    /// Returns a closed set that pays more than the rate. `None` if there is none, or if `work`,
    /// the number of paths still allowed, is used up.
    pub(super) fn solve(&mut self, work: &mut usize) -> Option<u64> {
        loop {
            match self.search() {
                Search::Path(trail) => {
                    *work = work.checked_sub(1)?;
                    self.augment(&trail);
                }
                Search::Reached(0) => return None,
                Search::Reached(set) => {
                    let all = bits(set).fold(0, |all, at| all | self.ancestors[at]);
                    return Some(all & self.within);
                }
            }
        }
    }

    /// A breadth-first search from the remaining gains. It goes from a gain to the losses that the
    /// gain depends on, and from a loss to the gains from which the loss received flow.
    fn search(&self) -> Search {
        let mut from = [None; 64];
        let mut queue: Vec<usize> = bits(self.gains).filter(|at| self.left[*at] > 0).collect();
        let mut reached = queue.iter().fold(0, |set, at| set | 1 << at);
        let mut next = 0;
        while let Some(&gain) = queue.get(next) {
            next += 1;
            for loss in bits(self.ancestors[gain] & self.losses & !reached) {
                reached |= 1 << loss;
                from[loss] = Some(gain);
                if self.left[loss] > 0 {
                    let back = |at: &usize| from[*at];
                    return Search::Path(core::iter::successors(Some(loss), back).collect());
                }
                for giver in bits(self.gains & !reached) {
                    if self.given[giver][loss] > 0 {
                        reached |= 1 << giver;
                        from[giver] = Some(loss);
                        queue.push(giver);
                    }
                }
            }
        }
        Search::Reached(reached)
    }

    /// Sends as much flow along a path as it can carry.
    fn augment(&mut self, trail: &[usize]) {
        let (end, start) = (trail[0], trail[trail.len() - 1]);
        // A gain that was reached from a loss takes back its flow to that loss.
        let taken_back = |pair: &[usize]| (pair[0], pair[1]);
        let backward = trail[1..].chunks_exact(2).map(taken_back);
        let least = backward.clone().map(|(gain, loss)| self.given[gain][loss]);
        let ends = self.left[start].min(self.left[end]);
        let amount = least.fold(ends, i128::min);
        self.left[start] -= amount;
        self.left[end] -= amount;
        for pair in trail.chunks_exact(2) {
            self.given[pair[1]][pair[0]] += amount;
        }
        for (gain, loss) in backward {
            self.given[gain][loss] -= amount;
        }
    }
}

enum Search {
    /// A path for flow, backwards: a loss that is not covered, a gain that depends on it, a loss
    /// that received flow from that gain, and so on to a gain that is not used up.
    Path(Vec<usize>),
    /// There is no path: the set that was reached.
    Reached(u64),
}
