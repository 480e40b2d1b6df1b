//! A pool of points that are added four pairs at a time.
//!
//! The slope of each addition needs an inversion. With Montgomery's trick all additions of a call
//! share one, which makes six multiplications per addition instead of eleven. Points do not move:
//! [`Reference`]s of one word say which points to add, and the sums are appended to the pool.
//! Copying points into the order of their addition took a fifth of the time of a batch.

use crate::field::Element;
use crate::four::{Four, PAIRS, Words};
use crate::point::{Jacobian, Point};

/// The coordinates of a point in sequence, each in ten words as in [`Four`].
#[derive(Clone, Copy, Debug)]
struct Packed([Words; PAIRS / 2]);

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
#[derive(Debug, Default)]
pub(crate) struct Pool {
    points: Vec<Packed>,
}

impl Pool {
    pub(crate) fn len(&self) -> usize {
        self.points.len()
    }

    /// Appends the points with these x-coordinates (big-endian) and either y. Returns which of
    /// these y are odd. `None` if there is no such point for one of the x-coordinates.
    pub(crate) fn extend_from_x(&mut self, coordinates: &[&[u8; 32]]) -> Option<Vec<bool>> {
        let mut odd = Vec::with_capacity(coordinates.len());
        for four in coordinates.chunks(4) {
            let x = Four::from_bytes(core::array::from_fn(|at| four[at.min(four.len() - 1)]))?;
            let (y, found) = right_side(x).square_roots();
            if found != [true; 4] {
                return None;
            }
            odd.extend(y.are_odd().into_iter().take(four.len()));
            self.points
                .extend(pack(&x, &y).into_iter().take(four.len()));
        }
        Some(odd)
    }

