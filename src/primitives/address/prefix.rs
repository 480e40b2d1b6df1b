//! Address prefixes: the text that a chain's addresses begin with.

use super::registered::currency_of;
use bech32::Hrp;
use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// The prefix of a chain's addresses: 2 to 12 lower-case letters and digits, the first a letter. No
/// other currency has registered it, except that Bitcoin's `bcrt` is allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prefix(String);

/// Why a text is not a valid address prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrefixError {
    /// The text is too short or too long.
    #[error("an address prefix has {min} to {max} characters, not {found}", min = Prefix::MIN_LEN, max = Prefix::MAX_LEN)]
    Length {
        /// Characters of the text.
        found: usize,
    },
    /// A character is neither a lower-case letter nor a digit, or the first one is a digit.
    #[error(
        "an address prefix is lower-case letters and digits and begins with a letter; {0:?} is not allowed"
    )]
    Character(char),
    /// Another currency has registered the prefix (SLIP-0173).
    #[error("addresses of {0} begin with this prefix; choose another one")]
    Registered(&'static str),
}

impl Prefix {
    /// Minimum number of characters.
    pub const MIN_LEN: usize = 2;
    /// Maximum number of characters.
    pub const MAX_LEN: usize = 12;

    /// Checks a text.
    ///
    /// # Errors
    /// If the text is too short or too long, contains a character that is not allowed, or is the
    /// prefix of another currency.
    pub fn new(text: &str) -> Result<Self, PrefixError> {
        let fits = |(at, character): (usize, char)| {
            character.is_ascii_lowercase() || at > 0 && character.is_ascii_digit()
        };
        if let Some((_, wrong)) = text.chars().enumerate().find(|&item| !fits(item)) {
            return Err(PrefixError::Character(wrong));
        }
        if !(Self::MIN_LEN..=Self::MAX_LEN).contains(&text.len()) {
            return Err(PrefixError::Length { found: text.len() });
        }
        match currency_of(text) {
            None => Ok(Self(text.to_owned())),
            Some(currency) => Err(PrefixError::Registered(currency)),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn hrp(&self) -> Hrp {
        Hrp::parse(&self.0).expect("a human-readable part may contain letters and digits")
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Prefix {
    type Err = PrefixError;

    fn from_str(text: &str) -> Result<Self, PrefixError> {
        Self::new(text)
    }
}

impl TryFrom<String> for Prefix {
    type Error = PrefixError;

    fn try_from(text: String) -> Result<Self, PrefixError> {
        Self::new(&text)
    }
}

impl From<Prefix> for String {
    fn from(prefix: Prefix) -> Self {
        prefix.0
    }
}
