//! Block headers: Bitcoin's 80 bytes, and an author's seal behind them where the version says so.
//!
//! A header of an authority chain is sealed: an author who is listed in the chain's spec signs its hash. Whether it is,
//! is told by the header itself, so that headers can be read by whoever does not know the chain:
//!
//! | version bits | meaning |
//! | --- | --- |
//! | 31–29 | 011: sealed; the encoding is the 80 bytes, then the seal's 65. Anything else: Bitcoin's 80 bytes |
//! | 28–13 | free for the miner to roll (BIP320), sealed or not |
//! | 12–0 | where sealed, the author's place in the list |
//!
//! Bitcoin's own headers begin with 001 (BIP9) or are small numbers, so they read as what they are. The hash is that of
//! the 80 bytes alone: it commits to the author, but not to the seal, which can only be made after it. Were the seal
//! hashed, its author could make any number of blocks of one by signing again.

use crate::encoding::{Decode, DecodeError, Encode, Reader};
use crate::hash::{BlockHash, MerkleNode, sha256d, tagged_hash};
use crate::key::{SIGNATURE_LEN, Signature};
use crate::target::CompactTarget;
use crate::time::Timestamp;

/// What is hashed to prove work, and links a block to its parent and its transactions.
///
/// A header that was read has a seal exactly where its version says so. One in the making may lack it still; it can't
/// be read back then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The version; bits 13 to 28 are free for the miner to change (BIP320). The others tell whether the header is
    /// sealed, and by whom (see [`sealed_version`]).
    pub version: i32,
    /// The parent's hash; zero in the genesis block.
    pub previous: BlockHash,
    /// The root of the tree of txids.
    pub merkle_root: MerkleNode,
    /// When the block was made, by its miner's clock.
    pub time: Timestamp,
    /// The target that the hash must meet.
    pub bits: CompactTarget,
    /// Whatever makes the hash meet it.
    pub nonce: u32,
    /// The author's signature of [`seal_digest`]; not part of what is hashed.
    pub seal: Option<Signature>,
}

/// The tag of the hash that a seal signs.
pub const SEAL_TAG: &str = "Tabchain/seal";

/// The three bits of a version that tell whether the header is sealed.
const KIND: i32 = 0b111 << 29;
/// What they are where it is.
const SEALED: i32 = 0b011 << 29;
/// The bits that are the author's place.
const AUTHOR: i32 = (1 << 13) - 1;

/// The version of a header that the author at this place of the list seals. Of the place 13 bits count.
pub const fn sealed_version(author: u16) -> i32 {
    SEALED | (author as i32 & AUTHOR)
}

/// What the author of a block signs: the chain, by its genesis block, and the block's hash.
pub fn seal_digest(genesis: BlockHash, block: BlockHash) -> [u8; 32] {
    tagged_hash(SEAL_TAG, &[genesis.as_bytes(), block.as_bytes()])
}

impl Header {
    /// Bytes that are hashed; all of the encoding but for the seal.
    pub const LEN: usize = 80;
    /// Bytes of the seal, where there is one.
    pub const SEAL_LEN: usize = SIGNATURE_LEN;
    /// Most bytes of the encoding.
    pub const MAX_LEN: usize = Self::LEN + Self::SEAL_LEN;
    /// Least bytes of the [short](Self::encode_short) encoding.
    pub const SHORT_LEN: usize = Self::LEN - 32;

    /// The block's name.
    pub fn hash(&self) -> BlockHash {
        BlockHash::from_bytes(sha256d(&self.to_array()))
    }

    /// Whether the hash meets the target that the header itself names. Whether that is the target which the chain
    /// wants is another question.
    pub fn meets_target(&self) -> bool {
        self.bits
            .to_target()
            .is_ok_and(|target| target.is_met_by(&self.hash()))
    }

    /// The place in the list of authors of the one who seals this header; none where its version says that it is not
    /// sealed.
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

    /// What is hashed: the encoding without the seal.
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

    /// Appends the encoding without the parent's hash, for where that is known from the header before.
    pub fn encode_short(&self, out: &mut Vec<u8>) {
        let bytes = self.to_array();
        out.extend_from_slice(&bytes[..4]);
        out.extend_from_slice(&bytes[36..]);
        self.encode_seal(out);
    }

    /// Reads an encoding without the parent's hash.
    ///
    /// # Errors
    /// If the bytes end too early, or have a seal that is no signature.
    pub fn decode_short(r: &mut Reader<'_>, previous: BlockHash) -> Result<Self, DecodeError> {
        let version = r.i32()?;
        Self::decode_rest(r, version, previous)
    }

    fn encode_seal(&self, out: &mut Vec<u8>) {
        if let Some(seal) = &self.seal {
            out.extend_from_slice(&seal.to_bytes());
        }
    }

    /// Reads what follows the parent's hash.
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
