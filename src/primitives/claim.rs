//! Signatures on their way to where they are verified, maybe by another worker: as bytes, not read yet.

use crate::hash::hash160;
use crate::key::{KeyHash, PUBLIC_KEY_LEN, SIGNATURE_LEN, Signature};
use crate::spend::ShownKey;
use crate::witness::Witness;

/// What one witness claims: that this key has signed this digest.
///
/// To read the key takes a square root (see [`ShownKey`]), so that is left to whoever verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    bytes: [u8; Claim::LEN],
}

impl Claim {
    /// Bytes of a claim: key, signature, digest.
    pub const LEN: usize = PUBLIC_KEY_LEN + SIGNATURE_LEN + 32;

    /// What a witness claims that spends a lock to the key of this hash; none where it is not a signature and that key
    /// by their lengths and the key's hash.
    pub fn of_witness(witness: &Witness, wanted: KeyHash, digest: &[u8; 32]) -> Option<Self> {
        let mut items = witness.iter();
        let (Some(signature), Some(key), None) = (items.next(), items.next(), items.next()) else {
            return None;
        };
        let fits = signature.len() == SIGNATURE_LEN
            && key.len() == PUBLIC_KEY_LEN
            && KeyHash::from_bytes(hash160(key)) == wanted;
        fits.then(|| {
            let mut bytes = [0; Self::LEN];
            bytes[..PUBLIC_KEY_LEN].copy_from_slice(key);
            bytes[PUBLIC_KEY_LEN..][..SIGNATURE_LEN].copy_from_slice(signature);
            bytes[PUBLIC_KEY_LEN + SIGNATURE_LEN..].copy_from_slice(digest);
            Self { bytes }
        })
    }

    /// Takes a claim's bytes.
    pub const fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self { bytes }
    }

    /// The claim's bytes.
    pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.bytes
    }

    /// What is to be verified, unless key or signature can't be read, so that the claim is wrong.
    fn read(&self) -> Option<curve::Check> {
        let (key, rest) = self.bytes.split_at(PUBLIC_KEY_LEN);
        let (signature, digest) = rest.split_first_chunk::<SIGNATURE_LEN>()?;
        let key = ShownKey::from_bytes(key).ok()?;
        let signature = Signature::from_bytes(signature).ok()?;
        Some(key.check(digest.first_chunk()?, &signature))
    }
}

/// How many of the first claims are true: all of them, or those before the first that is not. `seed` is the verifier's
/// own randomness (see [`curve::first_wrong`]).
pub fn true_claims(claims: &[Claim], seed: &[u8; 32]) -> usize {
    let checks: Vec<curve::Check> = claims.iter().map_while(Claim::read).collect();
    curve::first_wrong(&checks, seed).unwrap_or(checks.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SecretKey;
    use crate::spend::KeySpend;

    fn claim(number: u8) -> Claim {
        let (secret, digest) = (SecretKey::from_bytes([9; 32]).unwrap(), [number; 32]);
        let witness = KeySpend::sign(&secret, &digest).to_witness();
        Claim::of_witness(&witness, secret.public().key_hash(), &digest).unwrap()
    }

    #[test]
    fn the_first_wrong_claim_ends_what_is_true() {
        let right: Vec<Claim> = (0..20).map(claim).collect();
        assert_eq!(true_claims(&right, &[1; 32]), 20);
        assert_eq!(true_claims(&[], &[1; 32]), 0);
        for at in 0..20 {
            // A bit of the key's form, its x, the parity, r, s, the digest.
            for byte in [0, 20, 33, 40, 80, 110] {
                let mut claims = right.clone();
                let mut bytes = *claims[at].as_bytes();
                bytes[byte] ^= 0x04;
                claims[at] = Claim::from_bytes(bytes);
                assert_eq!(true_claims(&claims, &[1; 32]), at, "byte {byte}");
            }
        }
    }

    #[test]
    fn a_witness_of_another_form_or_key_claims_nothing() {
        let secret = SecretKey::from_bytes([9; 32]).unwrap();
        let (hash, digest) = (secret.public().key_hash(), [3; 32]);
        let witness = KeySpend::sign(&secret, &digest).to_witness();
        assert!(Claim::of_witness(&witness, hash, &digest).is_some());
        assert!(Claim::of_witness(&witness, KeyHash::default(), &digest).is_none());
        let items: Vec<&[u8]> = witness.iter().collect();
        for items in [
            &items[..1],
            &[items[1], items[0]],
            &[items[0], items[1], b""],
        ] {
            let witness: Witness = items.iter().copied().collect();
            assert!(Claim::of_witness(&witness, hash, &digest).is_none());
        }
    }
}
