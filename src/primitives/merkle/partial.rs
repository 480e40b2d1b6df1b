//! Partial Merkle trees: trees with some of their leaves kept, and with one hash in place of every
//! subtree without a kept leaf (section 7 of Bitcoin's paper).
//!
//! A partial tree consists of the sibling hashes on the paths from the kept leaves to the root,
//! level by level from the leaves up, each level from left to right. Their positions follow from
//! the number of leaves and the indices of the kept ones. So each partial tree has exactly one
//! form. Its root, computed with leaves other than the kept ones, differs from the root of the
//! whole tree.

use super::{Branch, parent};
use crate::encoding::{Decode, DecodeError, Encode, Reader, put_compact};
use crate::hash::MerkleNode;
use crate::order::sort_by_key;

/// The known nodes of one level with their indices, in ascending order.
type Level = Vec<(u32, [u8; 32])>;

fn node(level: &Level, index: u32) -> Option<&[u8; 32]> {
    let at = level.binary_search_by_key(&index, |(at, _)| *at).ok()?;
    Some(&level[at].1)
}

/// A Merkle tree with some of its leaves removed.
///
/// The tree does not contain the kept leaves: these are hashes of data that the tree's owner has,
/// so the owner can compute them. Memory: 4 bytes for each kept leaf and 32 for each removed
/// subtree. For each kept leaf there are at most as many removed subtrees as the tree has levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialTree {
    /// The number of leaves of the whole tree.
    count: u32,
    /// The indices of the kept leaves, ascending.
    kept: Vec<u32>,
    /// The hashes of the removed subtrees, in the order of [`sibling_positions`].
    siblings: Vec<[u8; 32]>,
}

impl PartialTree {
    /// The tree of these leaves, reduced to the leaves whose indices `keep` accepts.
    ///
    /// # Panics
    /// If there are 2^32 leaves or more, which no block has.
    pub fn new(leaves: &[[u8; 32]], keep: impl Fn(u32) -> bool) -> Self {
        let count = u32::try_from(leaves.len()).expect("a block has fewer than 2^32 transactions");
        let mut levels: Vec<Level> = vec![(0..).zip(leaves.iter().copied()).collect()];
        let mut width = count;
        while width > 1 {
            let level = parent_level(levels.last().expect("there is at least one level"), width);
            width = width.div_ceil(2);
            levels.push(level);
        }
        Self::of(
            count,
            (0..count).filter(|index| keep(*index)).collect(),
            &levels,
        )
    }

    /// The number of leaves of the whole tree.
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// The indices of the kept leaves, ascending.
    pub fn kept(&self) -> &[u32] {
        &self.kept
    }

    /// The root of the tree, given the kept leaves in ascending order of their indices.
    ///
    /// `None` if no leaf is kept, or if the number of `leaves` is not that of the kept leaves. Also
    /// `None` if two paired nodes are equal: a tree of a list with a repeated end could have the
    /// same root (CVE-2012-2459).
    pub fn root(&self, leaves: &[[u8; 32]]) -> Option<MerkleNode> {
        let levels = self.levels(leaves)?;
        let root = node(levels.last()?, 0)?;
        Some(MerkleNode::from_bytes(*root))
    }

    /// The branch from a kept leaf to the root. `None` if [`PartialTree::root`] is `None` or the
    /// leaf is not kept.
    pub fn branch(&self, leaves: &[[u8; 32]], index: u32) -> Option<Branch> {
        self.kept.binary_search(&index).ok()?;
        let levels = self.levels(leaves)?;
        let mut at = index;
        let mut siblings = Vec::with_capacity(levels.len());
        for level in &levels[..levels.len() - 1] {
            siblings.push(*node(level, at ^ 1).or_else(|| node(level, at))?);
            at /= 2;
        }
        Some(Branch { siblings })
    }

    /// The tree reduced further, to those kept leaves whose indices `keep` accepts. `None` if
    /// [`PartialTree::root`] is `None`.
    #[must_use]
    pub fn cut(&self, leaves: &[[u8; 32]], keep: impl Fn(u32) -> bool) -> Option<Self> {
        let levels = self.levels(leaves)?;
        let kept = self.kept.iter().copied().filter(|index| keep(*index));
        Some(Self::of(self.count, kept.collect(), &levels))
    }

