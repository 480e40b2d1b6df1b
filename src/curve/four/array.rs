//! Four numbers modulo p one after the other, each in four limbs of 64 bits.
//!
//! Within a product each limb waits for the carry of the one before. Four independent products
//! overlap. The operations are written out for each of the four, because `array::map` calls its
//! function with the operand in memory, which costs a tenth of the time of a batch.

use super::arithmetic::Four;
use crate::field::{Field, Limbs64, Powers};
use core::hint::select_unpredictable;
use core::ops::{Add, Mul, Sub};

/// Four numbers modulo p. Each is always below p.
#[derive(Clone, Copy, Debug)]
pub struct Array([Limbs64; 4]);

/// The coordinates of a point.
#[derive(Clone, Copy, Debug)]
pub struct Packed {
    x: Limbs64,
    y: Limbs64,
}

impl Powers for Array {
    #[inline]
    fn squared(self, times: u32) -> Self {
        (0..times).fold(self, |power, _| power.square())
    }
}

impl Four for Array {
    type Packed = Packed;

    fn from_bytes(numbers: [&[u8; 32]; 4]) -> Option<Self> {
        let [a, b, c, d] = numbers.map(Limbs64::from_bytes);
        Some(Self([a?, b?, c?, d?]))
    }

    fn to_bytes(self) -> [[u8; 32]; 4] {
        self.0.map(Field::to_bytes)
    }

    fn one() -> Self {
        Self([Limbs64::ONE; 4])
    }

    fn right_side(&self) -> Self {
        (self.square() - Self([Limbs64::THREE; 4])) * *self + Self([Limbs64::B; 4])
    }

    #[inline(always)]
    fn square(&self) -> Self {
        let [a, b, c, d] = self.0;
        Self([a.square(), b.square(), c.square(), d.square()])
    }

    #[inline(always)]
    fn carried(self) -> Self {
        self
    }

    #[inline(always)]
    fn are_zero(self) -> [bool; 4] {
        self.0.map(Field::is_zero)
    }

    fn are_odd(self) -> [bool; 4] {
        self.0.map(Field::is_odd)
    }

    #[inline(always)]
    fn may_be_zero(&self) -> [bool; 4] {
        self.are_zero()
    }

    #[inline(always)]
    fn negated_where(self, which: [bool; 4]) -> Self {
        self.replaced_where(which, Self([Limbs64::ZERO; 4]) - self)
    }

    #[inline(always)]
    fn replaced_where(self, which: [bool; 4], other: Self) -> Self {
        Self(core::array::from_fn(|at| {
            select_unpredictable(which[at], other.0[at], self.0[at])
        }))
    }

    #[inline(always)]
    fn pack(x: &Self, y: &Self) -> [Packed; 4] {
        core::array::from_fn(|at| Packed {
            x: x.0[at],
            y: y.0[at],
        })
    }

    #[inline(always)]
    fn unpack(points: [&Packed; 4]) -> (Self, Self) {
        (Self::unpack_x(points), Self(points.map(|point| point.y)))
    }

    #[inline(always)]
    fn unpack_x(points: [&Packed; 4]) -> Self {
        Self(points.map(|point| point.x))
    }
}

impl Mul for Array {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a * e, b * f, c * g, d * h])
    }
}

impl Add for Array {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a + e, b + f, c + g, d + h])
    }
}

impl Sub for Array {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a - e, b - f, c - g, d - h])
    }
}
