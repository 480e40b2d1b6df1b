//! Key spends: the witness of a key lock, which is a signature and the public key.

use crate::hash::hash160;
use crate::key::{
    self, KeyError, KeyHash, PUBLIC_KEY_LEN, PublicKey, SIGNATURE_LEN, SecretKey, Signature,
    SignatureError,
};
use crate::transaction::witness::Witness;

/// A public key from a witness: a compressed form that is not known to be a point on the curve.
///
/// To check that it is a point takes a square root, a considerable part of the cost of verifying a
/// signature. In a batch this check costs half as much per key (see [`curve::first_wrong`]). If the
/// key is not a point, no signature by it is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownKey([u8; PUBLIC_KEY_LEN]);

impl ShownKey {
    /// Decodes a compressed form.
    ///
    /// # Errors
    /// If the length or the first byte is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        key::compressed(bytes).map(Self)
    }

    /// The compressed form.
    pub const fn to_bytes(self) -> [u8; PUBLIC_KEY_LEN] {
        self.0
    }

    /// The hash of this key, as locks contain it.
    pub fn key_hash(&self) -> KeyHash {
        KeyHash::from_bytes(hash160(&self.0))
    }

    /// The check that this is a public key and that `signature` is its signature of `digest`, for
    /// verification in a batch (see [`curve::first_wrong`]).
    pub fn check(&self, digest: &[u8; 32], signature: &Signature) -> curve::Check {
        signature.check(&self.0, digest)
    }
}

impl From<PublicKey> for ShownKey {
    fn from(key: PublicKey) -> Self {
        Self(key.to_bytes())
    }
}

/// The content of a witness that spends a [`crate::Lock::Key`]: a signature and the public key with
/// the lock's hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySpend {
    /// The key whose hash is in the lock.
    pub key: ShownKey,
    /// The key's signature of the input's digest (see [`crate::Sighash`]).
    pub signature: Signature,
}

/// Why a witness does not spend a key lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpendError {
    /// The witness does not have exactly two items, a signature and a key.
    #[error("the witness has {0} items, not 2")]
    Items(usize),
    /// The second item is not a public key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The first item is not a signature of this digest by this key.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The key does not have the hash in the lock.
    #[error("the key's hash is {found}, the lock requires {wanted}")]
    OtherKey {
        /// The hash of the key in the witness.
        found: KeyHash,
        /// The hash in the lock.
        wanted: KeyHash,
    },
}

impl KeySpend {
    /// Bytes of the witness's encoding, which is also its weight (BIP141): counts, signature and
    /// key.
    pub const WITNESS_LEN: usize = 1 + 1 + SIGNATURE_LEN + 1 + PUBLIC_KEY_LEN;

    /// Signs the digest of an input.
    pub fn sign(key: &SecretKey, digest: &[u8; 32]) -> Self {
        Self {
            key: key.public().into(),
            signature: key.sign(digest),
        }
    }

    /// The witness: signature, then key.
    pub fn to_witness(&self) -> Witness {
        let (signature, key) = (self.signature.to_bytes(), self.key.to_bytes());
        Witness::from([&signature[..], &key[..]])
    }

    /// Decodes a witness and checks that the key has the lock's hash. Does not check that the key
    /// is a point, and does not verify the signature.
    ///
    /// # Errors
    /// If the number of items is not two, an item is malformed, or the key has another hash.
    pub fn from_witness(witness: &Witness, wanted: KeyHash) -> Result<Self, SpendError> {
        let mut items = witness.iter();
        let (Some(signature), Some(key), None) = (items.next(), items.next(), items.next()) else {
            return Err(SpendError::Items(witness.len()));
        };
        let key = ShownKey::from_bytes(key)?;
        let found = key.key_hash();
        if found != wanted {
            return Err(SpendError::OtherKey { found, wanted });
        }
        Ok(Self {
            key,
            signature: Signature::from_bytes(signature)?,
        })
    }

    /// Verifies the signature.
    ///
    /// # Errors
    /// If it is not a signature of this digest by this key, or the key is not a point on the curve.
    pub fn verify(&self, digest: &[u8; 32]) -> Result<(), SpendError> {
        match self.check(digest).holds() {
            true => Ok(()),
            false => Err(self.refusal()),
        }
    }

    /// The reason for the rejection, given that the [check](Self::check) does not hold.
    pub fn refusal(&self) -> SpendError {
        match PublicKey::from_bytes(&self.key.0) {
            Ok(_) => SignatureError::Wrong.into(),
            Err(error) => error.into(),
        }
    }

    /// The check that [`verify`](Self::verify) makes, for verification in a batch (see
    /// [`curve::first_wrong`]).
    pub fn check(&self, digest: &[u8; 32]) -> curve::Check {
        self.key.check(digest, &self.signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error() {
        let secret = SecretKey::from_bytes([9; 32]).unwrap();
        let digest = [3; 32];
        let hash = secret.public().key_hash();
        let spend = KeySpend::sign(&secret, &digest);
        let witness = spend.to_witness();
        assert_eq!(KeySpend::from_witness(&witness, hash), Ok(spend));
        assert_eq!(spend.verify(&digest), Ok(()));
        assert_eq!(
            spend.verify(&[4; 32]),
            Err(SpendError::Signature(SignatureError::Wrong))
        );
        assert_eq!(
            KeySpend::from_witness(&witness.iter().take(1).collect(), hash),
            Err(SpendError::Items(1))
        );
        assert_eq!(
            KeySpend::from_witness(&witness, KeyHash::default()),
            Err(SpendError::OtherKey {
                found: hash,
                wanted: KeyHash::default()
            })
        );
        let swapped = Witness::from([&spend.key.to_bytes()[..], &spend.signature.to_bytes()[..]]);
        assert_eq!(
            KeySpend::from_witness(&swapped, hash),
            Err(SpendError::Key(KeyError::Length(65)))
        );
        assert_eq!(witness.encoded_len(), KeySpend::WITNESS_LEN);
    }

    #[test]
    fn a_key_that_is_not_a_point_is_rejected() {
        let (secret, digest) = (SecretKey::from_bytes([9; 32]).unwrap(), [3; 32]);
        let signature = secret.sign(&digest).to_bytes();
        let mut key = secret.public().to_bytes();
        while PublicKey::from_bytes(&key).is_ok() {
            key[32] = key[32].wrapping_add(1);
        }
        let hash = ShownKey::from_bytes(&key).unwrap().key_hash();
        let spend = KeySpend::from_witness(&Witness::from([&signature[..], &key[..]]), hash);
        assert_eq!(
            spend.unwrap().verify(&digest),
            Err(SpendError::Key(KeyError::NotOnCurve))
        );
        key[0] = 4;
        let spend = KeySpend::from_witness(&Witness::from([&signature[..], &key[..]]), hash);
        assert_eq!(spend, Err(SpendError::Key(KeyError::Form(4))));
    }
}
