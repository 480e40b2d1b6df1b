//! The words at rest: one small file that a locked wallet still works from.
//!
//! With a passphrase the words are encrypted by XChaCha20-Poly1305 under a key that Argon2id
//! (RFC 9106) makes of it; without one they lie there in clear, and [`Vault::protection`] says so.
//! The identity's public key is always readable; what a locked wallet knows of its keys on one
//! chain ([`AccountPublic`](crate::AccountPublic)) is kept with that chain.
//!
//! Layout (numbers little-endian): version 2 · identity, 33 bytes · protection 0 or 1 · then for 0
//! the 16 bytes of entropy, for 1 memory in KiB, passes and lanes (4 bytes each), salt (16), nonce
//! (24), ciphertext and tag (32) · then the first 8 bytes of the double SHA-256 of all that. That
//! last part tells a damaged file from a wrong passphrase; it is no protection against anybody. The
//! tag covers everything before the ciphertext as well.

use crate::words::Words;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use primitives::{DecodeError, PublicKey, Reader, sha256d};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const VERSION: u8 = 2;
/// Length of a compressed public key.
const PUBLIC_KEY_LEN: usize = 33;
const CHECKSUM: usize = 8;
const SEALED: usize = 16 + 16;

/// How the words rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// In clear: whoever reads the file can spend.
    None,
    /// Encrypted under a passphrase.
    Passphrase,
}

/// What it costs to try one passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    /// Memory in KiB.
    memory: u32,
    /// Passes over that memory.
    passes: u32,
    /// Lanes.
    lanes: u32,
}

impl Cost {
    /// OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane.
    const DEFAULT: Self = Self {
        memory: 19 * 1024,
        passes: 2,
        lanes: 1,
    };

    /// What a file may ask for, so that a hostile one can neither hang the program (the upper
    /// bounds take some seconds) nor have a passphrase hashed in a way that is cheap to guess.
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
        entropy: [u8; 16],
    },
    Sealed {
        #[zeroize(skip)]
        cost: Cost,
        salt: [u8; 16],
        nonce: [u8; 24],
        sealed: [u8; SEALED],
    },
}

/// The words at rest, and the identity they belong to.
#[derive(Clone)]
pub struct Vault {
    identity: PublicKey,
    secret: Secret,
}

/// A vault that cannot be read or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The words are encrypted, and no passphrase was given.
    #[error("this wallet is locked with a passphrase")]
    PassphraseNeeded,
    /// The passphrase is another one.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// The file was made by another version of the program.
    #[error("the wallet file has version {0}, which this program does not read")]
    UnknownVersion(u8),
    /// The file ends early, goes on too long, or its checksum does not match.
    #[error("the wallet file is damaged")]
    Damaged,
    /// The file asks for a passphrase hash outside the bounds.
    #[error(
        "the wallet file asks for {memory} KiB, {passes} passes and {lanes} lanes to hash a passphrase, which is not allowed"
    )]
    Cost {
        /// Memory in KiB.
        memory: u32,
        /// Passes over the memory.
        passes: u32,
        /// Lanes.
        lanes: u32,
    },
    /// There is not enough memory to hash the passphrase.
    #[error("not enough memory to hash the passphrase")]
    OutOfMemory,
}

impl From<DecodeError> for VaultError {
    fn from(_: DecodeError) -> Self {
        Self::Damaged
    }
}

impl Vault {
    /// Puts the words to rest. No passphrase, or an empty one, leaves them in clear; one with
    /// accents comes in normal form (NFKD, as in BIP39), since keyboards differ in how they compose
    /// them. `salt` and `nonce` must be fresh random bytes each time.
    ///
    /// # Panics
    /// When there is not enough memory to hash the passphrase (19 MiB).
    pub fn seal(words: &Words, passphrase: Option<&str>, salt: [u8; 16], nonce: [u8; 24]) -> Self {
        let identity = words.seed().identity().public();
        let secret = match passphrase.filter(|text| !text.is_empty()) {
            None => Secret::Clear {
                entropy: *words.entropy(),
            },
            Some(passphrase) => {
                let cost = Cost::DEFAULT;
                let cipher = cipher(passphrase, &salt, cost).expect("19 MiB of memory are left");
                let mut sealed = [0; SEALED];
                sealed[..16].copy_from_slice(words.entropy());
                let (text, tag) = sealed.split_at_mut(16);
                let head = sealed_head(&identity, cost, &salt, &nonce);
                tag.copy_from_slice(
                    &cipher
                        .encrypt_inout_detached(&XNonce::from(nonce), &head, text.into())
                        .expect("16 bytes are not too long to encrypt"),
                );
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

    /// The words. A passphrase is ignored where none is needed; hashing one is slow on purpose.
    ///
    /// # Errors
    /// When a passphrase is needed and not given, is wrong, or the words are not those of the
    /// identity.
    pub fn open(&self, passphrase: Option<&str>) -> Result<Words, VaultError> {
        let words = match &self.secret {
            Secret::Clear { entropy } => Words::from_entropy(*entropy),
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
                let mut entropy = Zeroizing::new([0; 16]);
                let (text, tag) = sealed.split_at(16);
                entropy.copy_from_slice(text);
                let tag = tag.try_into().map_err(|_| VaultError::Damaged)?;
                cipher
                    .decrypt_inout_detached(
                        &XNonce::from(*nonce),
                        &head,
                        entropy.as_mut_slice().into(),
                        tag,
                    )
                    .map_err(|_| VaultError::WrongPassphrase)?;
                Words::from_entropy(*entropy)
            }
        };
        if words.seed().identity().public() == self.identity {
            Ok(words)
        } else {
            Err(VaultError::Damaged)
        }
    }

    /// How the words rest.
    pub const fn protection(&self) -> Protection {
        match self.secret {
            Secret::Clear { .. } => Protection::None,
            Secret::Sealed { .. } => Protection::Passphrase,
        }
    }

    /// The public key of the words' identity; readable without the passphrase. It tells one wallet
    /// from another.
    pub const fn identity(&self) -> PublicKey {
        self.identity
    }

    /// The file. It holds the words in clear where the protection is [`Protection::None`].
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut out = match &self.secret {
            Secret::Clear { entropy } => {
                let mut out = head(&self.identity, 0);
                out.extend_from_slice(entropy);
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

    /// Reads what [`Vault::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the bytes are damaged, from another version, or ask for too cheap or too dear a
    /// passphrase hash.
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
            0 => Secret::Clear {
                entropy: r.array()?,
            },
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
                Secret::Sealed {
                    cost,
                    salt: r.array()?,
                    nonce: r.array()?,
                    sealed: r.array()?,
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

/// Everything before the ciphertext: what the tag covers besides it.
fn sealed_head(identity: &PublicKey, cost: Cost, salt: &[u8; 16], nonce: &[u8; 24]) -> Vec<u8> {
    let mut out = head(identity, 1);
    for number in [cost.memory, cost.passes, cost.lanes] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(salt);
    out.extend_from_slice(nonce);
    out
}

/// The cipher under the key that the passphrase makes.
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
