//! Locks: the conditions to spend an output, which are Bitcoin's scriptPubKey in one of two forms.
//!
//! A valid script is either a **witness program** (BIP141) of version 1 to 16, or **data**:
//! `OP_RETURN` and one push. Version 0 and Bitcoin's older forms are left out on purpose, so that
//! their Bitcoin addresses are not payable on this chain.
//!
//! | script | lock |
//! | --- | --- |
//! | `OP_2`, push of 20 bytes | [`Lock::Key`]: HASH160 of a public key |
//! | `OP_3`, push of 32 bytes | [`Lock::Other`], reserved: no known rule level allows it |
//! | `OP_1`, `OP_4` to `OP_16`, push of 2 to 40 bytes | [`Lock::Other`]: anyone can spend it |
//! | `OP_RETURN`, one push | [`Lock::Data`]: nobody can spend it |
//! | any other, at most [`MAX_SCRIPT_BYTES`] | [`Lock::Invalid`]: breaks a consensus rule |
//!
//! A push has the shortest length form: direct up to 75 bytes, then `OP_PUSHDATA1` up to 255, then
//! `OP_PUSHDATA2`. A push of one byte is never written as `OP_1` to `OP_16`; the builders of data
//! outputs in Bitcoin Core and rust-bitcoin don't do so either. An empty push is `OP_0`.

use crate::encoding::{
    Decode, DecodeError, DecodeErrorKind, Encode, Reader, compact_len, put_compact,
};
use crate::key::KeyHash;

/// Maximum bytes of an output's script, as in Bitcoin.
pub const MAX_SCRIPT_BYTES: usize = 10_000;

const OP_1: u8 = 0x51;
const OP_16: u8 = 0x60;
const OP_RETURN: u8 = 0x6a;
const OP_PUSHDATA1: u8 = 0x4c;
const OP_PUSHDATA2: u8 = 0x4d;
/// Maximum bytes of a push whose opcode is its length.
const MAX_DIRECT_PUSH: usize = 75;

/// The condition to spend an output.
///
/// [`Lock::from_script`], [`Lock::new`] and [`Lock::data`] enforce the bounds of the variants. Code
/// that constructs a variant directly must obey them too; otherwise the script decodes to a
/// different lock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lock {
    /// A witness program of version [`Lock::KEY_VERSION`]: requires a signature by the key with
    /// this hash (see [`crate::KeySpend`]).
    Key(KeyHash),
    /// At most [`Lock::MAX_DATA`] bytes of data; nobody can spend it.
    Data(Vec<u8>),
    /// A witness program of a version without a meaning yet. Anyone can spend it (BIP141), so
    /// wallets and mempools reject it. An output with [`Lock::RESERVED_VERSION`] breaks a consensus
    /// rule.
    Other {
        /// 1 to 16, but not [`Lock::KEY_VERSION`].
        version: u8,
        /// 2 to 40 bytes; 32 for [`Lock::RESERVED_VERSION`].
        program: Vec<u8>,
    },
    /// A script that is neither a valid witness program nor valid data, at most
    /// [`MAX_SCRIPT_BYTES`]. A transaction with such an output is invalid.
    Invalid(Vec<u8>),
}

/// Why a lock can't be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// The version of the witness program is not 1 to 16.
    #[error("a witness program has version 1 to 16, not {0}")]
    Version(u8),
    /// The length of the witness program is not allowed for its version.
    #[error("a witness program of version {version} can't have {length} bytes")]
    ProgramLength {
        /// The program's version.
        version: u8,
        /// Bytes of the program.
        length: usize,
    },
    /// The data exceeds [`Lock::MAX_DATA`].
    #[error("{length} bytes of data; at most {max} are allowed", max = Lock::MAX_DATA)]
    DataLength {
        /// Bytes of the data.
        length: usize,
    },
}

