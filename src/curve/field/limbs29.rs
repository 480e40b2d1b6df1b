//! Numbers of the field in nine signed limbs of 29 bits, optimised for WebAssembly.
//!
//! Products of limbs have 58 bits, so a column of nine of them fits in WebAssembly's 64-bit
//! integers, even if the operands are sums without carrying. In Montgomery form R is 2²⁶¹. Since
//! p ≡ −1 modulo 2²⁹, the lowest limb is cleared by adding p times that limb, which takes four
//! shifts and no multiplication.
//!
//! **Columns.** A product is computed column by column, and each column is reduced as soon as it is
//! summed (`product.rs`). Few values are live at a time, which V8 keeps in registers: 28 ns for a
//! product and 23 ns for a square, compared with 49 and 37 ns if all columns are summed first.
//! Limbs are stored in 64 bits although 32 would suffice. They need not be widened then (30 ns
//! compared with 37 for a call), and copying numbers that were just written does not stall on
//! stores narrower than the loads.
//!
//! **Magnitude** (see [`Field`]). A product has limbs within about ±2²⁸ and a value within ±¾·p.
//! With the product of the factors' magnitudes at most 14, a column is below 9·14·2⁵⁶ < 2⁶³. The
//! multiple of p that is added to a product clears its limbs with rounding to the nearest, so it is
//! within ±R/2 times p, and the value is within 14·(¾·p)²/R + p/2 < ¾·p again. Debug builds check
//! the bound.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the value has been cut to 29 bits, or is a carry that the magnitudes bound"
)]

use super::arithmetic::{Field, Powers};
use core::ops::{Add, Mul, Neg, Sub};

mod product;

use product::{BITS, LIMBS};

const MASK: i64 = (1 << BITS) - 1;
/// p's highest limb is 2^`TOP_BITS`.
const TOP_BITS: u32 = 24;

/// A number modulo p, in one of several forms; the module's documentation states the bounds.
#[derive(Clone, Copy, Debug)]
pub struct Limbs29([i64; LIMBS]);

/// p.
const P: [i64; LIMBS] = [-1, 0, 0, 512, 0, 0, 262_144, -2_097_152, 16_777_216];

impl Limbs29 {
    /// R², the factor that brings a number into Montgomery form.
    const R2: Self = Self([3_072, 0, -65_536, -2_097_152, -4_194_304, 0, 0, -1, 20]);

    /// Converts from Montgomery form: the limbs, from 0 to 2²⁹ − 1, of the number below p.
    fn canonical(self) -> [i64; LIMBS] {
        let mut one = [0; LIMBS];
        one[0] = 1;
        // The number is far below R, so its product with 1 is within ±p/2.
        let mut limbs = (self * Self(one)).0;
        add_p(&mut limbs, 0);
        if limbs[LIMBS - 1] < 0 {
            add_p(&mut limbs, 1);
        }
        limbs
    }
}

impl Powers for Limbs29 {
    fn squared(self, times: u32) -> Self {
        Self(product::squared(self.0, times))
    }
}

impl Field for Limbs29 {
    const ZERO: Self = Self([0; LIMBS]);
    const ONE: Self = Self([32, 0, 0, -16_384, 0, 0, -8_388_608, 67_108_864, 0]);
    const B: Self = Self([
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

    fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let mut limbs = [0; LIMBS];
        for (at, limb) in limbs.iter_mut().enumerate() {
            *limb = bits(bytes, at * BITS as usize);
        }
        let number = Self(limbs);
        is_below_p(&number.0).then(|| number.carried() * Self::R2)
    }

    fn to_bytes(self) -> [u8; 32] {
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

    fn is_odd(self) -> bool {
        self.canonical()[0] & 1 == 1
    }

    fn is_zero(self) -> bool {
        // The value is within ±8·p, and k·p ≡ −k modulo 2²⁹, so the lowest limb excludes nearly all
        // other numbers.
        const NEAR: i64 = 8;
        let low = (self.0[0] + NEAR) & MASK;
        low <= 2 * NEAR && self.canonical() == [0; LIMBS]
    }

    #[inline(always)]
    fn square(self) -> Self {
        Self(product::square(&self.0))
    }

    #[inline(always)]
    fn difference_of_products(a: Self, b: Self, c: Self, d: Self) -> Self {
        Self(product::difference(&a.0, &b.0, &c.0, &d.0))
    }

    fn carried(self) -> Self {
        let mut limbs = self.0;
        // The highest limb gives the multiple of p to within a half. The subtraction is unrolled,
        // because a loop over p's limbs compiles to vectors of 64-bit products.
        let times = (limbs[LIMBS - 1] + (1 << (TOP_BITS - 1))) >> TOP_BITS;
        limbs[0] += times;
        limbs[3] -= times << 9;
        limbs[6] -= times << 18;
        limbs[7] += times << 21;
        limbs[8] -= times << 24;
        // Rounding to the nearest keeps the remainder within ±2²⁸. The carry from the limb below is
        // so small that it does not cause another carry, so the limbs are independent.
        let carries: [i64; LIMBS - 1] =
            core::array::from_fn(|at| (limbs[at] + (1 << (BITS - 1))) >> BITS);
        for (at, carry) in carries.into_iter().enumerate() {
            limbs[at] -= carry << BITS;
            limbs[at + 1] += carry;
        }
        Self(limbs)
    }
}

impl Mul for Limbs29 {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(product::product(&self.0, &other.0))
    }
}

impl Add for Limbs29 {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(core::array::from_fn(|at| self.0[at] + other.0[at]))
    }
}

impl Sub for Limbs29 {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(core::array::from_fn(|at| self.0[at] - other.0[at]))
    }
}

impl Neg for Limbs29 {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.map(|limb| -limb))
    }
}

/// Adds `times`·p and carries, so that all limbs but the last are from 0 to 2²⁹ − 1.
fn add_p(limbs: &mut [i64; LIMBS], times: i64) {
    let mut carry = 0;
    for (limb, p) in limbs.iter_mut().zip(P) {
        let sum = *limb + p * times + carry;
        carry = sum >> BITS;
        *limb = sum & MASK;
    }
    limbs[LIMBS - 1] += carry << BITS;
}

/// Whether a number with limbs from 0 to 2²⁹ − 1 is below p.
fn is_below_p(limbs: &[i64; LIMBS]) -> bool {
    let mut less = *limbs;
    add_p(&mut less, -1);
    less[LIMBS - 1] < 0
}

/// The 29 bits of a big-endian number from bit `from` on.
fn bits(bytes: &[u8; 32], from: usize) -> i64 {
    let byte = |at: usize| 31usize.checked_sub(at).map_or(0, |at| i64::from(bytes[at]));
    let window = (0..5).fold(0, |window, at| window | byte(from / 8 + at) << (8 * at));
    (window >> (from % 8)) & MASK
}
