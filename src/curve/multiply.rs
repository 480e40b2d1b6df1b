//! One signature: u₁·G + u₂·Q, both multiples in one pass (Straus), with signed digits (wNAF) and a table of G's
//! multiples that is made once.

use crate::point::{Jacobian, Point};
use p256::elliptic_curve::ops::{Invert, Reduce};
use p256::{FieldBytes, NonZeroScalar, Scalar};
use std::sync::OnceLock;

/// Bits of a digit for the key, whose table of multiples is made anew each time, and for G, whose table is kept.
const KEY_WIDTH: u32 = 5;
const GENERATOR_WIDTH: u32 = 9;

/// A signature and what it is to be checked against. ECDSA (FIPS 186-5, 6.4.2) with the parity of R's y.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// The public key.
    pub key: Point,
    /// What was signed.
    pub digest: [u8; 32],
    /// R's x-coordinate modulo the group's order.
    pub r: NonZeroScalar,
    /// The other half of the signature.
    pub s: NonZeroScalar,
    /// Whether R's y is odd.
    pub odd: bool,
}

impl Check {
    /// Whether the signature is right: R = u₁·G + u₂·Q with u₁ = digest/s and u₂ = r/s has the x-coordinate r modulo the
    /// order, and a y of the parity named.
    pub fn holds(&self) -> bool {
        let inverse = *Invert::invert_vartime(&self.s);
        let (u1, u2) = self.factors(&inverse);
        let Some(point) = double_multiply(&u1, &u2, &self.key).to_point() else {
            return false;
        };
        let x = FieldBytes::from(point.x.to_bytes());
        <Scalar as Reduce<FieldBytes>>::reduce(&x) == *self.r && point.y.is_odd() == self.odd
    }

    /// The factors of G and of the key, from 1/s.
    pub(crate) fn factors(&self, inverse: &Scalar) -> (Scalar, Scalar) {
        let digest = FieldBytes::from(self.digest);
        let digest = <Scalar as Reduce<FieldBytes>>::reduce(&digest);
        (digest * inverse, *self.r * inverse)
    }
}

/// u₁·G + u₂·Q.
fn double_multiply(u1: &Scalar, u2: &Scalar, key: &Point) -> Jacobian {
    let generators = generators();
    let keys = odd_multiples(key, 1 << (KEY_WIDTH - 2));
    let (digits_1, digits_2) = (wnaf(u1, GENERATOR_WIDTH), wnaf(u2, KEY_WIDTH));
    let mut sum = Jacobian::INFINITY;
    for (d1, d2) in digits_1.iter().zip(&digits_2).rev() {
        sum = sum.double();
        if let Some(multiple) = pick(*d1, generators, |point| point.negated()) {
            sum = sum.add_point(&multiple);
        }
        if let Some(multiple) = pick(*d2, &keys, |point| point.negated()) {
            sum = sum.add(&multiple);
        }
    }
    sum
}

/// The multiple that an odd digit stands for; none for zero.
fn pick<T: Copy>(digit: i32, odd: &[T], negate: impl Fn(T) -> T) -> Option<T> {
    let multiple = *odd.get(digit.unsigned_abs() as usize / 2)?;
    match digit.signum() {
        0 => None,
        1 => Some(multiple),
        _ => Some(negate(multiple)),
    }
}

/// G, 3·G, 5·G and so on.
fn generators() -> &'static [Point] {
    static GENERATORS: OnceLock<Vec<Point>> = OnceLock::new();
    GENERATORS.get_or_init(|| {
        odd_multiples(&Point::generator(), 1 << (GENERATOR_WIDTH - 2))
            .into_iter()
            .map(|point| {
                point
                    .to_point()
                    .expect("less than the order times G is not infinity")
            })
            .collect()
    })
}

/// A point times 1, 3, 5 and so on.
fn odd_multiples(point: &Point, count: usize) -> Vec<Jacobian> {
    let first = Jacobian::from(*point);
    let double = first.double();
    core::iter::successors(Some(first), |last| Some(last.add(&double)))
        .take(count)
        .collect()
}

/// The digits of a number, lowest first: each zero or odd and within ±2^(width−1), and of any `width` in a row at most one
/// not zero.
fn wnaf(number: &Scalar, width: u32) -> [i32; 257] {
    let mut digits = [0; 257];
    let bytes = FieldBytes::from(*number);
    let bit = |at: usize| {
        31usize
            .checked_sub(at / 8)
            .map_or(0, |byte| i32::from(bytes[byte] >> (at % 8) & 1))
    };
    let (mut at, mut carry) = (0, 0);
    while at < digits.len() {
        if bit(at) == carry {
            at += 1;
            continue;
        }
        let window = (0..width as usize).fold(carry, |sum, i| sum + (bit(at + i) << i));
        carry = window >> (width - 1);
        digits[at] = window - (carry << width);
        at += width as usize;
    }
    digits
}