impl Lock {
    /// The version of the witness program of [`Lock::Key`].
    pub const KEY_VERSION: u8 = 2;
    /// The version that a later rule level will give a meaning; its programs have 32 bytes.
    pub const RESERVED_VERSION: u8 = 3;
    /// Maximum bytes of data: together with the opcodes it fills [`MAX_SCRIPT_BYTES`].
    pub const MAX_DATA: usize = MAX_SCRIPT_BYTES - 4;

    /// Creates the lock of a witness program.
    ///
    /// # Errors
    /// If the version is not 1 to 16, or the length is not allowed for the version.
    pub fn new(version: u8, program: &[u8]) -> Result<Self, LockError> {
        if !(1..=16).contains(&version) {
            return Err(LockError::Version(version));
        }
        let length = program.len();
        let fits = match version {
            Self::KEY_VERSION => length == 20,
            Self::RESERVED_VERSION => length == 32,
            _ => (2..=40).contains(&length),
        };
        if !fits {
            return Err(LockError::ProgramLength { version, length });
        }
        Ok(match (version, program.try_into()) {
            (Self::KEY_VERSION, Ok(hash)) => Self::Key(KeyHash::from_bytes(hash)),
            _ => Self::Other {
                version,
                program: program.to_vec(),
            },
        })
    }

    /// Creates a lock that holds data.
    ///
    /// # Errors
    /// If the data exceeds [`Lock::MAX_DATA`].
    pub fn data(bytes: Vec<u8>) -> Result<Self, LockError> {
        let length = bytes.len();
        match length <= Self::MAX_DATA {
            true => Ok(Self::Data(bytes)),
            false => Err(LockError::DataLength { length }),
        }
    }

    /// Decodes a script of at most [`MAX_SCRIPT_BYTES`]. A script that is neither a valid witness
    /// program nor valid data gives [`Lock::Invalid`].
    pub fn from_script(script: &[u8]) -> Self {
        let lock = match script {
            [version @ OP_1..=OP_16, length, program @ ..]
                if usize::from(*length) == program.len() =>
            {
                Self::new(version - OP_1 + 1, program).ok()
            }
            [OP_RETURN, push @ ..] => pushed(push).map(|data| Self::Data(data.to_vec())),
            _ => None,
        };
        lock.unwrap_or_else(|| Self::Invalid(script.to_vec()))
    }

    /// Encodes the script.
    pub fn to_script(&self) -> Vec<u8> {
        let mut script = Vec::with_capacity(self.script_len());
        self.put_script(&mut script);
        script
    }

    /// Bytes of the script.
    pub fn script_len(&self) -> usize {
        match self {
            Self::Key(_) => 2 + 20,
            Self::Data(data) => Self::data_script_len(data.len()),
            Self::Other { program, .. } => 2 + program.len(),
            Self::Invalid(script) => script.len(),
        }
    }

    /// Bytes of a script that holds this many bytes of data.
    pub const fn data_script_len(length: usize) -> usize {
        1 + push_opcode_len(length) + length
    }

    /// Whether the output can never be spent, so that the UTXO set need not contain it.
    pub const fn is_unspendable(&self) -> bool {
        matches!(self, Self::Data(_) | Self::Invalid(_))
    }

    /// Bytes of the encoding: the script and its length.
    pub fn encoded_len(&self) -> usize {
        let length = self.script_len();
        compact_len(length as u64) + length
    }

    fn put_script(&self, out: &mut Vec<u8>) {
        match self {
            Self::Key(hash) => put_program(out, Self::KEY_VERSION, hash.as_bytes()),
            Self::Data(data) => {
                out.push(OP_RETURN);
                put_push(out, data);
            }
            Self::Other { version, program } => put_program(out, *version, program),
            Self::Invalid(script) => out.extend_from_slice(script),
        }
    }
}

/// Appends the script of a witness program.
fn put_program(out: &mut Vec<u8>, version: u8, program: &[u8]) {
    let [length, ..] = program.len().to_le_bytes();
    out.extend_from_slice(&[OP_1 - 1 + version, length]);
    out.extend_from_slice(program);
}

