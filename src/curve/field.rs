//! Numbers modulo p = 2²⁵⁶ − 2²²⁴ + 2¹⁹² + 2⁹⁶ − 1 (SP 800-186, 3.2.1.3), made for WebAssembly.
//!
//! A number is nine signed limbs of 29 bits. Products of limbs are 58 bits long, so a column of nine of them fits the
//! 64-bit integers that WebAssembly has, with room for operands that are sums not yet carried. It is kept times
//! R = 2²⁶¹ (Montgomery's form) because p ≡ −1 modulo 2²⁹: the multiple of p that clears the lowest limb is then that limb
//! itself, and adding it takes four shifts and no multiplication.
//!
//! **Columns.** A product is made column by column, each reduced as soon as it is summed up (`product.rs`). What is alive at a
//! time is then few numbers, which V8 keeps in registers: 28 ns a product and 23 ns a square, against 49 and 37 when all
//! columns were summed up first. Limbs are kept in 64 bits although 32 would do: they need not be widened (30 ns
//! against 37 for a call), and copies of numbers just written do not stall on stores narrower than they are.
//!
//! **Magnitude.** A product has magnitude 1: its limbs lie within ±2²⁸, give or take a few, and its value within ±¾·p. Adding
//! adds magnitudes, and [`Element::carried`] brings any up to 7 back to 1. The product of the magnitudes of two factors, or the
//! sum of two such products, must be at most 14. For then a column is below 9·14·2⁵⁶ < 2⁶³; and since what is added to a
//! product clears its limbs to the nearest, it is within ±R/2 times p, so that the value is within
//! 14·(¾·p)²/R + p/2 < ¾·p again. Debug builds check it.

#![allow(
    clippy::cast_possible_truncation,
    reason = "what is cast has been cut to 29 bits, or is a carry whose bound the magnitudes give"
)]

use core::ops::{Add, Mul, Neg, Sub};

mod product;

const BITS: u32 = 29;
const MASK: i64 = (1 << BITS) - 1;
const LIMBS: usize = 9;
/// Bits of p's highest limb.
const TOP_BITS: u32 = 24;

/// A number modulo p, in one of many forms; see the module's doc for its bounds.
#[derive(Clone, Copy, Debug)]
pub struct Element([i64; LIMBS]);

/// p itself.
const P: [i64; LIMBS] = [-1, 0, 0, 512, 0, 0, 262_144, -2_097_152, 16_777_216];

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
                .map_or(0, |next| next << (BITS as usize - shift));
            *byte = ((low | high) & 0xff) as u8;
        }
        bytes
    }

    /// Whether the number is odd, taken below p.
    pub fn is_odd(self) -> bool {
        self.canonical()[0] & 1 == 1
    }

    /// Whether it is a multiple of p. Its magnitude must be at most 10.
    pub fn is_zero(self) -> bool {
        // The value is within ±8·p, and k·p ≡ −k modulo 2²⁹: nearly every other number differs in its lowest limb.
        const NEAR: i64 = 8;
        let low = (self.0[0] + NEAR) & MASK;
        low <= 2 * NEAR && self.canonical() == [0; LIMBS]
    }

    /// The square.
    #[inline(always)]
    pub fn square(self) -> Self {
        product::square(&self)
    }

    /// a·b − c·d, reduced once instead of twice.
    #[inline(always)]
    pub fn difference_of_products(a: Self, b: Self, c: Self, d: Self) -> Self {
        product::difference(&a, &b, &c, &d)
    }

    /// Squared `times` times over.
    pub fn squared(self, times: u32) -> Self {
        product::squared(self, times)
    }

    /// The same number in magnitude 1; its own magnitude may be up to 7.
    #[must_use]
    pub fn carried(self) -> Self {
        let mut limbs = self.0;
        // The highest limb tells how many p there are, to within a half. Written out: a loop over p's limbs becomes vectors
        // of 64-bit products.
        let times = (limbs[LIMBS - 1] + (1 << (TOP_BITS - 1))) >> TOP_BITS;
        limbs[0] += times;
        limbs[3] -= times << 9;
        limbs[6] -= times << 18;
        limbs[7] += times << 21;
        limbs[8] -= times << 24;
        // Rounding to the nearest keeps what remains within ±2²⁸. What comes from the limb below is so small that it need
        // not be carried on, so no limb has to wait for another.
        let carries: [i64; LIMBS - 1] =
            core::array::from_fn(|at| (limbs[at] + (1 << (BITS - 1))) >> BITS);
        for (at, carry) in carries.into_iter().enumerate() {
            limbs[at] -= carry << BITS;
            limbs[at + 1] += carry;
        }
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
    fn canonical(self) -> [i64; LIMBS] {
        let mut one = [0; LIMBS];
        one[0] = 1;
        // The number itself is far below R, so its product with 1 lies within ±p/2.
        let mut limbs = (self * Self(one)).0;
        add_p(&mut limbs, 0);
        if limbs[LIMBS - 1] < 0 {
            add_p(&mut limbs, 1);
        }
        limbs
    }
}

impl Mul for Element {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        product::product(&self, &other)
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

/// Adds `times`·p and carries, so that all limbs but the last lie from 0 to 2²⁹ − 1.
fn add_p(limbs: &mut [i64; LIMBS], times: i64) {
    let mut carry = 0;
    for (limb, p) in limbs.iter_mut().zip(P) {
        let sum = *limb + p * times + carry;
        carry = sum >> BITS;
        *limb = sum & MASK;
    }
    limbs[LIMBS - 1] += carry << BITS;
}

/// Whether a number of limbs from 0 to 2²⁹ − 1 is below p.
fn is_below_p(limbs: &[i64; LIMBS]) -> bool {
    let mut less = *limbs;
    add_p(&mut less, -1);
    less[LIMBS - 1] < 0
}

/// The 29 bits from bit `from` of a big-endian number.
fn bits(bytes: &[u8; 32], from: usize) -> i64 {
    let byte = |at: usize| 31usize.checked_sub(at).map_or(0, |at| i64::from(bytes[at]));
    let window = (0..5).fold(0, |window, at| window | byte(from / 8 + at) << (8 * at));
    (window >> (from % 8)) & MASK
}
