//! The next block, complete but for its proof of work.

use crate::{Pool, Room, Selection};
use chain::params::BLOCK_VERSION;
use chain::{Chain, EmptyBlocks, Spec, Store, height_push};
use miner::{Job, JobId, Solution};
use primitives::block::{
    WITNESS_RESERVED, resembles_commitment, witness_commitment_lock, witness_root_beside,
};
use primitives::merkle::Branch;
use primitives::{
    Amount, Block, BlockHash, CompactTarget, Height, Input, Lock, MerkleNode, OutPoint, Output,
    Timestamp, Transaction, Txid, Witness, Wtxid, sealed_version,
};
use std::sync::Arc;

/// Bytes of the extra nonce, which gives every miner of a job headers of its own.
const EXTRA_NONCE: u8 = 8;
/// Most bytes of a miner's own words in a coinbase: one push, and within the 100 bytes of a script
/// beside what must be there.
pub const MAX_WORDS: usize = 75;

/// What a block on the present tip would hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockPreview {
    /// Its height.
    pub height: Height,
    /// Transactions, the coinbase included.
    pub transactions: usize,
    /// Their fees together.
    pub fees: Amount,
    /// The new coins that it pays.
    pub reward: Amount,
    /// The target that its hash must meet.
    pub bits: CompactTarget,
}

/// A block in the making.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) previous: BlockHash,
    version: i32,
    bits: CompactTarget,
    /// The earliest time that the rules allow with these bits.
    time: Timestamp,
    /// With an extra nonce of zero.
    coinbase: Transaction,
    /// Where the extra nonce stands in the coinbase's script.
    offset: usize,
    /// All transactions but the coinbase.
    others: Vec<Arc<Transaction>>,
    /// Their names with the witness, which tell whether another choice is the same.
    wtxids: Vec<Wtxid>,
    /// The way from the coinbase to the Merkle root.
    branch: Vec<[u8; 32]>,
}

impl Template {
    /// The best block that the pool gives on the present tip, its reward under `lock`, to be
    /// searched for from `now` on; none while fewer transactions wait than a block of this chain
    /// must hold. Its coinbase carries the miner's `words`, at most [`MAX_WORDS`] bytes.
    ///
    /// The pool's transactions are in order and hashed already, so what a new template costs is a
    /// walk along those chosen, and two Merkle trees over them: 10,000 take some milliseconds, on a
    /// machine without instructions for SHA-256 some tens.
    pub(crate) fn new<S: Store>(
        chain: &Chain<S>,
        pool: &Pool,
        lock: Lock,
        words: &[u8],
        now: Timestamp,
    ) -> Option<Self> {
        let next = chain.next_block();
        let (bits, time) = next.easiest_at(now);
        let content = Content::of(chain, pool);
        if !content.will_do(chain.spec()) {
            return None;
        }
        let reward = Output {
            amount: next
                .reward
                .checked_add(content.fees())
                .unwrap_or(next.reward),
            lock,
        };
        let filler = chain.spec().filler().filter(|_| content.is_empty());
        let filler = filler.map(|bytes| Output {
            amount: Amount::ZERO,
            lock: Lock::Data(bytes.to_vec()),
        });
        let wtxids: Vec<Wtxid> = content.wtxids().collect();
        let witnesses = witness_root_beside(wtxids.iter().copied());
        let outputs = core::iter::once(reward).chain(filler).collect();
        let (coinbase, offset) = coinbase(next.height, words, outputs, witnesses);
        // The branch does not depend on the leaf that it belongs to.
        let txids = content.txids().map(|txid| txid.to_bytes());
        let leaves: Vec<_> = core::iter::once([0; 32]).chain(txids).collect();
        let branch = Branch::new(&leaves, 0).expect("there is a coinbase");
        Some(Self {
            previous: next.previous,
            version: BLOCK_VERSION,
            bits,
            time,
            coinbase,
            offset,
            others: content.transactions().cloned().collect(),
            wtxids,
            branch: branch.siblings,
        })
    }

    /// Whether a template made now would be the same. Costs no hashing but a grant's.
    pub(crate) fn is_current<S: Store>(
        &self,
        chain: &Chain<S>,
        pool: &Pool,
        lock: &Lock,
        words: &[u8],
        now: Timestamp,
    ) -> bool {
        let next = chain.next_block();
        let paid = self.coinbase.outputs.first();
        let script = &self.coinbase.inputs[0].script;
        self.previous == next.previous
            && (self.bits, self.time) == next.easiest_at(now)
            && paid.is_some_and(|output| output.lock == *lock)
            && script[self.offset + usize::from(EXTRA_NONCE)..] == push(words)
            && Content::of(chain, pool)
                .wtxids()
                .eq(self.wtxids.iter().copied())
    }

    /// The same, made by the author at this place of the chain's list.
    pub(crate) fn by_author(self, author: u16) -> Self {
        Self {
            version: sealed_version(author),
            ..self
        }
    }

