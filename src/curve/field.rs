//! Numbers modulo p = 2²⁵⁶ − 2²²⁴ + 2¹⁹² + 2⁹⁶ − 1 (SP 800-186, 3.2.1.3), made for WebAssembly.
//!
//! A number is nine signed limbs of 29 bits. Products of limbs are 58 bits long, so a column of nine of them fits the
//! 64-bit integers that WebAssembly has, with room for operands that are sums not yet carried. It is kept times
//! R = 2²⁶¹ (Montgomery's form) because p ≡ −1 modulo 2²⁹: the multiple of p that clears the lowest limb is then that limb
//! itself, and adding it takes four shifts and no multiplication.
//!
//! **Magnitude.** A product's limbs lie within ±2²⁸ (magnitude 1), give or take a few. Adding adds magnitudes, and
//! [`Element::carried`] brings any up to 6 back to 1. The product of the magnitudes of two factors must be at most 8: nine times
//! 8·2⁵⁶ is below 2⁶³. Debug builds check it.

#![allow(
    clippy::cast_possible_truncation,
    reason = "what is cast has been cut to 29 bits, or is a carry whose bound the magnitudes give"
)]

use core::ops::{Add, Mul, Neg, Sub};

const BITS: u32 = 29;
const MASK: i64 = (1 << BITS) - 1;
const LIMBS: usize = 9;
/// Bits of p's highest limb.
const TOP_BITS: u32 = 24;

/// A number modulo p, in one of many forms; see the module's doc for its bounds.
#[derive(Clone, Copy, Debug)]
pub struct Element([i32; LIMBS]);

/// p itself.
const P: [i32; LIMBS] = [-1, 0, 0, 512, 0, 0, 262_144, -2_097_152, 16_777_216];

impl Element {
    /// Zero.
    pub const ZERO: Self = Self([0; LIMBS]);
    /// One.
    pub const ONE: Self = Self([32, 0, 0, -16_384, 0, 0, -8_388_608, 67_108_864, 0]);
    /// The curve's constant b (SP 800-186, 3.2.1.3).
    pub const B: Self = Self([
        -124_273_668,
        -52_469_206,
        25_462_469,
        24_323_617,
        -38_970_912,
        180_318_739,
        -100_478_704,
        -141_419_231,
        -7_995_196,
    ]);
    /// R²: what brings a number into Montgomery's form.
    const R2: Self = Self([3_072, 0, -65_536, -2_097_152, -4_194_304, 0, 0, -1, 20]);

