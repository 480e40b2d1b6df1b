//! Sums of thousands of multiples of points, Σ kᵢ·Pᵢ (Pippenger's method).
//!
//! Each number is cut into digits. For one digit's place at a time, the points go into buckets by their digit, and each
//! bucket is added up (`groups.rs`). Then every bucket counts as often as its digit says: for each bit of digits, the
//! buckets whose digit has that bit are added up, by merging digits that differ only in bits below. What is left is one
//! point for each bit of the numbers. Nearly all the work is adding within groups, where additions share divisions.

use crate::groups::Groups;
use crate::point::{Jacobian, Point};
use p256::{FieldBytes, Scalar};

/// Points that are added up at once: enough to share a division, and few enough to stay in the processor's cache.
const AT_ONCE: usize = 4096;

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
    let places = 256 / width as usize + 1;
    let bits = sums_of_bits(buckets(terms, places, width), places, width);
    (0..places).rev().fold(Jacobian::INFINITY, |total, place| {
        (0..width as usize).rev().fold(total, |total, bit| {
            let points = bits.group(bit * places + place);
            points
                .iter()
                .fold(total.double(), |total, point| total.add_point(point))
        })
    })
}

/// Bits of a digit. More bits make fewer places, but more buckets to add up; measured from 16 to 4,096 terms.
fn width(terms: usize) -> u32 {
    terms.max(1).ilog2().saturating_sub(3).clamp(3, 10)
}

/// For each place, the sums of the points of one digit, from digit 0 (which counts for nothing) to 2^width − 1 (half of
/// which are none, since digits are signed).
fn buckets(terms: &[Term], places: usize, width: u32) -> Groups {
    let digits: Vec<Vec<i16>> = terms
        .iter()
        .map(|term| digits(&term.times, width))
        .collect();
    let mut sums = Groups::default();
    let places: Vec<usize> = (0..places).collect();
    for places in places.chunks((AT_ONCE / terms.len().max(1)).max(1)) {
        let mut buckets = fill(terms, &digits, places, 1 << width);
        buckets.add_up();
        for bucket in buckets.iter() {
            sums.push(bucket);
        }
    }
    sums
}

/// The points of some places by the size of their digits.
fn fill(terms: &[Term], digits: &[Vec<i16>], places: &[usize], count: usize) -> Groups {
    let filled = || {
        places.iter().enumerate().flat_map(|(at, place)| {
            terms.iter().zip(digits).filter_map(move |(term, digits)| {
                let digit = digits[*place];
                let bucket = at * count + usize::from(digit.unsigned_abs());
                (digit != 0).then_some((bucket, digit < 0, &term.point))
            })
        })
    };
    let mut ends = vec![0; places.len() * count];
    for (bucket, ..) in filled() {
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
    for (bucket, negative, point) in filled() {
        marks[bucket] -= 1;
        points[marks[bucket]] = if negative { point.negated() } else { *point };
    }
    Groups::new(points, ends)
}

/// For each bit of digits, for each place, the sum of the buckets whose digit has that bit.
fn sums_of_bits(mut buckets: Groups, places: usize, width: u32) -> Groups {
    let mut bits = Groups::default();
    for bit in 0..width {
        // The digits without the bits below this one: odd ones have it.
        let digits = 1 << (width - bit);
        let all: Vec<&[Point]> = buckets.iter().collect();
        for place in all.chunks(digits).take(places) {
            bits.push(place.iter().skip(1).step_by(2).copied().flatten());
        }
        buckets.merge();
        buckets.add_up();
    }
    bits.add_up();
    bits
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
