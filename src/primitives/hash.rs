//! Hash functions, and one type for each thing that is named by a hash.
//!
//! The bytes inside a hash are in Bitcoin's internal order, the order in which SHA-256 gives them and encodings carry
//! them. People see them reversed, so that a block's proof of work shows as leading zeros: `Display`, `FromStr` and
//! serde use that reversed hexadecimal form.

pub use lanes::constants;

use crate::encoding::{Decode, DecodeError, Encode, Reader};
use crate::order::sort_by_key;
use lanes::{LANES, sha256d_of_four};
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};

/// SHA-256 (FIPS 180-4).
pub fn sha256(data: &[u8]) -> [u8; 32] {
    Sha256::digest(data).into()
}

/// SHA-256 of data that comes in pieces, for what is too large to be held at once.
#[derive(Clone, Debug, Default)]
pub struct Sha256Stream(Sha256);

impl Sha256Stream {
    /// Takes in the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The hash of all pieces, one after the other.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// SHA-256 applied twice: Bitcoin's hash for headers, transactions and Merkle nodes.
pub fn sha256d(data: &[u8]) -> [u8; 32] {
    sha256(&sha256(data))
}

/// SHA-256d of each message, in their order: several at once where that is faster.
pub fn sha256d_each(messages: &[&[u8]]) -> Vec<[u8; 32]> {
    if cfg!(target_feature = "simd128") {
        return sha256d_in_lanes(messages);
    }
    messages.iter().map(|message| sha256d(message)).collect()
}

fn sha256d_in_lanes(messages: &[&[u8]]) -> Vec<[u8; 32]> {
    // Those of about one length go together, so that no lane waits long for another.
    let mut order: Vec<usize> = (0..messages.len()).collect();
    sort_by_key(&mut order, |at| messages[*at].len());
    let mut hashes = vec![[0; 32]; messages.len()];
    for group in order.chunks(LANES) {
        // A group that is not full repeats its first message.
        let at = |lane: usize| *group.get(lane).unwrap_or(&group[0]);
        let found = sha256d_of_four(core::array::from_fn(|lane| messages[at(lane)]));
        for (lane, hash) in found.into_iter().enumerate() {
            hashes[at(lane)] = hash;
        }
    }
    hashes
}

/// BIP340's tagged hash, SHA-256(SHA-256(tag) ‖ SHA-256(tag) ‖ parts…), so that a hash made for one purpose has no
/// meaning for another.
pub fn tagged_hash(tag: &str, parts: &[&[u8]]) -> [u8; 32] {
    let tag = sha256(tag.as_bytes());
    let mut hasher = Sha256::new_with_prefix(tag);
    hasher.update(tag);
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// RIPEMD-160 of SHA-256: the short hash that names a public key.
pub fn hash160(data: &[u8]) -> [u8; 20] {
    Ripemd160::digest(sha256(data)).into()
}

/// Why a text is not a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseHashError {
    /// The text has a wrong number of characters.
    #[error("a hash has {wanted} hexadecimal digits, this text has {found} bytes")]
    Length {
        /// Bytes in the text.
        found: usize,
        /// Digits that were wanted.
        wanted: usize,
    },
    /// Some character is no hexadecimal digit.
    #[error("a hash is made of hexadecimal digits only; the byte at position {at} is none")]
    Digit {
        /// Position of the first wrong byte.
        at: usize,
    },
}

/// Reads exactly `N` bytes of hexadecimal, either case.
pub(crate) fn parse_hex<const N: usize>(text: &str) -> Result<[u8; N], ParseHashError> {
    if text.len() != 2 * N {
        return Err(ParseHashError::Length {
            found: text.len(),
            wanted: 2 * N,
        });
    }
    let mut bytes = [0; N];
    base16ct::mixed::decode(text, &mut bytes).map_err(|_| {
        let mut digits = text.bytes();
        let at = digits.position(|digit| !digit.is_ascii_hexdigit());
        ParseHashError::Digit {
            at: at.unwrap_or_default(),
        }
    })?;
    Ok(bytes)
}

/// Writes bytes as lower-case hexadecimal.
pub(crate) fn write_hex(f: &mut core::fmt::Formatter<'_>, bytes: &[u8]) -> core::fmt::Result {
    f.pad(&base16ct::lower::encode_string(bytes))
}

/// Serde through `Display` and `FromStr`, so that JSON shows what people see.
macro_rules! serde_as_text {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text =
                    <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;

macro_rules! hash_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// All bytes zero: used where there is nothing to name.
            pub const ZERO: Self = Self([0; 32]);

            /// Takes bytes in internal order.
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The bytes in internal order.
            #[allow(
                clippy::wrong_self_convention,
                reason = "by value, a call through a reference would find `Encode::to_bytes` first"
            )]
            pub const fn to_bytes(&self) -> [u8; 32] {
                self.0
            }

            /// The bytes in internal order, borrowed.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut reversed = self.0;
                reversed.reverse();
                write_hex(f, &reversed)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl core::str::FromStr for $name {
            type Err = ParseHashError;

            fn from_str(text: &str) -> Result<Self, ParseHashError> {
                let mut bytes = parse_hex(text)?;
                bytes.reverse();
                Ok(Self(bytes))
            }
        }

        serde_as_text!($name);

        impl Encode for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.0);
            }
        }

        impl Decode for $name {
            fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                r.array().map(Self)
            }
        }
    };
}

