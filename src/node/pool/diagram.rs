//! Fee-rate diagrams: the fees of the best block of each weight.
//!
//! The sums of chunks, in the order of their rates, form a concave line: at each weight, the fees
//! of the best choice. One set of transactions is at least as good as another for every miner, for
//! any room in the block, exactly if its line is nowhere below the other.

use super::rate::Rate;
use core::cmp::Ordering;
use primitives::order::sort_by;

/// Whether the diagram of the chunks `new` is nowhere below that of `old`, and somewhere above.
pub(super) fn improves(mut old: Vec<Rate>, mut new: Vec<Rate>) -> bool {
    for chunks in [&mut old, &mut new] {
        sort_by(chunks, |a, b| b.cmp(a));
    }
    let mut is_above = false;
    // Both lines are straight between the corners of both, so it suffices to compare the corners.
    for (corners_of_old, corners, line) in [(true, &old, &new), (false, &new, &old)] {
        let mut along = Along::new(line);
        let mut corner = Rate::default();
        for chunk in corners {
            corner = corner.plus(*chunk);
            let other = along.compare(corner);
            match if corners_of_old {
                other
            } else {
                other.reverse()
            } {
                Ordering::Less => return false,
                Ordering::Greater => is_above = true,
                Ordering::Equal => {}
            }
        }
    }
    is_above
}

/// A position on a diagram, which moves along it.
struct Along<'a> {
    chunks: core::slice::Iter<'a, Rate>,
    /// The corner at or before the present weight.
    corner: Rate,
    /// The chunk from there on. `None` after the last one.
    chunk: Option<Rate>,
}

impl<'a> Along<'a> {
    fn new(chunks: &'a [Rate]) -> Self {
        let mut chunks = chunks.iter();
        let chunk = chunks.next().copied();
        Self {
            chunks,
            corner: Rate::default(),
            chunk,
        }
    }

    /// Compares the line's fee at the point's weight with the point's fee. Points must come in the
    /// order of their weights.
    fn compare(&mut self, point: Rate) -> Ordering {
        while let Some(chunk) = self.chunk
            && self.corner.weight + chunk.weight <= point.weight
        {
            self.corner = self.corner.plus(chunk);
            self.chunk = self.chunks.next().copied();
        }
        let Some(chunk) = self.chunk else {
            return self.corner.fee.cmp(&point.fee); // the line is level after its end
        };
        let within = u128::from(point.weight - self.corner.weight);
        let weight = u128::from(chunk.weight);
        let line = u128::from(self.corner.fee) * weight + u128::from(chunk.fee) * within;
        line.cmp(&(u128::from(point.fee) * weight))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(chunks: &[(u64, u64)]) -> Vec<Rate> {
        let rate = |&(fee, weight)| Rate { fee, weight };
        chunks.iter().map(rate).collect()
    }

    #[test]
    fn a_diagram_improves_if_it_is_nowhere_below_and_somewhere_above() {
        for (old, new, better) in [
            (&[(10, 10)][..], &[(11, 10)][..], true),
            (&[(10, 10)], &[(10, 10)], false),
            (&[(10, 10)], &[(10, 9)], true),
            (&[(10, 10)], &[(11, 12)], false), // less in a small block
            (&[(10, 10)], &[(12, 12)], true),  // the same rate, and more weight
            (&[(10, 10)], &[(20, 10), (1, 50)], true),
            (&[(10, 10), (1, 10)], &[(11, 10)], true),
            (&[(10, 10), (1, 10)], &[(10, 10)], false), // less in a large block
            (&[(10, 10), (1, 10)], &[(12, 10)], true),
            (&[], &[(1, 10)], true),
            (&[(1, 10)], &[], false),
            (&[(5, 10), (5, 5)], &[(5, 5), (5, 10)], false), // the order of the arguments has no effect
        ] {
            assert_eq!(improves(rates(old), rates(new)), better, "{old:?} {new:?}");
        }
    }
}
