//! Keys and signatures: ECDSA over P-256 (FIPS 186-5), and the parity of R's y.
//!
//! A signature is 65 bytes: parity, r, s. Of the two values of s that satisfy the equation only the lower is allowed
//! (BIP62's rule), so that nobody can turn one signature into another. The parity byte says which of the points with
//! x-coordinate r was meant, which lets many signatures be verified in one batch; it is checked in single
//! verification too, so that it is no second degree of freedom. Public keys are compressed, 33 bytes.

use crate::encoding::{Decode, DecodeError, Encode, Reader};
use crate::hash::{ParseHashError, hash160, parse_hex, serde_as_text, write_hex};
use core::fmt;
use core::str::FromStr;
use curve::{Check, Point};
use p256::ecdsa::SigningKey;
use p256::elliptic_curve::group::{Group, GroupEncoding};
use p256::elliptic_curve::ops::MulByGeneratorVartime;
use p256::elliptic_curve::scalar::IsHigh;
use p256::{AffinePoint, FieldBytes, NonZeroScalar, ProjectivePoint, Scalar};
use zeroize::Zeroizing;

/// Bytes of a public key.
pub const PUBLIC_KEY_LEN: usize = 33;
/// Bytes of a signature.
pub const SIGNATURE_LEN: usize = 65;

/// Why bytes are no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A secret key (or the sum of one and a tweak) is zero, or at least the order of the group.
    #[error("the secret key is out of range")]
    SecretOutOfRange,
    /// A tweak is at least the order of the group.
    #[error("the tweak is out of range")]
    TweakOutOfRange,
    /// A public key has a wrong length.
    #[error("a public key has {PUBLIC_KEY_LEN} bytes, not {0}")]
    Length(usize),
    /// A public key's first byte is neither 2 nor 3.
    #[error("a compressed public key begins with 2 or 3, not {0}")]
    Form(u8),
    /// No point of the curve has this x-coordinate (or a sum of points is the point at infinity).
    #[error("the public key is no point of the curve")]
    NotOnCurve,
}

/// Why a text is no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParsePublicKeyError {
    /// Not 66 hexadecimal digits.
    #[error("a public key is written as {digits} hexadecimal digits", digits = 2 * PUBLIC_KEY_LEN)]
    Digits,
    /// The bytes are no key.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A key to sign with. Its memory is cleared on drop, and `Debug` does not show it.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// Takes a big-endian number.
    ///
    /// # Errors
    /// When it is zero or not below the order of the group; of random bytes one in 2^32 is.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, KeyError> {
        let bytes = Zeroizing::new(bytes);
        SigningKey::from_slice(&bytes[..])
            .map(Self)
            .map_err(|_| KeyError::SecretOutOfRange)
    }

    /// The number, big-endian.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// The public key that belongs to it.
    pub fn public(&self) -> PublicKey {
        PublicKey::from_affine(self.0.verifying_key().as_affine())
    }

    /// Signs a digest with the deterministic nonce of RFC 6979, s made low and the parity to match.
    pub fn sign(&self, digest: &[u8; 32]) -> Signature {
        let (signature, recovery) = self.0.sign_prehash_recoverable(digest);
        let (r, s) = signature.split_scalars();
        let high = bool::from(s.is_high());
        Signature {
            // Negating s negates R, and so flips the parity of its y.
            parity: u8::from(recovery.is_y_odd() != high),
            r,
            s: if high { -s } else { s },
        }
    }

    /// The key that is this one plus `tweak`, as derivation of child keys does (BIP32, SLIP-0010); its public key is
    /// [`PublicKey::tweak`] of this one's.
    ///
    /// # Errors
    /// When the tweak or the sum is out of range.
    pub fn tweak(&self, tweak: &[u8; 32]) -> Result<Self, KeyError> {
        let sum = Zeroizing::new(**self.0.as_nonzero_scalar() + tweak_scalar(tweak)?);
        let sum = NonZeroScalar::new(*sum)
            .into_option()
            .ok_or(KeyError::SecretOutOfRange)?;
        Ok(Self(sum.into()))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretKey").finish_non_exhaustive()
    }
}

