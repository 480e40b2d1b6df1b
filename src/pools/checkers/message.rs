//! The messages between the node worker and its checkers. The checker sends the first one.

use std::sync::Arc;

use primitives::Claim;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A message from the node worker to a checker: a batch to verify.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToChecker {
    /// The batch's number.
    pub id: u64,
    /// Its claims.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub claims: Arc<[Claim]>,
}

/// A message from a checker to the node worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromChecker {
    /// The checker has started and receives messages.
    Ready,
    /// The checker has verified a batch.
    Verified {
        /// The batch's number.
        id: u64,
        /// The number of true claims before the first false one.
        count: u32,
    },
}

/// Writes the claims as one array of bytes, not as a list of arrays.
fn write<S: Serializer>(claims: &Arc<[Claim]>, serializer: S) -> Result<S::Ok, S::Error> {
    let bytes: Vec<u8> = claims.iter().flat_map(Claim::as_bytes).copied().collect();
    serializer.serialize_bytes(&bytes)
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[Claim]>, D::Error> {
    deserializer.deserialize_byte_buf(Bytes)
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Arc<[Claim]>;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "claims of {} bytes each", Claim::LEN)
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        let (claims, rest) = bytes.as_chunks::<{ Claim::LEN }>();
        match rest {
            [] => Ok(claims.iter().copied().map(Claim::from_bytes).collect()),
            _ => Err(E::invalid_length(bytes.len(), &self)),
        }
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Self::Value, E> {
        self.visit_bytes(&bytes)
    }
}