/// Bytes of a push before its data.
const fn push_opcode_len(length: usize) -> usize {
    match length {
        0..=MAX_DIRECT_PUSH => 1,
        76..=255 => 2,
        _ => 3,
    }
}

/// Appends a push in its shortest length form.
fn put_push(out: &mut Vec<u8>, data: &[u8]) {
    let [low, high, ..] = data.len().to_le_bytes();
    match push_opcode_len(data.len()) {
        1 => out.push(low),
        2 => out.extend_from_slice(&[OP_PUSHDATA1, low]),
        _ => out.extend_from_slice(&[OP_PUSHDATA2, low, high]),
    }
    out.extend_from_slice(data);
}

/// The data of a script that is a single push in its shortest length form. `None` for any other
/// script.
fn pushed(script: &[u8]) -> Option<&[u8]> {
    let (length, data) = match script {
        [length @ 0..=75, data @ ..] => (usize::from(*length), data),
        [OP_PUSHDATA1, length, data @ ..] => (usize::from(*length), data),
        [OP_PUSHDATA2, low, high, data @ ..] => {
            (usize::from(u16::from_le_bytes([*low, *high])), data)
        }
        _ => return None,
    };
    let is_shortest = script.len() - data.len() == push_opcode_len(length);
    (data.len() == length && is_shortest).then_some(data)
}

impl From<KeyHash> for Lock {
    fn from(hash: KeyHash) -> Self {
        Self::Key(hash)
    }
}

impl Encode for Lock {
    fn encode(&self, out: &mut Vec<u8>) {
        debug_assert!(
            Self::from_script(&self.to_script()) == *self && self.script_len() <= MAX_SCRIPT_BYTES,
            "the lock does not obey its bounds"
        );
        put_compact(out, self.script_len() as u64);
        self.put_script(out);
    }
}

