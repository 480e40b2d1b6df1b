//! Bitcoin's Merkle trees: pairs of nodes are hashed with SHA-256d level by level; the last node of
//! an odd level is paired with itself.
//!
//! Because of the last rule, a list that repeats its end can have the same root as the list without
//! the repetition (CVE-2012-2459). [`Root`] therefore says whether two equal nodes were paired on
//! any level. Such a list must be rejected, but the block's hash must not be marked invalid: the
//! block with the correct list has the same hash.
//!
//! [`Branch`] proves that one leaf is in a tree. [`PartialTree`] is a tree with some of its leaves
//! removed.

mod partial;

pub use partial::PartialTree;

use crate::hash::{MerkleNode, sha256d, sha256d_each};

/// The Merkle root of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root {
    /// The root hash; zero if the list is empty.
    pub root: MerkleNode,
    /// Whether two nodes that were paired on some level are equal, so that a shorter list may have
    /// the same root.
    pub mutated: bool,
}

/// The Merkle root of a list of leaves.
pub fn root(leaves: &[[u8; 32]]) -> Root {
    let mut mutated = false;
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        mutated |= level
            .chunks_exact(2)
            .any(|siblings| siblings[0] == siblings[1]);
        level = parents(&level);
    }
    Root {
        root: level
            .first()
            .copied()
            .map_or(MerkleNode::ZERO, MerkleNode::from_bytes),
        mutated,
    }
}

/// A Merkle branch: the sibling hashes from one leaf to the root, which prove that the leaf is in
/// the tree.
///
/// An inner node must not be accepted as a leaf: leaves must be known to be hashes of whole
/// transactions (CVE-2017-12842).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The sibling on each level, leaves first.
    pub siblings: Vec<[u8; 32]>,
}

impl Branch {
    /// The branch of the leaf at `index`. `None` if there is no such leaf.
    pub fn new(leaves: &[[u8; 32]], index: usize) -> Option<Self> {
        leaves.get(index)?;
        let mut siblings = Vec::new();
        let mut level = leaves.to_vec();
        let mut position = index;
        while level.len() > 1 {
            let sibling = level.get(position ^ 1).unwrap_or(&level[position]);
            siblings.push(*sibling);
            level = parents(&level);
            position /= 2;
        }
        Some(Self { siblings })
    }

    /// The root of the tree in which `leaf` is at `index` and has this branch.
    pub fn root(&self, leaf: [u8; 32], index: usize) -> MerkleNode {
        let mut node = leaf;
        let mut position = index;
        for sibling in &self.siblings {
            node = if position.is_multiple_of(2) {
                parent(&node, sibling)
            } else {
                parent(sibling, &node)
            };
            position /= 2;
        }
        MerkleNode::from_bytes(node)
    }

    /// Whether the branch proves that `leaf` is at `index` in the tree with this root.
    pub fn verify(&self, leaf: [u8; 32], index: usize, root: MerkleNode) -> bool {
        let depth = u32::try_from(self.siblings.len()).unwrap_or(u32::MAX);
        // An index beyond the tree's width would be a second number for the same leaf.
        index.checked_shr(depth).unwrap_or(0) == 0 && self.root(leaf, index) == root
    }
}

fn parents(level: &[[u8; 32]]) -> Vec<[u8; 32]> {
    let pairs: Vec<_> = level
        .chunks(2)
        .map(|siblings| pair(&siblings[0], siblings.last().expect("chunks are not empty")))
        .collect();
    let pairs: Vec<_> = pairs.iter().map(|pair| &pair[..]).collect();
    sha256d_each(&pairs)
}

fn parent(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    sha256d(&pair(left, right))
}

fn pair(left: &[u8; 32], right: &[u8; 32]) -> [u8; 64] {
    let mut both = [0; 64];
    both[..32].copy_from_slice(left);
    both[32..].copy_from_slice(right);
    both
}
