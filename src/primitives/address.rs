//! Addresses: a key lock as text that people copy, with the chain's own prefix and a checksum.
//!
//! The form is BIP350's bech32m over the lock's version and program, as Bitcoin writes witness programs. (Bitcoin's
//! version 0 has bech32's older checksum for history's sake; here every version has the newer one.)

use crate::key::KeyHash;
use crate::lock::Lock;
use bech32::primitives::decode::{CharError, UncheckedHrpstring, UncheckedHrpstringError};
use bech32::primitives::iter::{ByteIterExt, Fe32IterExt};
use bech32::{Bech32m, Fe32, Hrp};
use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// The text before an address's separator: 2 to 12 lower-case letters and digits, first a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prefix(String);

/// Why a text is no address prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrefixError {
    /// Too short or too long.
    #[error("an address prefix has {min} to {max} characters, not {found}", min = Prefix::MIN_LEN, max = Prefix::MAX_LEN)]
    Length {
        /// Characters in the text.
        found: usize,
    },
    /// A character is neither a lower-case letter nor a digit, or the first is a digit.
    #[error(
        "an address prefix is lower-case letters and digits and begins with a letter; {0:?} does not fit"
    )]
    Character(char),
}

impl Prefix {
    /// Fewest characters.
    pub const MIN_LEN: usize = 2;
    /// Most characters.
    pub const MAX_LEN: usize = 12;

    /// Checks a text.
    ///
    /// # Errors
    /// When it is too short, too long, or has a character that does not fit.
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
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn hrp(&self) -> Hrp {
        Hrp::parse(&self.0).expect("letters and digits are allowed there")
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

/// Why a text is no address of this chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is no text.
    #[error("the address is empty")]
    Empty,
    /// Upper and lower case are mixed.
    #[error("the address mixes upper and lower case")]
    MixedCase,
    /// The separator 1 or everything after it is missing.
    #[error("this is no address: an address here begins with {wanted}1")]
    NotAnAddress {
        /// This chain's prefix.
        wanted: Prefix,
    },
    /// What stands before the separator 1 is no address prefix, or there is no separator.
    #[error("this is no address")]
    NoPrefix,
    /// A character that no address has.
    #[error("the character {0:?} does not occur in addresses")]
    Character(char),
    /// An address of another chain.
    #[error("the address begins with {found}1, one of this chain with {wanted}1")]
    WrongPrefix {
        /// The text's prefix.
        found: String,
        /// This chain's prefix.
        wanted: Prefix,
    },
    /// The checksum is wrong: a character was mistyped or lost.
    #[error("the address has a typing error")]
    BadChecksum,
    /// A lock version that means nothing yet.
    #[error("the address has the unknown version {0}")]
    UnknownVersion(u8),
    /// The program is no key hash.
    #[error("the address has {found} bytes of data, not 20")]
    WrongLength {
        /// Bytes found.
        found: usize,
    },
    /// A character stands behind the key hash, whose bits it would add to.
    #[error("the address has a character too many")]
    TooMany,
}

/// Characters of a key hash: 32 of five bits are 20 bytes to the bit.
const PROGRAM_LEN: usize = 32;

/// [`Lock::KEY_VERSION`] as an address's first character.
const VERSION: Fe32 = Fe32::Q;

/// The address of a lock; only key locks have one.
pub fn encode(prefix: &Prefix, lock: &Lock) -> Option<String> {
    match lock {
        Lock::Key(hash) => Some(encode_key(prefix, *hash)),
        Lock::Data(_) | Lock::Other { .. } => None,
    }
}

/// The address of the key lock with this hash.
pub fn encode_key(prefix: &Prefix, hash: KeyHash) -> String {
    hash.as_bytes()
        .iter()
        .copied()
        .bytes_to_fes()
        .with_checksum::<Bech32m>(&prefix.hrp())
        .with_witness_version(VERSION)
        .chars()
        .collect()
}

/// Reads an address of any chain: the same key has another address on each, but the same lock.
///
/// # Errors
/// As [`parse`], but for the prefix, which may be any.
pub fn parse_any(text: &str) -> Result<Lock, AddressError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    let before = text.rsplit_once('1').map(|(before, _)| before);
    let prefix = before.and_then(|before| Prefix::new(&before.to_ascii_lowercase()).ok());
    parse(text, &prefix.ok_or(AddressError::NoPrefix)?)
}

/// Reads an address of the chain with this prefix. Space around it is left out; all upper case is as good as all
/// lower, since QR codes are smaller so.
///
/// # Errors
/// When it is not one; each way to go wrong has its own variant.
pub fn parse(text: &str, prefix: &Prefix) -> Result<Lock, AddressError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    let not_an_address = || AddressError::NotAnAddress {
        wanted: prefix.clone(),
    };
    // Before its characters are looked at: a word that is nothing like an address should not be told which one is bad.
    if !text.contains('1') {
        return Err(not_an_address());
    }
    let unchecked = UncheckedHrpstring::new(text).map_err(|error| match error {
        UncheckedHrpstringError::Char(CharError::MixedCase) => AddressError::MixedCase,
        UncheckedHrpstringError::Char(CharError::InvalidChar(wrong)) => {
            AddressError::Character(wrong)
        }
        _ => not_an_address(),
    })?;
    let found = unchecked.hrp();
    if found != prefix.hrp() {
        return Err(AddressError::WrongPrefix {
            found: found.to_lowercase(),
            wanted: prefix.clone(),
        });
    }
    let mut checked = unchecked
        .validate_and_remove_checksum::<Bech32m>()
        .map_err(|_| AddressError::BadChecksum)?;
    let version = checked.fe32_iter().next().ok_or_else(not_an_address)?;
    if version != VERSION {
        return Err(AddressError::UnknownVersion(version.to_u8()));
    }
    checked
        .remove_witness_version()
        .ok_or_else(not_an_address)?;
    let program: Vec<u8> = checked.byte_iter().collect();
    let hash = <[u8; 20]>::try_from(program.as_slice()).map_err(|_| AddressError::WrongLength {
        found: program.len(),
    })?;
    // Bits that make no whole byte are left out of the bytes: with them one lock would have many addresses.
    if checked.data_part_ascii_no_checksum().len() != PROGRAM_LEN {
        return Err(AddressError::TooMany);
    }
    Ok(Lock::Key(KeyHash::from_bytes(hash)))
}

/// The whole bytes that begin the key hash of every address that begins with this text: none of them for a text that
/// only begins the chain's prefix, all twenty for a whole address, whose checksum is not looked at.
///
/// # Errors
/// When no address of the chain begins so.
pub fn beginning(text: &str, prefix: &Prefix) -> Result<Vec<u8>, AddressError> {
    let text = text.trim().to_ascii_lowercase();
    let head = format!("{prefix}1{}", VERSION.to_char());
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    if head.starts_with(&text) {
        return Ok(Vec::new());
    }
    let rest = text
        .strip_prefix(&head)
        .ok_or_else(|| AddressError::NotAnAddress {
            wanted: prefix.clone(),
        })?;
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in rest.chars() {
        let value = Fe32::from_char(letter).map_err(|_| AddressError::Character(letter))?;
        if bytes.len() == KeyHash::default().as_bytes().len() {
            continue;
        }
        bits = bits << 5 | u32::from(value.to_u8());
        count += 5;
        if count >= 8 {
            count -= 8;
            let [.., byte] = (bits >> count).to_be_bytes();
            bytes.push(byte);
        }
    }
    Ok(bytes)
}
