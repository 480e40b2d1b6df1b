//! A pool of points that are added four pairs at a time.
//!
//! The slope of each addition needs an inversion. With Montgomery's trick all additions of a call
//! share one, which makes six multiplications per addition instead of eleven. Points do not move:
//! [`Reference`]s of one word say which points to add, and the sums are appended to the pool.
//! Copying points into the order of their addition took a fifth of the time of a batch.

use crate::field::{Element, Field};
use crate::four::Four;
use crate::point::{Jacobian, Point};

/// A reference to a point of a pool or to its negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference(u32);

impl Reference {
    /// # Panics
    /// If the index is 2³¹ or more, which no pool reaches.
    pub(crate) fn new(index: usize, negative: bool) -> Self {
        let index = u32::try_from(index).ok().filter(|index| *index < 1 << 31);
        let index = index.expect("a pool has fewer points");
        Self(index << 1 | u32::from(negative))
    }

    pub(crate) fn index(self) -> usize {
        (self.0 >> 1) as usize
    }

    pub(crate) fn negated_if(self, negative: bool) -> Self {
        Self(self.0 ^ u32::from(negative))
    }

    fn is_negative(self) -> bool {
        self.0 & 1 == 1
    }
}

/// A list of points.
#[derive(Debug)]
pub(crate) struct Pool<F: Four> {
    points: Vec<F::Packed>,
}

impl<F: Four> Default for Pool<F> {
    fn default() -> Self {
        Self { points: Vec::new() }
    }
}

impl<F: Four> Pool<F> {
    pub(crate) fn len(&self) -> usize {
        self.points.len()
    }

    /// Appends points with these x-coordinates (big-endian), each with either of the two y. Returns
    /// which of these y are odd. `None` if there is no such point for one of the x-coordinates.
    pub(crate) fn extend_from_x(&mut self, coordinates: &[&[u8; 32]]) -> Option<Vec<bool>> {
        let mut odd = Vec::with_capacity(coordinates.len());
        for four in coordinates.chunks(4) {
            let x = F::from_bytes(core::array::from_fn(|at| four[at.min(four.len() - 1)]))?;
            let (y, found) = x.right_side().square_roots();
            if found != [true; 4] {
                return None;
            }
            odd.extend(y.are_odd().into_iter().take(four.len()));
            self.points
                .extend(F::pack(&x, &y).into_iter().take(four.len()));
        }
        Some(odd)
    }

    /// Appends a point.
    pub(crate) fn push(&mut self, point: &Point) {
        let [x, y] = [point.x, point.y].map(|number| {
            let bytes = number.to_bytes();
            F::from_bytes([&bytes; 4]).expect("a number of the field is below p")
        });
        self.points.extend(F::pack(&x, &y).first());
    }

    /// The point of a reference.
    pub(crate) fn point(&self, at: Reference) -> Point {
        let (x, y) = self.unpack([at; 4]);
        let [x, y] = [x, y].map(|number| {
            let [bytes, ..] = number.to_bytes();
            Element::from_bytes(&bytes).expect("encoded numbers are below p")
        });
        Point { x, y }
    }

    /// Appends a point of another pool and returns the reference to it.
    pub(crate) fn take(&mut self, from: &Self, at: Reference) -> Reference {
        self.points.push(from.points[at.index()]);
        Reference::new(self.points.len() - 1, at.is_negative())
    }

