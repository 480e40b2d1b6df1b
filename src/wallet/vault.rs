//! The wallet's words in storage: a small file, part of which is readable while the wallet is
//! locked.
//!
//! With a passphrase, the words are encrypted by XChaCha20-Poly1305 with a key that Argon2id
//! (RFC 9106) derives from the passphrase. Without one they are not encrypted, and
//! [`Vault::protection`] says so. The identity's public key is always readable. The public keys on
//! one chain ([`AccountPublic`](crate::AccountPublic)) are stored with that chain.
//!
//! Layout (numbers little-endian): version 2 · identity, 33 bytes · protection 0 or 1 · then for 0
//! the 16 to 32 bytes of entropy (BIP39), for 1 memory in KiB, passes and lanes (4 bytes each),
//! salt (16), nonce (24), ciphertext (as long as the entropy) and tag (16) · then the first 8 bytes
//! of the SHA-256d of all that. This checksum distinguishes a damaged file from a wrong passphrase;
//! it does not protect against an attacker. The tag also covers everything before the ciphertext.

use crate::words::{MAX_ENTROPY, Words};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use primitives::{DecodeError, PublicKey, Reader, sha256d};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const VERSION: u8 = 2;
/// Length of a compressed public key.
const PUBLIC_KEY_LEN: usize = 33;
const CHECKSUM: usize = 8;
/// The length of the tag behind the ciphertext.
const TAG: usize = 16;

/// How the words are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Not encrypted: anyone who reads the file can spend.
    None,
    /// Encrypted with a passphrase.
    Passphrase,
}

/// The cost of trying one passphrase: the parameters of Argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    /// The memory in KiB.
    memory: u32,
    /// The passes over that memory.
    passes: u32,
    /// The lanes.
    lanes: u32,
}

impl Cost {
    /// OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane.
    const DEFAULT: Self = Self {
        memory: 19 * 1024,
        passes: 2,
        lanes: 1,
    };

    /// Whether a file may ask for this cost. The upper bounds, at which hashing takes some seconds,
    /// keep a malicious file from blocking the program. The lower bounds keep it from asking for a
    /// hash from which the passphrase is cheap to guess.
    const fn allowed(self) -> bool {
        self.memory >= Self::DEFAULT.memory
            && self.memory <= 128 * 1024
            && self.passes >= Self::DEFAULT.passes
            && self.passes <= 8
            && self.lanes >= 1
            && self.lanes <= 4
    }
}

#[derive(Clone, Zeroize, ZeroizeOnDrop)]
enum Secret {
    Clear {
        words: Words,
    },
    Sealed {
        #[zeroize(skip)]
        cost: Cost,
        salt: [u8; 16],
        nonce: [u8; 24],
        /// The encrypted entropy, and the tag.
        sealed: Vec<u8>,
    },
}

/// The stored words, and the public key of their identity.
#[derive(Clone)]
pub struct Vault {
    identity: PublicKey,
    secret: Secret,
}

/// Why a vault can't be read or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The words are encrypted, and no passphrase was given.
    #[error("this wallet is locked with a passphrase")]
    PassphraseNeeded,
    /// The passphrase is wrong.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// Another version of the program wrote the file.
    #[error("the wallet file has version {0}, which this program does not read")]
    UnknownVersion(u8),
    /// The file is too short or too long, or its checksum does not match.
    #[error("this is not a wallet file, or it was cut or changed")]
    Damaged,
    /// The file asks for a cost outside the bounds.
    #[error(
        "the wallet file asks for {memory} KiB, {passes} passes and {lanes} lanes to hash a passphrase, which is not allowed"
    )]
    Cost {
        /// The memory in KiB.
        memory: u32,
        /// The passes over the memory.
        passes: u32,
        /// The lanes.
        lanes: u32,
    },
    /// The memory does not suffice to hash the passphrase.
    #[error("not enough memory to hash the passphrase")]
    OutOfMemory,
}

impl From<DecodeError> for VaultError {
    fn from(_: DecodeError) -> Self {
        Self::Damaged
    }
}

impl Vault {
    /// Makes a vault of words. The words are not encrypted if there is no passphrase, or if it is
    /// empty. The passphrase must be in normalization form NFKD, as in BIP39, since keyboards
    /// differ in how they compose accents. `salt` and `nonce` must be fresh random bytes each time.
    ///
    /// # Panics
    /// If the memory does not suffice to hash the passphrase (19 MiB).
    pub fn seal(words: &Words, passphrase: Option<&str>, salt: [u8; 16], nonce: [u8; 24]) -> Self {
        let identity = words.seed().identity().public();
        let secret = match passphrase.filter(|text| !text.is_empty()) {
            None => Secret::Clear {
                words: words.clone(),
            },
            Some(passphrase) => {
                let cost = Cost::DEFAULT;
                let cipher = cipher(passphrase, &salt, cost).expect("19 MiB of memory are left");
                let mut sealed = words.entropy().to_vec();
                let head = sealed_head(&identity, cost, &salt, &nonce);
                let tag = cipher
                    .encrypt_inout_detached(&XNonce::from(nonce), &head, (&mut sealed[..]).into())
                    .expect("32 bytes are not too long to encrypt");
                // The text is encrypted already, so a move of it leaves no secret behind.
                sealed.extend_from_slice(&tag);
                Secret::Sealed {
                    cost,
                    salt,
                    nonce,
                    sealed,
                }
            }
        };
        Self { identity, secret }
    }

