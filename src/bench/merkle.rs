//! The Merkle root of a block of a thousand transactions.

use primitives::hash::sha256d;
use primitives::merkle;

use crate::work::{Mistake, Work};

/// The number of leaves.
pub const LEAVES: u16 = 1_000;

/// The leaves of the tree, which are always the same.
pub fn leaves() -> Vec<[u8; 32]> {
    (0..LEAVES).map(|at| sha256d(&at.to_be_bytes())).collect()
}

/// The root, computed by the function that the chain uses for blocks.
pub fn ours(leaves: &[[u8; 32]]) -> [u8; 32] {
    merkle::root(leaves).root.to_bytes()
}

/// The root, computed pair by pair with `sha256d` of the `sha2` crate, for comparison with
/// [`ours`].
pub fn naive(leaves: &[[u8; 32]]) -> [u8; 32] {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        let pairs = level.chunks(2).map(|pair| {
            let mut both = [0; 64];
            both[..32].copy_from_slice(&pair[0]);
            both[32..].copy_from_slice(pair.last().unwrap_or(&pair[0]));
            sha256d(&both)
        });
        level = pairs.collect();
    }
    level.first().copied().unwrap_or_default()
}

/// A benchmark that computes the root repeatedly with one of the two functions.
pub struct Roots {
    way: fn(&[[u8; 32]]) -> [u8; 32],
    leaves: Vec<[u8; 32]>,
    wanted: [u8; 32],
}

impl Roots {
    /// Prepares to time this function on [`leaves`]; the expected root is [`naive`]'s.
    pub fn new(way: fn(&[[u8; 32]]) -> [u8; 32]) -> Self {
        let leaves = leaves();
        let wanted = naive(&leaves);
        Self {
            way,
            leaves,
            wanted,
        }
    }
}

impl Work for Roots {
    fn check(&mut self) -> Result<(), Mistake> {
        self.run(1)
    }

    fn run(&mut self, repetitions: u32) -> Result<(), Mistake> {
        for _ in 0..repetitions {
            if (self.way)(&self.leaves) != self.wanted {
                return Err(Mistake::Root);
            }
        }
        Ok(())
    }
}
