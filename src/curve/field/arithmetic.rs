//! The operations that every representation of numbers modulo p has.

use core::fmt::Debug;
use core::ops::{Add, Mul, Neg, Sub};

/// Powers of one number, or of several at once.
pub trait Powers: Copy + Mul<Output = Self> {
    /// The result of squaring `times` times.
    #[must_use]
    fn squared(self, times: u32) -> Self;

    /// The power p − 2. By Fermat's little theorem this power is the inverse; it is zero for zero.
    #[must_use]
    fn inverse_power(self) -> Self {
        let ones_2 = self.squared(1) * self;
        let ones_4 = ones_2.squared(2) * ones_2;
        let ones_8 = ones_4.squared(4) * ones_4;
        let ones_16 = ones_8.squared(8) * ones_8;
        let ones_24 = ones_16.squared(8) * ones_8;
        let ones_28 = ones_24.squared(4) * ones_4;
        let ones_30 = ones_28.squared(2) * ones_2;
        let ones_32 = ones_30.squared(2) * ones_2;
        let power = ones_32.squared(32) * self;
        let power = power.squared(128) * ones_32;
        let power = power.squared(32) * ones_32;
        let power = power.squared(30) * ones_30;
        power.squared(2) * self
    }

    /// The power (p + 1)/4. Since p ≡ 3 modulo 4, this power is a square root of the number, if the
    /// number has one.
    #[must_use]
    fn root_power(self) -> Self {
        let ones_2 = self.squared(1) * self;
        let ones_4 = ones_2.squared(2) * ones_2;
        let ones_8 = ones_4.squared(4) * ones_4;
        let ones_16 = ones_8.squared(8) * ones_8;
        let ones_32 = ones_16.squared(16) * ones_16;
        let power = ones_32.squared(32) * self;
        let power = power.squared(96) * self;
        power.squared(94)
    }
}

/// A number modulo p in one representation.
///
/// **Magnitude.** A representation need not reduce sums, so each user keeps to these bounds: a
/// product has magnitude 1, addition adds magnitudes, and [`carried`](Self::carried) reduces any
/// magnitude up to 7 to 1. The product of the magnitudes of two factors, or the sum of two such
/// products, is at most 14.
pub trait Field:
    Powers + Debug + Add<Output = Self> + Sub<Output = Self> + Neg<Output = Self>
{
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
    /// The curve's constant b (SP 800-186, 3.2.1.3).
    const B: Self;

    /// Decodes a big-endian number. `None` if it is not below p.
    fn from_bytes(bytes: &[u8; 32]) -> Option<Self>;

    /// Encodes the number below p, big-endian.
    fn to_bytes(self) -> [u8; 32];

    /// Whether the number below p is odd.
    fn is_odd(self) -> bool;

    /// Whether the number is a multiple of p. Its magnitude must be at most 10.
    fn is_zero(self) -> bool;

    /// The square.
    #[must_use]
    fn square(self) -> Self;

    /// a·b − c·d, with one reduction instead of two.
    #[must_use]
    fn difference_of_products(a: Self, b: Self, c: Self, d: Self) -> Self;

    /// The same number with magnitude 1. The magnitude of `self` may be up to 7.
    #[must_use]
    fn carried(self) -> Self;

    /// The inverse; zero for zero.
    #[must_use]
    fn inverse(self) -> Self {
        self.inverse_power()
    }

    /// One of the two square roots. `None` if there is none.
    fn square_root(self) -> Option<Self> {
        let root = self.root_power();
        (root.square() - self).is_zero().then_some(root)
    }
}
