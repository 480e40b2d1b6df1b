//! The two best chains, and the position of branches relative to them.

use super::path::Path;
use super::{Index, PENDING, Status};
use crate::store::schema::Number;
use primitives::Height;

/// The maximum number of headers that [`Index::is_clearly_below`] visits on its search from a tip
/// to the best chain of headers.
const CLEAR_STEPS: usize = 16;

impl Index {
    /// Whether a block is on the best chain.
    pub(crate) fn is_active(&self, number: Number) -> bool {
        self.active.at(self.entry(number).height) == Some(number)
    }

    /// Makes this block the tip of the best chain.
    pub(crate) fn set_active(&mut self, number: Number) {
        let mut path = core::mem::replace(&mut self.active, Path(Vec::new()));
        self.set_tip(&mut path, number);
        self.active = path;
    }

    /// The numbers of all headers without children; a parent comes before its children. The cost
    /// grows with the number of all headers.
    pub(crate) fn leaves(&self) -> Vec<Number> {
        let mut has_child = [
            vec![false; self.entries.len()],
            vec![false; self.pending.len()],
        ];
        let slot = |number: Number| match number.checked_sub(PENDING) {
            None => (0, number as usize),
            Some(at) => (1, at as usize),
        };
        for number in self.numbers().filter(|number| *number != 0) {
            let (kind, at) = slot(self.parent_number(number));
            has_child[kind][at] = true;
        }
        let is_leaf = |number: &Number| {
            let (kind, at) = slot(*number);
            !has_child[kind][at]
        };
        self.numbers().filter(is_leaf).collect()
    }

    /// The highest block of the best chain among a header and its ancestors.
    pub(crate) fn fork(&self, number: Number) -> Number {
        let is_on = |path: &Path, at| path.at(self.entry(at).height) == Some(at);
        let mut at = number;
        while !is_on(&self.active, at) {
            if is_on(&self.headers, at) {
                // While a node syncs, the header is usually far above the fork, so a binary search
                // finds the fork.
                let shared = self.active.last_where(|below| is_on(&self.headers, below));
                return shared.expect("both begin with the genesis block");
            }
            at = self.parent_number(at);
        }
        at
    }

    /// Whether a header is `tip` or one of its ancestors.
    pub(crate) fn is_below(&self, number: Number, tip: Number) -> bool {
        let height = self.entry(number).height;
        let mut at = tip;
        let recorded_ancestor = self.recorded_ancestor(tip);
        if self.entry(recorded_ancestor).height >= height {
            at = recorded_ancestor;
        }
        // Most tips are on the best chain of headers or a few headers away from it, so this usually
        // takes few steps.
        while self.headers.at(self.entry(at).height) != Some(at) {
            if self.entry(at).height <= height {
                return at == number;
            }
            at = self.parent_number(at);
        }
        self.entry(at).height >= height && self.headers.at(height) == Some(number)
    }

    /// As [`Index::is_below`], but the search from `tip` visits at most [`CLEAR_STEPS`] headers.
    /// Returns `false` if the search reaches neither the header nor the best chain of headers.
    pub(crate) fn is_clearly_below(&self, number: Number, tip: Number) -> bool {
        let lineage =
            core::iter::successors(Some(self.current(tip)), |at| Some(self.parent_number(*at)));
        let mut near = lineage.take(CLEAR_STEPS);
        near.any(|at| {
            let height = self.entry(at).height;
            at == number || (self.headers.at(height) == Some(at) && self.is_below(number, at))
        })
    }

    /// The headers of a branch after its header `below`, up to and including `number`, in ascending
    /// order. If `number` is on the best chain of headers or near it, the first headers are found
    /// in few steps, whatever the height of `number`.
    pub(crate) fn upward(&self, below: Number, number: Number) -> impl Iterator<Item = Number> {
        let mut beside = Vec::new();
        let mut at = number;
        while at != below && self.headers.at(self.entry(at).height) != Some(at) {
            beside.push(at);
            at = self.parent_number(at);
        }
        let (from, to) = (
            self.entry(below).height.value(),
            self.entry(at).height.value(),
        );
        let on = (from + 1..=to).filter_map(|height| self.headers.at(Height(height)));
        on.chain(beside.into_iter().rev())
    }

    /// The headers of [`Index::upward`] as a list.
    pub(crate) fn branch(&self, below: Number, number: Number) -> Vec<Number> {
        self.upward(below, number).collect()
    }

    /// Makes a header the best one if it has more work than the best so far.
    pub(super) fn prefer(&mut self, number: Number) {
        if self.entry(number).work > self.entry(self.headers.tip()).work {
            let mut path = core::mem::replace(&mut self.headers, Path(Vec::new()));
            self.set_tip(&mut path, number);
            self.headers = path;
        }
    }

    /// Chooses the best header again, after the best one became invalid or was dropped.
    pub(super) fn choose_headers(&mut self) {
        self.headers = Path(vec![0]);
        let rank = |number: &Number| {
            let entry = self.entry(*number);
            (entry.work, core::cmp::Reverse(entry.sequence))
        };
        let valid = self
            .numbers()
            .filter(|number| self.entry(*number).status != Status::Invalid);
        let best = valid.max_by_key(rank).unwrap_or(0);
        self.prefer(best);
    }

    /// Makes this header the tip of a path; only the part that differs is changed.
    fn set_tip(&self, path: &mut Path, number: Number) {
        let top = self.entry(number).height.value() as usize;
        path.0.resize(top + 1, Number::MAX);
        let mut at = number;
        for height in (0..=top).rev() {
            if path.0[height] == at {
                break;
            }
            path.0[height] = at;
            at = self.parent_number(at);
        }
    }
}