impl Decode for Lock {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let length = r.compact()?;
        match usize::try_from(length) {
            Ok(fits) if fits <= MAX_SCRIPT_BYTES => Ok(Self::from_script(r.take(fits)?)),
            _ => Err(r.error(DecodeErrorKind::TooLong {
                length,
                max: MAX_SCRIPT_BYTES,
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::put_bytes;
    use hex_literal::hex;

    fn other(version: u8, program: &[u8]) -> Lock {
        Lock::new(version, program).unwrap()
    }

    #[test]
    fn scripts_of_both_forms_decode_and_encode() {
        let long = |opcodes: &[u8], length: usize| [opcodes, &vec![7; length][..]].concat();
        for (lock, script) in [
            (
                Lock::Key(KeyHash::from_bytes([7; 20])),
                long(&hex!("52 14"), 20),
            ),
            (other(1, &[7; 32]), long(&hex!("51 20"), 32)),
            (other(3, &[7; 32]), long(&hex!("53 20"), 32)),
            (other(4, &[7; 2]), long(&hex!("54 02"), 2)),
            (other(16, &[7; 40]), long(&hex!("60 28"), 40)),
            (Lock::Data(vec![]), hex!("6a 00").to_vec()),
            // The opcodes of the numbers 1 to 16 are not used.
            (Lock::Data(vec![1]), hex!("6a 01 01").to_vec()),
            (Lock::Data(vec![7; 75]), long(&hex!("6a 4b"), 75)),
            (Lock::Data(vec![7; 76]), long(&hex!("6a 4c 4c"), 76)),
            (Lock::Data(vec![7; 255]), long(&hex!("6a 4c ff"), 255)),
            (Lock::Data(vec![7; 256]), long(&hex!("6a 4d 00 01"), 256)),
            (
                Lock::Data(vec![7; 9_996]),
                long(&hex!("6a 4d 0c 27"), 9_996),
            ),
        ] {
            assert_eq!(lock.to_script(), script);
            assert_eq!(lock.script_len(), script.len());
            assert_eq!(Lock::from_script(&script), lock);
            let bytes = lock.to_bytes();
            assert_eq!(bytes.len(), lock.encoded_len());
            assert_eq!(Lock::from_bytes(&bytes), Ok(lock));
        }
    }

    #[test]
    fn scripts_of_neither_form_are_invalid() {
        let long = |opcodes: &[u8], length: usize| [opcodes, &vec![7; length][..]].concat();
        for script in [
            vec![],
            // Version 0, with 20 and with 32 bytes: Bitcoin's P2WPKH and P2WSH.
            long(&hex!("00 14"), 20),
            long(&hex!("00 20"), 32),
            // Bitcoin's P2PKH and P2SH.
            [&hex!("76 a9 14")[..], &[7; 20], &hex!("88 ac")].concat(),
            [&hex!("a9 14")[..], &[7; 20], &hex!("87")].concat(),
            // The key version and the reserved version with lengths that they do not allow.
            long(&hex!("52 13"), 19),
            long(&hex!("52 15"), 21),
            long(&hex!("52 20"), 32),
            long(&hex!("53 14"), 20),
            long(&hex!("53 1f"), 31),
            // Lengths out of bounds, wrong and missing.
            long(&hex!("51 01"), 1),
            long(&hex!("51 29"), 41),
            long(&hex!("51 20"), 31),
            long(&hex!("51 20"), 33),
            long(&hex!("51 4c 20"), 32),
            hex!("51").to_vec(),
            hex!("51 00").to_vec(),
            // Versions that do not exist.
            long(&hex!("61 20"), 32),
            long(&hex!("4f 20"), 32),
            // Data without a push, with the opcode of a number, not in the shortest form,
            // truncated, and with bytes after the push.
            hex!("6a").to_vec(),
            hex!("6a 51").to_vec(),
            hex!("6a 4f").to_vec(),
            hex!("6a 4c").to_vec(),
            hex!("6a 4d 00").to_vec(),
            hex!("6a 4c 00").to_vec(),
            long(&hex!("6a 4c 4b"), 75),
            long(&hex!("6a 4d ff 00"), 255),
            long(&hex!("6a 4e 00 01 00 00"), 256),
            long(&hex!("6a 05"), 4),
            long(&hex!("6a 05"), 6),
            hex!("6a 00 00").to_vec(),
        ] {
            let lock = Lock::from_script(&script);
            assert_eq!(lock, Lock::Invalid(script.clone()));
            assert!(lock.is_unspendable());
            let bytes = lock.to_bytes();
            assert_eq!(bytes.len(), lock.encoded_len());
            assert_eq!(Lock::from_bytes(&bytes), Ok(lock));
        }
    }

    #[test]
    fn lengths_and_versions_out_of_bounds_are_rejected() {
        let bytes = |length: usize| {
            let mut bytes = Vec::new();
            put_bytes(&mut bytes, &vec![7; length]);
            bytes
        };
        let longest = Lock::Invalid(vec![7; 10_000]);
        assert_eq!(Lock::from_bytes(&bytes(10_000)), Ok(longest));
        assert_eq!(
            Lock::from_bytes(&bytes(10_001)).unwrap_err().kind,
            DecodeErrorKind::TooLong {
                length: 10_001,
                max: 10_000
            }
        );
        let data = vec![0; Lock::MAX_DATA];
        assert_eq!(Lock::data(data.clone()), Ok(Lock::Data(data)));
        assert_eq!(
            Lock::data(vec![0; 9_997]),
            Err(LockError::DataLength { length: 9_997 })
        );
        for version in [0, 17, 0x51, 0x6a] {
            assert_eq!(
                Lock::new(version, &[7; 20]),
                Err(LockError::Version(version))
            );
        }
        for (version, length) in [(1, 1), (1, 41), (2, 19), (2, 32), (3, 20), (16, 0)] {
            assert_eq!(
                Lock::new(version, &vec![7; length]),
                Err(LockError::ProgramLength { version, length })
            );
        }
    }
}