    /// Appends a point.
    pub(crate) fn push(&mut self, point: &Point) {
        let [x, y] = [point.x, point.y].map(|number| {
            let bytes = number.to_bytes();
            Four::from_bytes([&bytes; 4]).expect("a number of the field is below p")
        });
        self.points.extend(pack(&x, &y).first());
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
        let mut product = Four::one();
        let mut products = Vec::with_capacity(pairs.len() / 4 + 1);
        // Pairs with the same x, which are equal or opposite. There are so few that they are added
        // one by one.
        let mut same_x = Vec::new();
        for (at, [a, b]) in fours().enumerate() {
            let mut divisor = self.unpack_x(b) - self.unpack_x(a);
            if divisor.may_be_zero() != [false; 4] {
                let zero = divisor.are_zero();
                let lanes = (0..4).filter(|lane| zero[*lane]).map(|lane| 4 * at + lane);
                same_x.extend(lanes.filter(|index| *index < pairs.len()));
                divisor = divisor.replaced_where(mask(zero), Four::one());
            }
            products.push((product, divisor));
            product = product * divisor;
        }
        let mut inverse = inverse(&product);
        let first = self.points.len();
        let none = Packed([Words::new([0; 4]); PAIRS / 2]);
        self.points.resize(first + pairs.len(), none);
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
            for (entry, sum) in entries.zip(pack(&x, &y)) {
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
    fn unpack(&self, four: [Reference; 4]) -> (Four, Four) {
        let points = four.map(|at| &self.points[at.index()].0);
        let rows = |at: usize| Words::transposed(points.map(|point| point[at]));
        let [x0, x1, middle, y1, y2] = [rows(0), rows(1), rows(2), rows(3), rows(4)];
        let x = Four([
            x0[0], x0[1], x0[2], x0[3], x1[0], x1[1], x1[2], x1[3], middle[0], middle[1],
        ]);
        let y = Four([
            middle[2], middle[3], y1[0], y1[1], y1[2], y1[3], y2[0], y2[1], y2[2], y2[3],
        ]);
        (x, y.negated_where(mask(four.map(Reference::is_negative))))
    }

    /// The x-coordinates of four points.
    #[inline(always)]
    fn unpack_x(&self, four: [Reference; 4]) -> Four {
        let points = four.map(|at| &self.points[at.index()].0);
        let rows = |at: usize| Words::transposed(points.map(|point| point[at]));
        let [x0, x1, middle] = [rows(0), rows(1), rows(2)];
        Four([
            x0[0], x0[1], x0[2], x0[3], x1[0], x1[1], x1[2], x1[3], middle[0], middle[1],
        ])
    }
}

/// Packs the coordinates of four points.
#[inline(always)]
fn pack(Four(x): &Four, Four(y): &Four) -> [Packed; 4] {
    let rows = [
        Words::transposed([x[0], x[1], x[2], x[3]]),
        Words::transposed([x[4], x[5], x[6], x[7]]),
        Words::transposed([x[8], x[9], y[0], y[1]]),
        Words::transposed([y[2], y[3], y[4], y[5]]),
        Words::transposed([y[6], y[7], y[8], y[9]]),
    ];
    core::array::from_fn(|lane| Packed(rows.map(|row| row[lane])))
}

/// All ones in lanes with true, zero in the others.
#[inline(always)]
fn mask(lanes: [bool; 4]) -> Words {
    Words::new(lanes.map(|lane| u32::from(lane).wrapping_neg()))
}

/// The right-hand side of the curve's equation, x³ − 3x + b.
fn right_side(x: Four) -> Four {
    ((x.square() - Four::three()) * x + Four::b()).carried()
}

/// The inverse of each number, none of which may be zero, with a single inversion.
fn inverse(numbers: &Four) -> Four {
    let numbers = numbers
        .to_bytes()
        .map(|bytes| Element::from_bytes(&bytes).expect("encoded numbers are below p"));
    let [a, b, c, d] = numbers;
    let (ab, cd) = (a * b, c * d);
    let inverse = (ab * cd).inverse();
    let (of_ab, of_cd) = (inverse * cd, inverse * ab);
    let inverses = [of_ab * b, of_ab * a, of_cd * d, of_cd * c].map(Element::to_bytes);
    Four::from_bytes(inverses.each_ref()).expect("a number of the field is below p")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The multiples of G from G on, computed in Jacobian coordinates.
    fn multiples(count: usize) -> Vec<Point> {
        let generator = Point::generator();
        let first = Jacobian::from(generator);
        let all = core::iter::successors(Some(first), |last| Some(last.add_point(&generator)));
        let all: Vec<Jacobian> = all.take(count).collect();
        Jacobian::to_points(&all).expect("small multiples of G are not infinity")
    }

    proptest! {
        #[test]
        fn sums_equal_those_of_single_additions(
            pairs in prop::collection::vec((1usize..12, any::<bool>(), 1usize..12, any::<bool>()), 0..40),
        ) {
            // The points are few, so many pairs are equal or opposite.
            let multiples = multiples(24);
            let mut pool = Pool::default();
            multiples.iter().take(12).for_each(|point| pool.push(point));
            let references: Vec<[Reference; 2]> = pairs
                .iter()
                .map(|(a, minus_a, b, minus_b)| {
                    [Reference::new(a - 1, *minus_a), Reference::new(b - 1, *minus_b)]
                })
                .collect();
            let first = pool.len();
            let infinite = pool.add(&references);
            prop_assert_eq!(pool.len(), first + pairs.len());
            for (at, (a, minus_a, b, minus_b)) in pairs.into_iter().enumerate() {
                let sign = |number: usize, minus| if minus { -(number as isize) } else { number as isize };
                let sum = sign(a, minus_a) + sign(b, minus_b);
                prop_assert_eq!(infinite.contains(&at), sum == 0);
                if sum != 0 {
                    let found = pool.point(Reference::new(first + at, sum < 0));
                    prop_assert_eq!(found, multiples[sum.unsigned_abs() - 1]);
                }
            }
        }
    }
}