    /// Reads a big-endian number; none if it is not below p.
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let mut limbs = [0; LIMBS];
        for (at, limb) in limbs.iter_mut().enumerate() {
            *limb = bits(bytes, at * BITS as usize);
        }
        let number = Self(limbs);
        is_below_p(&number.0).then(|| number.carried() * Self::R2)
    }

    /// The number below p, big-endian.
    pub fn to_bytes(self) -> [u8; 32] {
        let limbs = self.canonical();
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().rev().enumerate() {
            let (limb, shift) = (at * 8 / BITS as usize, at * 8 % BITS as usize);
            let low = limbs[limb] >> shift;
            let high = limbs
                .get(limb + 1)
                .map_or(0, |next| i64::from(*next) << (BITS as usize - shift));
            *byte = ((i64::from(low) | high) & 0xff) as u8;
        }
        bytes
    }

    /// Whether the number is odd, taken below p.
    pub fn is_odd(self) -> bool {
        self.canonical()[0] & 1 == 1
    }

    /// Whether it is a multiple of p. Its magnitude must be at most 2.
    pub fn is_zero(self) -> bool {
        // The value is within ±8p, and k·p ≡ −k modulo 2²⁹: nearly every other number differs in its lowest limb.
        const NEAR: i32 = 8;
        let low = (self.0[0] + NEAR) & MASK as i32;
        low <= 2 * NEAR && self.canonical() == [0; LIMBS]
    }

    /// The square.
    pub fn square(self) -> Self {
        self.check_magnitude(&self);
        let a = self.0.map(i64::from);
        let d = a.map(|limb| 2 * limb);
        reduce([
            a[0] * a[0],
            a[0] * d[1],
            a[0] * d[2] + a[1] * a[1],
            a[0] * d[3] + a[1] * d[2],
            a[0] * d[4] + a[1] * d[3] + a[2] * a[2],
            a[0] * d[5] + a[1] * d[4] + a[2] * d[3],
            a[0] * d[6] + a[1] * d[5] + a[2] * d[4] + a[3] * a[3],
            a[0] * d[7] + a[1] * d[6] + a[2] * d[5] + a[3] * d[4],
            a[0] * d[8] + a[1] * d[7] + a[2] * d[6] + a[3] * d[5] + a[4] * a[4],
            a[1] * d[8] + a[2] * d[7] + a[3] * d[6] + a[4] * d[5],
            a[2] * d[8] + a[3] * d[7] + a[4] * d[6] + a[5] * a[5],
            a[3] * d[8] + a[4] * d[7] + a[5] * d[6],
            a[4] * d[8] + a[5] * d[7] + a[6] * a[6],
            a[5] * d[8] + a[6] * d[7],
            a[6] * d[8] + a[7] * a[7],
            a[7] * d[8],
            a[8] * a[8],
        ])
    }

    /// Squared `times` times over.
    pub fn squared(self, times: u32) -> Self {
        (0..times).fold(self, |number, _| number.square())
    }

    /// The same number in magnitude 1 and within about ±p; its own magnitude may be up to 6.
    #[must_use]
    pub fn carried(self) -> Self {
        let mut limbs = self.0;
        // The highest limb tells how many p there are, to within a half.
        let times = (limbs[LIMBS - 1] + (1 << (TOP_BITS - 1))) >> TOP_BITS;
        for (limb, p) in limbs.iter_mut().zip(P) {
            *limb -= p * times;
        }
        let mut carry = 0;
        for limb in &mut limbs[..LIMBS - 1] {
            let sum = *limb + carry;
            // Rounding to the nearest keeps what remains within ±2²⁸.
            carry = (sum + (1 << (BITS - 1))) >> BITS;
            *limb = sum - (carry << BITS);
        }
        limbs[LIMBS - 1] += carry;
        Self(limbs)
    }

    /// One divided by it; zero for zero. By Fermat: the number to the power of p − 2.
    #[must_use]
    pub fn inverse(self) -> Self {
        let (ones_30, ones_32) = self.powers_of_ones();
        let power = ones_32.squared(32) * self;
        let power = power.squared(128) * ones_32;
        let power = power.squared(32) * ones_32;
        let power = power.squared(30) * ones_30;
        power.squared(2) * self
    }

    /// The number whose square it is, one of two; none if there is none. p ≡ 3 modulo 4, so it is the number to the power
    /// of (p + 1)/4, if any.
    pub fn square_root(self) -> Option<Self> {
        let (_, ones_32) = self.powers_of_ones();
        let power = ones_32.squared(32) * self;
        let power = power.squared(96) * self;
        let root = power.squared(94);
        (root.square() - self).is_zero().then_some(root)
    }

    /// The number to the powers of 2³⁰ − 1 and 2³² − 1.
    fn powers_of_ones(self) -> (Self, Self) {
        let two = self.square() * self;
        let four = two.squared(2) * two;
        let eight = four.squared(4) * four;
        let sixteen = eight.squared(8) * eight;
        let twenty_four = sixteen.squared(8) * eight;
        let twenty_eight = twenty_four.squared(4) * four;
        let thirty = twenty_eight.squared(2) * two;
        (thirty, thirty.squared(2) * two)
    }

    /// Limbs of 0 to 2²⁹ − 1 of the number below p, out of Montgomery's form.
    fn canonical(self) -> [i32; LIMBS] {
        let mut one = [0; LIMBS];
        one[0] = 1;
        // A product with 1 lies from 0 to p.
        let mut limbs = (self.carried() * Self(one)).0;
        add_p(&mut limbs, 0);
        if !is_below_p(&limbs) {
            add_p(&mut limbs, -1);
        }
        limbs
    }

    fn check_magnitude(&self, other: &Self) {
        let most = |number: &Self| {
            number
                .0
                .iter()
                .map(|limb| i64::from(limb.unsigned_abs()))
                .max()
        };
        debug_assert!(
            most(self)
                .zip(most(other))
                .is_some_and(|(a, b)| a * b <= (9 << 56)),
            "the magnitudes of {self:?} and {other:?} are too large to multiply"
        );
    }
}