    fn of(count: u32, kept: Vec<u32>, levels: &[Level]) -> Self {
        let siblings = sibling_positions(count, &kept)
            .map(|(level, index)| {
                *node(&levels[level], index).expect("all siblings are in the tree")
            })
            .collect();
        Self {
            count,
            kept,
            siblings,
        }
    }

    /// The known nodes of each level, leaves first. `None` as for [`PartialTree::root`].
    fn levels(&self, leaves: &[[u8; 32]]) -> Option<Vec<Level>> {
        if leaves.is_empty() || leaves.len() != self.kept.len() {
            return None;
        }
        let positions = sibling_positions(self.count, &self.kept);
        let mut siblings = positions.zip(&self.siblings).peekable();
        let mut level: Level = self
            .kept
            .iter()
            .copied()
            .zip(leaves.iter().copied())
            .collect();
        let mut levels = Vec::new();
        let mut width = self.count;
        loop {
            while let Some(((_, index), hash)) =
                siblings.next_if(|((at, _), _)| *at == levels.len())
            {
                level.push((index, *hash));
            }
            sort_by_key(&mut level, |(index, _)| *index);
            let is_doubled = |(index, hash): &(u32, [u8; 32])| {
                index % 2 == 0 && node(&level, index + 1) == Some(hash)
            };
            if level.iter().any(is_doubled) {
                return None;
            }
            let next = parent_level(&level, width);
            levels.push(level);
            if width <= 1 {
                return Some(levels);
            }
            level = next;
            width = width.div_ceil(2);
        }
    }
}

/// The level and index of each sibling on the paths from these leaves to the root.
fn sibling_positions(count: u32, kept: &[u32]) -> SiblingPositions {
    SiblingPositions {
        path: kept.to_vec(),
        width: count,
        level: 0,
        next: 0,
    }
}

/// The iterator of [`sibling_positions`]. It holds the path of one level only: a few claimed leaves
/// can imply many positions, and decoding stops at the first missing hash.
struct SiblingPositions {
    /// The indices of this level's nodes that are on a path, ascending.
    path: Vec<u32>,
    /// The number of nodes on this level.
    width: u32,
    level: usize,
    /// The index in `path` of the next node.
    next: usize,
}

impl Iterator for SiblingPositions {
    type Item = (usize, u32);

    fn next(&mut self) -> Option<Self::Item> {
        while self.width > 1 && !self.path.is_empty() {
            while let Some(index) = self.path.get(self.next) {
                let sibling = index ^ 1;
                self.next += 1;
                if self.path.get(self.next) == Some(&sibling) {
                    self.next += 1;
                } else if sibling < self.width {
                    return Some((self.level, sibling));
                }
            }
            self.path.iter_mut().for_each(|index| *index /= 2);
            self.path.dedup();
            self.width = self.width.div_ceil(2);
            self.level += 1;
            self.next = 0;
        }
        None
    }
}

/// The nodes of the next level whose children are both known, given a level of this width. The last
/// node of an odd level is its own sibling.
fn parent_level(level: &Level, width: u32) -> Level {
    let lefts = level.iter().filter(|(index, _)| *index % 2 == 0);
    let pairs = lefts.filter_map(|(index, left)| {
        let right = match index + 1 < width {
            true => node(level, index + 1)?,
            false => left,
        };
        Some((index / 2, parent(left, right)))
    });
    pairs.collect()
}

/// The number of leaves, a list of the kept indices, the sibling hashes.
impl Encode for PartialTree {
    fn encode(&self, out: &mut Vec<u8>) {
        put_compact(out, u64::from(self.count));
        put_compact(out, self.kept.len() as u64);
        for index in &self.kept {
            put_compact(out, u64::from(*index));
        }
        for hash in &self.siblings {
            out.extend_from_slice(hash);
        }
    }
}

impl Decode for PartialTree {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let count = u32::try_from(r.compact()?);
        let count = count.map_err(|_| r.invalid("a tree has fewer than 2^32 leaves"))?;
        let kept = r.list(count as usize, 1, |r| {
            let index = u32::try_from(r.compact()?).ok();
            let index = index.filter(|index| *index < count);
            index.ok_or_else(|| r.invalid("the tree has no leaf with this index"))
        })?;
        if !kept.is_sorted_by(|a, b| a < b) {
            return Err(r.invalid("the indices of the leaves are not ascending"));
        }
        let hashes = sibling_positions(count, &kept).map(|_| r.array());
        let siblings = hashes.collect::<Result<_, _>>()?;
        Ok(Self {
            count,
            kept,
            siblings,
        })
    }
}
