//! The witness that spends a key lock: a signature and the key.

use crate::hash::hash160;
use crate::key::{
    self, KeyError, KeyHash, PUBLIC_KEY_LEN, PublicKey, SIGNATURE_LEN, SecretKey, Signature,
    SignatureError,
};
use crate::witness::Witness;

/// A key as a witness shows it: a form and x, of which nobody knows yet whether it belongs to a point.
///
/// To see that takes a square root, a good part of what verifying a signature costs; of many keys together it costs half
/// as much (see [`curve::first_wrong`]). By a key that is no point, no signature is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownKey([u8; PUBLIC_KEY_LEN]);

impl ShownKey {
    /// Reads what begins as a compressed point does.
    ///
    /// # Errors
    /// When the length or the first byte is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        key::compressed(bytes).map(Self)
    }

    /// The compressed point, if it is one.
    pub const fn to_bytes(self) -> [u8; PUBLIC_KEY_LEN] {
        self.0
    }

    /// The hash by which a lock names this key.
    pub fn key_hash(&self) -> KeyHash {
        KeyHash::from_bytes(hash160(&self.0))
    }

    /// That it is a key, and this its signature of the digest: to be verified, maybe with many others (see
    /// [`curve::first_wrong`]).
    pub fn check(&self, digest: &[u8; 32], signature: &Signature) -> curve::Check {
        signature.check(&self.0, digest)
    }
}

impl From<PublicKey> for ShownKey {
    fn from(key: PublicKey) -> Self {
        Self(key.to_bytes())
    }
}

/// What spends a [`crate::Lock::Key`]: a signature and the public key that the lock's hash names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySpend {
    /// The key whose hash is in the lock.
    pub key: ShownKey,
    /// Its signature of the input's digest (see [`crate::Sighash`]).
    pub signature: Signature,
}

/// Why a witness does not spend a key lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpendError {
    /// The witness is not exactly a signature and a key.
    #[error("the witness has {0} items, not 2")]
    Items(usize),
    /// The second item is no public key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The first item is no signature, or not one of this digest by this key.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The key is not the one that the lock names.
    #[error("the key's hash is {found}, the lock wants {wanted}")]
    OtherKey {
        /// The hash of the key shown.
        found: KeyHash,
        /// The hash in the lock.
        wanted: KeyHash,
    },
}

impl KeySpend {
    /// Bytes of the witness's encoding, which is also its weight (BIP141): counts, signature and key.
    pub const WITNESS_LEN: usize = 1 + 1 + SIGNATURE_LEN + 1 + PUBLIC_KEY_LEN;

    /// Signs an input's digest.
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

    /// Reads a witness and checks that the key is the one that the lock names; that it is a point, and the signature, are yet
    /// to be verified.
    ///
    /// # Errors
    /// When an item is missing, added or malformed, or the key is another.
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
    /// When it is not one of this digest by this key, or the key is none.
    pub fn verify(&self, digest: &[u8; 32]) -> Result<(), SpendError> {
        match self.check(digest).holds() {
            true => Ok(()),
            false => Err(self.refusal()),
        }
    }

    /// Why it is refused, once it is known that the [check](Self::check) does not hold.
    pub fn refusal(&self) -> SpendError {
        match PublicKey::from_bytes(&self.key.0) {
            Ok(_) => SignatureError::Wrong.into(),
            Err(error) => error.into(),
        }
    }

    /// What [`verify`](Self::verify) verifies, for many at once (see [`curve::first_wrong`]).
    pub fn check(&self, digest: &[u8; 32]) -> curve::Check {
        self.key.check(digest, &self.signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal() {
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
    fn a_key_that_is_no_point_is_refused_with_its_signature() {
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
