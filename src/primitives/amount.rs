//! Amounts of money, in base units.

use crate::encoding::{Decode, DecodeError, DecodeErrorKind, Encode, Reader};
use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// Decimal places of a coin: a coin is 10^8 base units.
pub const DECIMALS: usize = 8;

/// An amount of money: 0 to 2^53 − 1 base units, so that JavaScript can represent it exactly.
///
/// The text form is in coins ("1.5"); the serde form is in base units.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "u64", into = "u64")]
pub struct Amount(u64);

impl Amount {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One coin, 10^8 base units.
    pub const COIN: Self = Self(100_000_000);
    /// The largest amount: 2^53 − 1 base units.
    pub const MAX: Self = Self((1 << 53) - 1);

    /// Creates an amount from a number of base units.
    ///
    /// # Errors
    /// If the number exceeds [`Amount::MAX`].
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

    /// Whether the amount is zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum. `None` if it exceeds [`Amount::MAX`].
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        // Two numbers below 2^53 cannot overflow 64 bits.
        Self::from_option(Some(self.0 + other.0))
    }

    /// The difference. `None` if it is negative.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        Self::from_option(self.0.checked_sub(other.0))
    }

    /// The product. `None` if it exceeds [`Amount::MAX`].
    pub const fn checked_mul(self, factor: u64) -> Option<Self> {
        Self::from_option(self.0.checked_mul(factor))
    }

    /// The difference, or zero if it is negative.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The sum of all amounts. `None` if it exceeds [`Amount::MAX`].
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
    /// The number exceeds [`Amount::MAX`].
    #[error("{units} base units exceed the maximum amount of {max}", max = Amount::MAX.0)]
    TooLarge {
        /// The number of base units.
        units: u64,
    },
}

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseAmountError {
    /// The text is empty.
    #[error("the amount is empty")]
    Empty,
    /// The text is not a plain decimal number.
    #[error("the amount is not a number such as 1.5")]
    NotANumber,
    /// The number has a minus sign.
    #[error("the amount is negative")]
    Negative,
    /// The number has more than [`DECIMALS`] digits after the point.
    #[error("the amount has {found} decimal places, at most {DECIMALS} are possible")]
    TooManyDecimals {
        /// Digits after the point.
        found: usize,
    },
    /// The amount exceeds [`Amount::MAX`].
    #[error("the amount exceeds the maximum of {max}", max = Amount::MAX)]
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
    /// Writes the amount in coins with as few decimals as it needs. A precision adds zeros but
    /// never drops digits: `{}` gives "1.5", `{:.2}` gives "1.50".
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

    /// Reads an amount in coins: decimal digits with at most one point. At most eight digits may
    /// follow the point. Surrounding white space is ignored.
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
        // Pads to eight decimals, so that all digits together are the number of base units.
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
    fn text_has_as_few_decimals_as_needed() {
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
    fn surrounding_spaces_and_missing_or_extra_zeros_are_accepted() {
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
        let error = serde_json::from_str::<Amount>("9007199254740992").unwrap_err();
        assert!(error.to_string().contains("exceed"), "{error}");
    }
}
