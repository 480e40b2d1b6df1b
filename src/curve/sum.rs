//! Sums of thousands of multiples of points, Σ kᵢ·Pᵢ (Pippenger's method).
//!
//! Each factor is split into digits. For each digit position, the points are sorted into buckets by
//! their digit, and each bucket is added up (`groups.rs`). Then each bucket must be multiplied by
//! its digit. For each bit, the buckets whose digits have this bit are added up; digits that differ
//! only in lower bits are merged before. The result is one point for each bit of the factors.
//! Nearly all the work is addition within groups, four pairs at a time with one inversion for all
//! (`pool.rs`).

use crate::field::Element;
use crate::four::Four;
use crate::groups::Groups;
use crate::point::Jacobian;
use crate::pool::{Pool, Reference};
use p256::{FieldBytes, Scalar};
use std::collections::HashMap;

/// Maximum number of points that are added up in one pass: enough to share an inversion, and few
/// enough for the processor's cache.
const MAX_POINTS_AT_ONCE: usize = 8192;

/// A multiple of a point. The x-coordinate need not belong to a point.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The point's x-coordinate, big-endian.
    pub x: [u8; 32],
    /// Whether its y is odd.
    pub odd: bool,
    /// The factor. Short ones (128 bits) are added faster.
    pub times: Scalar,
    /// Whether the multiple is subtracted.
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

/// Whether all terms have points and their sum is the point at infinity, computed with the
/// representation `F` of numbers.
pub fn is_zero<F: Four>(terms: &[Term]) -> bool {
    let terms = merged(terms);
    let mut pool = Pool::<F>::default();
    let coordinates: Vec<_> = terms.iter().map(|term| &term.x).collect();
    let Some(odd) = pool.extend_from_x(&coordinates) else {
        return false;
    };
    let negative = terms.iter().zip(odd).map(|(term, odd)| {
        // The pool contains one of the two opposite points with this x-coordinate, perhaps not the
        // one that is meant.
        term.negative != (term.odd != odd)
    });
    let points = (0..).zip(negative);
    let points = points.map(|(index, negative)| Reference::new(index, negative));
    let points: Vec<Reference> = points.collect();
    sum(&mut pool, &points, &terms).is_infinity()
}

/// Merges the terms with the same x-coordinate. Coins of one address share a key, and one multiple
/// of it suffices. Merging also ensures that no two of the points are equal or opposite at the
/// beginning; a signer cannot cause that often at later steps.
fn merged(terms: &[Term]) -> Vec<Term> {
    let mut merged: Vec<Term> = Vec::with_capacity(terms.len());
    let mut indices = HashMap::with_capacity(terms.len());
    for term in terms {
        let index = *indices.entry(&term.x).or_insert(merged.len());
        match merged.get_mut(index) {
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

fn sum<F: Four>(pool: &mut Pool<F>, points: &[Reference], terms: &[Term]) -> Jacobian<Element> {
    let width = width(terms.len());
    let positions = 256 / width as usize + 1;
    let mut sums = Pool::<F>::default();
    let buckets = buckets(pool, &mut sums, points, terms, width);
    let bits = sums_of_bits(&mut sums, buckets, positions, width);
    (0..positions)
        .rev()
        .fold(Jacobian::INFINITY, |total, position| {
            (0..width as usize).rev().fold(total, |total, bit| {
                let points = bits.group(bit * positions + position).iter();
                points.fold(total.double(), |total, at| {
                    total.add_point(&sums.point(*at))
                })
            })
        })
}

/// The number of bits in a digit that takes the fewest additions. With more bits there are fewer
/// positions, but more buckets to add up. Half of the factors are assumed to be half as long as the
/// others.
fn width(terms: usize) -> u32 {
    let additions =
        |width: &u32| (terms * 192 / *width as usize) + ((256 / *width as usize + 1) << *width);
    (3..=10).min_by_key(additions).unwrap_or(3)
}

/// The sum of each bucket: for each position, the sums of the points with the same digit, from
/// digit 0, which is not added up, to 2^width − 1. Half of these are empty, since digits are
/// signed.
fn buckets<F: Four>(
    pool: &mut Pool<F>,
    sums: &mut Pool<F>,
    points: &[Reference],
    terms: &[Term],
    width: u32,
) -> Groups {
    let digits: Vec<Vec<i16>> = terms
        .iter()
        .map(|term| digits(&term.times, width))
        .collect();
    let positions: Vec<usize> = (0..=256 / width as usize).collect();
    let mut all = Groups::default();
    for positions in positions.chunks((MAX_POINTS_AT_ONCE / terms.len().max(1)).max(1)) {
        let mut buckets = fill(points, &digits, positions, 1 << width);
        buckets.add_up(pool);
        for bucket in buckets.iter() {
            all.push(bucket.iter().map(|at| sums.take(pool, *at)));
        }
        pool.truncate(points.len());
    }
    all
}

/// The points of some positions, grouped by the absolute values of their digits.
fn fill(points: &[Reference], digits: &[Vec<i16>], positions: &[usize], count: usize) -> Groups {
    let filled = || {
        positions.iter().enumerate().flat_map(|(at, position)| {
            points
                .iter()
                .zip(digits)
                .filter_map(move |(point, digits)| {
                    let digit = digits[*position];
                    let bucket = at * count + usize::from(digit.unsigned_abs());
                    (digit != 0).then_some((bucket, point.negated_if(digit < 0)))
                })
        })
    };
    let mut ends = vec![0; positions.len() * count];
    for (bucket, _) in filled() {
        ends[bucket] += 1;
    }
    let mut end = 0;
    for count in &mut ends {
        end += *count;
        *count = end;
    }
    // Buckets are filled backwards, so each mark ends up at the start of its bucket.
    let mut marks = ends.clone();
    let mut members = vec![Reference::new(0, false); end];
    for (bucket, point) in filled() {
        marks[bucket] -= 1;
        members[marks[bucket]] = point;
    }
    Groups::new(members, ends)
}

/// For each bit of a digit and each position, the sum of the buckets whose digits have this bit.
fn sums_of_bits<F: Four>(
    pool: &mut Pool<F>,
    mut buckets: Groups,
    positions: usize,
    width: u32,
) -> Groups {
    let mut bits = Groups::default();
    for bit in 0..width {
        // Lower bits have been merged away, so the digits with this bit are the odd ones.
        let digits = 1 << (width - bit);
        let all: Vec<&[Reference]> = buckets.iter().collect();
        for position in all.chunks(digits).take(positions) {
            bits.push(
                position
                    .iter()
                    .skip(1)
                    .step_by(2)
                    .copied()
                    .flatten()
                    .copied(),
            );
        }
        buckets.merge();
        buckets.add_up(pool);
    }
    bits.add_up(pool);
    bits
}

/// The digits of a number, lowest first, each from −2^(width−1) to 2^(width−1). `width` is at
/// most 10.
fn digits(number: &Scalar, width: u32) -> Vec<i16> {
    let bytes = FieldBytes::from(*number);
    let byte = |at: usize| 31usize.checked_sub(at).map_or(0, |at| u32::from(bytes[at]));
    let mut carry = 0;
    (0..=256 / width)
        .map(|position| {
            let from = position * width;
            let at = (from / 8) as usize;
            let window = byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16;
            let digit = (window >> (from % 8) & ((1 << width) - 1)) + carry;
            carry = u32::from(digit > 1 << (width - 1));
            let digit = digit.cast_signed() - (carry.cast_signed() << width);
            i16::try_from(digit).expect("a digit has at most 10 bits")
        })
        .collect()
}