hash_type! {
    /// Names a block: SHA-256d of its 80-byte header.
    BlockHash
}

hash_type! {
    /// Names a transaction: SHA-256d of its encoding without witness (BIP141), so that nobody can change it by
    /// changing a signature.
    Txid
}

hash_type! {
    /// SHA-256d of a transaction's whole encoding, witness included (BIP141).
    Wtxid
}

hash_type! {
    /// A node of a Merkle tree; the root is one.
    MerkleNode
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn hashes_in_lanes_are_in_the_order_of_their_messages(
            messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..11),
        ) {
            let all: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
            let plain: Vec<_> = all.iter().map(|message| sha256d(message)).collect();
            prop_assert_eq!(sha256d_in_lanes(&all), plain);
        }
    }

    #[test]
    fn hash_functions_give_published_values() {
        // FIPS 180-4 example for "abc", and the RIPEMD-160 paper's and BIP340's construction over it.
        assert_eq!(
            sha256(b"abc"),
            hex!("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        );
        assert_eq!(
            sha256d(b"hello"),
            hex!("9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50")
        );
        let tag = sha256(b"tag");
        let flat = [&tag[..], &tag[..], b"abc"].concat();
        assert_eq!(tagged_hash("tag", &[b"a", b"bc"]), sha256(&flat));
    }

    #[test]
    fn text_is_reversed() {
        let mut bytes = [0; 32];
        bytes[0] = 0xab;
        let hash = BlockHash::from_bytes(bytes);
        let text = hash.to_string();
        assert!(text.starts_with("0000") && text.ends_with("ab"));
        assert_eq!(text.parse(), Ok(hash));
        assert_eq!(text.to_uppercase().parse(), Ok(hash));
        assert_eq!(serde_json::to_string(&hash).unwrap(), format!("\"{text}\""));
        assert_eq!(
            serde_json::from_str::<BlockHash>(&format!("\"{text}\"")).unwrap(),
            hash
        );
    }

    #[test]
    fn text_errors_name_the_fault() {
        assert_eq!(
            "12".parse::<Txid>(),
            Err(ParseHashError::Length {
                found: 2,
                wanted: 64
            })
        );
        let mut text = "0".repeat(64);
        text.replace_range(5..6, "g");
        assert_eq!(text.parse::<Txid>(), Err(ParseHashError::Digit { at: 5 }));
    }
}