/// A point of the curve, not the one at infinity, against which signatures are verified.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    compressed: [u8; PUBLIC_KEY_LEN],
}

impl PublicKey {
    /// Reads a compressed point (SEC 1, 2.3.4): 2 or 3 for the parity of y, and x.
    ///
    /// # Errors
    /// When the length or the first byte is wrong or x belongs to no point.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let compressed = compressed(bytes)?;
        match Point::from_compressed(&compressed) {
            Some(_) => Ok(Self { compressed }),
            None => Err(KeyError::NotOnCurve),
        }
    }

    fn from_affine(point: &AffinePoint) -> Self {
        Self::from_bytes(&GroupEncoding::to_bytes(point))
            .expect("a point that is not at infinity has a compressed form")
    }

    /// The compressed point.
    #[allow(
        clippy::wrong_self_convention,
        reason = "by value, a call through a reference would find `Encode::to_bytes` first"
    )]
    pub fn to_bytes(&self) -> [u8; PUBLIC_KEY_LEN] {
        self.compressed
    }

    /// The hash by which a lock names this key.
    pub fn key_hash(&self) -> KeyHash {
        KeyHash(hash160(&self.to_bytes()))
    }

    /// The key of this one's secret plus `tweak`; see [`SecretKey::tweak`].
    ///
    /// # Errors
    /// When the tweak is out of range or the sum is the point at infinity.
    pub fn tweak(&self, tweak: &[u8; 32]) -> Result<Self, KeyError> {
        let point = AffinePoint::from_bytes(&self.compressed.into())
            .into_option()
            .ok_or(KeyError::NotOnCurve)?;
        let sum = ProjectivePoint::mul_by_generator_vartime(&tweak_scalar(tweak)?)
            + ProjectivePoint::from(point);
        if bool::from(sum.is_identity()) {
            return Err(KeyError::NotOnCurve);
        }
        Ok(Self::from_affine(&sum.to_affine()))
    }

    /// Verifies a signature of `digest`: with u1 = digest / s and u2 = r / s, the point R = u1·G + u2·Q must have r
    /// for its x-coordinate (modulo the order) and the parity that the signature names. Takes time that depends on
    /// its input, all of which is public.
    ///
    /// # Errors
    /// [`SignatureError::Wrong`] when it is no signature of this digest by this key.
    pub fn verify(&self, digest: &[u8; 32], signature: &Signature) -> Result<(), SignatureError> {
        match self.check(digest, signature).holds() {
            true => Ok(()),
            false => Err(SignatureError::Wrong),
        }
    }

    /// What [`verify`](Self::verify) verifies, for many at once (see [`curve::first_wrong`]).
    pub fn check(&self, digest: &[u8; 32], signature: &Signature) -> Check {
        signature.check(&self.compressed, digest)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.to_bytes())
    }
}

impl FromStr for PublicKey {
    type Err = ParsePublicKeyError;

    /// Reads 66 hexadecimal digits: the compressed point.
    fn from_str(text: &str) -> Result<Self, ParsePublicKeyError> {
        let digits = parse_hex(text).map_err(|_| ParsePublicKeyError::Digits);
        let bytes: [u8; PUBLIC_KEY_LEN] = digits?;
        Ok(Self::from_bytes(&bytes)?)
    }
}

impl Encode for PublicKey {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_bytes());
    }
}

impl Decode for PublicKey {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let bytes = r.array::<PUBLIC_KEY_LEN>()?;
        Self::from_bytes(&bytes).map_err(|_| r.invalid("not a public key"))
    }
}

/// Bytes that begin as a compressed point does; x is yet to be looked at.
pub(crate) fn compressed(bytes: &[u8]) -> Result<[u8; PUBLIC_KEY_LEN], KeyError> {
    let compressed: [u8; PUBLIC_KEY_LEN] = bytes
        .try_into()
        .map_err(|_| KeyError::Length(bytes.len()))?;
    match compressed[0] {
        2 | 3 => Ok(compressed),
        form => Err(KeyError::Form(form)),
    }
}

fn tweak_scalar(tweak: &[u8; 32]) -> Result<Scalar, KeyError> {
    scalar(tweak).ok_or(KeyError::TweakOutOfRange)
}