    /// Returns the words. A passphrase is ignored if none is needed. Hashing a passphrase is slow
    /// by intention.
    ///
    /// # Errors
    /// If a passphrase is needed and missing or wrong, if the words are not those of the identity,
    /// or if the memory does not suffice to hash the passphrase.
    pub fn open(&self, passphrase: Option<&str>) -> Result<Words, VaultError> {
        let words = match &self.secret {
            Secret::Clear { words } => words.clone(),
            Secret::Sealed {
                cost,
                salt,
                nonce,
                sealed,
            } => {
                let passphrase = passphrase
                    .filter(|text| !text.is_empty())
                    .ok_or(VaultError::PassphraseNeeded)?;
                let cipher = cipher(passphrase, salt, *cost)?;
                let head = sealed_head(&self.identity, *cost, salt, nonce);
                let (text, tag) = sealed
                    .split_last_chunk::<TAG>()
                    .ok_or(VaultError::Damaged)?;
                let mut entropy = Zeroizing::new(text.to_vec());
                cipher
                    .decrypt_inout_detached(
                        &XNonce::from(*nonce),
                        &head,
                        entropy.as_mut_slice().into(),
                        tag.into(),
                    )
                    .map_err(|_| VaultError::WrongPassphrase)?;
                Words::of(&entropy).ok_or(VaultError::Damaged)?
            }
        };
        if words.seed().identity().public() == self.identity {
            Ok(words)
        } else {
            Err(VaultError::Damaged)
        }
    }

    /// How the words are protected.
    pub const fn protection(&self) -> Protection {
        match self.secret {
            Secret::Clear { .. } => Protection::None,
            Secret::Sealed { .. } => Protection::Passphrase,
        }
    }

    /// The public key of the words' identity, which is readable without the passphrase. Different
    /// wallets have different identities.
    pub const fn identity(&self) -> PublicKey {
        self.identity
    }

    /// The file. It contains the unencrypted words if the protection is [`Protection::None`].
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut out = match &self.secret {
            Secret::Clear { words } => {
                let mut out = head(&self.identity, 0);
                out.extend_from_slice(words.entropy());
                out
            }
            Secret::Sealed {
                cost,
                salt,
                nonce,
                sealed,
            } => {
                let mut out = sealed_head(&self.identity, *cost, salt, nonce);
                out.extend_from_slice(sealed);
                out
            }
        };
        let checksum = sha256d(&out);
        out.extend_from_slice(&checksum[..CHECKSUM]);
        Zeroizing::new(out)
    }

    /// Decodes the output of [`Vault::to_bytes`].
    ///
    /// # Errors
    /// If the bytes are damaged, were written by another version, or ask for a cost outside the
    /// bounds.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        let (body, checksum) = bytes
            .split_last_chunk::<CHECKSUM>()
            .ok_or(VaultError::Damaged)?;
        if sha256d(body)[..CHECKSUM] != checksum[..] {
            return Err(VaultError::Damaged);
        }
        let mut r = Reader::new(body);
        match r.u8()? {
            VERSION => {}
            other => return Err(VaultError::UnknownVersion(other)),
        }
        let identity =
            PublicKey::from_bytes(r.take(PUBLIC_KEY_LEN)?).map_err(|_| VaultError::Damaged)?;
        let secret = match r.u8()? {
            0 => {
                let entropy = r.take(r.remaining())?;
                let words = Words::of(entropy).ok_or(VaultError::Damaged)?;
                Secret::Clear { words }
            }
            1 => {
                let cost = Cost {
                    memory: r.u32()?,
                    passes: r.u32()?,
                    lanes: r.u32()?,
                };
                if !cost.allowed() {
                    return Err(VaultError::Cost {
                        memory: cost.memory,
                        passes: cost.passes,
                        lanes: cost.lanes,
                    });
                }
                let (salt, nonce) = (r.array()?, r.array()?);
                let sealed = r.take(r.remaining())?.to_vec();
                if sealed.len() > MAX_ENTROPY + TAG {
                    return Err(VaultError::Damaged);
                }
                Secret::Sealed {
                    cost,
                    salt,
                    nonce,
                    sealed,
                }
            }
            _ => return Err(VaultError::Damaged),
        };
        r.finish()?;
        Ok(Self { identity, secret })
    }
}

fn head(identity: &PublicKey, protection: u8) -> Vec<u8> {
    let mut out = vec![VERSION];
    out.extend_from_slice(&identity.to_bytes());
    out.push(protection);
    out
}

/// The bytes before the ciphertext, which the tag covers too.
fn sealed_head(identity: &PublicKey, cost: Cost, salt: &[u8; 16], nonce: &[u8; 24]) -> Vec<u8> {
    let mut out = head(identity, 1);
    for number in [cost.memory, cost.passes, cost.lanes] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(salt);
    out.extend_from_slice(nonce);
    out
}

/// The cipher with the key that is derived from the passphrase.
fn cipher(passphrase: &str, salt: &[u8; 16], cost: Cost) -> Result<XChaCha20Poly1305, VaultError> {
    let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(32))
        .map_err(|_| VaultError::Damaged)?;
    let mut key = Zeroizing::new([0; 32]);
    let hashed = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
        passphrase.as_bytes(),
        salt,
        key.as_mut_slice(),
    );
    hashed.map_err(|_| VaultError::OutOfMemory)?;
    Ok(XChaCha20Poly1305::new(&Key::from(*key)))
}

impl core::fmt::Debug for Vault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Vault")
            .field("protection", &self.protection())
            .finish_non_exhaustive()
    }
}
