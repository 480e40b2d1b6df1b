//! Hash functions, and a type for each kind of hash.
//!
//! The bytes of a hash are in Bitcoin's internal order, as SHA-256 outputs them and as encodings
//! contain them. People see them reversed, so that proof of work shows as leading zeros: `Display`,
//! `FromStr` and serde use reversed hexadecimal.

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

/// SHA-256 of data that arrives in parts, for data too large to hold in memory.
#[derive(Clone, Debug, Default)]
pub struct Sha256Stream(Sha256);

impl Sha256Stream {
    /// Hashes the next part of the data.
    pub fn update(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    /// The hash of all parts together.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// SHA-256 applied twice: Bitcoin's hash of headers, transactions and Merkle nodes.
pub fn sha256d(data: &[u8]) -> [u8; 32] {
    sha256(&sha256(data))
}

/// SHA-256d of each message, in the same order. Hashes four at once if the target has WebAssembly
/// SIMD.
pub fn sha256d_each(messages: &[&[u8]]) -> Vec<[u8; 32]> {
    if cfg!(target_feature = "simd128") {
        return sha256d_in_lanes(messages);
    }
    messages.iter().map(|message| sha256d(message)).collect()
}

fn sha256d_in_lanes(messages: &[&[u8]]) -> Vec<[u8; 32]> {
    // Groups messages of similar length, so that the lanes of a group finish together.
    let mut order: Vec<usize> = (0..messages.len()).collect();
    sort_by_key(&mut order, |at| messages[*at].len());
    let mut hashes = vec![[0; 32]; messages.len()];
    for group in order.chunks(LANES) {
        // An incomplete group repeats its first message.
        let at = |lane: usize| *group.get(lane).unwrap_or(&group[0]);
        let found = sha256d_of_four(core::array::from_fn(|lane| messages[at(lane)]));
        for (lane, hash) in found.into_iter().enumerate() {
            hashes[at(lane)] = hash;
        }
    }
    hashes
}

/// BIP340's tagged hash, SHA-256(SHA-256(tag) ‖ SHA-256(tag) ‖ parts…). The tag separates hashes by
/// purpose: a hash made for one purpose is invalid for any other.
pub fn tagged_hash(tag: &str, parts: &[&[u8]]) -> [u8; 32] {
    let tag = sha256(tag.as_bytes());
    let mut hasher = Sha256::new_with_prefix(tag);
    hasher.update(tag);
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// HASH160, RIPEMD-160 of SHA-256: the short hash of a public key.
pub fn hash160(data: &[u8]) -> [u8; 20] {
    Ripemd160::digest(sha256(data)).into()
}

/// Why a text is not a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseHashError {
    /// The text has the wrong length.
    #[error("a hash has {wanted} hexadecimal digits, this text has {found} bytes")]
    Length {
        /// Bytes of the text.
        found: usize,
        /// Digits expected.
        wanted: usize,
    },
    /// A byte is not a hexadecimal digit.
    #[error("a hash consists of hexadecimal digits; byte {at} is not one")]
    Digit {
        /// Index of the first such byte.
        at: usize,
    },
}

/// Decodes exactly `N` bytes from hexadecimal of either case.
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

/// Writes bytes in lower-case hexadecimal.
pub(crate) fn write_hex(f: &mut core::fmt::Formatter<'_>, bytes: &[u8]) -> core::fmt::Result {
    f.pad(&base16ct::lower::encode_string(bytes))
}

/// Implements serde with `Display` and `FromStr`, so that JSON contains the form that people see.
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
            /// All bytes zero: the absence of a hash.
            pub const ZERO: Self = Self([0; 32]);

            /// Creates a hash from bytes in internal order.
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
    /// The hash of a block: SHA-256d of the header's 80 bytes, without a seal.
    BlockHash
}

hash_type! {
    /// The ID of a transaction: SHA-256d of its encoding without the witness (BIP141). A changed
    /// signature does not change it.
    Txid
}

hash_type! {
    /// The hash of a transaction with its witness: SHA-256d of the whole encoding (BIP141).
    Wtxid
}

hash_type! {
    /// A node of a Merkle tree, such as the root.
    MerkleNode
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sha256d_in_lanes_equals_sha256d_of_each_message(
            messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..11),
        ) {
            let all: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
            let plain: Vec<_> = all.iter().map(|message| sha256d(message)).collect();
            prop_assert_eq!(sha256d_in_lanes(&all), plain);
        }
    }

    #[test]
    fn hash_functions_give_known_values() {
        // The FIPS 180-4 example "abc"; a known SHA-256d; BIP340's construction of tagged hashes.
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
    fn parse_errors_name_the_length_or_digit() {
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