    /// Removes all points after the first `len`.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.points.truncate(len);
    }

    /// Appends the sum of each pair. Returns the indices of the pairs without a sum, whose points
    /// are opposite; the entries for their sums have no meaning.
    pub(crate) fn add(&mut self, pairs: &[[Reference; 2]]) -> Vec<usize> {
        let Some(last) = pairs.last() else {
            return Vec::new();
        };
        let fours = || {
            pairs.chunks(4).map(|four| {
                let pair = |at| *four.get(at).unwrap_or(last);
                [0, 1].map(|side| core::array::from_fn(|at| pair(at)[side]))
            })
        };
        let mut product = F::one();
        let mut products = Vec::with_capacity(pairs.len() / 4 + 1);
        // Pairs with the same x, which are equal or opposite. There are few of them, so they are
        // added one by one.
        let mut same_x = Vec::new();
        for (at, [a, b]) in fours().enumerate() {
            let mut divisor = self.unpack_x(b) - self.unpack_x(a);
            if divisor.may_be_zero() != [false; 4] {
                let zero = divisor.are_zero();
                let lanes = (0..4).filter(|lane| zero[*lane]).map(|lane| 4 * at + lane);
                same_x.extend(lanes.filter(|index| *index < pairs.len()));
                divisor = divisor.replaced_where(zero, F::one());
            }
            products.push((product, divisor));
            product = product * divisor;
        }
        let mut inverse = inverse(&product);
        let first = self.points.len();
        let [any, ..] = F::pack(&inverse, &inverse);
        self.points.resize(first + pairs.len(), any);
        for (at, [a, b]) in fours().enumerate().rev() {
            let Some((before, divisor)) = products.pop() else {
                break;
            };
            let inverse_here = inverse * before;
            inverse = inverse * divisor;
            let ((ax, ay), (bx, by)) = (self.unpack(a), self.unpack(b));
            let slope = (by - ay) * inverse_here;
            let x = (slope.square() - ax - bx).carried();
            let y = (slope * (ax - x) - ay).carried();
            let entries = self.points[first + 4 * at..].iter_mut();
            for (entry, sum) in entries.zip(F::pack(&x, &y)) {
                *entry = sum;
            }
        }
        same_x.retain(|index| {
            let [a, b] = pairs[*index].map(|at| self.point(at));
            let sum = Jacobian::from(a).add_point(&b);
            let Some(sum) = Jacobian::to_points(&[sum]) else {
                return true;
            };
            self.push(&sum[0]);
            self.points.swap_remove(first + index);
            false
        });
        same_x
    }

    /// The coordinates of four points.
    #[inline(always)]
    fn unpack(&self, four: [Reference; 4]) -> (F, F) {
        let (x, y) = F::unpack(four.map(|at| &self.points[at.index()]));
        (x, y.negated_where(four.map(Reference::is_negative)))
    }

    /// The x-coordinates of four points.
    #[inline(always)]
    fn unpack_x(&self, four: [Reference; 4]) -> F {
        F::unpack_x(four.map(|at| &self.points[at.index()]))
    }
}

/// The inverse of each number, none of which may be zero, with a single inversion.
fn inverse<F: Four>(numbers: &F) -> F {
    let numbers = numbers
        .to_bytes()
        .map(|bytes| Element::from_bytes(&bytes).expect("encoded numbers are below p"));
    let [a, b, c, d] = numbers;
    let (ab, cd) = (a * b, c * d);
    let inverse = (ab * cd).inverse();
    let (of_ab, of_cd) = (inverse * cd, inverse * ab);
    let inverses = [of_ab * b, of_ab * a, of_cd * d, of_cd * c].map(Field::to_bytes);
    F::from_bytes(inverses.each_ref()).expect("a number of the field is below p")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::four::{Array, Lanes};
    use proptest::prelude::*;

    /// The multiples of G from G on, computed in Jacobian coordinates.
    fn multiples(count: usize) -> Vec<Point> {
        let generator = Point::generator();
        let first = Jacobian::from(generator);
        let all = core::iter::successors(Some(first), |last| Some(last.add_point(&generator)));
        let all: Vec<Jacobian<Element>> = all.take(count).collect();
        Jacobian::to_points(&all).expect("small multiples of G are not infinity")
    }

    /// Checks the sums of pairs of multiples of G, given by their factors and signs.
    fn assert_sums<F: Four>(pairs: &[(usize, bool, usize, bool)]) {
        // The points are few, so many pairs are equal or opposite.
        let multiples = multiples(24);
        let mut pool = Pool::<F>::default();
        multiples.iter().take(12).for_each(|point| pool.push(point));
        let references: Vec<[Reference; 2]> = pairs
            .iter()
            .map(|(a, minus_a, b, minus_b)| {
                [
                    Reference::new(a - 1, *minus_a),
                    Reference::new(b - 1, *minus_b),
                ]
            })
            .collect();
        let first = pool.len();
        let infinite = pool.add(&references);
        assert_eq!(pool.len(), first + pairs.len());
        for (at, (a, minus_a, b, minus_b)) in pairs.iter().enumerate() {
            let sign = |number: usize, minus| {
                if minus {
                    -(number as isize)
                } else {
                    number as isize
                }
            };
            let sum = sign(*a, *minus_a) + sign(*b, *minus_b);
            assert_eq!(infinite.contains(&at), sum == 0);
            if sum != 0 {
                let found = pool.point(Reference::new(first + at, sum < 0));
                assert_eq!(found, multiples[sum.unsigned_abs() - 1]);
            }
        }
    }

    proptest! {
        #[test]
        fn sums_equal_those_of_single_additions(
            pairs in prop::collection::vec((1usize..12, any::<bool>(), 1usize..12, any::<bool>()), 0..40),
        ) {
            assert_sums::<Lanes>(&pairs);
            assert_sums::<Array>(&pairs);
        }
    }
}
