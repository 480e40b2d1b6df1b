//! SLIP-0010 for NIST P-256: a tree of keys from one seed, as in BIP32, but with a retry where
//! BIP32 fails.

use hmac::{Hmac, KeyInit, Mac};
use primitives::{PublicKey, SecretKey};
use sha2::Sha512;
use zeroize::Zeroizing;

/// The bit of an index that makes a child hardened, so that a public key can't derive it.
pub(crate) const HARDENED: u32 = 1 << 31;

/// The HMAC key for the master key.
const CURVE: &[u8] = b"Nist256p1 seed";

/// A private key with its chain code. Wiped from memory when dropped.
#[derive(Clone)]
pub(crate) struct PrivateNode {
    key: SecretKey,
    chain_code: Zeroizing<[u8; 32]>,
}

/// A public key with its chain code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicNode {
    key: PublicKey,
    chain_code: [u8; 32],
}

impl PrivateNode {
    /// The root of the tree. If a hash does not give a valid private key, the hash is hashed again.
    pub(crate) fn master(seed: &[u8]) -> Self {
        let mut hash = hmac(CURVE, &[seed]);
        loop {
            let (left, right) = halves(&hash);
            if let Ok(key) = SecretKey::from_bytes(*left) {
                let chain_code = Zeroizing::new(*right);
                return Self { key, chain_code };
            }
            hash = hmac(CURVE, &[&hash[..]]);
        }
    }

    /// The child at `index`; it is hardened if the index is at least [`HARDENED`].
    pub(crate) fn child(&self, index: u32) -> Self {
        let number = index.to_be_bytes();
        let mut hash = if index >= HARDENED {
            let key = self.key.to_bytes();
            hmac(&self.chain_code[..], &[&[0], &key[..], &number])
        } else {
            let key = self.key.public().to_bytes();
            hmac(&self.chain_code[..], &[&key, &number])
        };
        loop {
            let (left, right) = halves(&hash);
            if let Ok(key) = self.key.tweak(left) {
                let chain_code = Zeroizing::new(*right);
                return Self { key, chain_code };
            }
            hash = hmac(&self.chain_code[..], &[&[1], right, &number]);
        }
    }

    /// The public node.
    pub(crate) fn public(&self) -> PublicNode {
        PublicNode {
            key: self.key.public(),
            chain_code: *self.chain_code,
        }
    }

    /// The private key.
    pub(crate) fn into_key(self) -> SecretKey {
        self.key
    }
}

impl PublicNode {
    /// A node from its parts.
    pub(crate) const fn new(key: PublicKey, chain_code: [u8; 32]) -> Self {
        Self { key, chain_code }
    }

    /// The child at `index`; `None` if the index is at least [`HARDENED`].
    pub(crate) fn child(&self, index: u32) -> Option<Self> {
        if index >= HARDENED {
            return None;
        }
        let number = index.to_be_bytes();
        let mut hash = hmac(&self.chain_code, &[&self.key.to_bytes(), &number]);
        loop {
            let (left, right) = halves(&hash);
            if let Ok(key) = self.key.tweak(left) {
                return Some(Self::new(key, *right));
            }
            hash = hmac(&self.chain_code, &[&[1], right, &number]);
        }
    }

    /// The public key.
    pub(crate) const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The chain code.
    pub(crate) const fn chain_code(&self) -> &[u8; 32] {
        &self.chain_code
    }
}

/// HMAC-SHA512 (RFC 4231) of the concatenated parts.
fn hmac(key: &[u8], parts: &[&[u8]]) -> Zeroizing<[u8; 64]> {
    let mut mac = Hmac::<Sha512>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    let mut hash = Zeroizing::new([0; 64]);
    hash.copy_from_slice(&mac.finalize().into_bytes());
    hash
}

fn halves(hash: &[u8; 64]) -> (&[u8; 32], &[u8; 32]) {
    let (left, right) = hash.split_at(32);
    (
        left.try_into().expect("the first 32 of 64 bytes"),
        right.try_into().expect("the last 32 of 64 bytes"),
    )
}

#[cfg(test)]
mod tests;
