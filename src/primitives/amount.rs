//! Sums of money in base units.

use crate::encoding::{Decode, DecodeError, DecodeErrorKind, Encode, Reader};
use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// Decimal places of a coin: one coin is 10^8 base units.
pub const DECIMALS: usize = 8;

/// A sum of money: 0 to 2^53 − 1 base units, so that it is exact in JavaScript too.
///
/// Text shows coins ("1.5"), serde shows base units.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "u64", into = "u64")]
pub struct Amount(u64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One coin, 10^8 base units.
    pub const COIN: Self = Self(100_000_000);
    /// The largest sum that can be written: 2^53 − 1 base units.
    pub const MAX: Self = Self((1 << 53) - 1);

    /// Takes a number of base units.
    ///
    /// # Errors
    /// When there are more than [`Amount::MAX`].
    pub const fn from_units(units: u64) -> Result<Self, AmountError> {
        if units > Self::MAX.0 {
            return Err(AmountError::TooLarge { units });
        }
        Ok(Self(units))
    }

    /// The number of base units.
    pub const fn units(self) -> u64 {
        self.0
    }

    /// Whether this is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, unless it exceeds [`Amount::MAX`].
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        // Two terms below 2^53 can't overflow 64 bits.
        Self::from_option(Some(self.0 + other.0))
    }

    /// The difference, unless it is negative.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        Self::from_option(self.0.checked_sub(other.0))
    }

    /// The multiple, unless it exceeds [`Amount::MAX`].
    pub const fn checked_mul(self, factor: u64) -> Option<Self> {
        Self::from_option(self.0.checked_mul(factor))
    }

    /// The difference, or nothing if it would be negative.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The sum of many, unless it exceeds [`Amount::MAX`].
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    const fn from_option(units: Option<u64>) -> Option<Self> {
        match units {
            Some(units) if units <= Self::MAX.0 => Some(Self(units)),
            _ => None,
        }
    }
}

/// Why a number is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// More than [`Amount::MAX`].
    #[error("{units} base units are more than the largest amount of {max}", max = Amount::MAX.0)]
    TooLarge {
        /// The number of base units.
        units: u64,
    },
}

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseAmountError {
    /// There is no text.
    #[error("the amount is empty")]
    Empty,
    /// The text is no plain decimal number with a point.
    #[error("the amount is not a number such as 1.5")]
    NotANumber,
    /// The number begins with a minus sign.
    #[error("the amount is negative")]
    Negative,
    /// More digits stand after the point than a base unit has.
    #[error("the amount has {found} decimal places, at most {DECIMALS} are possible")]
    TooManyDecimals {
        /// Digits after the point.
        found: usize,
    },
    /// More than [`Amount::MAX`].
    #[error("the amount is larger than the most there can be, {max}", max = Amount::MAX)]
    TooLarge,
}

impl TryFrom<u64> for Amount {
    type Error = AmountError;

    fn try_from(units: u64) -> Result<Self, AmountError> {
        Self::from_units(units)
    }
}

impl From<Amount> for u64 {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl fmt::Display for Amount {
    /// Coins, with as few decimals as are needed, or as many as the formatter's precision asks for (at least as many
    /// as are needed): `{}` gives "1.5", `{:.2}` gives "1.50".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let coins = self.0 / Self::COIN.0;
        let digits = format!("{:0DECIMALS$}", self.0 % Self::COIN.0);
        let needed = digits.trim_end_matches('0').len();
        let shown = f
            .precision()
            .unwrap_or(0)
            .clamp(needed, DECIMALS.max(needed));
        if shown == 0 {
            return write!(f, "{coins}");
        }
        write!(f, "{coins}.{}", &digits[..shown])
    }
}

impl FromStr for Amount {
    type Err = ParseAmountError;

    /// Reads coins: digits, and a point with up to eight digits after it. Space around the number is left out.
    fn from_str(text: &str) -> Result<Self, ParseAmountError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ParseAmountError::Empty);
        }
        let (negative, number) = match text.strip_prefix(['-', '−']) {
            Some(number) => (true, number),
            None => (false, text),
        };
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && decimals.is_empty() || !all_digits(whole) || !all_digits(decimals) {
            return Err(ParseAmountError::NotANumber);
        }
        if negative {
            return Err(ParseAmountError::Negative);
        }
        if decimals.len() > DECIMALS {
            return Err(ParseAmountError::TooManyDecimals {
                found: decimals.len(),
            });
        }
        // Eight places, so that the digits can be read as base units in one go.
        let units = format!("{whole}{decimals:0<DECIMALS$}");
        let significant = units.trim_start_matches('0');
        let units = match significant {
            "" => 0,
            digits => digits.parse().map_err(|_| ParseAmountError::TooLarge)?,
        };
        Self::from_units(units).map_err(|_| ParseAmountError::TooLarge)
    }
}

impl Encode for Amount {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_le_bytes());
    }
}

impl Decode for Amount {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let units = r.u64()?;
        Self::from_units(units).map_err(|_| r.error(DecodeErrorKind::AmountTooLarge { units }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(units: u64) -> Amount {
        Amount::from_units(units).unwrap()
    }

    #[test]
    fn text_is_the_shortest() {
        for (amount, text) in [
            (units(0), "0"),
            (units(1), "0.00000001"),
            (units(150_000_000), "1.5"),
            (Amount::COIN, "1"),
            (Amount::MAX, "90071992.54740991"),
        ] {
            assert_eq!(amount.to_string(), text);
            assert_eq!(text.parse(), Ok(amount));
        }
        assert_eq!(format!("{:.2}", units(150_000_000)), "1.50");
        assert_eq!(format!("{:.2}", units(150_000_001)), "1.50000001");
    }

    #[test]
    fn parses_what_people_write() {
        for (text, amount) in [
            (" 2 ", 200_000_000),
            (".5", 50_000_000),
            ("3.", 300_000_000),
            ("0001.10", 110_000_000),
        ] {
            assert_eq!(text.parse(), Ok(units(amount)), "{text}");
        }
    }

    #[test]
    fn every_parse_error() {
        use ParseAmountError::*;
        for (text, error) in [
            ("", Empty),
            ("  ", Empty),
            ("abc", NotANumber),
            ("1,5", NotANumber),
            ("1.5.0", NotANumber),
            ("+1", NotANumber),
            ("1e3", NotANumber),
            (".", NotANumber),
            ("-", NotANumber),
            ("１", NotANumber),
            ("-1", Negative),
            ("1.123456789", TooManyDecimals { found: 9 }),
            ("90071992.54740992", TooLarge),
            ("99999999999999999999999999", TooLarge),
        ] {
            assert_eq!(text.parse::<Amount>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn sums_are_checked() {
        assert_eq!(Amount::MAX.checked_add(units(1)), None);
        assert_eq!(Amount::ZERO.checked_sub(units(1)), None);
        assert_eq!(Amount::COIN.checked_mul(1 << 40), None);
        assert_eq!(Amount::sum([units(1), units(2)]), Some(units(3)));
        assert_eq!(Amount::sum([Amount::MAX, units(1)]), None);
        assert_eq!(
            Amount::from_units(1 << 53),
            Err(AmountError::TooLarge { units: 1 << 53 })
        );
    }

    #[test]
    fn serde_checks_the_bound() {
        assert_eq!(serde_json::to_string(&Amount::COIN).unwrap(), "100000000");
        assert!(serde_json::from_str::<Amount>("9007199254740992").is_err());
    }
}
