//! Signed messages: the owner of an address signs a text, in the simple form of BIP322.
//!
//! Two virtual transactions carry the text. The first, [`to_spend`], has the text's
//! [hash](message_hash) in its input, and an output under the lock of the address. The second,
//! [`to_sign`], spends that output. The witness that spends it, as base64, is the signature of the
//! text.
//!
//! Both transactions are BIP322's, byte for byte, for a key lock of this program. Two things are
//! different, since the lock is: the key is on P-256 and its signature has 65 bytes, and the
//! [digest](Sighash) begins with the hash of a genesis block. For texts, these are 32 zero bytes.
//!
//! So the signature of a text is never that of a payment, on any chain: every payment's digest
//! begins with the hash of its chain's genesis block, and no block has the hash 0. It does not
//! matter what the text says, or who wrote it. Besides, `to_sign` itself is not a valid
//! transaction: its only output breaks a consensus rule ([`Lock::Invalid`]), and the coin that it
//! spends does not exist.
//!
//! The signature is about the key, not about a chain: it is valid for the addresses of the key
//! under all prefixes.

use crate::amount::Amount;
use crate::encoding::{Decode, Encode};
use crate::hash::{BlockHash, tagged_hash};
use crate::key::{KeyHash, SecretKey, SignatureError};
use crate::lock::Lock;
use crate::transaction::sighash::Sighash;
use crate::transaction::spend::{KeySpend, SpendError};
use crate::transaction::witness::Witness;
use crate::transaction::{Input, OutPoint, Output, Transaction};
use base64ct::{Base64, Encoding};

/// BIP322's tag of the hash of a text.
pub const MESSAGE_TAG: &str = "BIP0322-signed-message";

/// The maximum length of a text in bytes of UTF-8. Nobody reads more before signing it.
pub const MAX_MESSAGE_BYTES: usize = 4_096;

/// The length of a signature in characters: the base64 of [`KeySpend::WITNESS_LEN`] bytes.
const SIGNATURE_CHARACTERS: usize = KeySpend::WITNESS_LEN.div_ceil(3) * 4;

/// Why a text can't be signed, or a signature is not that of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// The text is too long.
    #[error("the message has {length} bytes; at most {MAX_MESSAGE_BYTES} are allowed")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The signature does not have the form of one: for example, characters are missing.
    #[error("this isn't a signature of a message; a part of it may be missing")]
    Form,
    /// The key of the signature is not that of the address.
    #[error("the signature is that of another address")]
    OtherKey,
    /// The key of the address did not sign this text.
    #[error("the signature is not that of this message")]
    Wrong,
}

/// BIP322's hash of a text.
pub fn message_hash(message: &str) -> [u8; 32] {
    tagged_hash(MESSAGE_TAG, &[message.as_bytes()])
}

/// BIP322's first virtual transaction, which has a text in its input and an output under `lock`.
pub fn to_spend(lock: &Lock, message: &str) -> Transaction {
    // OP_0, and the push of 32 bytes.
    let mut script = vec![0x00, 0x20];
    script.extend_from_slice(&message_hash(message));
    virtual_transaction(OutPoint::NULL, script, lock.clone())
}

/// BIP322's second virtual transaction, which spends the output of [`to_spend`]. It has no witness.
pub fn to_sign(lock: &Lock, message: &str) -> Transaction {
    let txid = to_spend(lock, message).txid();
    // A bare OP_RETURN.
    let unspendable = Lock::from_script(&[0x6a]);
    virtual_transaction(OutPoint { txid, index: 0 }, Vec::new(), unspendable)
}

/// The digest that the signature of a text signs.
pub fn message_digest(lock: &Lock, message: &str) -> [u8; 32] {
    let spent = to_spend(lock, message).outputs;
    Sighash::new(BlockHash::ZERO, &to_sign(lock, message), &spent).digest(0)
}

/// Signs a text for the address of `key`. The same key and text always give the same signature.
///
/// # Errors
/// [`MessageError::TooLong`].
pub fn sign_message(key: &SecretKey, message: &str) -> Result<String, MessageError> {
    check_length(message)?;
    let lock = Lock::Key(key.public().key_hash());
    let spend = KeySpend::sign(key, &message_digest(&lock, message));
    Ok(Base64::encode_string(&spend.to_witness().to_bytes()))
}

/// Verifies that the key with the hash `owner` has signed a text. White space around the signature
/// is ignored; every character of the text counts.
///
/// # Errors
/// [`MessageError`] if it did not.
pub fn verify_message(owner: KeyHash, message: &str, signature: &str) -> Result<(), MessageError> {
    check_length(message)?;
    let signature = signature.trim();
    // Nothing longer is decoded.
    if signature.len() != SIGNATURE_CHARACTERS {
        return Err(MessageError::Form);
    }
    let bytes = Base64::decode_vec(signature).map_err(|_| MessageError::Form)?;
    let witness = Witness::from_bytes(&bytes).map_err(|_| MessageError::Form)?;
    let spend = KeySpend::from_witness(&witness, owner).map_err(|error| match error {
        SpendError::OtherKey { .. } => MessageError::OtherKey,
        // Its numbers have the right length, but can't be those of a signature.
        SpendError::Signature(
            SignatureError::Parity(_)
            | SignatureError::R
            | SignatureError::S
            | SignatureError::HighS,
        ) => MessageError::Wrong,
        _ => MessageError::Form,
    })?;
    let digest = message_digest(&Lock::Key(owner), message);
    spend.verify(&digest).map_err(|_| MessageError::Wrong)
}

const fn check_length(message: &str) -> Result<(), MessageError> {
    let length = message.len();
    match length <= MAX_MESSAGE_BYTES {
        true => Ok(()),
        false => Err(MessageError::TooLong { length }),
    }
}

/// A transaction of version 0 with this input of sequence 0, and an output of nothing under `lock`.
fn virtual_transaction(previous: OutPoint, script: Vec<u8>, lock: Lock) -> Transaction {
    Transaction {
        version: 0,
        inputs: vec![Input {
            previous,
            script,
            sequence: 0,
            witness: Witness::new(),
        }],
        outputs: vec![Output {
            amount: Amount::ZERO,
            lock,
        }],
        lock_time: 0,
    }
}
