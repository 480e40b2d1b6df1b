//! How people name a key: by an address of any chain, or by the public key itself.

use primitives::address::parse_any;
use primitives::{AddressError, KeyHash, Lock, ParsePublicKeyError, PublicKey};
use thiserror::Error;

/// Why a text does not name a key.
#[derive(Debug, Error, PartialEq)]
pub enum KeyNameError {
    /// It looks like an address, but is not valid.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// It looks like a public key, but is not valid.
    #[error(transparent)]
    Key(#[from] ParsePublicKeyError),
}

/// The hash of the key that a text names. An address may have any prefix, since only its key hash
/// counts.
///
/// # Errors
///
/// [`KeyNameError`] if it does not name a key.
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