impl Mul for Element {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        self.check_magnitude(&other);
        let (a, b) = (self.0.map(i64::from), other.0.map(i64::from));
        reduce([
            a[0] * b[0],
            a[0] * b[1] + a[1] * b[0],
            a[0] * b[2] + a[1] * b[1] + a[2] * b[0],
            a[0] * b[3] + a[1] * b[2] + a[2] * b[1] + a[3] * b[0],
            a[0] * b[4] + a[1] * b[3] + a[2] * b[2] + a[3] * b[1] + a[4] * b[0],
            a[0] * b[5] + a[1] * b[4] + a[2] * b[3] + a[3] * b[2] + a[4] * b[1] + a[5] * b[0],
            a[0] * b[6]
                + a[1] * b[5]
                + a[2] * b[4]
                + a[3] * b[3]
                + a[4] * b[2]
                + a[5] * b[1]
                + a[6] * b[0],
            a[0] * b[7]
                + a[1] * b[6]
                + a[2] * b[5]
                + a[3] * b[4]
                + a[4] * b[3]
                + a[5] * b[2]
                + a[6] * b[1]
                + a[7] * b[0],
            a[0] * b[8]
                + a[1] * b[7]
                + a[2] * b[6]
                + a[3] * b[5]
                + a[4] * b[4]
                + a[5] * b[3]
                + a[6] * b[2]
                + a[7] * b[1]
                + a[8] * b[0],
            a[1] * b[8]
                + a[2] * b[7]
                + a[3] * b[6]
                + a[4] * b[5]
                + a[5] * b[4]
                + a[6] * b[3]
                + a[7] * b[2]
                + a[8] * b[1],
            a[2] * b[8]
                + a[3] * b[7]
                + a[4] * b[6]
                + a[5] * b[5]
                + a[6] * b[4]
                + a[7] * b[3]
                + a[8] * b[2],
            a[3] * b[8] + a[4] * b[7] + a[5] * b[6] + a[6] * b[5] + a[7] * b[4] + a[8] * b[3],
            a[4] * b[8] + a[5] * b[7] + a[6] * b[6] + a[7] * b[5] + a[8] * b[4],
            a[5] * b[8] + a[6] * b[7] + a[7] * b[6] + a[8] * b[5],
            a[6] * b[8] + a[7] * b[7] + a[8] * b[6],
            a[7] * b[8] + a[8] * b[7],
            a[8] * b[8],
        ])
    }
}

impl Add for Element {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(core::array::from_fn(|at| self.0[at] + other.0[at]))
    }
}

impl Sub for Element {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(core::array::from_fn(|at| self.0[at] - other.0[at]))
    }
}

impl Neg for Element {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.map(|limb| -limb))
    }
}

/// Divides a product by R modulo p (Montgomery's reduction): nine times, the multiple of p that clears the lowest limb is
/// added and the limb dropped.
fn reduce(mut columns: [i64; 2 * LIMBS - 1]) -> Element {
    for at in 0..LIMBS {
        // m·p = −m + m·(2⁹⁶ + 2¹⁹² − 2²²⁴ + 2²⁵⁶); the −m clears the limb.
        let m = columns[at] & MASK;
        columns[at + 3] += m << 9;
        columns[at + 6] += m << 18;
        columns[at + 7] -= m << 21;
        columns[at + 8] += m << 24;
        columns[at + 1] += columns[at] >> BITS;
    }
    let mut limbs = [0; LIMBS];
    let mut carry = 0;
    for (limb, column) in limbs.iter_mut().zip(&columns[LIMBS..]) {
        let sum = column + carry;
        carry = (sum + (1 << (BITS - 1))) >> BITS;
        *limb = (sum - (carry << BITS)) as i32;
    }
    limbs[LIMBS - 1] = carry as i32;
    Element(limbs)
}

/// Adds `times`·p and carries, so that all limbs but the last lie from 0 to 2²⁹ − 1.
fn add_p(limbs: &mut [i32; LIMBS], times: i32) {
    let mut carry = 0;
    for (limb, p) in limbs.iter_mut().zip(P) {
        let sum = i64::from(*limb) + i64::from(p * times) + carry;
        carry = sum >> BITS;
        *limb = (sum & MASK) as i32;
    }
    limbs[LIMBS - 1] += (carry << BITS) as i32;
}

/// Whether a number of limbs from 0 to 2²⁹ − 1 is below p.
fn is_below_p(limbs: &[i32; LIMBS]) -> bool {
    let mut less = *limbs;
    add_p(&mut less, -1);
    less[LIMBS - 1] < 0
}

/// The 29 bits from bit `from` of a big-endian number.
fn bits(bytes: &[u8; 32], from: usize) -> i32 {
    let byte = |at: usize| 31usize.checked_sub(at).map_or(0, |at| u64::from(bytes[at]));
    let window = (0..5).fold(0, |window, at| window | byte(from / 8 + at) << (8 * at));
    ((window >> (from % 8)) & MASK as u64) as i32
}
