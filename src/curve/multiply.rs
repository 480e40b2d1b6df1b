//! Verification of one signature: whether u₁·G + u₂·Q = R, with R found from its x-coordinate and
//! the parity of its y-coordinate.
//!
//! With u₂ as the ratio w/v of numbers of half the length ([`Ratio`]), the equation becomes
//! v·u₁·G + w·Q − v·R = 0, which takes half the doublings. All multiples are computed in one pass
//! (Straus's method) with signed digits (wNAF). The multiples of G come from tables that are
//! computed once.

use crate::field::{Element, Field};
use crate::point::{Affine, Jacobian};
use crate::ratio::Ratio;
use p256::elliptic_curve::ops::{Invert, Reduce};
use p256::{FieldBytes, NonZeroScalar, Scalar};
use std::sync::OnceLock;

/// Bits of a digit of the factors of points other than G. The multiples of these points are
/// computed for each signature.
const WIDTH: u32 = 5;
/// Bits of a digit of the factors of G. The multiples of G are computed once and kept.
const GENERATOR_WIDTH: u32 = 9;

/// Bits of the factors of points other than G, and of each half of G's factor.
const BITS: u32 = 128;

/// p − n. If r is below it, r and r + n may both be x-coordinates of points.
const AMBIGUOUS: [u8; 32] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x43, 0x19, 0x05, 0x53, 0x58, 0xe8, 0x61, 0x7b,
    0x0c, 0x46, 0x35, 0x3d, 0x03, 0x9c, 0xda, 0xae,
];

/// A signature to verify: ECDSA (FIPS 186-5, section 6.4.2) with the parity of R's y-coordinate.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// The public key, compressed (SEC 1, section 2.3.4). If it is not a point on the curve, the
    /// signature is wrong.
    pub key: [u8; 33],
    /// The digest that was signed.
    pub digest: [u8; 32],
    /// R's x-coordinate modulo the order of the group.
    pub r: NonZeroScalar,
    /// The second number of the signature.
    pub s: NonZeroScalar,
    /// Whether R's y-coordinate is odd.
    pub odd: bool,
}

impl Check {
    /// Whether the signature is right: R = u₁·G + u₂·Q with u₁ = digest/s and u₂ = r/s must have
    /// the x-coordinate r modulo the order, and a y-coordinate of the given parity.
    pub fn holds(&self) -> bool {
        static GENERATORS: OnceLock<Generators<Element>> = OnceLock::new();
        self.holds_by(GENERATORS.get_or_init(Generators::new))
    }

    /// [`Check::holds`], computed with these multiples of G and in their field arithmetic, `N`.
    pub fn holds_by<N: Field>(&self, generators: &Generators<N>) -> bool {
        let x = FieldBytes::from(*self.r).into();
        let candidates = [Some(x), is_ambiguous(&x).then(|| plus_order(&x))];
        let mut candidates = candidates
            .into_iter()
            .flatten()
            .filter_map(|x| Affine::<N>::from_x(&x, self.odd))
            .peekable();
        if candidates.peek().is_none() {
            return false;
        }
        let Some(key) = Affine::from_compressed(&self.key) else {
            return false;
        };
        let (u1, u2) = self.factors(&Invert::invert_vartime(&self.s));
        let ratio = Ratio::of(&u2);
        let generator_factor = Scalar::from(ratio.denominator) * u1;
        let generator_factor = if ratio.negative {
            -generator_factor
        } else {
            generator_factor
        };
        candidates.any(|r| {
            let r = if ratio.negative { r } else { r.negated() };
            let others = [(key, ratio.numerator), (r, ratio.denominator)];
            sum(generators, &generator_factor, others).is_infinity()
        })
    }

    /// The factors of G and of the key, given 1/s.
    fn factors(&self, inverse: &Scalar) -> (Scalar, Scalar) {
        let digest = FieldBytes::from(self.digest);
        let digest = <Scalar as Reduce<FieldBytes>>::reduce(&digest);
        (digest * inverse, *self.r * inverse)
    }
}

