//! A tree that was cut down: some leaves, and one hash in place of every branch without any of them (the paper's
//! section 7).
//!
//! It is kept as the hashes that stand beside the ways from the kept leaves to the root, and nothing else: level by level
//! from the leaves up, left to right. Which they are follows from the number of leaves and the kept places, so there is
//! one form of each cut tree, and hashing it up again gives the root or nothing.

use super::{Branch, parent};
use crate::encoding::{Decode, DecodeError, Encode, Reader, put_compact};
use crate::hash::MerkleNode;
use crate::order::sort_by_key;

/// The known nodes of one level, in the order of their places.
type Level = Vec<(u32, [u8; 32])>;

fn node(level: &Level, place: u32) -> Option<&[u8; 32]> {
    let at = level.binary_search_by_key(&place, |(at, _)| *at).ok()?;
    Some(&level[at].1)
}

/// A tree without some of its leaves.
///
/// The kept leaves are not in here: whoever keeps what they are hashes of can hash it again. Memory: 4 bytes for each
/// kept leaf and 32 for each branch that was cut, at most the tree's depth of them for each kept leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialTree {
    /// The leaves of the whole tree.
    count: u32,
    /// The places of the kept ones, ascending.
    kept: Vec<u32>,
    /// What stands for the branches that were cut.
    hidden: Vec<[u8; 32]>,
}

impl PartialTree {
    /// The tree of these leaves without those that `keep` does not name by their places.
    ///
    /// # Panics
    /// With 2^32 leaves or more, which no block has.
    pub fn new(leaves: &[[u8; 32]], keep: impl Fn(u32) -> bool) -> Self {
        let count = u32::try_from(leaves.len()).expect("a block has fewer than 2^32 transactions");
        let mut levels: Vec<Level> = vec![(0..).zip(leaves.iter().copied()).collect()];
        let mut width = count;
        while width > 1 {
            let level = above(levels.last().expect("there is one level at least"), width);
            width = width.div_ceil(2);
            levels.push(level);
        }
        Self::of(
            count,
            (0..count).filter(|place| keep(*place)).collect(),
            &levels,
        )
    }

    /// The leaves of the whole tree.
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// The places of the kept leaves, ascending.
    pub fn kept(&self) -> &[u32] {
        &self.kept
    }

    /// The root that follows when these are the kept leaves, in the order of their places.
    ///
    /// None where nothing follows: no leaf is kept, it is another number of leaves, or two neighbours are equal, by which
    /// a tree could pass for a longer one (CVE-2012-2459).
    pub fn root(&self, leaves: &[[u8; 32]]) -> Option<MerkleNode> {
        let levels = self.levels(leaves)?;
        let root = node(levels.last()?, 0)?;
        Some(MerkleNode::from_bytes(*root))
    }

    /// The way from a kept leaf to the root; none where [`PartialTree::root`] is none or the leaf is not kept.
    pub fn branch(&self, leaves: &[[u8; 32]], place: u32) -> Option<Branch> {
        self.kept.binary_search(&place).ok()?;
        let levels = self.levels(leaves)?;
        let mut at = place;
        let mut siblings = Vec::with_capacity(levels.len());
        for level in &levels[..levels.len() - 1] {
            siblings.push(*node(level, at ^ 1).or_else(|| node(level, at))?);
            at /= 2;
        }
        Some(Branch { siblings })
    }

    /// The same tree with fewer of the kept leaves: those that `keep` names by their places. None where
    /// [`PartialTree::root`] is none.
    #[must_use]
    pub fn cut(&self, leaves: &[[u8; 32]], keep: impl Fn(u32) -> bool) -> Option<Self> {
        let levels = self.levels(leaves)?;
        let kept = self.kept.iter().copied().filter(|place| keep(*place));
        Some(Self::of(self.count, kept.collect(), &levels))
    }

    fn of(count: u32, kept: Vec<u32>, levels: &[Level]) -> Self {
        let hidden = hidden(count, &kept)
            .map(|(level, place)| {
                *node(&levels[level], place).expect("what is hidden stands in the tree")
            })
            .collect();
        Self {
            count,
            kept,
            hidden,
        }
    }

