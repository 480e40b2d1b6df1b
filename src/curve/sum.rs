//! Sums of thousands of multiples of points, Σ kᵢ·Pᵢ (Pippenger's method).
//!
//! Each number is cut into digits. For one digit's place at a time, the points go into buckets by their digit, and each
//! bucket is added up (`groups.rs`). Then every bucket counts as often as its digit says: for each bit of digits, the
//! buckets whose digit has that bit are added up, by merging digits that differ only in bits below. What is left is one
//! point for each bit of the numbers. Nearly all the work is adding within groups, four pairs at a time with one division
//! for all (`pool.rs`).

use crate::groups::Groups;
use crate::point::Jacobian;
use crate::pool::{Pool, Reference};
use p256::{FieldBytes, Scalar};
use std::collections::HashMap;

/// Points that are added up at once: enough to share a division, and few enough to stay in the processor's cache.
const AT_ONCE: usize = 8192;

/// A multiple of a point, which may yet turn out to be none.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The point's x-coordinate, big-endian.
    pub x: [u8; 32],
    /// Whether its y is odd.
    pub odd: bool,
    /// How many times; what is short (multipliers of 128 bits) is added sooner.
    pub times: Scalar,
    /// Whether it is to be subtracted.
    pub negative: bool,
}

impl Term {
    fn signed(&self) -> Scalar {
        if self.negative {
            -self.times
        } else {
            self.times
        }
    }
}

/// Whether all terms are of points, and add up to the point at infinity.
pub fn is_zero(terms: &[Term]) -> bool {
    let terms = merged(terms);
    let mut pool = Pool::default();
    let coordinates: Vec<_> = terms.iter().map(|term| &term.x).collect();
    let Some(odd) = pool.extend_from_x(&coordinates) else {
        return false;
    };
    let negative = terms.iter().zip(odd).map(|(term, odd)| {
        // The pool has the one or the other of two opposite points.
        term.negative != (term.odd != odd)
    });
    let points = (0..).zip(negative);
    let points = points.map(|(place, negative)| Reference::new(place, negative));
    let points: Vec<Reference> = points.collect();
    sum(&mut pool, &points, &terms).is_infinity()
}

/// One term for each x: coins of one address share a key, and one multiple of it is enough. It also sees to it that no
/// two points are the same or opposite from the beginning, which no signer can then bring about often.
fn merged(terms: &[Term]) -> Vec<Term> {
    let mut merged: Vec<Term> = Vec::with_capacity(terms.len());
    let mut places = HashMap::with_capacity(terms.len());
    for term in terms {
        let place = *places.entry(&term.x).or_insert(merged.len());
        match merged.get_mut(place) {
            Some(first) => {
                let same = term.odd == first.odd;
                let times = if same { term.signed() } else { -term.signed() };
                first.times = first.signed() + times;
                first.negative = false;
            }
            None => merged.push(*term),
        }
    }
    merged
}

fn sum(pool: &mut Pool, points: &[Reference], terms: &[Term]) -> Jacobian {
    let width = width(terms.len());
    let places = 256 / width as usize + 1;
    let mut sums = Pool::default();
    let buckets = buckets(pool, &mut sums, points, terms, width);
    let bits = sums_of_bits(&mut sums, buckets, places, width);
    (0..places).rev().fold(Jacobian::INFINITY, |total, place| {
        (0..width as usize).rev().fold(total, |total, bit| {
            let points = bits.group(bit * places + place).iter();
            points.fold(total.double(), |total, at| {
                total.add_point(&sums.point(*at))
            })
        })
    })
}

/// Bits of a digit. More bits make fewer places, but more buckets to add up. Half of the terms are taken to be half as
/// long as the others.
fn width(terms: usize) -> u32 {
    let additions =
        |width: &u32| (terms * 192 / *width as usize) + ((256 / *width as usize + 1) << *width);
    (3..=10).min_by_key(additions).unwrap_or(3)
}

/// For each place, the sums of the points of one digit, from digit 0 (which counts for nothing) to 2^width − 1 (half of
/// which are none, since digits are signed).
fn buckets(
    pool: &mut Pool,
    sums: &mut Pool,
    points: &[Reference],
    terms: &[Term],
    width: u32,
) -> Groups {
    let digits: Vec<Vec<i16>> = terms
        .iter()
        .map(|term| digits(&term.times, width))
        .collect();
    let places: Vec<usize> = (0..=256 / width as usize).collect();
    let mut all = Groups::default();
    for places in places.chunks((AT_ONCE / terms.len().max(1)).max(1)) {
        let mut buckets = fill(points, &digits, places, 1 << width);
        buckets.add_up(pool);
        for bucket in buckets.iter() {
            all.push(bucket.iter().map(|at| sums.take(pool, *at)));
        }
        pool.truncate(points.len());
    }
    all
}

/// The points of some places by the size of their digits.
fn fill(points: &[Reference], digits: &[Vec<i16>], places: &[usize], count: usize) -> Groups {
    let filled = || {
        places.iter().enumerate().flat_map(|(at, place)| {
            points
                .iter()
                .zip(digits)
                .filter_map(move |(point, digits)| {
                    let digit = digits[*place];
                    let bucket = at * count + usize::from(digit.unsigned_abs());
                    (digit != 0).then_some((bucket, point.negated_if(digit < 0)))
                })
        })
    };
    let mut ends = vec![0; places.len() * count];
    for (bucket, _) in filled() {
        ends[bucket] += 1;
    }
    let mut end = 0;
    for count in &mut ends {
        end += *count;
        *count = end;
    }
    // Filled from its end, each bucket's mark ends up at its beginning.
    let mut marks = ends.clone();
    let mut members = vec![Reference::new(0, false); end];
    for (bucket, point) in filled() {
        marks[bucket] -= 1;
        members[marks[bucket]] = point;
    }
    Groups::new(members, ends)
}

/// For each bit of digits, for each place, the sum of the buckets whose digit has that bit.
fn sums_of_bits(pool: &mut Pool, mut buckets: Groups, places: usize, width: u32) -> Groups {
    let mut bits = Groups::default();
    for bit in 0..width {
        // The digits without the bits below this one: odd ones have it.
        let digits = 1 << (width - bit);
        let all: Vec<&[Reference]> = buckets.iter().collect();
        for place in all.chunks(digits).take(places) {
            bits.push(place.iter().skip(1).step_by(2).copied().flatten().copied());
        }
        buckets.merge();
        buckets.add_up(pool);
    }
    bits.add_up(pool);
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
