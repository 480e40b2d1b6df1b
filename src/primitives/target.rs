//! Difficulty: targets, their compact form, and the work that they prove.
//!
//! All of this is as in Bitcoin. A block's hash, read as a 256-bit little-endian number, must not
//! exceed the target. The compact form, `bits`, is a floating-point number with an exponent of base
//! 256 and a mantissa of 3 bytes, whose sign bit must be clear.

use crate::encoding::{Decode, DecodeError, Encode, Reader};
use crate::hash::{BlockHash, ParseHashError, parse_hex, serde_as_text};
use core::fmt;
use core::ops::{Add, AddAssign, Sub};
use core::str::FromStr;
use ethnum::U256;
use serde::{Deserialize, Serialize};

/// The compact form of a target, the header's `bits` field. It need not encode a valid target; see
/// [`CompactTarget::to_target`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CompactTarget(pub u32);

/// Why `bits` do not encode a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The sign bit is set.
    #[error("the target {0:?} is negative")]
    Negative(CompactTarget),
    /// The target does not fit in 256 bits.
    #[error("the target {0:?} exceeds 256 bits")]
    Overflow(CompactTarget),
    /// The target is zero, which no hash can meet in practice.
    #[error("the target {0:?} is zero")]
    Zero(CompactTarget),
}

impl CompactTarget {
    /// Creates a compact target from a header's bits.
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The header's bits.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The encoded target.
    ///
    /// # Errors
    /// If the target is negative, exceeds 256 bits or is zero.
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

/// The largest hash that a block may have; never zero. A smaller target is more difficult.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target(U256);

impl Target {
    /// The easiest target: every hash meets it.
    pub const MAX: Self = Self(U256::MAX);

    /// Creates a target from a number. `None` if it is zero.
    pub fn new(value: U256) -> Option<Self> {
        (value != U256::ZERO).then_some(Self(value))
    }

    /// The target as a number.
    pub const fn value(self) -> U256 {
        self.0
    }

    /// The compact form. It holds the leading 16 to 23 bits and clears the others, so it may encode
    /// a slightly smaller, more difficult target.
    pub fn to_compact(self) -> CompactTarget {
        let bits = 256 - self.0.leading_zeros();
        let mut exponent = bits.div_ceil(8);
        let mut mantissa = if exponent <= 3 {
            self.0.as_u32() << (8 * (3 - exponent))
        } else {
            (self.0 >> (8 * (exponent - 3))).as_u32()
        };
        // The top bit of the mantissa is the sign, which must be clear.
        if mantissa & 0x0080_0000 != 0 {
            mantissa >>= 8;
            exponent += 1;
        }
        CompactTarget(mantissa | exponent << 24)
    }

    /// The expected number of hashes to meet this target: 2^256 / (target + 1), rounded down.
    pub fn work(self) -> Work {
        // 2^256 does not fit in 256 bits; Bitcoin computes the quotient as (2^256 - 1 - t) /
        // (t + 1) + 1.
        match self.0.checked_add(U256::ONE) {
            Some(divisor) => Work(!self.0 / divisor + U256::ONE),
            None => Work(U256::ONE),
        }
    }

    /// Whether a hash meets this target.
    pub fn is_met_by(self, hash: &BlockHash) -> bool {
        U256::from_le_bytes(hash.to_bytes()) <= self.0
    }
}

/// Proven work: the expected number of hashes. The work of a chain is the sum of its blocks' work.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Work(U256);

impl Work {
    /// No work.
    pub const ZERO: Self = Self(U256::ZERO);

    /// Creates work from a number of hashes.
    pub const fn new(hashes: U256) -> Self {
        Self(hashes)
    }

    /// The number of hashes.
    pub const fn hashes(self) -> U256 {
        self.0
    }

    /// The approximate number of hashes, for display only.
    pub fn to_f64(self) -> f64 {
        self.0.as_f64()
    }

    /// The work multiplied; saturates at the maximum.
    pub fn saturating_mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(U256::from(times)))
    }
}

impl Add for Work {
    type Output = Self;

    /// Saturates at the maximum, which no real chain approaches.
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

    /// Saturates at zero.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl core::iter::Sum for Work {
    fn sum<I: Iterator<Item = Self>>(works: I) -> Self {
        works.fold(Self::ZERO, Self::add)
    }
}

/// Implements encoding, 32 bytes little-endian, and text, 64 hexadecimal digits with the most
/// significant first.
macro_rules! impl_number_encoding {
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

impl_number_encoding!(Target);
impl_number_encoding!(Work);

/// Why a text is not a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseTargetError {
    /// The text is not 64 hexadecimal digits.
    #[error(transparent)]
    Hex(#[from] ParseHashError),
    /// The target is zero, which no hash can meet in practice.
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

    /// From `bignum_SetCompact` in Bitcoin Core's `arith_uint256_tests.cpp`.
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
    fn work_of_the_easiest_and_the_hardest_target() {
        assert_eq!(Target::MAX.work().hashes(), 1);
        let two = Target::new(U256::MAX >> 1).unwrap();
        assert_eq!(two.work().hashes(), 2);
        let hardest = Target::new(U256::ONE).unwrap();
        assert_eq!(hardest.work().hashes(), U256::ONE << 255);
        assert_eq!(Target::new(U256::ZERO), None);
    }

    #[test]
    fn work_saturates() {
        let max = Work::new(U256::MAX);
        assert_eq!(max + Work::new(U256::ONE), max);
        assert_eq!(Work::ZERO - max, Work::ZERO);
    }
}
