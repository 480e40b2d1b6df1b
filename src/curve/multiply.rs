//! One signature: whether u₁·G + u₂·Q = R, with R found from its x-coordinate and the parity of its y. With u₂ as a ratio
//! w/v of numbers half as long ([`Ratio`]) that is v·u₁·G + w·Q − v·R = 0, which takes half the doublings. All
//! multiples are made in one pass (Straus), with signed digits (wNAF); G's come from tables that are made once.

use crate::point::{Jacobian, Point};
use crate::ratio::Ratio;
use p256::elliptic_curve::ops::{Invert, Reduce};
use p256::{FieldBytes, NonZeroScalar, Scalar};
use std::sync::OnceLock;

/// Bits of a digit for points whose multiples are made anew each time, and for G, whose multiples are kept.
const WIDTH: u32 = 5;
const GENERATOR_WIDTH: u32 = 9;

/// Bits of the factors.
const BITS: u32 = 128;

/// p − n: below it, two points' x-coordinates may be the same modulo the order n.
const AMBIGUOUS: [u8; 32] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x43, 0x19, 0x05, 0x53, 0x58, 0xe8, 0x61, 0x7b,
    0x0c, 0x46, 0x35, 0x3d, 0x03, 0x9c, 0xda, 0xae,
];

/// A signature and what it is to be checked against. ECDSA (FIPS 186-5, 6.4.2) with the parity of R's y.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// The public key, compressed (SEC 1, 2.3.4). By a key that is no point, nothing is signed.
    pub key: [u8; 33],
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
        let x = FieldBytes::from(*self.r).into();
        let candidates = [Some(x), is_ambiguous(&x).then(|| plus_order(&x))];
        let mut candidates = candidates
            .into_iter()
            .flatten()
            .filter_map(|x| Point::from_x(&x, self.odd))
            .peekable();
        if candidates.peek().is_none() {
            return false;
        }
        let Some(key) = Point::from_compressed(&self.key) else {
            return false;
        };
        let (u1, u2) = self.factors(&Invert::invert_vartime(&self.s));
        let ratio = Ratio::of(&u2);
        let times_over = Scalar::from(ratio.over) * u1;
        let times_over = if ratio.negative {
            -times_over
        } else {
            times_over
        };
        candidates.any(|r| {
            let r = if ratio.negative { r } else { r.negated() };
            sum(&times_over, [(key, ratio.under), (r, ratio.over)]).is_infinity()
        })
    }

    /// The factors of G and of the key, from 1/s.
    fn factors(&self, inverse: &Scalar) -> (Scalar, Scalar) {
        let digest = FieldBytes::from(self.digest);
        let digest = <Scalar as Reduce<FieldBytes>>::reduce(&digest);
        (digest * inverse, *self.r * inverse)
    }
}

/// Whether r and r + n may both be x-coordinates.
pub(crate) fn is_ambiguous(r: &[u8; 32]) -> bool {
    *r < AMBIGUOUS
}

/// r + n, for an ambiguous r.
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

/// A multiple of G and two of other points, added up.
fn sum(generator: &Scalar, others: [(Point, u128); 2]) -> Jacobian {
    let bytes = FieldBytes::from(*generator);
    let half = |from: usize| {
        let bytes = bytes[from..].iter().take(16);
        bytes.fold(0, |number, byte| number << 8 | u128::from(*byte))
    };
    let generators = generators();
    let generator_digits = [half(16), half(0)].map(|number| wnaf(number, GENERATOR_WIDTH));
    let tables = others.map(|(point, _)| odd_multiples(Jacobian::from(point), 1 << (WIDTH - 2)));
    let digits = others.map(|(_, number)| wnaf(number, WIDTH));
    (0..=BITS as usize)
        .rev()
        .fold(Jacobian::INFINITY, |sum, at| {
            let mut sum = sum.double();
            for (digits, table) in generator_digits.iter().zip(generators) {
                if let Some(multiple) = pick(digits[at], table, |point| point.negated()) {
                    sum = sum.add_point(&multiple);
                }
            }
            for (digits, table) in digits.iter().zip(&tables) {
                if let Some(multiple) = pick(digits[at], table, |point| point.negated()) {
                    sum = sum.add(&multiple);
                }
            }
            sum
        })
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

/// G times 1, 3, 5 and so on, and 2¹²⁸·G times the same.
fn generators() -> &'static [Vec<Point>; 2] {
    static GENERATORS: OnceLock<[Vec<Point>; 2]> = OnceLock::new();
    GENERATORS.get_or_init(|| {
        let low = Jacobian::from(Point::generator());
        let high = (0..BITS).fold(low, |point, _| point.double());
        [low, high].map(|point| {
            Jacobian::to_points(&odd_multiples(point, 1 << (GENERATOR_WIDTH - 2)))
                .expect("less than the order times G is not infinity")
        })
    })
}

/// A point times 1, 3, 5 and so on.
fn odd_multiples(point: Jacobian, count: usize) -> Vec<Jacobian> {
    let double = point.double();
    core::iter::successors(Some(point), |last| Some(last.add(&double)))
        .take(count)
        .collect()
}

/// The digits of a number, lowest first: each zero or odd and within ±2^(width−1), and of any `width` in a row at most one
/// not zero.
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
