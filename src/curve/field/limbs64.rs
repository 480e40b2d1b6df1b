//! Numbers of the field in four limbs of 64 bits, for processors that multiply 64 × 64 to 128 bits
//! in one instruction.
//!
//! A number is stored in Montgomery form with R = 2²⁵⁶. It is always below p, so the operands of a
//! product need no bounds. Since p ≡ −1 modulo 2⁶⁴, adding p times the lowest limb to a product
//! clears that limb. The limbs of p are 2⁶⁴ − 1, 2³² − 1, 0 and 2⁶⁴ − 2³² + 1. So the multiples of
//! the two lowest limbs are computed with shifts, and only the multiple of the highest needs a
//! multiplication.
//!
//! **Bounds.** A product of two numbers is below p². The multiple of p that is added is below R·p,
//! so the sum divided by R is below 2·p, and at most one subtraction of p reduces it. The
//! difference is always computed, and selected without a branch, because a branch would be
//! mispredicted half of the time.

#![allow(
    clippy::cast_possible_truncation,
    reason = "a cast takes the lower half of 128 bits on purpose"
)]

use super::arithmetic::{Field, Powers};
use core::hint::select_unpredictable;
use core::ops::{Add, Mul, Neg, Sub};

const LIMBS: usize = 4;

/// The limbs of a number, the lowest first.
type Limbs = [u64; LIMBS];
/// The limbs of a product, the lowest first.
type Product = [u64; 2 * LIMBS];

/// A number modulo p in four limbs, the lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limbs64(Limbs);

/// p.
const P: Limbs = [
    0xffff_ffff_ffff_ffff,
    0x0000_0000_ffff_ffff,
    0x0000_0000_0000_0000,
    0xffff_ffff_0000_0001,
];
/// R − p.
const NEGATED_P: Limbs = [
    0x0000_0000_0000_0001,
    0xffff_ffff_0000_0000,
    0xffff_ffff_ffff_ffff,
    0x0000_0000_ffff_fffe,
];
/// R², the factor that brings a number into Montgomery form.
const R2: Limbs = [
    0x0000_0000_0000_0003,
    0xffff_fffb_ffff_ffff,
    0xffff_ffff_ffff_fffe,
    0x0000_0004_ffff_fffd,
];

impl Limbs64 {
    /// Three.
    pub(crate) const THREE: Self = Self([
        0x0000_0000_0000_0003,
        0xffff_fffd_0000_0000,
        0xffff_ffff_ffff_ffff,
        0x0000_0002_ffff_fffc,
    ]);

    /// Converts from Montgomery form.
    fn canonical(self) -> Limbs {
        let [a, b, c, d] = self.0;
        divided_by_r(&[a, b, c, d, 0, 0, 0, 0])
    }
}

impl Powers for Limbs64 {
    fn squared(self, times: u32) -> Self {
        (0..times).fold(self, |power, _| power.square())
    }
}

impl Field for Limbs64 {
    const ZERO: Self = Self([0; LIMBS]);
    const ONE: Self = Self(NEGATED_P);
    const B: Self = Self([
        0xd89c_df62_29c4_bddf,
        0xacf0_05cd_7884_3090,
        0xe5a2_20ab_f721_2ed6,
        0xdc30_061d_0487_4834,
    ]);

    fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let limbs = core::array::from_fn(|at| {
            let limb = bytes[32 - 8 * (at + 1)..].iter().take(8);
            limb.fold(0, |limb, byte| limb << 8 | u64::from(*byte))
        });
        let (_, is_below_p) = difference(&limbs, &P);
        is_below_p.then(|| Self(limbs) * Self(R2))
    }

    fn to_bytes(self) -> [u8; 32] {
        let limbs = self.canonical();
        let mut bytes = [0; 32];
        for (bytes, limb) in bytes.rchunks_exact_mut(8).zip(limbs) {
            bytes.copy_from_slice(&limb.to_be_bytes());
        }
        bytes
    }

    fn is_odd(self) -> bool {
        self.canonical()[0] & 1 == 1
    }

    #[inline(always)]
    fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    #[inline(always)]
    fn square(self) -> Self {
        Self(divided_by_r(&square(&self.0)))
    }

    #[inline]
    fn difference_of_products(a: Self, b: Self, c: Self, d: Self) -> Self {
        let (mut sum, negative) = difference(&product(&a.0, &b.0), &product(&c.0, &d.0));
        // If it is negative, p·R is added. The carry of this addition cancels the borrow.
        let [.., e, f, g, h] = sum;
        let (upper, _) = total(
            &[e, f, g, h],
            &P.map(|limb| if negative { limb } else { 0 }),
        );
        sum[LIMBS..].copy_from_slice(&upper);
        Self(divided_by_r(&sum))
    }

    #[inline(always)]
    fn carried(self) -> Self {
        self
    }
}

impl Mul for Limbs64 {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(divided_by_r(&product(&self.0, &other.0)))
    }
}

