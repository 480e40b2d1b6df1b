//! What people name a key by: an address of any chain, or the public key itself.

use primitives::address::parse_any;
use primitives::{AddressError, KeyHash, Lock, ParsePublicKeyError, PublicKey};
use thiserror::Error;

/// Why a text names no key.
#[derive(Debug, Error, PartialEq)]
pub enum KeyNameError {
    /// It looks like an address, and is none.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// It looks like a public key, and is none.
    #[error(transparent)]
    Key(#[from] ParsePublicKeyError),
}

/// The hash of the key that a text names. What counts of an address is its key hash, whatever its
/// prefix.
///
/// # Errors
///
/// [`KeyNameError`] where it names none.
pub(crate) fn parse(text: &str) -> Result<KeyHash, KeyNameError> {
    let text = text.trim();
    let is_hex = text.len() > 20 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex {
        return Ok(text.parse::<PublicKey>()?.key_hash());
    }
    match parse_any(text)? {
        Lock::Key(hash) => Ok(hash),
        Lock::Data(_) | Lock::Other { .. } | Lock::Invalid(_) => Err(AddressError::NoPrefix.into()),
    }
}