    /// The nodes that are known, leaves first.
    fn levels(&self, leaves: &[[u8; 32]]) -> Option<Vec<Level>> {
        if leaves.is_empty() || leaves.len() != self.kept.len() {
            return None;
        }
        let mut beside = hidden(self.count, &self.kept).zip(&self.hidden).peekable();
        let mut level: Level = self
            .kept
            .iter()
            .copied()
            .zip(leaves.iter().copied())
            .collect();
        let mut levels = Vec::new();
        let mut width = self.count;
        loop {
            while let Some(((_, place), hash)) = beside.next_if(|((at, _), _)| *at == levels.len())
            {
                level.push((place, *hash));
            }
            sort_by_key(&mut level, |(place, _)| *place);
            let is_doubled = |(place, hash): &(u32, [u8; 32])| {
                place % 2 == 0 && node(&level, place + 1) == Some(hash)
            };
            if level.iter().any(is_doubled) {
                return None;
            }
            let next = above(&level, width);
            levels.push(level);
            if width <= 1 {
                return Some(levels);
            }
            level = next;
            width = width.div_ceil(2);
        }
    }
}

/// Level and place of each hash that stands beside the ways from these leaves to the root.
fn hidden(count: u32, kept: &[u32]) -> Hidden {
    Hidden {
        ways: kept.to_vec(),
        width: count,
        level: 0,
        next: 0,
    }
}

/// Walks up level by level and remembers no other: what is read stops at the first hash that is not there, so a few
/// claimed places must not cost the memory of all the hashes that they would need.
struct Hidden {
    /// The places of the nodes of this level that are on a way, ascending.
    ways: Vec<u32>,
    /// The nodes of this level.
    width: u32,
    level: usize,
    /// The next of the ways.
    next: usize,
}

impl Iterator for Hidden {
    type Item = (usize, u32);

    fn next(&mut self) -> Option<Self::Item> {
        while self.width > 1 && !self.ways.is_empty() {
            while let Some(place) = self.ways.get(self.next) {
                let beside = place ^ 1;
                self.next += 1;
                if self.ways.get(self.next) == Some(&beside) {
                    self.next += 1;
                } else if beside < self.width {
                    return Some((self.level, beside));
                }
            }
            self.ways.iter_mut().for_each(|place| *place /= 2);
            self.ways.dedup();
            self.width = self.width.div_ceil(2);
            self.level += 1;
            self.next = 0;
        }
        None
    }
}

/// The nodes above those of a level of this width of which both children are known; the last of an odd level is its own
/// sibling.
fn above(level: &Level, width: u32) -> Level {
    let lefts = level.iter().filter(|(place, _)| *place % 2 == 0);
    let pairs = lefts.filter_map(|(place, left)| {
        let right = match place + 1 < width {
            true => node(level, place + 1)?,
            false => left,
        };
        Some((place / 2, parent(left, right)))
    });
    pairs.collect()
}

/// The number of leaves, the kept places after their number, the hashes.
impl Encode for PartialTree {
    fn encode(&self, out: &mut Vec<u8>) {
        put_compact(out, u64::from(self.count));
        put_compact(out, self.kept.len() as u64);
        for place in &self.kept {
            put_compact(out, u64::from(*place));
        }
        for hash in &self.hidden {
            out.extend_from_slice(hash);
        }
    }
}

impl Decode for PartialTree {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let count = u32::try_from(r.compact()?);
        let count = count.map_err(|_| r.invalid("no tree has so many leaves"))?;
        let kept = r.list(count as usize, 1, |r| {
            let place = u32::try_from(r.compact()?).ok();
            let place = place.filter(|place| *place < count);
            place.ok_or_else(|| r.invalid("the tree has no such place"))
        })?;
        if !kept.is_sorted_by(|a, b| a < b) {
            return Err(r.invalid("the places are not in order"));
        }
        let hashes = hidden(count, &kept).map(|_| r.array());
        let hidden = hashes.collect::<Result<_, _>>()?;
        Ok(Self {
            count,
            kept,
            hidden,
        })
    }
}