impl Add for Limbs64 {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let (sum, carry) = total(&self.0, &other.0);
        Self(reduced(&sum, carry))
    }
}

impl Sub for Limbs64 {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        let (limbs, negative) = difference(&self.0, &other.0);
        let p = P.map(|limb| limb & u64::from(negative).wrapping_neg());
        Self(total(&limbs, &p).0)
    }
}

impl Neg for Limbs64 {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self::ZERO - self
    }
}

/// The product of two numbers.
#[inline(always)]
fn product(a: &Limbs, b: &Limbs) -> Product {
    let mut product = [0; 2 * LIMBS];
    for (i, a) in a.iter().enumerate() {
        let mut carry = 0;
        for (j, b) in b.iter().enumerate() {
            (product[i + j], carry) = multiply_add(product[i + j], *a, *b, carry);
        }
        product[i + LIMBS] = carry;
    }
    product
}

/// The square of a number. Products of two different limbs count twice and are computed once.
#[inline(always)]
fn square(a: &Limbs) -> Product {
    let mut square = [0; 2 * LIMBS];
    for i in 0..LIMBS - 1 {
        let mut carry = 0;
        for j in i + 1..LIMBS {
            (square[i + j], carry) = multiply_add(square[i + j], a[i], a[j], carry);
        }
        square[i + LIMBS] = carry;
    }
    for at in (1..2 * LIMBS).rev() {
        square[at] = square[at] << 1 | square[at - 1] >> 63;
    }
    let mut carry = false;
    for (i, a) in a.iter().enumerate() {
        let (low, high) = multiply_add(0, *a, *a, 0);
        (square[2 * i], carry) = add(square[2 * i], low, carry);
        (square[2 * i + 1], carry) = add(square[2 * i + 1], high, carry);
    }
    square
}

/// The product divided by R, modulo p (Montgomery reduction).
#[inline(always)]
fn divided_by_r(product: &Product) -> Limbs {
    let [a, b, c, d, upper @ ..] = *product;
    let mut lower = [a, b, c, d];
    for _ in 0..LIMBS {
        // lowest·p = lowest·(2¹⁹²·`P[3]` + 2⁹⁶ − 1) is added. This clears the lowest limb, which is
        // dropped. `lower` remains at most p, so the highest limb has no carry.
        let [lowest, a, b, c] = lower;
        let (low, high) = multiply_add(0, lowest, P[3], 0);
        let (a, carry) = add(a, lowest << 32, false);
        let (b, carry) = add(b, lowest >> 32, carry);
        let (c, carry) = add(c, low, carry);
        lower = [a, b, c, high + u64::from(carry)];
    }
    let (sum, carry) = total(&lower, &upper);
    reduced(&sum, carry)
}

/// Reduces a number below 2·p modulo p. `carry` is its bit of weight 2²⁵⁶.
#[inline(always)]
fn reduced(limbs: &Limbs, carry: bool) -> Limbs {
    // Adding R − p and dropping the bit of weight 2²⁵⁶ subtracts p. The number is at least p if it
    // or the sum has that bit.
    let (less, next_carry) = total(limbs, &NEGATED_P);
    let is_at_least_p = carry | next_carry;
    // Each limb is selected on its own, since otherwise the compiler selects between two addresses,
    // and then loads.
    let ([a, b, c, d], [e, f, g, h]) = (*limbs, less);
    let select = |less, limb| select_unpredictable(is_at_least_p, less, limb);
    [select(e, a), select(f, b), select(g, c), select(h, d)]
}

/// The sum of two numbers, and whether there is a carry.
#[inline(always)]
fn total(a: &Limbs, b: &Limbs) -> (Limbs, bool) {
    let mut carry = false;
    let mut sum = [0; LIMBS];
    for at in 0..LIMBS {
        (sum[at], carry) = add(a[at], b[at], carry);
    }
    (sum, carry)
}

/// The difference of two numbers, and whether it is negative.
#[inline(always)]
fn difference<const LEN: usize>(a: &[u64; LEN], b: &[u64; LEN]) -> ([u64; LEN], bool) {
    let mut borrow = false;
    let mut difference = [0; LEN];
    for at in 0..LEN {
        let (limb, first) = a[at].overflowing_sub(b[at]);
        let (limb, second) = limb.overflowing_sub(u64::from(borrow));
        (difference[at], borrow) = (limb, first | second);
    }
    (difference, borrow)
}

/// The sum of two limbs and a carry, and the next carry.
#[inline(always)]
fn add(a: u64, b: u64, carry: bool) -> (u64, bool) {
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(u64::from(carry));
    (sum, first | second)
}

/// The lower and the upper limb of sum + a·b + carry, which is at most 2¹²⁸ − 1.
#[inline(always)]
fn multiply_add(sum: u64, a: u64, b: u64, carry: u64) -> (u64, u64) {
    let wide = u128::from(a) * u128::from(b) + u128::from(sum) + u128::from(carry);
    (wide as u64, (wide >> 64) as u64)
}
