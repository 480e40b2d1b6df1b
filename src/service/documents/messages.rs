//! Signed messages ([`primitives::signed_message`]): review, signature, and checking one.

use api::{
    Fault, Field, MessageReview, MessageVerdict, OwnAddress, OwnAddressKind, PaymentReason,
    ProofReason, Signed, command,
};
use chain::text::{Strictness, first_refused};
use primitives::signed_message::{MAX_MESSAGE_BYTES, MessageError, verify_message};
use primitives::{KeyHash, Lock, Prefix, address};
use wallet::{SignMessageError, Vault, Wallet};

use crate::profile::open_vault;
use crate::refusal::sentence;

/// The maximum number of addresses that are offered for signing.
const MAX_ADDRESSES: usize = 100;

/// The wallet's addresses that others may know.
pub(crate) fn own_addresses(wallet: &Wallet, prefix: &Prefix) -> Vec<OwnAddress> {
    let told = wallet.told_locks(MAX_ADDRESSES).into_iter();
    let receiving = [OwnAddressKind::Present].into_iter();
    let kinds = receiving.chain(core::iter::repeat(OwnAddressKind::Paid));
    let identity = wallet.account().identity();
    let identity = identity.map(|key| (Lock::Key(key.key_hash()), OwnAddressKind::Identity));
    let own = told
        .zip(kinds)
        .chain(identity)
        .map(|(lock, kind)| OwnAddress {
            address: address::encode(prefix, &lock).unwrap_or_default(),
            kind,
        });
    own.collect()
}

/// The review of a message.
///
/// # Errors
/// A [`Fault`] if the wallet does not have the address, or the message is too long.
pub(crate) fn review_message(
    wallet: &Wallet,
    prefix: &Prefix,
    typed: &command::ReviewMessage,
) -> Result<MessageReview, Fault> {
    let lock = own_lock(wallet, prefix, &typed.address)?;
    check_length(&typed.message)?;
    Ok(MessageReview {
        address: address::encode(prefix, &lock).unwrap_or_default(),
        hidden: hidden(&typed.message),
    })
}

/// Signs a message.
///
/// # Errors
/// As in [`review_message`]; also if the passphrase is missing or wrong.
pub(crate) fn sign_message(
    wallet: &Wallet,
    vault: &Vault,
    prefix: &Prefix,
    typed: &command::SignMessage,
) -> Result<String, Fault> {
    let lock = own_lock(wallet, prefix, &typed.address)?;
    check_length(&typed.message)?;
    let seed = open_vault(vault, typed.passphrase.as_deref())?.seed();
    let signed = wallet.sign_message(&lock, &typed.message, &seed);
    signed.map_err(|error| match error {
        SignMessageError::NotOwn => Fault::of(Field::To, ProofReason::NotOwnAddress),
        other => Fault::new(sentence(&other)),
    })
}

/// Checks a signed message.
///
/// # Errors
/// A [`Fault`] if the address or the signature is not one, or the message is too long.
pub(crate) fn check_message(typed: &command::CheckMessage) -> Result<MessageVerdict, Fault> {
    let owner = key_hash(address::parse_any(&typed.address))?;
    check_length(&typed.message)?;
    let signed = match verify_message(owner, &typed.message, &typed.signature) {
        Ok(()) => Signed::ByOwner,
        Err(MessageError::OtherKey) => Signed::ByOther,
        Err(MessageError::Wrong) => Signed::Not,
        Err(MessageError::Form | MessageError::TooLong { .. }) => {
            return Err(Fault::of(
                Field::Signature,
                ProofReason::NotMessageSignature,
            ));
        }
    };
    Ok(MessageVerdict {
        signed,
        hidden: hidden(&typed.message),
    })
}

/// The lock of one of the wallet's addresses.
fn own_lock(wallet: &Wallet, prefix: &Prefix, text: &str) -> Result<Lock, Fault> {
    let lock = Lock::Key(key_hash(address::parse(text, prefix))?);
    match wallet.owns(&lock) {
        true => Ok(lock),
        false => Err(Fault::of(Field::To, ProofReason::NotOwnAddress)),
    }
}

fn key_hash(parsed: Result<Lock, primitives::AddressError>) -> Result<KeyHash, Fault> {
    match parsed {
        Ok(Lock::Key(hash)) => Ok(hash),
        Ok(_) => Err(Fault::of(Field::To, ProofReason::NotOwnAddress)),
        Err(error) => Err(Fault::of(Field::To, sentence(&error))),
    }
}

fn check_length(message: &str) -> Result<(), Fault> {
    let (length, most) = (message.len() as u64, MAX_MESSAGE_BYTES as u64);
    match length <= most {
        true => Ok(()),
        false => Err(Fault::of(
            Field::Message,
            PaymentReason::TextTooLong { length, most },
        )),
    }
}

/// The first character that hides or misleads. Ends of lines and tabs are allowed.
fn hidden(message: &str) -> Option<u32> {
    let mut pieces = message.split(['\n', '\t']);
    let found = pieces.find_map(|piece| first_refused(piece, Strictness::Note));
    found.map(|(_, character)| character.into())
}

#[cfg(test)]
mod tests {
    use super::hidden;

    #[test]
    fn hidden_characters_are_found_in_every_line() {
        for text in ["", "one\n\ttwo", "我的地址", "👩\u{200d}🚀"] {
            assert_eq!(hidden(text), None, "{text:?}");
        }
        for (text, code) in [
            ("one\ntw\u{200b}o", 0x200b),
            ("one\r\ntwo", 0x0d),
            ("pay \u{202e}ecila", 0x202e),
        ] {
            assert_eq!(hidden(text), Some(code), "{text:?}");
        }
    }
}
