//! A Merkle block (BIP37) that proves one transaction.

use primitives::merkle::Branch;
use primitives::{Header, put_bytes, put_compact};

/// The encoding of a Merkle block with one matched transaction, given its leaf, its index, its
/// branch and the number of the block's transactions. The header has its 80 bytes.
pub(super) fn encode(
    header: &Header,
    leaf: [u8; 32],
    index: u32,
    branch: &Branch,
    count: u32,
) -> Vec<u8> {
    let mut tree = Tree {
        index,
        count,
        leaf,
        branch,
        bits: Vec::new(),
        hashes: Vec::new(),
    };
    tree.walk(branch.siblings.len());
    let mut out = header.to_array().to_vec();
    out.extend_from_slice(&count.to_le_bytes());
    put_compact(&mut out, tree.hashes.len() as u64);
    out.extend(tree.hashes.iter().flatten());
    let mut flags = vec![0_u8; tree.bits.len().div_ceil(8)];
    for at in (0..tree.bits.len()).filter(|at| tree.bits[*at]) {
        flags[at / 8] |= 1 << (at % 8);
    }
    put_bytes(&mut out, &flags);
    out
}

/// The tree, walked depth first from the root down the path to the leaf.
struct Tree<'a> {
    index: u32,
    count: u32,
    leaf: [u8; 32],
    branch: &'a Branch,
    bits: Vec<bool>,
    hashes: Vec<[u8; 32]>,
}

impl Tree<'_> {
    /// Writes the node of the path at a level; leaves are at level 0.
    fn walk(&mut self, level: usize) {
        self.bits.push(true);
        let Some(below) = level.checked_sub(1) else {
            return self.hashes.push(self.leaf);
        };
        let at = self
            .index
            .checked_shr(u32::try_from(below).unwrap_or(u32::MAX));
        let at = at.unwrap_or(0);
        if at % 2 == 1 {
            self.sibling(below);
            self.walk(below);
        } else {
            self.walk(below);
            // The last node of an odd level has no sibling: it is paired with itself.
            if at + 1 < self.width(below) {
                self.sibling(below);
            }
        }
    }

    fn sibling(&mut self, level: usize) {
        self.bits.push(false);
        self.hashes.push(self.branch.siblings[level]);
    }

    /// The number of nodes of a level.
    fn width(&self, level: usize) -> u32 {
        (0..level).fold(self.count, |width, _| width.div_ceil(2))
    }
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
            let leaves: Vec<[u8; 32]> =
                (0..count).map(|n| primitives::sha256(&[n as u8])).collect();
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
                let bytes = encode(&header, leaves[index as usize], index, &branch, count);
                let theirs: bitcoin::MerkleBlock = deserialize(&bytes).unwrap();
                let (mut matched, mut indices) = (Vec::new(), Vec::new());
                theirs.extract_matches(&mut matched, &mut indices).unwrap();
                assert_eq!(indices, [index]);
                assert_eq!(matched[0].to_byte_array(), leaves[index as usize]);
            }
        }
    }
}
