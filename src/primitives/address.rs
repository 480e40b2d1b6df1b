//! Addresses: a key lock as text, with the chain's prefix and a checksum.
//!
//! The format is BIP350's for a witness program of version [`Lock::KEY_VERSION`], with the chain's
//! prefix in place of Bitcoin's. Prefixes that other currencies have registered are rejected,
//! except that of Bitcoin's regression test network. So an address can't be mistaken for one that
//! receives another currency.

mod prefix;
mod registered;

pub use prefix::{Prefix, PrefixError};
pub use registered::currency_of;

use crate::key::KeyHash;
use crate::lock::Lock;
use bech32::primitives::decode::{CharError, UncheckedHrpstring, UncheckedHrpstringError};
use bech32::primitives::iter::{ByteIterExt, Fe32IterExt};
use bech32::{Bech32m, Fe32};

/// Why a text is not a valid address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The text is empty.
    #[error("the address is empty")]
    Empty,
    /// The text is a link, such as an invitation to a chain.
    #[error("this is a link, not an address")]
    Link,
    /// The text is a payment URI, such as BIP21's.
    #[error("this is a payment link; paste only the address in it")]
    PaymentUri,
    /// The text is a public key.
    #[error("this is a public key, not an address")]
    PublicKey,
    /// The text has the prefix of another currency, or the form of Bitcoin's Base58 addresses.
    #[error("this is an address of {0}; coins of this chain can't be sent to it")]
    OtherCurrency(&'static str),
    /// The text mixes upper and lower case.
    #[error("the address mixes upper and lower case")]
    MixedCase,
    /// The text does not have the form of an address: for example, it has no separator 1, or no
    /// text before the separator.
    #[error("this isn't an address; this chain's addresses begin with {wanted}1")]
    NotAnAddress {
        /// This chain's prefix.
        wanted: Prefix,
    },
    /// The text before the separator 1 is not an address prefix, or there is no separator.
    #[error("this isn't an address")]
    NoPrefix,
    /// The text contains a character that does not occur in addresses.
    #[error("the character {0:?} does not occur in addresses")]
    Character(char),
    /// The text's prefix is neither this chain's nor another currency's.
    #[error("the address begins with {found}1; this chain's addresses begin with {wanted}1")]
    WrongPrefix {
        /// The prefix of the text.
        found: String,
        /// The prefix of this chain.
        wanted: Prefix,
    },
    /// The checksum is wrong: for example, a character was mistyped or left out.
    #[error("the address has a typing error")]
    BadChecksum,
    /// The version of the witness program is not [`Lock::KEY_VERSION`].
    #[error("the address has the unknown version {0}")]
    UnknownVersion(u8),
    /// The witness program does not have the length of a key hash.
    #[error("the address has {found} bytes of data, not 20")]
    WrongLength {
        /// Bytes of the witness program.
        found: usize,
    },
    /// There is an additional character after the key hash.
    #[error("the address has a character too many")]
    TooMany,
}

/// Characters of a key hash: 32 characters of 5 bits are exactly 20 bytes.
const PROGRAM_LEN: usize = 32;

/// [`Lock::KEY_VERSION`] as the first character after the separator.
const VERSION: Fe32 = Fe32::Z;

/// The address of a lock. `None` if it is not a key lock; only key locks have addresses.
pub fn encode(prefix: &Prefix, lock: &Lock) -> Option<String> {
    match lock {
        Lock::Key(hash) => Some(encode_key(prefix, *hash)),
        Lock::Data(_) | Lock::Other { .. } | Lock::Invalid(_) => None,
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

/// Reads an address of any chain. A key has a different address on each chain, but the same lock.
///
/// # Errors
/// As [`parse`], except that any prefix is accepted.
pub fn parse_any(text: &str) -> Result<Lock, AddressError> {
    let text = text.trim();
    check_kind(text)?;
    let before = text.rsplit_once('1').map(|(before, _)| before);
    let before = before.ok_or(AddressError::NoPrefix)?.to_ascii_lowercase();
    match Prefix::new(&before) {
        Ok(prefix) => parse(text, &prefix),
        Err(PrefixError::Registered(currency)) => Err(AddressError::OtherCurrency(currency)),
        Err(_) => Err(AddressError::NoPrefix),
    }
}

/// Reads an address of the chain with this prefix. Surrounding white space is ignored. The address
/// may be in upper case, which makes smaller QR codes.
///
/// # Errors
/// If the text is not such an address, with a variant for each reason.
pub fn parse(text: &str, prefix: &Prefix) -> Result<Lock, AddressError> {
    let text = text.trim();
    check_kind(text)?;
    let not_an_address = || AddressError::NotAnAddress {
        wanted: prefix.clone(),
    };
    // This is checked before the characters, so that the error for an unrelated word does not name
    // one of its letters.
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
    if unchecked.hrp() != prefix.hrp() {
        let found = unchecked.hrp().to_lowercase();
        return Err(match currency_of(&found) {
            Some(currency) => AddressError::OtherCurrency(currency),
            None => AddressError::WrongPrefix {
                found,
                wanted: prefix.clone(),
            },
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
    // `byte_iter` drops bits that don't fill a byte. If an address could have such bits, one lock
    // would have many addresses.
    if checked.data_part_ascii_no_checksum().len() != PROGRAM_LEN {
        return Err(AddressError::TooMany);
    }
    Ok(Lock::Key(KeyHash::from_bytes(hash)))
}

/// Recognises other things that people paste in place of an address.
fn check_kind(text: &str) -> Result<(), AddressError> {
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    if text.contains("://") || text.contains("#chain=") {
        return Err(AddressError::Link);
    }
    if text.contains(':') {
        return Err(AddressError::PaymentUri);
    }
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex && matches!(text.len(), 66 | 130) {
        return Err(AddressError::PublicKey);
    }
    // Bitcoin's older addresses, in Base58: a version byte, a hash of 20 bytes and a checksum of 4
    // bytes.
    let is_base58 = |c: char| c.is_ascii_alphanumeric() && !"0OIl".contains(c);
    if text.starts_with(['1', '3'])
        && (26..=35).contains(&text.len())
        && text.chars().all(is_base58)
    {
        return Err(AddressError::OtherCurrency("Bitcoin"));
    }
    Ok(())
}

/// The first bytes that the key hashes of all addresses beginning with `text` share. The result is
/// empty if `text` has fewer than two characters after the version, and has 20 bytes if `text` is a
/// whole address. The checksum is not verified.
///
/// # Errors
/// If `text` is empty, does not begin like the chain's addresses, or contains a character that does
/// not occur in addresses.
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
