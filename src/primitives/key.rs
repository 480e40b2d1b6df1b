//! Keys and signatures: ECDSA over P-256 (FIPS 186-5), extended by the parity of R's y-coordinate.
//!
//! A signature is 65 bytes: parity, r, s. Of the two values of s that satisfy the equation, only
//! the lower one is valid (BIP62's rule), so that nobody can turn one signature into another. The
//! parity byte says which of the two points with x-coordinate r is R, which allows many signatures
//! to be verified in one batch. Verification of a single signature checks the parity too, so that
//! it adds no malleability. Public keys are compressed: 33 bytes.

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

/// Why bytes are not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A secret key, or the sum of one and a tweak, is zero or not below the order of the group.
    #[error("the secret key is out of range")]
    SecretOutOfRange,
    /// A tweak is not below the order of the group.
    #[error("the tweak is out of range")]
    TweakOutOfRange,
    /// A public key has the wrong length.
    #[error("a public key has {PUBLIC_KEY_LEN} bytes, not {0}")]
    Length(usize),
    /// The first byte of a public key is neither 2 nor 3.
    #[error("a compressed public key begins with 2 or 3, not {0}")]
    Form(u8),
    /// No point on the curve has this x-coordinate, or a sum of points is the point at infinity.
    #[error("the public key is not a point on the curve")]
    NotOnCurve,
}

/// Why a text is not a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParsePublicKeyError {
    /// The text is not 66 hexadecimal digits.
    #[error("a public key is written as {digits} hexadecimal digits", digits = 2 * PUBLIC_KEY_LEN)]
    Digits,
    /// The bytes are not a public key.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A secret key. Its memory is cleared on drop, and `Debug` does not show it.
///
/// The public key is computed only when it is asked for: most keys of a key tree are passed on the
/// way to others.
#[derive(Clone)]
pub struct SecretKey(p256::SecretKey);

impl SecretKey {
    /// Creates a key from a big-endian number.
    ///
    /// # Errors
    /// If the number is zero or not below the order of the group, which happens to about one in
    /// 2^32 random numbers.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, KeyError> {
        let bytes = Zeroizing::new(bytes);
        p256::SecretKey::from_slice(&bytes[..])
            .map(Self)
            .map_err(|_| KeyError::SecretOutOfRange)
    }

    /// The big-endian number.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// The public key of this secret key.
    pub fn public(&self) -> PublicKey {
        PublicKey::from_affine(self.0.public_key().as_affine())
    }

    /// Signs a digest with the deterministic nonce of RFC 6979, normalises s to its lower value and
    /// sets the parity accordingly.
    pub fn sign(&self, digest: &[u8; 32]) -> Signature {
        let key = SigningKey::from(&self.0);
        let (signature, recovery) = key.sign_prehash_recoverable(digest);
        let (r, s) = signature.split_scalars();
        let high = bool::from(s.is_high());
        Signature {
            // Negating s negates R, which flips the parity of its y.
            parity: u8::from(recovery.is_y_odd() != high),
            r,
            s: if high { -s } else { s },
        }
    }

    /// The sum of this key and `tweak`, as in the derivation of child keys (BIP32, SLIP-0010). Its
    /// public key is [`PublicKey::tweak`] of this key's public key.
    ///
    /// # Errors
    /// If the tweak or the sum is out of range.
    pub fn tweak(&self, tweak: &[u8; 32]) -> Result<Self, KeyError> {
        let sum = Zeroizing::new(*self.0.to_nonzero_scalar() + tweak_scalar(tweak)?);
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

/// A public key: a point on the curve other than the point at infinity.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    compressed: [u8; PUBLIC_KEY_LEN],
}

