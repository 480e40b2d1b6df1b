//! Difficulty: what a block's hash must not exceed, in short and long form, and the work that it proves.
//!
//! All as in Bitcoin: `bits` is a floating-point number of a mantissa of 3 bytes (with a sign bit that must be clear)
//! and an exponent of base 256; a hash is compared as a 256-bit little-endian number.

use crate::encoding::{Decode, DecodeError, Encode, Reader};
use crate::hash::{BlockHash, ParseHashError, parse_hex, serde_as_text};
use core::fmt;
use core::ops::{Add, AddAssign, Sub};
use core::str::FromStr;
use ethnum::U256;
use serde::{Deserialize, Serialize};

/// The short form of a target, the header's `bits` field. Any bits are one; whether they mean a target is told by
/// [`CompactTarget::to_target`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CompactTarget(pub u32);

/// Why `bits` mean no target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The sign bit is set.
    #[error("the target {0:?} is negative")]
    Negative(CompactTarget),
    /// The number does not fit 256 bits.
    #[error("the target {0:?} exceeds 256 bits")]
    Overflow(CompactTarget),
    /// No hash can be that small.
    #[error("the target {0:?} is zero")]
    Zero(CompactTarget),
}

impl CompactTarget {
    /// Takes the header's bits.
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The header's bits.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The target that is meant.
    ///
    /// # Errors
    /// When it is negative, larger than 256 bits, or zero.
    pub fn to_target(self) -> Result<Target, TargetError> {
        let exponent = self.0 >> 24;
        let mantissa = self.0 & 0x007f_ffff;
        if exponent <= 3 {
            let value = mantissa >> (8 * (3 - exponent));
            return match (value, self.0 & 0x0080_0000) {
                (0, _) => Err(TargetError::Zero(self)),
                (_, 0) => Ok(Target(U256::from(value))),
                _ => Err(TargetError::Negative(self)),
            };
        }
        if mantissa == 0 {
            return Err(TargetError::Zero(self));
        }
        if self.0 & 0x0080_0000 != 0 {
            return Err(TargetError::Negative(self));
        }
        let shift = 8 * (exponent - 3);
        let used = 32 - mantissa.leading_zeros();
        if shift + used > 256 {
            return Err(TargetError::Overflow(self));
        }
        Ok(Target(U256::from(mantissa) << shift))
    }
}

impl fmt::Debug for CompactTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#010x}", self.0)
    }
}

impl fmt::Display for CompactTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl Encode for CompactTarget {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_le_bytes());
    }
}

impl Decode for CompactTarget {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.u32().map(Self)
    }
}

/// The largest hash that a block may have; never zero. A smaller target is harder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target(U256);

impl Target {
    /// Every hash meets it.
    pub const MAX: Self = Self(U256::MAX);

    /// Takes a number, unless it is zero.
    pub fn new(value: U256) -> Option<Self> {
        (value != U256::ZERO).then_some(Self(value))
    }

    /// The number.
    pub const fn value(self) -> U256 {
        self.0
    }

    /// The short form, which keeps the 15 to 23 leading bits and so may be a little smaller, that is harder.
    pub fn to_compact(self) -> CompactTarget {
        let bits = 256 - self.0.leading_zeros();
        let mut exponent = bits.div_ceil(8);
        let mut mantissa = if exponent <= 3 {
            self.0.as_u32() << (8 * (3 - exponent))
        } else {
            (self.0 >> (8 * (exponent - 3))).as_u32()
        };
        // The mantissa's top bit is the sign: leave it clear.
        if mantissa & 0x0080_0000 != 0 {
            mantissa >>= 8;
            exponent += 1;
        }
        CompactTarget(mantissa | exponent << 24)
    }

    /// The hashes that it takes on average to meet this target: 2^256 / (target + 1), rounded down.
    pub fn work(self) -> Work {
        // 2^256 does not fit; Bitcoin writes the quotient as (2^256 - 1 - t) / (t + 1) + 1.
        match self.0.checked_add(U256::ONE) {
            Some(divisor) => Work(!self.0 / divisor + U256::ONE),
            None => Work(U256::ONE),
        }
    }

    /// Whether a block of this hash has done the work.
    pub fn is_met_by(self, hash: &BlockHash) -> bool {
        U256::from_le_bytes(hash.to_bytes()) <= self.0
    }
}

/// Work proven: the number of hashes that are needed for it on average. Chains are compared by their sum.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Work(U256);

impl Work {
    /// None.
    pub const ZERO: Self = Self(U256::ZERO);

