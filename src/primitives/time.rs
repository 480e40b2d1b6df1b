//! Points in time and in the chain: header times, clock times and block heights.

use crate::encoding::{Decode, DecodeError, Encode, Reader};
use core::fmt;
use core::ops::{Add, Sub};
use core::time::Duration;
use serde::{Deserialize, Serialize};

/// A time in a header: whole seconds since 1970 (UTC), valid until 2106.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub u32);

impl Timestamp {
    /// Seconds since 1970.
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// Adds seconds; saturates at the maximum.
    pub const fn saturating_add(self, seconds: u32) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Subtracts seconds; saturates at the start of 1970.
    pub const fn saturating_sub(self, seconds: u32) -> Self {
        Self(self.0.saturating_sub(seconds))
    }

    /// Seconds from `earlier` to this time. Negative if `earlier` is later: header times need not
    /// ascend.
    pub fn since(self, earlier: Self) -> i64 {
        i64::from(self.0) - i64::from(earlier.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A time on a node's clock: milliseconds since 1970 (UTC).
///
/// Only the outermost crates read a clock; here the time is always a parameter.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Time(pub u64);

impl Time {
    /// Later than any other time: the time of an event that never happens.
    pub const NEVER: Self = Self(u64::MAX);

    /// Milliseconds since 1970.
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// The start of the given second.
    pub const fn from_timestamp(timestamp: Timestamp) -> Self {
        Self(timestamp.0 as u64 * 1000)
    }

    /// The second that contains this time; saturates at the maximum.
    pub fn to_timestamp(self) -> Timestamp {
        Timestamp(u32::try_from(self.0 / 1000).unwrap_or(u32::MAX))
    }

    /// The duration since `earlier`. Zero if `earlier` is later, as after a clock was set back.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Time {
    type Output = Self;

    /// Saturates at [`Time::NEVER`].
    fn add(self, later: Duration) -> Self {
        Self(self.0.saturating_add(whole_millis(later)))
    }
}

impl Sub<Duration> for Time {
    type Output = Self;

    /// Saturates at the start of 1970.
    fn sub(self, earlier: Duration) -> Self {
        Self(self.0.saturating_sub(whole_millis(earlier)))
    }
}

fn whole_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The height of a block: its distance from the genesis block, which has height 0.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Height(pub u32);

impl Height {
    /// The height of the genesis block.
    pub const GENESIS: Self = Self(0);

    /// The height as a number.
    pub const fn value(self) -> u32 {
        self.0
    }

    /// The height of a child block.
    ///
    /// # Panics
    /// At height 2^32 − 1, which a chain with one block per second reaches after 136 years.
    pub const fn next(self) -> Self {
        match self.0.checked_add(1) {
            Some(height) => Self(height),
            None => panic!("a chain has fewer than 2^32 blocks"),
        }
    }

    /// This height minus `blocks`. `None` if it would be negative.
    pub const fn checked_sub(self, blocks: u32) -> Option<Self> {
        match self.0.checked_sub(blocks) {
            Some(height) => Some(Self(height)),
            None => None,
        }
    }

    /// This height plus `blocks`; saturates at the maximum.
    pub const fn saturating_add(self, blocks: u32) -> Self {
        Self(self.0.saturating_add(blocks))
    }

    /// The number of blocks from the height `earlier` to this one. Zero if `earlier` is greater.
    pub const fn since(self, earlier: Self) -> u32 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Height {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! encode_as {
    ($name:ident, $read:ident) => {
        impl Encode for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.0.to_le_bytes());
            }
        }

        impl Decode for $name {
            fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                r.$read().map(Self)
            }
        }
    };
}

encode_as!(Timestamp, u32);
encode_as!(Time, u64);
encode_as!(Height, u32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_saturate() {
        assert_eq!(Time::NEVER + Duration::from_secs(1), Time::NEVER);
        assert_eq!(Time(5) - Duration::from_secs(1), Time(0));
        assert_eq!(Time(5).since(Time(9)), Duration::ZERO);
        assert_eq!(Time(1_999).to_timestamp(), Timestamp(1));
        assert_eq!(Time::NEVER.to_timestamp(), Timestamp(u32::MAX));
        assert_eq!(Timestamp(3).since(Timestamp(7)), -4);
    }

    #[test]
    fn heights_add_and_subtract() {
        assert_eq!(Height(6).next(), Height(7));
        assert_eq!(Height(6).checked_sub(7), None);
        assert_eq!(Height(6).since(Height(2)), 4);
    }
}
