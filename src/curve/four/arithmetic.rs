//! The operations that every representation of four numbers modulo p has.

use crate::field::Powers;
use core::fmt::Debug;
use core::ops::{Add, Sub};

/// Four numbers modulo p in one representation. A list with an entry for each number is in their
/// order.
///
/// **Bounds.** A representation need not reduce sums, so each user keeps to these bounds: factors
/// are products, carried numbers, or differences of two of these. All other numbers are
/// [carried](Self::carried) first.
pub trait Four: Powers + Debug + Add<Output = Self> + Sub<Output = Self> {
    /// The coordinates of one point, as they are kept in memory.
    type Packed: Copy + Debug;

    /// Decodes big-endian numbers. `None` if one of them is not below p.
    fn from_bytes(numbers: [&[u8; 32]; 4]) -> Option<Self>;

    /// Encodes the numbers below p, big-endian. The values must be within ±2·p.
    fn to_bytes(self) -> [[u8; 32]; 4];

    /// One.
    fn one() -> Self;

    /// The right-hand side of the curve's equation, x³ − 3x + b.
    #[must_use]
    fn right_side(&self) -> Self;

    /// The squares.
    #[must_use]
    fn square(&self) -> Self;

    /// The same numbers within the bounds of carried numbers.
    #[must_use]
    fn carried(self) -> Self;

    /// One of the two square roots of each number, and whether it has one.
    fn square_roots(&self) -> (Self, [bool; 4]) {
        let root = self.root_power();
        (root, (root.square() - *self).are_zero())
    }

    /// Which of the numbers are multiples of p. The values must be within ±2·p.
    fn are_zero(self) -> [bool; 4];

    /// Which of the numbers below p are odd. None of them may be a multiple of p; the values must
    /// be within ±2·p.
    fn are_odd(self) -> [bool; 4];

    /// Which of the numbers may be multiples of p: all multiples, and few other numbers. Faster
    /// than [`are_zero`](Self::are_zero). The values must be within ±2·p.
    fn may_be_zero(&self) -> [bool; 4];

    /// The negatives where `which` is true; the numbers themselves elsewhere.
    #[must_use]
    fn negated_where(self, which: [bool; 4]) -> Self;

    /// The numbers of `other` where `which` is true; the numbers of `self` elsewhere.
    #[must_use]
    fn replaced_where(self, which: [bool; 4], other: Self) -> Self;

    /// Packs the coordinates of four points.
    fn pack(x: &Self, y: &Self) -> [Self::Packed; 4];

    /// The coordinates x and y of four points.
    fn unpack(points: [&Self::Packed; 4]) -> (Self, Self);

    /// The x-coordinates of four points.
    fn unpack_x(points: [&Self::Packed; 4]) -> Self;
}
