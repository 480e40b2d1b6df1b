//! The next block, complete but for its proof of work.

use crate::{Pool, PoolEntry};
use chain::params::BLOCK_VERSION;
use chain::{Chain, EmptyBlocks, Spec, Store, height_push};
use miner::{Job, JobId, Solution};
use primitives::block::{WITNESS_RESERVED, witness_commitment_lock, witness_root};
use primitives::merkle::Branch;
use primitives::{
    Amount, Block, BlockHash, CompactTarget, Height, Input, Lock, OutPoint, Output, Timestamp,
    Transaction,
};

/// Bytes of the extra nonce, which gives every miner of a job headers of its own.
const EXTRA_NONCE: u8 = 8;
/// Weight kept free for header and coinbase: some 250 bytes, all but the witness counted four times.
const RESERVED_WEIGHT: usize = 2_000;

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
    bits: CompactTarget,
    /// The earliest time that the rules allow with these bits.
    time: Timestamp,
    /// The coinbase first; its extra nonce is zero.
    transactions: Vec<Transaction>,
    /// Where the extra nonce stands in the coinbase's script.
    offset: usize,
}

impl Template {
    /// The best block that the pool gives on the present tip, its reward under `lock`, to be searched for from `now` on;
    /// none while fewer transactions wait than a block of this chain must hold.
    pub(crate) fn new<S: Store>(
        chain: &Chain<S>,
        pool: &Pool,
        lock: Lock,
        now: Timestamp,
    ) -> Option<Self> {
        let next = chain.next_block();
        let (bits, time) = next.easiest_at(now);
        let content = Content::of(chain, pool);
        if !content.will_do(chain.spec()) {
            return None;
        }
        let reward = Output {
            amount: next.reward.checked_add(content.fees).unwrap_or(next.reward),
            lock,
        };
        let filler = chain.spec().filler().filter(|_| content.is_empty());
        let filler = filler.map(|bytes| Output {
            amount: Amount::ZERO,
            lock: Lock::Data(bytes.to_vec()),
        });
        let mut script = height_push(next.height);
        script.push(EXTRA_NONCE); // a push of so many bytes, as Bitcoin's explorers read it
        let offset = script.len();
        script.extend([0; EXTRA_NONCE as usize]);
        let mut transactions = vec![Transaction {
            version: 2,
            inputs: vec![Input {
                previous: OutPoint::NULL,
                script,
                sequence: Input::FINAL,
                witness: vec![WITNESS_RESERVED.to_vec()],
            }],
            outputs: core::iter::once(reward).chain(filler).collect(),
            lock_time: 0,
        }];
        transactions.extend(content.transactions());
        let commitment = Output {
            amount: Amount::ZERO,
            lock: witness_commitment_lock(witness_root(&transactions)),
        };
        transactions[0].outputs.push(commitment);
        Some(Self {
            previous: next.previous,
            bits,
            time,
            transactions,
            offset,
        })
    }

    /// What miners need of it.
    pub(crate) fn job(&self, id: JobId) -> Job {
        let coinbase = &self.transactions[0];
        let mut stripped = Vec::new();
        coinbase.encode_stripped(&mut stripped);
        // Before the script stand version, the count of inputs, the outpoint, and the script's length in one byte:
        // a script of at most 100 bytes needs no more.
        let cut = 4 + 1 + OutPoint::LEN + 1 + self.offset;
        let tail = stripped.split_off(cut + usize::from(EXTRA_NONCE));
        stripped.truncate(cut);
        let leaves: Vec<[u8; 32]> = self
            .transactions
            .iter()
            .map(|t| t.txid().to_bytes())
            .collect();
        let branch = Branch::new(&leaves, 0).expect("there is a coinbase");
        Job {
            id,
            version: BLOCK_VERSION,
            previous: self.previous,
            bits: self.bits,
            time: self.time,
            coinbase_head: stripped,
            coinbase_tail: tail,
            branch: branch.siblings,
        }
    }

    /// The block that a solution of `job` makes.
    pub(crate) fn solve(&self, job: &Job, solution: &Solution) -> Block {
        let mut transactions = self.transactions.clone();
        let script = &mut transactions[0].inputs[0].script;
        script[self.offset..self.offset + usize::from(EXTRA_NONCE)]
            .copy_from_slice(&solution.extra_nonce.to_le_bytes());
        Block {
            header: job.header(solution),
            transactions,
        }
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
        fees: content.fees,
        reward: next.reward,
        bits,
    }
}

/// What a block holds beside its coinbase.
struct Content<'a> {
    /// The grant that has waited longest.
    grant: Option<&'a Transaction>,
    chosen: Vec<&'a PoolEntry>,
    fees: Amount,
}

impl<'a> Content<'a> {
    fn of<S: Store>(chain: &Chain<S>, pool: &'a Pool) -> Self {
        let spec = chain.spec();
        let grant = pool.grants().next().map(|(_, grant)| &**grant);
        let weight = usize::try_from(spec.max_weight).unwrap_or(usize::MAX);
        let count = usize::try_from(spec.max_transactions).unwrap_or(usize::MAX);
        let taken = RESERVED_WEIGHT + grant.map_or(0, Transaction::weight);
        let chosen = pool.select(
            weight.saturating_sub(taken),
            count.saturating_sub(1 + usize::from(grant.is_some())),
        );
        let fees = Amount::sum(chosen.iter().map(|entry| entry.fee)).unwrap_or(Amount::ZERO);
        Self {
            grant,
            chosen,
            fees,
        }
    }

    fn len(&self) -> usize {
        self.chosen.len() + usize::from(self.grant.is_some())
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a block of this chain may hold no more than this.
    fn will_do(&self, spec: &Spec) -> bool {
        let found = 1 + self.len() as u64;
        let is_forbidden = self.is_empty() && spec.empty_blocks == EmptyBlocks::Forbidden;
        found >= u64::from(spec.least_transactions) && !is_forbidden
    }

    fn transactions(&self) -> impl Iterator<Item = Transaction> {
        let chosen = self.chosen.iter().map(|entry| &*entry.transaction);
        self.grant.into_iter().chain(chosen).cloned()
    }
}
