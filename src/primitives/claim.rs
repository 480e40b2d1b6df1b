//! Claims: signatures that are still to be verified, as bytes that can be sent to another worker.

use crate::hash::hash160;
use crate::key::{KeyHash, PUBLIC_KEY_LEN, SIGNATURE_LEN, Signature};
use crate::transaction::spend::ShownKey;
use crate::transaction::witness::Witness;

/// A claim that a public key has signed a digest.
///
/// Key and signature are not parsed yet, because parsing a key takes a square root (see
/// [`ShownKey`]). The verifier parses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    bytes: [u8; Claim::LEN],
}

impl Claim {
    /// Bytes of a claim: key, signature, digest.
    pub const LEN: usize = PUBLIC_KEY_LEN + SIGNATURE_LEN + 32;

    /// The claim of a witness that spends a lock to the key with this hash. `None` if the witness
    /// is not two items with the lengths of a signature and a key, or if the key has another hash.
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

    /// Creates a claim from its bytes.
    pub const fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self { bytes }
    }

    /// The bytes of the claim.
    pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.bytes
    }

    /// The parsed claim. `None` if the key or the signature is malformed, which makes the claim
    /// false.
    fn read(&self) -> Option<curve::Check> {
        let (key, rest) = self.bytes.split_at(PUBLIC_KEY_LEN);
        let (signature, digest) = rest.split_first_chunk::<SIGNATURE_LEN>()?;
        let key = ShownKey::from_bytes(key).ok()?;
        let signature = Signature::from_bytes(signature).ok()?;
        Some(key.check(digest.first_chunk()?, &signature))
    }
}

/// The number of true claims before the first false one; all of them if none is false. `seed` is
/// the verifier's own randomness (see [`curve::first_wrong`]).
pub fn true_claims(claims: &[Claim], seed: &[u8; 32]) -> usize {
    let checks: Vec<curve::Check> = claims.iter().map_while(Claim::read).collect();
    curve::first_wrong(&checks, seed).unwrap_or(checks.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SecretKey;
    use crate::transaction::spend::KeySpend;

    fn claim(number: u8) -> Claim {
        let (secret, digest) = (SecretKey::from_bytes([9; 32]).unwrap(), [number; 32]);
        let witness = KeySpend::sign(&secret, &digest).to_witness();
        Claim::of_witness(&witness, secret.public().key_hash(), &digest).unwrap()
    }

    #[test]
    fn counts_the_claims_before_the_first_false_one() {
        let right: Vec<Claim> = (0..20).map(claim).collect();
        assert_eq!(true_claims(&right, &[1; 32]), 20);
        assert_eq!(true_claims(&[], &[1; 32]), 0);
        for at in 0..20 {
            // One byte each: the key's first and one of its x; the signature's parity, r and s;
            // the digest.
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
    fn a_witness_of_another_form_or_key_gives_no_claim() {
        let secret = SecretKey::from_bytes([9; 32]).unwrap();
        let (hash, digest) = (secret.public().key_hash(), [3; 32]);
        let witness = KeySpend::sign(&secret, &digest).to_witness();
        assert_ne!(Claim::of_witness(&witness, hash, &digest), None);
        let other = KeyHash::default();
        assert_eq!(Claim::of_witness(&witness, other, &digest), None);
        let items: Vec<&[u8]> = witness.iter().collect();
        for items in [
            &items[..1],
            &[items[1], items[0]],
            &[items[0], items[1], b""],
        ] {
            let witness: Witness = items.iter().copied().collect();
            assert_eq!(Claim::of_witness(&witness, hash, &digest), None);
        }
    }
}