    /// What miners need of it.
    pub(crate) fn job(&self, id: JobId) -> Job {
        let mut stripped = Vec::new();
        self.coinbase.encode_stripped(&mut stripped);
        // Before the script stand version, the count of inputs, the outpoint, and the script's
        // length in one byte: a script of at most 100 bytes needs no more.
        let cut = 4 + 1 + OutPoint::LEN + 1 + self.offset;
        let tail = stripped.split_off(cut + usize::from(EXTRA_NONCE));
        stripped.truncate(cut);
        Job {
            id,
            version: self.version,
            previous: self.previous,
            bits: self.bits,
            time: self.time,
            coinbase_head: stripped,
            coinbase_tail: tail,
            branch: self.branch.clone(),
        }
    }

    /// The block that a solution of `job` makes.
    pub(crate) fn solve(&self, job: &Job, solution: &Solution) -> Block {
        let mut coinbase = self.coinbase.clone();
        let script = &mut coinbase.inputs[0].script;
        script[self.offset..self.offset + usize::from(EXTRA_NONCE)]
            .copy_from_slice(&solution.extra_nonce.to_le_bytes());
        let others = self.others.iter().map(|other| (**other).clone());
        Block {
            header: job.header(solution),
            transactions: core::iter::once(coinbase).chain(others).collect(),
        }
    }

    /// The block without any search, where the chain wants no work proven.
    pub(crate) fn unproven(&self, now: Timestamp) -> Block {
        let solution = Solution {
            extra_nonce: 0,
            time: self.time.max(now),
            nonce: 0,
            version: self.version,
        };
        self.solve(&self.job(JobId::default()), &solution)
    }
}

/// The coinbase of a block at this height, and where its extra nonce stands in its script.
fn coinbase(
    height: Height,
    words: &[u8],
    mut outputs: Vec<Output>,
    witnesses: MerkleNode,
) -> (Transaction, usize) {
    let mut script = height_push(height);
    script.push(EXTRA_NONCE); // a push of so many bytes, as Bitcoin's explorers read it
    let offset = script.len();
    script.extend([0; EXTRA_NONCE as usize]);
    script.extend(push(words));
    outputs.push(Output {
        amount: Amount::ZERO,
        lock: witness_commitment_lock(witnesses),
    });
    let coinbase = Transaction {
        version: 2,
        inputs: vec![Input {
            previous: OutPoint::NULL,
            script,
            sequence: Input::FINAL,
            witness: Witness::from([WITNESS_RESERVED]),
        }],
        outputs,
        lock_time: 0,
    };
    (coinbase, offset)
}

/// A push of the miner's words, as Bitcoin's explorers read it; nothing for none, and for what
/// could be taken for a witness commitment.
fn push(words: &[u8]) -> Vec<u8> {
    match u8::try_from(words.len()) {
        Ok(length @ 1..) if words.len() <= MAX_WORDS && !resembles_commitment(words) => {
            [&[length], words].concat()
        }
        _ => Vec::new(),
    }
}

/// What a block on the present tip would hold that is made now.
pub(crate) fn preview<S: Store>(chain: &Chain<S>, pool: &Pool, now: Timestamp) -> BlockPreview {
    let next = chain.next_block();
    let (bits, _) = next.easiest_at(now);
    let content = Content::of(chain, pool);
    BlockPreview {
        height: next.height,
        transactions: 1 + content.len(),
        fees: content.fees(),
        reward: next.reward,
        bits,
    }
}

/// What a block holds beside its coinbase.
struct Content<'a> {
    /// The grant that has waited longest.
    grant: Option<(&'a Txid, &'a Arc<Transaction>)>,
    chosen: Selection<'a>,
}

impl<'a> Content<'a> {
    fn of<S: Store>(chain: &Chain<S>, pool: &'a Pool) -> Self {
        let grant = pool.grants().next();
        let room = Room::of(chain.spec());
        let room = grant.map_or(room, |(_, grant)| room.beside(grant));
        Self {
            grant,
            chosen: pool.select(room),
        }
    }

    fn len(&self) -> usize {
        self.chosen.entries.len() + usize::from(self.grant.is_some())
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn fees(&self) -> Amount {
        self.chosen.fees
    }

    /// Whether a block of this chain may hold no more than this.
    fn will_do(&self, spec: &Spec) -> bool {
        let found = 1 + self.len() as u64;
        let is_forbidden = self.is_empty() && spec.empty_blocks == EmptyBlocks::Forbidden;
        found >= u64::from(spec.least_transactions) && !is_forbidden
    }

    fn transactions(&self) -> impl Iterator<Item = &Arc<Transaction>> {
        let chosen = self.chosen.entries.iter().map(|entry| &entry.transaction);
        self.grant.iter().map(|(_, grant)| *grant).chain(chosen)
    }

    fn txids(&self) -> impl Iterator<Item = Txid> {
        let chosen = self.chosen.entries.iter().map(|entry| entry.txid);
        self.grant.iter().map(|(txid, _)| **txid).chain(chosen)
    }

    fn wtxids(&self) -> impl Iterator<Item = Wtxid> {
        let chosen = self.chosen.entries.iter().map(|entry| entry.wtxid);
        self.grant
            .iter()
            .map(|(_, grant)| grant.wtxid())
            .chain(chosen)
    }
}
