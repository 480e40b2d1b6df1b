//! BIP37's Merkle blocks: a header with the proof that some transactions are in its block.
//!
//! Bitcoin Core's `gettxoutproof` and Esplora's `merkleblock-proof` give this form. The tree is
//! walked from the root, left before right. For each visited node, a bit says whether a proven leaf
//! is below it. If so, the walk continues below it. If not, or if the node is a proven leaf, its
//! hash is appended to the list.

use primitives::merkle::Branch;
use primitives::{DecodeError, Header, MerkleNode, Reader, Txid, put_compact, sha256d};

/// The maximum number of leaves of a tree that is read. A transaction weighs at least 240 units, so
/// no block of any chain has more.
const MAX_LEAVES: u32 = 4_000_000 / 240;

/// A header and the proof that transactions are in its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MerkleBlock {
    /// The header. A seal is not part of the form.
    pub(crate) header: Header,
    /// The number of the block's transactions.
    count: u32,
    hashes: Vec<[u8; 32]>,
    bits: Vec<bool>,
}

/// Why a Merkle block proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ProofError {
    /// The bytes do not encode a Merkle block.
    #[error(transparent)]
    Form(#[from] DecodeError),
    /// The number of transactions is zero, or higher than in any block.
    #[error("a block can't have {0} transactions")]
    Count(u32),
    /// The walk needs more hashes or bits than there are, or leaves some over.
    #[error("the proof has too few or too many hashes or bits")]
    Length,
    /// Two siblings are equal, so that the tree may be that of a longer list (CVE-2012-2459).
    #[error("two siblings of the tree are equal")]
    Repeated,
    /// The hashes lead to another root than the header's.
    #[error("the proof leads to another root than the header's")]
    Root,
}

impl MerkleBlock {
    /// The proof for those transactions of a block for which `is_proven` holds. `None` if there are
    /// none.
    pub(crate) fn new(
        header: Header,
        txids: &[Txid],
        is_proven: impl Fn(&Txid) -> bool,
    ) -> Option<Self> {
        let count = u32::try_from(txids.len()).ok()?;
        let mut level: Vec<Node> = txids
            .iter()
            .map(|txid| Node {
                hash: txid.to_bytes(),
                is_above_proven: is_proven(txid),
            })
            .collect();
        let mut levels = Vec::new();
        while level.len() > 1 {
            let above = level.chunks(2).map(Node::parent).collect();
            levels.push(core::mem::replace(&mut level, above));
        }
        levels.push(level);
        let root = levels.last()?.first()?;
        if !root.is_above_proven {
            return None;
        }
        let mut block = Self {
            header: Header {
                seal: None,
                ..header
            },
            count,
            hashes: Vec::new(),
            bits: Vec::new(),
        };
        block.walk(&levels, levels.len() - 1, 0);
        Some(block)
    }

    /// The proof for one transaction of a block, from its id, its index and its branch. `count` is
    /// the number of the block's transactions. A pruned block still has these data.
    pub(crate) fn of_branch(
        header: Header,
        txid: Txid,
        index: u32,
        branch: &Branch,
        count: u32,
    ) -> Self {
        let mut block = Self {
            header: Header {
                seal: None,
                ..header
            },
            count,
            hashes: Vec::new(),
            bits: Vec::new(),
        };
        block.walk_down(branch, txid, index, branch.siblings.len());
        block
    }

    /// Appends the part of the proof for the node at `height` on the path of the branch, and for
    /// everything below it.
    fn walk_down(&mut self, branch: &Branch, txid: Txid, index: u32, height: usize) {
        self.bits.push(true);
        let Some(below) = height.checked_sub(1) else {
            self.hashes.push(txid.to_bytes());
            return;
        };
        let sibling = branch.siblings[below];
        let at = u32::try_from(below).map_or(0, |below| index >> below);
        if at % 2 == 1 {
            self.bits.push(false);
            self.hashes.push(sibling);
        }
        self.walk_down(branch, txid, index, below);
        let width = (0..below).fold(self.count, |width, _| width.div_ceil(2));
        if at % 2 == 0 && at + 1 < width {
            self.bits.push(false);
            self.hashes.push(sibling);
        }
    }

    /// The number of the block's transactions. The proof does not cover it.
    pub(crate) const fn count(&self) -> u32 {
        self.count
    }

    /// Appends the part of the proof for a node and everything below it.
    fn walk(&mut self, levels: &[Vec<Node>], height: usize, index: usize) {
        let Some(node) = levels[height].get(index) else {
            return; // an odd level has no last sibling
        };
        self.bits.push(node.is_above_proven);
        if height == 0 || !node.is_above_proven {
            self.hashes.push(node.hash);
            return;
        }
        self.walk(levels, height - 1, 2 * index);
        self.walk(levels, height - 1, 2 * index + 1);
    }

