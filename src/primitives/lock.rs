//! What must be shown to spend an output: Bitcoin's scriptPubKey field, without its scripts.
//!
//! A lock is a version byte and a program, after the idea of BIP141's witness programs, so that later versions can
//! give meaning to what means nothing yet. In an encoding it fills the place of Bitcoin's script, byte for byte: a
//! CompactSize length, then version and program.

use crate::encoding::{Decode, DecodeError, Encode, Reader, compact_len, put_compact};
use crate::key::KeyHash;

/// The longest lock in bytes, version and program together: Bitcoin's bound on scripts that can be spent.
pub const MAX_LOCK_BYTES: usize = 10_000;

/// What must be shown to spend an output.
///
/// [`Lock::new`] keeps the bounds that the variants name; a lock built by hand must keep them too, else its encoding
/// can't be read back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lock {
    /// Version 0: a signature by the key of this hash (see [`crate::KeySpend`]).
    Key(KeyHash),
    /// Version [`Lock::DATA_VERSION`]: carries bytes, at most [`Lock::MAX_PROGRAM`], and can never be spent.
    Data(Vec<u8>),
    /// A version that means nothing yet: anyone may spend it, as in BIP141, so wallets and pools refuse it.
    Other {
        /// Neither 0 nor [`Lock::DATA_VERSION`].
        version: u8,
        /// At most [`Lock::MAX_PROGRAM`] bytes; chains allow fewer.
        program: Vec<u8>,
    },
}

/// Why version and program are no lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// There is not even a version.
    #[error("the lock is empty")]
    Empty,
    /// Version and program exceed [`MAX_LOCK_BYTES`].
    #[error("the lock has {length} bytes, at most {MAX_LOCK_BYTES} are allowed")]
    TooLong {
        /// Bytes claimed.
        length: u64,
    },
    /// The program of version 0 is no key hash.
    #[error("a key lock's program has 20 bytes, not {length}")]
    KeyLength {
        /// Bytes of the program.
        length: usize,
    },
}

impl Lock {
    /// The version of [`Lock::Key`].
    pub const KEY_VERSION: u8 = 0;
    /// The version of [`Lock::Data`]: Bitcoin's OP_RETURN.
    pub const DATA_VERSION: u8 = 0x6a;
    /// The longest program in bytes.
    pub const MAX_PROGRAM: usize = MAX_LOCK_BYTES - 1;

    /// Puts version and program together.
    ///
    /// # Errors
    /// When the program's length does not suit the version.
    pub fn new(version: u8, program: &[u8]) -> Result<Self, LockError> {
        if program.len() > Self::MAX_PROGRAM {
            return Err(LockError::TooLong {
                length: program.len() as u64 + 1,
            });
        }
        match version {
            Self::KEY_VERSION => program
                .try_into()
                .map(|hash| Self::Key(KeyHash::from_bytes(hash)))
                .map_err(|_| LockError::KeyLength {
                    length: program.len(),
                }),
            Self::DATA_VERSION => Ok(Self::Data(program.to_vec())),
            version => Ok(Self::Other {
                version,
                program: program.to_vec(),
            }),
        }
    }

    /// The version byte.
    pub const fn version(&self) -> u8 {
        match self {
            Self::Key(_) => Self::KEY_VERSION,
            Self::Data(_) => Self::DATA_VERSION,
            Self::Other { version, .. } => *version,
        }
    }

    /// The bytes after the version.
    pub fn program(&self) -> &[u8] {
        match self {
            Self::Key(hash) => hash.as_bytes(),
            Self::Data(program) | Self::Other { program, .. } => program,
        }
    }

    /// Whether no witness whatever can spend it, so that its coin need not be kept.
    pub const fn is_unspendable(&self) -> bool {
        matches!(self, Self::Data(_))
    }

    /// Bytes of the encoding.
    pub fn encoded_len(&self) -> usize {
        let length = 1 + self.program().len();
        compact_len(length as u64) + length
    }
}

impl From<KeyHash> for Lock {
    fn from(hash: KeyHash) -> Self {
        Self::Key(hash)
    }
}

impl Encode for Lock {
    fn encode(&self, out: &mut Vec<u8>) {
        let program = self.program();
        debug_assert!(
            Self::new(self.version(), program).as_ref() == Ok(self),
            "a lock out of its bounds"
        );
        put_compact(out, 1 + program.len() as u64);
        out.push(self.version());
        out.extend_from_slice(program);
    }
}

impl Decode for Lock {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let length = r.compact()?;
        let length = match usize::try_from(length) {
            Ok(fits) if fits <= MAX_LOCK_BYTES => fits,
            _ => return Err(r.error(LockError::TooLong { length }.into())),
        };
        let (version, program) = r
            .take(length)?
            .split_first()
            .ok_or_else(|| r.error(LockError::Empty.into()))?;
        Self::new(*version, program).map_err(|error| r.error(error.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::DecodeErrorKind;

    #[test]
    fn encodings() {
        let key = Lock::Key(KeyHash::from_bytes([7; 20]));
        let data = Lock::Data(b"hello".to_vec());
        let other = Lock::Other {
            version: 1,
            program: vec![],
        };
        for (lock, start) in [
            (&key, &[21, 0, 7][..]),
            (&data, &[6, 0x6a, b'h']),
            (&other, &[1, 1]),
        ] {
            let bytes = lock.to_bytes();
            assert!(bytes.starts_with(start));
            assert_eq!(bytes.len(), lock.encoded_len());
            assert_eq!(Lock::from_bytes(&bytes).as_ref(), Ok(lock));
        }
    }

    #[test]
    fn refusals() {
        let error = |bytes: &[u8]| Lock::from_bytes(bytes).unwrap_err().kind;
        assert_eq!(error(&[0]), DecodeErrorKind::Lock(LockError::Empty));
        assert_eq!(
            error(&[3, 0, 1, 2]),
            DecodeErrorKind::Lock(LockError::KeyLength { length: 2 })
        );
        let mut long = vec![0xfd];
        long.extend_from_slice(&10_001_u16.to_le_bytes());
        long.resize(20_000, 1);
        assert_eq!(
            error(&long),
            DecodeErrorKind::Lock(LockError::TooLong { length: 10_001 })
        );
        assert!(Lock::new(0x6a, &vec![0; Lock::MAX_PROGRAM]).is_ok());
        assert!(Lock::new(0x6a, &vec![0; Lock::MAX_PROGRAM + 1]).is_err());
    }
}
