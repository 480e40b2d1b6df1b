//! Block headers: Bitcoin's 80 bytes.

use crate::encoding::{Decode, DecodeError, Encode, Reader};
use crate::hash::{BlockHash, MerkleNode, sha256d};
use crate::target::CompactTarget;
use crate::time::Timestamp;

/// What is hashed to prove work, and links a block to its parent and its transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Header {
    /// The version; bits 13 to 28 are free for the miner to change (BIP320).
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
}

impl Header {
    /// Bytes of the encoding.
    pub const LEN: usize = 80;

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

    /// The encoding, as an array.
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
}

impl Encode for Header {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_array());
    }
}

impl Decode for Header {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            version: r.i32()?,
            previous: BlockHash::decode(r)?,
            merkle_root: MerkleNode::decode(r)?,
            time: Timestamp::decode(r)?,
            bits: CompactTarget::decode(r)?,
            nonce: r.u32()?,
        })
    }
}