    /// The proven transactions with their indices in the block.
    ///
    /// # Errors
    ///
    /// [`ProofError`] if the proof does not lead to the header's Merkle root.
    pub(crate) fn proven(&self) -> Result<Vec<(u32, Txid)>, ProofError> {
        if self.count == 0 || self.count > MAX_LEAVES {
            return Err(ProofError::Count(self.count));
        }
        let mut check = Check {
            block: self,
            hash: 0,
            bit: 0,
            proven: Vec::new(),
        };
        let height = u32::BITS - (self.count - 1).leading_zeros();
        let root = check.walk(height, 0)?;
        // The bits fill whole bytes.
        let is_used_up =
            check.hash == self.hashes.len() && check.bit.div_ceil(8) == self.bits.len() / 8;
        if !is_used_up {
            return Err(ProofError::Length);
        }
        if MerkleNode::from_bytes(root) != self.header.merkle_root {
            return Err(ProofError::Root);
        }
        Ok(check.proven)
    }

    /// The encoding: the header, the number of transactions, the hashes, the bits.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.header.to_array().to_vec();
        out.extend_from_slice(&self.count.to_le_bytes());
        put_compact(&mut out, self.hashes.len() as u64);
        for hash in &self.hashes {
            out.extend_from_slice(hash);
        }
        let bytes = self.bits.chunks(8).map(|bits| {
            let bits = bits.iter().enumerate();
            bits.fold(0, |byte, (at, bit)| byte | u8::from(*bit) << at)
        });
        let bytes: Vec<u8> = bytes.collect();
        put_compact(&mut out, bytes.len() as u64);
        out.extend(bytes);
        out
    }

    /// Decodes a Merkle block. A sealed header is read without its seal.
    ///
    /// # Errors
    ///
    /// If the bytes have another form.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes);
        let header = crate::unsealed::header(&mut r)?;
        let count = r.u32()?;
        let hashes = r.list(MAX_LEAVES as usize, 32, |r| r.array())?;
        let bytes = r.bytes(MAX_LEAVES as usize)?;
        r.finish()?;
        let bits = |byte: u8| (0..8).map(move |at| byte >> at & 1 == 1);
        Ok(Self {
            header,
            count,
            hashes,
            bits: bytes.into_iter().flat_map(bits).collect(),
        })
    }
}

/// A node of the whole tree.
struct Node {
    hash: [u8; 32],
    is_above_proven: bool,
}

impl Node {
    /// The parent of two siblings, or of a single node, whose hash then counts twice.
    fn parent(siblings: &[Self]) -> Self {
        let right = &siblings[siblings.len() - 1];
        Self {
            hash: pair(&siblings[0].hash, &right.hash),
            is_above_proven: siblings.iter().any(|node| node.is_above_proven),
        }
    }
}

/// The walk that checks a proof.
struct Check<'a> {
    block: &'a MerkleBlock,
    /// The indices of the next hash and the next bit.
    hash: usize,
    bit: usize,
    proven: Vec<(u32, Txid)>,
}

impl Check<'_> {
    /// The hash of the node at this height and index. The recursion is as deep as the tree is high.
    fn walk(&mut self, height: u32, index: u32) -> Result<[u8; 32], ProofError> {
        let bit = self.block.bits.get(self.bit);
        let is_above_proven = *bit.ok_or(ProofError::Length)?;
        self.bit += 1;
        if height == 0 || !is_above_proven {
            let hash = self.block.hashes.get(self.hash);
            let hash = *hash.ok_or(ProofError::Length)?;
            self.hash += 1;
            if height == 0 && is_above_proven {
                self.proven.push((index, Txid::from_bytes(hash)));
            }
            return Ok(hash);
        }
        let left = self.walk(height - 1, 2 * index)?;
        let width = self.block.count.div_ceil(1 << (height - 1));
        if 2 * index + 1 >= width {
            return Ok(pair(&left, &left));
        }
        let right = self.walk(height - 1, 2 * index + 1)?;
        if left == right {
            return Err(ProofError::Repeated);
        }
        Ok(pair(&left, &right))
    }
}

fn pair(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    sha256d(&[*left, *right].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitcoin::consensus::deserialize;
    use bitcoin::hashes::Hash as _;
    use primitives::{BlockHash, CompactTarget, Timestamp, merkle};

    #[test]
    fn the_bitcoin_crate_extracts_the_matched_transaction() {
        for count in 1..=17_u32 {
            let leaves: Vec<[u8; 32]> = (0..count)
                .map(|n| primitives::sha256(&n.to_le_bytes()))
                .collect();
            let header = Header {
                version: 0x2000_0000,
                previous: BlockHash::from_bytes([1; 32]),
                merkle_root: merkle::root(&leaves).root,
                time: Timestamp(1),
                bits: CompactTarget(0x207f_ffff),
                nonce: 0,
                seal: None,
            };
            for index in 0..count {
                let branch = Branch::new(&leaves, index as usize).unwrap();
                let txid = Txid::from_bytes(leaves[index as usize]);
                let block = MerkleBlock::of_branch(header, txid, index, &branch, count);
                let bytes = block.to_bytes();
                let ours = MerkleBlock::from_bytes(&bytes).unwrap();
                assert_eq!(ours.proven(), Ok(vec![(index, txid)]));
                let theirs: bitcoin::MerkleBlock = deserialize(&bytes).unwrap();
                let (mut matched, mut indices) = (Vec::new(), Vec::new());
                theirs.extract_matches(&mut matched, &mut indices).unwrap();
                assert_eq!(indices, [index]);
                assert_eq!(matched[0].to_byte_array(), leaves[index as usize]);
            }
        }
    }
}
