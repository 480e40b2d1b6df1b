//! Jobs: the description of a block to mine.

use primitives::{BlockHash, CompactTarget, Header, MerkleNode, Timestamp, sha256d};
use serde::{Deserialize, Serialize};

/// The number of a job, unique within one run of a node.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct JobId(pub u64);

/// The data of the next block that a miner needs: the header without Merkle root, time and nonce,
/// and the data from which it computes the Merkle root for each extra nonce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Identifies the job when a solution is returned.
    pub id: JobId,
    /// The header's version.
    pub version: i32,
    /// The hash of the parent block.
    pub previous: BlockHash,
    /// The target to meet.
    pub bits: CompactTarget,
    /// The earliest time that the chain accepts. The miner uses the later of this and its clock.
    pub time: Timestamp,
    /// The coinbase before the extra nonce, without the witness (BIP141), so that its SHA-256d is
    /// the txid.
    pub coinbase_head: Vec<u8>,
    /// The coinbase after the extra nonce.
    pub coinbase_tail: Vec<u8>,
    /// The Merkle branch of the coinbase: the sibling on each level, lowest first.
    pub branch: Vec<[u8; 32]>,
}

/// The values with which a job's header meets its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solution {
    /// The extra nonce: 8 bytes in the coinbase, little-endian.
    pub extra_nonce: u64,
    /// The header's time.
    pub time: Timestamp,
    /// The header's nonce.
    pub nonce: u32,
    /// The header's version. It differs from the job's only in bits that miners may roll (BIP320).
    pub version: i32,
}

impl Job {
    /// The coinbase with this extra nonce, without the witness.
    pub fn coinbase(&self, extra_nonce: u64) -> Vec<u8> {
        let mut coinbase =
            Vec::with_capacity(self.coinbase_head.len() + 8 + self.coinbase_tail.len());
        coinbase.extend_from_slice(&self.coinbase_head);
        coinbase.extend_from_slice(&extra_nonce.to_le_bytes());
        coinbase.extend_from_slice(&self.coinbase_tail);
        coinbase
    }

    /// The Merkle root with this extra nonce. The coinbase is the leftmost leaf, so each sibling is
    /// on the right.
    pub fn merkle_root(&self, extra_nonce: u64) -> MerkleNode {
        let leaf = sha256d(&self.coinbase(extra_nonce));
        let root = self.branch.iter().fold(leaf, |node, sibling| {
            let mut pair = [0; 64];
            pair[..32].copy_from_slice(&node);
            pair[32..].copy_from_slice(sibling);
            sha256d(&pair)
        });
        MerkleNode::from_bytes(root)
    }

    /// The header with the values of a solution.
    pub fn header(&self, solution: &Solution) -> Header {
        Header {
            version: solution.version,
            previous: self.previous,
            merkle_root: self.merkle_root(solution.extra_nonce),
            time: solution.time,
            bits: self.bits,
            nonce: solution.nonce,
            seal: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(branch: Vec<[u8; 32]>) -> Job {
        Job {
            id: JobId(3),
            version: 2,
            previous: BlockHash::from_bytes([9; 32]),
            bits: CompactTarget(0x207f_ffff),
            time: Timestamp(5),
            coinbase_head: vec![1, 2, 3],
            coinbase_tail: vec![4, 5],
            branch,
        }
    }

    #[test]
    fn the_extra_nonce_is_between_head_and_tail() {
        let coinbase = job(Vec::new()).coinbase(0x0807_0605_0403_0201);
        assert_eq!(coinbase, [1, 2, 3, 1, 2, 3, 4, 5, 6, 7, 8, 4, 5]);
    }

    #[test]
    fn without_siblings_the_coinbase_is_the_root() {
        let job = job(Vec::new());
        let root = MerkleNode::from_bytes(sha256d(&job.coinbase(1)));
        assert_eq!(job.merkle_root(1), root);
    }

    #[test]
    fn siblings_are_on_the_right() {
        let job = job(vec![[7; 32], [8; 32]]);
        let leaf = sha256d(&job.coinbase(1));
        let pair = sha256d(&[leaf, [7; 32]].concat());
        let root = sha256d(&[pair, [8; 32]].concat());
        assert_eq!(job.merkle_root(1).to_bytes(), root);
    }

    #[test]
    fn the_header_has_the_values_of_the_solution() {
        let solution = Solution {
            extra_nonce: 1,
            time: Timestamp(6),
            nonce: 7,
            version: 0x2000_0000,
        };
        let job = job(Vec::new());
        let header = job.header(&solution);
        assert_eq!(header.version, 0x2000_0000);
        assert_eq!(header.previous, job.previous);
        assert_eq!(header.time, Timestamp(6));
        assert_eq!(header.bits, job.bits);
        assert_eq!(header.nonce, 7);
    }
}