/// The odd multiples 1, 3, 5 and so on of G and of 2¹²⁸·G, which every check needs.
#[derive(Clone, Debug)]
pub struct Generators<N>([Vec<Affine<N>>; 2]);

impl<N: Field> Generators<N> {
    /// Computes the multiples.
    ///
    /// # Panics
    /// Never: no multiple of G below the order is the point at infinity.
    pub fn new() -> Self {
        let low = Jacobian::from(Affine::generator());
        let high = (0..BITS).fold(low, |point, _| point.double());
        Self([low, high].map(|point| {
            Jacobian::to_points(&odd_multiples(point, 1 << (GENERATOR_WIDTH - 2)))
                .expect("a multiple of G below the order is not infinity")
        }))
    }
}

impl<N: Field> Default for Generators<N> {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether r and r + n may both be x-coordinates of points.
pub(crate) fn is_ambiguous(r: &[u8; 32]) -> bool {
    *r < AMBIGUOUS
}

/// r + n for an ambiguous r.
fn plus_order(r: &[u8; 32]) -> [u8; 32] {
    let order_less_one = FieldBytes::from(-Scalar::ONE);
    let mut carry = 1;
    let mut sum = [0; 32];
    for at in (0..32).rev() {
        let [high, low] = (u16::from(r[at]) + u16::from(order_less_one[at]) + carry).to_be_bytes();
        sum[at] = low;
        carry = u16::from(high);
    }
    sum
}

/// The sum of a multiple of G and multiples of two other points.
fn sum<N: Field>(
    generators: &Generators<N>,
    factor: &Scalar,
    others: [(Affine<N>, u128); 2],
) -> Jacobian<N> {
    let bytes = FieldBytes::from(*factor);
    let half = |from: usize| {
        let bytes = bytes[from..].iter().take(16);
        bytes.fold(0, |number, byte| number << 8 | u128::from(*byte))
    };
    let generator_digits = [half(16), half(0)].map(|number| wnaf(number, GENERATOR_WIDTH));
    let tables = others.map(|(point, _)| odd_multiples(Jacobian::from(point), 1 << (WIDTH - 2)));
    let digits = others.map(|(_, number)| wnaf(number, WIDTH));
    (0..=BITS as usize)
        .rev()
        .fold(Jacobian::INFINITY, |sum, at| {
            let mut sum = sum.double();
            for (digits, table) in generator_digits.iter().zip(&generators.0) {
                if let Some(multiple) = signed_multiple(digits[at], table, |point| point.negated())
                {
                    sum = sum.add_point(&multiple);
                }
            }
            for (digits, table) in digits.iter().zip(&tables) {
                if let Some(multiple) = signed_multiple(digits[at], table, |point| point.negated())
                {
                    sum = sum.add(&multiple);
                }
            }
            sum
        })
}

/// The multiple for a digit, which is odd or zero, from a table of odd multiples. `None` if the
/// digit is zero.
fn signed_multiple<T: Copy>(digit: i32, odd: &[T], negate: impl Fn(T) -> T) -> Option<T> {
    let multiple = *odd.get(digit.unsigned_abs() as usize / 2)?;
    match digit.signum() {
        0 => None,
        1 => Some(multiple),
        _ => Some(negate(multiple)),
    }
}

/// The odd multiples 1, 3, 5 and so on of a point.
fn odd_multiples<N: Field>(point: Jacobian<N>, count: usize) -> Vec<Jacobian<N>> {
    let double = point.double();
    core::iter::successors(Some(point), |last| Some(last.add(&double)))
        .take(count)
        .collect()
}

/// The wNAF digits of a number, lowest first. Each digit is zero, or odd and within ±2^(width−1).
/// Of any `width` consecutive digits at most one is not zero.
fn wnaf(number: u128, width: u32) -> [i32; BITS as usize + 1] {
    let mut digits = [0; BITS as usize + 1];
    let bytes = number.to_le_bytes();
    let bit = |at: usize| {
        let byte = bytes.get(at / 8).copied().unwrap_or(0);
        i32::from(byte >> (at % 8) & 1)
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