impl PublicKey {
    /// Decodes a compressed point (SEC 1, section 2.3.4): 2 or 3 for the parity of y, then x.
    ///
    /// # Errors
    /// If the length or the first byte is wrong, or no point has this x.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let compressed = compressed(bytes)?;
        match Point::from_compressed(&compressed) {
            Some(_) => Ok(Self { compressed }),
            None => Err(KeyError::NotOnCurve),
        }
    }

    fn from_affine(point: &AffinePoint) -> Self {
        Self::from_bytes(&GroupEncoding::to_bytes(point))
            .expect("a point other than infinity has a compressed form")
    }

    /// The compressed point.
    #[allow(
        clippy::wrong_self_convention,
        reason = "by value, a call through a reference would find `Encode::to_bytes` first"
    )]
    pub fn to_bytes(&self) -> [u8; PUBLIC_KEY_LEN] {
        self.compressed
    }

    /// The hash of this key, as locks contain it.
    pub fn key_hash(&self) -> KeyHash {
        KeyHash(hash160(&self.to_bytes()))
    }

    /// The public key of the secret key plus `tweak`; see [`SecretKey::tweak`].
    ///
    /// # Errors
    /// If the tweak is out of range or the sum is the point at infinity.
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

    /// Verifies a signature of `digest`: with u1 = digest / s and u2 = r / s, the point R = u1·G +
    /// u2·Q must have x-coordinate r (modulo the order) and the parity in the signature. The time
    /// taken depends on the input, all of which is public.
    ///
    /// # Errors
    /// [`SignatureError::Wrong`] if it is not a signature of this digest by this key.
    pub fn verify(&self, digest: &[u8; 32], signature: &Signature) -> Result<(), SignatureError> {
        match self.check(digest, signature).holds() {
            true => Ok(()),
            false => Err(SignatureError::Wrong),
        }
    }

    /// The check that [`verify`](Self::verify) makes, for verification in a batch (see
    /// [`curve::first_wrong`]).
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

/// Checks the length and the first byte of a compressed point. Whether x belongs to a point is not
/// checked.
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

/// A big-endian number. `None` if it is not below the order of the group.
fn scalar(bytes: &[u8; 32]) -> Option<Scalar> {
    use p256::elliptic_curve::ff::PrimeField;
    Scalar::from_repr((*bytes).into()).into_option()
}

/// Why bytes are not a signature, or a signature is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The length is not 65 bytes.
    #[error("a signature has {SIGNATURE_LEN} bytes, not {0}")]
    Length(usize),
    /// The first byte is neither 0 nor 1.
    #[error("the parity is 0 or 1, not {0}")]
    Parity(u8),
    /// r is zero or not below the order of the group.
    #[error("r is out of range")]
    R,
    /// s is zero or not below the order of the group.
    #[error("s is out of range")]
    S,
    /// s exceeds half the order of the group; its negative must be used.
    #[error("s is high")]
    HighS,
    /// The signature is by another key, of another digest, or has the other parity.
    #[error("the signature does not match the key and the digest")]
    Wrong,
}

/// A signature in its only valid form: parity 0 or 1, r and s in range, s low.
/// [`PublicKey::verify`] verifies that a key has made it for a digest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    parity: u8,
    r: NonZeroScalar,
    s: NonZeroScalar,
}

impl Signature {
    /// Decodes parity, r and s (big-endian).
    ///
    /// # Errors
    /// If the length is wrong or a value is out of its range.
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

    /// The check whether the key with this compressed form has signed the digest.
    pub(crate) fn check(&self, key: &[u8; PUBLIC_KEY_LEN], digest: &[u8; 32]) -> Check {
        Check {
            key: *key,
            digest: *digest,
            r: self.r,
            s: self.s,
            odd: self.parity == 1,
        }
    }

    /// The parity of R's y-coordinate: 0 if even, 1 if odd.
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

/// The hash of a public key: HASH160 of its compressed form, as in Bitcoin's P2WPKH (BIP141).
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyHash([u8; 20]);

impl KeyHash {
    /// Creates a key hash from its bytes.
    pub const fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// The bytes of the hash.
    #[allow(
        clippy::wrong_self_convention,
        reason = "by value, a call through a reference would find `Encode::to_bytes` first"
    )]
    pub const fn to_bytes(&self) -> [u8; 20] {
        self.0
    }

    /// The bytes of the hash, borrowed.
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