    /// Takes a number of hashes.
    pub const fn new(hashes: U256) -> Self {
        Self(hashes)
    }

    /// The number of hashes.
    pub const fn hashes(self) -> U256 {
        self.0
    }

    /// The number of hashes, rounded; for people only.
    pub fn to_f64(self) -> f64 {
        self.0.as_f64()
    }

    /// So many times this work; stays at the most there is.
    pub fn saturating_mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(U256::from(times)))
    }
}

impl Add for Work {
    type Output = Self;

    /// Stays at the most there is, which no chain of real work comes near.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Work {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Work {
    type Output = Self;

    /// Stays at none.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl core::iter::Sum for Work {
    fn sum<I: Iterator<Item = Self>>(works: I) -> Self {
        works.fold(Self::ZERO, Self::add)
    }
}

/// 32 bytes little-endian for the wire and the store; 64 hexadecimal digits, most significant first, for people.
macro_rules! number_forms {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                crate::hash::write_hex(f, &self.0.to_be_bytes())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:#x})"), self.0)
            }
        }

        impl Encode for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.0.to_le_bytes());
            }
        }

        serde_as_text!($name);
    };
}

number_forms!(Target);
number_forms!(Work);

/// Why a text is not a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseTargetError {
    /// Not 64 hexadecimal digits.
    #[error(transparent)]
    Hex(#[from] ParseHashError),
    /// No hash can be that small.
    #[error("the target is zero")]
    Zero,
}

impl FromStr for Target {
    type Err = ParseTargetError;

    fn from_str(text: &str) -> Result<Self, ParseTargetError> {
        Self::new(U256::from_be_bytes(parse_hex(text)?)).ok_or(ParseTargetError::Zero)
    }
}

impl FromStr for Work {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, ParseHashError> {
        parse_hex(text).map(U256::from_be_bytes).map(Self)
    }
}

impl Decode for Target {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let value = U256::from_le_bytes(r.array()?);
        Self::new(value).ok_or_else(|| r.invalid("a target is never zero"))
    }
}

impl Decode for Work {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.array().map(U256::from_le_bytes).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bitcoin Core's `arith_uint256_tests.cpp`, `bignum_SetCompact`.
    #[test]
    fn compact_forms_from_bitcoin_core() {
        use TargetError::*;
        let bad = |bits, error: fn(CompactTarget) -> TargetError| {
            let compact = CompactTarget(bits);
            assert_eq!(compact.to_target(), Err(error(compact)), "{compact:?}");
        };
        for bits in [
            0,
            0x0012_3456,
            0x0100_3456,
            0x0200_0056,
            0x0300_0000,
            0x0400_0000,
            0x0092_3456,
            0x0180_3456,
            0x0280_0056,
            0x0380_0000,
            0x0480_0000,
        ] {
            bad(bits, Zero);
        }
        bad(0x01fe_dcba, Negative);
        bad(0x0492_3456, Negative);
        bad(0xff12_3456, Overflow);
        for (bits, value, again) in [
            (0x0112_3456, 0x12_u32, 0x0112_0000),
            (0x0212_3456, 0x1234, 0x0212_3400),
            (0x0312_3456, 0x12_3456, 0x0312_3456),
            (0x0412_3456, 0x1234_5600, 0x0412_3456),
            (0x0500_9234, 0x9234_0000, 0x0500_9234),
        ] {
            let target = CompactTarget(bits).to_target().unwrap();
            assert_eq!(target.value(), U256::from(value));
            assert_eq!(target.to_compact(), CompactTarget(again));
        }
        let target = CompactTarget(0x2012_3456).to_target().unwrap();
        assert_eq!(target.value(), U256::from(0x12_3456_u32) << 232);
        assert_eq!(target.to_compact(), CompactTarget(0x2012_3456));
    }

    #[test]
    fn work_of_the_easiest_and_hardest() {
        assert_eq!(Target::MAX.work().hashes(), 1);
        let two = Target::new(U256::MAX >> 1).unwrap();
        assert_eq!(two.work().hashes(), 2);
        let hardest = Target::new(U256::ONE).unwrap();
        assert_eq!(hardest.work().hashes(), U256::ONE << 255);
        assert_eq!(Target::new(U256::ZERO), None);
    }

    #[test]
    fn work_never_overflows() {
        let most = Work::new(U256::MAX);
        assert_eq!(most + Work::new(U256::ONE), most);
        assert_eq!(Work::ZERO - most, Work::ZERO);
    }
}
