//! Jobs, and the shares that miners find for them.

use std::collections::BTreeSet;
use std::sync::Arc;

use primitives::{BlockHash, Target, Timestamp, sha256d};
use serde_json::{Value, json};

use crate::difficulty::Difficulty;
use crate::work::Work;

/// How far a share's time may be ahead of the job's, in seconds: the most that any chain allows.
const MAX_TIME_AHEAD: u32 = 600;

/// A job: work with an id and a difficulty, and the shares found so far.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) work: Arc<Work>,
    pub(crate) difficulty: Difficulty,
    /// The hashes of its shares, at most [`MAX_SHARES`](crate::MAX_SHARES).
    pub(crate) shares: BTreeSet<[u8; 32]>,
}

/// The values that a miner varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The whole extra nonce: the session's part and the miner's.
    pub(crate) extra_nonce: [u8; 8],
    pub(crate) time: Timestamp,
    pub(crate) nonce: u32,
    pub(crate) version: u32,
}

/// The header and the coinbase of the values that a miner found, with the header's hash.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Share {
    header: [u8; 80],
    coinbase: Vec<u8>,
    pub(crate) hash: BlockHash,
}

impl Job {
    /// The target of its shares: the easier one of the difficulty's target and the block's.
    pub(crate) fn target(&self) -> Target {
        self.difficulty.target().max(self.work.target)
    }

    /// Whether a block may have this time. The node checks the rules again when it gets the block.
    pub(crate) fn allows(&self, time: Timestamp) -> bool {
        let latest = self.work.time.saturating_add(MAX_TIME_AHEAD);
        (self.work.min_time..=latest).contains(&time)
    }

    /// Computes the share.
    pub(crate) fn share(&self, found: Found) -> Share {
        let work = &self.work;
        let (before, after) = &work.coinbase;
        let coinbase = [&before[..], &found.extra_nonce, &after[..]].concat();
        let root = work.branch.root(sha256d(&coinbase), 0);
        let mut header = Vec::with_capacity(80);
        header.extend_from_slice(&found.version.to_le_bytes());
        header.extend_from_slice(work.previous.as_bytes());
        header.extend_from_slice(root.as_bytes());
        header.extend_from_slice(&found.time.seconds().to_le_bytes());
        header.extend_from_slice(&work.bits.bits().to_le_bytes());
        header.extend_from_slice(&found.nonce.to_le_bytes());
        let header: [u8; 80] = header
            .try_into()
            .expect("4 + 32 + 32 + 4 + 4 + 4 bytes are 80");
        Share {
            hash: BlockHash::from_bytes(sha256d(&header)),
            header,
            coinbase,
        }
    }

    /// The block of a share; `None` if its hash does not meet the block's target.
    pub(crate) fn block(&self, share: &Share) -> Option<Vec<u8>> {
        let is_block = self.work.target.is_met_by(&share.hash);
        is_block.then(|| self.work.block(&share.header, &share.coinbase))
    }

    /// The parameters of `mining.notify`. `is_clean` tells the miner to drop older jobs.
    pub(crate) fn notify(&self, is_clean: bool) -> Value {
        let work = &self.work;
        let hex = |bytes: &[u8]| base16ct::lower::encode_string(bytes);
        let branch: Vec<String> = work.branch.siblings.iter().map(|hash| hex(hash)).collect();
        json!([
            self.id,
            swapped(work.previous),
            hex(&work.coinbase.0),
            hex(&work.coinbase.1),
            branch,
            format!("{:08x}", work.version),
            work.bits.to_string(),
            format!("{:08x}", work.time.seconds()),
            is_clean,
        ])
    }
}

/// The hash of the previous block as Stratum writes it: the bytes of each of its eight words are
/// reversed.
fn swapped(hash: BlockHash) -> String {
    let mut bytes = hash.to_bytes();
    for word in bytes.chunks_exact_mut(4) {
        word.reverse();
    }
    base16ct::lower::encode_string(&bytes)
}
