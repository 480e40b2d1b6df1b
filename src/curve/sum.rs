//! Sums of thousands of multiples of points, Σ kᵢ·Pᵢ (Pippenger's method), with additions that share one division.
//!
//! Each number is cut into digits. For one digit's place at a time, the points go into buckets by their digit; the points
//! of a bucket are added, and the buckets' sums added as often as their digit says. Nearly all the work is adding within
//! buckets. There, two points of known coordinates are added at a time, in all buckets at once, which takes one
//! division for all of them ([`halve`]): six multiplications an addition instead of eleven.

use crate::field::Element;
use crate::point::{Jacobian, Point};
use p256::{FieldBytes, Scalar};

/// A multiple of a point.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The point.
    pub point: Point,
    /// How many times.
    pub times: Scalar,
}

/// Whether the terms add up to the point at infinity.
pub fn is_zero(terms: &[Term]) -> bool {
    sum(terms).is_infinity()
}

fn sum(terms: &[Term]) -> Jacobian {
    let width = width(terms.len());
    let digits: Vec<Vec<i16>> = terms
        .iter()
        .map(|term| digits(&term.times, width))
        .collect();
    let places = 256 / width as usize + 1;
    (0..places).rev().fold(Jacobian::INFINITY, |total, place| {
        let shifted = (0..width).fold(total, |total, _| total.double());
        shifted.add(&sum_of_place(terms, &digits, place, width))
    })
}

/// Bits of a digit. More bits make fewer places, but more buckets to add up; measured from 16 to 4,096 terms.
fn width(terms: usize) -> u32 {
    terms.max(1).ilog2().saturating_sub(3).clamp(3, 10)
}

/// What one digit of every number comes to.
fn sum_of_place(terms: &[Term], digits: &[Vec<i16>], place: usize, width: u32) -> Jacobian {
    let mut buckets = Buckets::new(terms, digits, place, 1 << (width - 1));
    while buckets.largest() > 1 {
        buckets.halve();
    }
    // From the highest bucket down, each is added once more for every step: bucket k comes in k times.
    let (mut running, mut total) = (Jacobian::INFINITY, Jacobian::INFINITY);
    for bucket in (0..buckets.ends.len()).rev() {
        for point in buckets.bucket(bucket) {
            running = running.add_point(point);
        }
        total = total.add(&running);
    }
    total
}

/// The points of one place, by the size of their digits: bucket `k` holds those of digit `k + 1`.
struct Buckets {
    points: Vec<Point>,
    /// Where each bucket ends; it begins where the one before ends.
    ends: Vec<usize>,
}

impl Buckets {
    fn new(terms: &[Term], digits: &[Vec<i16>], place: usize, count: usize) -> Self {
        let digit = |term: usize| digits[term][place];
        let bucket = |digit: i16| (usize::from(digit.unsigned_abs())).checked_sub(1);
        let mut ends = vec![0; count];
        let filled = (0..terms.len()).filter_map(|term| bucket(digit(term)));
        for bucket in filled {
            ends[bucket] += 1;
        }
        let mut end = 0;
        for count in &mut ends {
            end += *count;
            *count = end;
        }
        // Filled from its end, each bucket's mark ends up at its beginning.
        let mut marks = ends.clone();
        let mut points = vec![Point::UNSET; end];
        for (at, term) in terms.iter().enumerate() {
            let Some(bucket) = bucket(digit(at)) else {
                continue;
            };
            marks[bucket] -= 1;
            points[marks[bucket]] = if digit(at) < 0 {
                term.point.negated()
            } else {
                term.point
            };
        }
        Self { points, ends }
    }

    fn start(&self, bucket: usize) -> usize {
        bucket.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    fn bucket(&self, bucket: usize) -> &[Point] {
        &self.points[self.start(bucket)..self.ends[bucket]]
    }

    fn largest(&self) -> usize {
        (0..self.ends.len())
            .map(|bucket| self.bucket(bucket).len())
            .max()
            .unwrap_or(0)
    }

    /// Adds the points of each bucket two by two. The slopes need a division each; they share one, by Montgomery's trick.
    fn halve(&mut self) {
        let mut slots = Vec::with_capacity(self.points.len() / 2 + self.ends.len());
        let mut ends = Vec::with_capacity(self.ends.len());
        let mut product = Element::ONE;
        for bucket in 0..self.ends.len() {
            for pair in self.bucket(bucket).chunks(2) {
                let [a, b] = pair else {
                    slots.push((pair[0], None));
                    continue;
                };
                // Opposite points leave nothing.
                if let Some(slope) = Slope::new(a, b, product) {
                    product = product * slope.divisor;
                    slots.push((*a, Some(slope)));
                }
            }
            ends.push(slots.len());
        }
        let mut inverse = product.inverse();
        let mut points = vec![Point::UNSET; slots.len()];
        for ((point, slope), sum) in slots.iter().zip(&mut points).rev() {
            *sum = match slope {
                None => *point,
                Some(slope) => {
                    let value = slope.dividend * (inverse * slope.before);
                    inverse = inverse * slope.divisor;
                    let x = (value.square() - point.x - slope.other_x).carried();
                    let y = (value * (point.x - x) - point.y).carried();
                    Point { x, y }
                }
            };
        }
        *self = Self { points, ends };
    }
}

/// The slope of the line through two points, not divided yet.
struct Slope {
    dividend: Element,
    divisor: Element,
    other_x: Element,
    /// The product of all divisors before this one.
    before: Element,
}

impl Slope {
    /// None for opposite points, whose line is upright.
    fn new(a: &Point, b: &Point, before: Element) -> Option<Self> {
        let (mut dividend, mut divisor) = (b.y - a.y, b.x - a.x);
        if divisor.is_zero() {
            if !dividend.is_zero() {
                return None;
            }
            // The same point twice: the tangent. No point has y = 0, since the group's order is odd.
            let less = a.x.square() - Element::ONE;
            dividend = (less + less + less).carried();
            divisor = a.y + a.y;
        }
        Some(Self {
            dividend,
            divisor,
            other_x: b.x,
            before,
        })
    }
}

/// The digits of a number, lowest first, each from −2^(width−1) to 2^(width−1); `width` is at most 10.
fn digits(number: &Scalar, width: u32) -> Vec<i16> {
    let bytes = FieldBytes::from(*number);
    let byte = |at: usize| 31usize.checked_sub(at).map_or(0, |at| u32::from(bytes[at]));
    let mut carry = 0;
    (0..=256 / width)
        .map(|place| {
            let from = place * width;
            let at = (from / 8) as usize;
            let window = byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16;
            let digit = (window >> (from % 8) & ((1 << width) - 1)) + carry;
            carry = u32::from(digit > 1 << (width - 1));
            let digit = digit.cast_signed() - (carry.cast_signed() << width);
            i16::try_from(digit).expect("a digit has at most 10 bits")
        })
        .collect()
}