/// A big-endian number below the order of the group.
fn scalar(bytes: &[u8; 32]) -> Option<Scalar> {
    use p256::elliptic_curve::ff::PrimeField;
    Scalar::from_repr((*bytes).into()).into_option()
}

/// Why bytes are no signature, or a signature not the one that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Not 65 bytes.
    #[error("a signature has {SIGNATURE_LEN} bytes, not {0}")]
    Length(usize),
    /// The first byte is neither 0 nor 1.
    #[error("the parity is 0 or 1, not {0}")]
    Parity(u8),
    /// r is zero or at least the order of the group.
    #[error("r is out of range")]
    R,
    /// s is zero or at least the order of the group.
    #[error("s is out of range")]
    S,
    /// s is above half of the order of the group: its negative must be used.
    #[error("s is high")]
    HighS,
    /// Another key, another digest, or the other parity.
    #[error("the signature does not match key and digest")]
    Wrong,
}

/// A signature in its only form: parity 0 or 1, r and s in range, s low. Whether it is true is told by
/// [`PublicKey::verify`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    parity: u8,
    r: NonZeroScalar,
    s: NonZeroScalar,
}

impl Signature {
    /// Reads parity, r and s (big-endian).
    ///
    /// # Errors
    /// When anything is out of its range.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SignatureError> {
        let bytes: &[u8; SIGNATURE_LEN] = bytes
            .try_into()
            .map_err(|_| SignatureError::Length(bytes.len()))?;
        let [parity, numbers @ ..] = bytes;
        if *parity > 1 {
            return Err(SignatureError::Parity(*parity));
        }
        let number = |from: usize| {
            let half = core::array::from_fn(|at| numbers[from + at]);
            NonZeroScalar::new(scalar(&half)?).into_option()
        };
        let r = number(0).ok_or(SignatureError::R)?;
        let s = number(32).ok_or(SignatureError::S)?;
        if bool::from(s.is_high()) {
            return Err(SignatureError::HighS);
        }
        Ok(Self {
            parity: *parity,
            r,
            s,
        })
    }

    /// Parity, r and s (big-endian).
    #[allow(
        clippy::wrong_self_convention,
        reason = "by value, a call through a reference would find `Encode::to_bytes` first"
    )]
    pub fn to_bytes(&self) -> [u8; SIGNATURE_LEN] {
        let mut bytes = [0; SIGNATURE_LEN];
        bytes[0] = self.parity;
        bytes[1..33].copy_from_slice(&FieldBytes::from(*self.r));
        bytes[33..].copy_from_slice(&FieldBytes::from(*self.s));
        bytes
    }

    /// What is to be verified: that the key whose compressed form this is has signed the digest.
    pub(crate) fn check(&self, key: &[u8; PUBLIC_KEY_LEN], digest: &[u8; 32]) -> Check {
        Check {
            key: *key,
            digest: *digest,
            r: self.r,
            s: self.s,
            odd: self.parity == 1,
        }
    }

    /// The parity of R's y: 0 even, 1 odd.
    pub const fn parity(&self) -> u8 {
        self.parity
    }
}

impl Encode for Signature {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_bytes());
    }
}

impl Decode for Signature {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let bytes = r.array::<SIGNATURE_LEN>()?;
        Self::from_bytes(&bytes).map_err(|_| r.invalid("not a signature"))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(")?;
        write_hex(f, &self.to_bytes())?;
        f.write_str(")")
    }
}

/// Names a public key: HASH160 of its compressed form, as in Bitcoin's P2WPKH (BIP141).
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyHash([u8; 20]);

impl KeyHash {
    /// Takes the hash's bytes.
    pub const fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// The hash's bytes.
    #[allow(
        clippy::wrong_self_convention,
        reason = "by value, a call through a reference would find `Encode::to_bytes` first"
    )]
    pub const fn to_bytes(&self) -> [u8; 20] {
        self.0
    }

    /// The hash's bytes, borrowed.
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyHash({self})")
    }
}

impl FromStr for KeyHash {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, ParseHashError> {
        parse_hex(text).map(Self)
    }
}

serde_as_text!(KeyHash);

impl Encode for KeyHash {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }
}

impl Decode for KeyHash {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.array().map(Self)
    }
}
