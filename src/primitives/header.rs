//! Block headers: Bitcoin's 80 bytes, followed by an author's seal if the version says so.
//!
//! On a chain with authors, headers are sealed: an author from the chain's spec signs the hash. The
//! version says whether a header is sealed, so headers can be decoded without knowing the chain:
//!
//! | version bits | meaning |
//! | --- | --- |
//! | 31–29 | 011: sealed; 80 bytes and the seal's 65. Otherwise: Bitcoin's 80 bytes |
//! | 28–13 | free for the miner to roll (BIP320), sealed or not |
//! | 12–0 | if sealed, the author's index in the list of authors |
//!
//! Bitcoin's rules define versions that begin with 001 (BIP9) or are small numbers; none of them is
//! read as sealed. The block hash is the hash of the 80 bytes. It commits to the author but not to
//! the seal, which can only be made once the hash is known. If the hash covered the seal, an author
//! could turn one block into any number of blocks by signing again.

use crate::encoding::{Decode, DecodeError, Encode, Reader};
use crate::hash::{BlockHash, MerkleNode, sha256d, tagged_hash};
use crate::key::{SIGNATURE_LEN, Signature};
use crate::target::CompactTarget;
use crate::time::Timestamp;

/// A block header. It links a block to its parent and its transactions; its hash proves the work.
///
/// A decoded header has a seal if and only if its version says so. A header under construction may
/// lack its seal; its encoding can't be decoded then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The version. Miners may change bits 13 to 28 (BIP320). The others say whether the header is
    /// sealed, and by which author (see [`sealed_version`]).
    pub version: i32,
    /// The hash of the parent; zero in the genesis block.
    pub previous: BlockHash,
    /// The Merkle root of the txids.
    pub merkle_root: MerkleNode,
    /// The time at which the block was made, by the miner's clock.
    pub time: Timestamp,
    /// The target that the hash must meet.
    pub bits: CompactTarget,
    /// The number that miners vary until the hash meets the target.
    pub nonce: u32,
    /// The author's signature of [`seal_digest`], which the block hash does not cover.
    pub seal: Option<Signature>,
}

/// The tag of the digest that a seal signs.
pub const SEAL_TAG: &str = "Tabchain/seal";

/// The bits of a version that say whether the header is sealed.
const KIND: i32 = 0b111 << 29;
/// The value of the bits [`KIND`] in a sealed header.
const SEALED: i32 = 0b011 << 29;
/// The bits of the author's index.
const AUTHOR: i32 = (1 << 13) - 1;

/// The version of a header that the author with this index seals. Only the low 13 bits of the index
/// are used.
pub const fn sealed_version(author: u16) -> i32 {
    SEALED | (author as i32 & AUTHOR)
}

/// The digest that the author of a block signs. It commits to the genesis hash of the chain and to
/// the block hash.
pub fn seal_digest(genesis: BlockHash, block: BlockHash) -> [u8; 32] {
    tagged_hash(SEAL_TAG, &[genesis.as_bytes(), block.as_bytes()])
}

impl Header {
    /// Bytes that are hashed: the encoding without the seal.
    pub const LEN: usize = 80;
    /// Bytes of a seal.
    pub const SEAL_LEN: usize = SIGNATURE_LEN;
    /// Maximum bytes of the encoding.
    pub const MAX_LEN: usize = Self::LEN + Self::SEAL_LEN;
    /// Minimum bytes of the [short](Self::encode_short) encoding.
    pub const SHORT_LEN: usize = Self::LEN - 32;

    /// The block hash.
    pub fn hash(&self) -> BlockHash {
        BlockHash::from_bytes(sha256d(&self.to_array()))
    }

    /// Whether the hash meets the target in the header. The chain may require another target; the
    /// caller must check that.
    pub fn meets_target(&self) -> bool {
        self.bits
            .to_target()
            .is_ok_and(|target| target.is_met_by(&self.hash()))
    }

    /// The index of the author who seals this header. `None` if the version says that the header is
    /// not sealed.
    pub const fn author(&self) -> Option<u16> {
        if self.version & KIND == SEALED {
            Some((self.version & AUTHOR) as u16)
        } else {
            None
        }
    }

    /// Bytes of the encoding.
    pub const fn encoded_len(&self) -> usize {
        match self.seal {
            Some(_) => Self::MAX_LEN,
            None => Self::LEN,
        }
    }

    /// The bytes that are hashed: the encoding without the seal.
    pub fn to_array(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..4].copy_from_slice(&self.version.to_le_bytes());
        bytes[4..36].copy_from_slice(self.previous.as_bytes());
        bytes[36..68].copy_from_slice(self.merkle_root.as_bytes());
        bytes[68..72].copy_from_slice(&self.time.0.to_le_bytes());
        bytes[72..76].copy_from_slice(&self.bits.0.to_le_bytes());
        bytes[76..].copy_from_slice(&self.nonce.to_le_bytes());
        bytes
    }

    /// Appends the encoding without the parent's hash, for lists of headers in which that hash
    /// follows from the previous header.
    pub fn encode_short(&self, out: &mut Vec<u8>) {
        let bytes = self.to_array();
        out.extend_from_slice(&bytes[..4]);
        out.extend_from_slice(&bytes[36..]);
        self.encode_seal(out);
    }

    /// Decodes an encoding without the parent's hash.
    ///
    /// # Errors
    /// If the bytes end too early, or the seal is not a valid encoding of a signature.
    pub fn decode_short(r: &mut Reader<'_>, previous: BlockHash) -> Result<Self, DecodeError> {
        let version = r.i32()?;
        Self::decode_rest(r, version, previous)
    }

    fn encode_seal(&self, out: &mut Vec<u8>) {
        if let Some(seal) = &self.seal {
            out.extend_from_slice(&seal.to_bytes());
        }
    }

    /// Decodes the fields after the parent's hash.
    fn decode_rest(
        r: &mut Reader<'_>,
        version: i32,
        previous: BlockHash,
    ) -> Result<Self, DecodeError> {
        let mut header = Self {
            version,
            previous,
            merkle_root: MerkleNode::decode(r)?,
            time: Timestamp::decode(r)?,
            bits: CompactTarget::decode(r)?,
            nonce: r.u32()?,
            seal: None,
        };
        if header.author().is_some() {
            header.seal = Some(Signature::decode(r)?);
        }
        Ok(header)
    }
}

impl Encode for Header {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_array());
        self.encode_seal(out);
    }
}

impl Decode for Header {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let version = r.i32()?;
        let previous = BlockHash::decode(r)?;
        Self::decode_rest(r, version, previous)
    }
}
