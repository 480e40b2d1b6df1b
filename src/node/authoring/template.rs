//! The next block, complete except for its proof of work.

use crate::{Pool, Room, Selection};
use chain::params::BLOCK_VERSION;
use chain::{Chain, EmptyBlocks, Spec, Store, height_push};
use miner::{Job, JobId, Solution};
use primitives::block::{
    WITNESS_RESERVED, merkle_root, resembles_commitment, witness_commitment_lock,
    witness_root_beside,
};
use primitives::merkle::Branch;
use primitives::{
    Amount, Block, BlockHash, CompactTarget, Header, Height, Input, Lock, MerkleNode, OutPoint,
    Output, Timestamp, Transaction, Txid, Witness, Wtxid, sealed_version,
};
use std::sync::Arc;

/// The length of the extra nonce in bytes. It gives each miner of a job different headers.
const EXTRA_NONCE: u8 = 8;
/// The maximum bytes of the block message in a coinbase: one push, which fits into the 100 bytes of
/// a script together with the required pushes.
pub const MAX_WORDS: usize = 75;

/// A block without proof of work, for a program that makes its own headers.
#[derive(Clone, Debug)]
pub struct BlockTemplate {
    /// The hash of the parent.
    pub previous: BlockHash,
    /// The height.
    pub height: Height,
    /// The version. Bits 13 to 28 are free (BIP320).
    pub version: i32,
    /// The target to meet.
    pub bits: CompactTarget,
    /// The earliest time that the rules allow with these bits.
    pub time: Timestamp,
    /// The coinbase, which takes reward and fees and commits to the witnesses. Its extra nonce of 8
    /// bytes is zero.
    pub coinbase: Transaction,
    /// The fees of all transactions.
    pub fees: Amount,
    /// All transactions except the coinbase, parents before children.
    pub transactions: Vec<TemplateTransaction>,
}

impl BlockTemplate {
    /// The block of this template with the given time, or the earliest allowed one if that is
    /// later. Its nonce is zero.
    pub fn to_block(&self, time: Timestamp) -> Block {
        let others = self.transactions.iter();
        let others = others.map(|other| (*other.transaction).clone());
        let transactions: Vec<Transaction> = core::iter::once(self.coinbase.clone())
            .chain(others)
            .collect();
        Block {
            header: Header {
                version: self.version,
                previous: self.previous,
                merkle_root: merkle_root(&transactions).root,
                time: self.time.max(time),
                bits: self.bits,
                nonce: 0,
                seal: None,
            },
            transactions,
        }
    }
}

/// A transaction of a template.
#[derive(Clone, Debug)]
pub struct TemplateTransaction {
    /// The transaction.
    pub transaction: Arc<Transaction>,
    /// Its fee; zero for a grant.
    pub fee: Amount,
}

/// A block without extra nonce and proof of work.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) previous: BlockHash,
    version: i32,
    bits: CompactTarget,
    /// The earliest time that the rules allow with these bits.
    time: Timestamp,
    /// The coinbase, with an extra nonce of zero.
    coinbase: Transaction,
    /// The offset of the extra nonce in the coinbase's script.
    offset: usize,
    /// All transactions except the coinbase.
    others: Vec<TemplateTransaction>,
    /// The wtxids of `others`, to compare them with another choice.
    wtxids: Vec<Wtxid>,
    /// The Merkle branch from the coinbase to the root.
    branch: Vec<[u8; 32]>,
}

impl Template {
    /// Returns the best block from the pool on the present tip, with the reward under `lock` and
    /// the time `now` or later. `None` while the pool has fewer transactions than a block of this
    /// chain must hold. The coinbase carries `block_message` if that has at most [`MAX_WORDS`]
    /// bytes.
    ///
    /// The pool's transactions are ordered and hashed already, so a new template costs a pass over
    /// the chosen ones and two Merkle trees. For 10,000 transactions that takes some milliseconds,
    /// or some tens of milliseconds on a machine without instructions for SHA-256.
    pub(crate) fn new<S: Store>(
        chain: &Chain<S>,
        pool: &Pool,
        lock: Lock,
        block_message: &[u8],
        now: Timestamp,
    ) -> Option<Self> {
        let content = Content::of(chain, pool);
        let (txids, wtxids) = (content.txids().collect(), content.wtxids().collect());
        let others = content.transactions().collect();
        Self::assemble(chain, lock, block_message, now, others, txids, wtxids)
    }

    /// Returns the block with exactly these transactions on the present tip, as
    /// [`Template::new`] does with the best ones. They are not checked. Their fees are not
    /// collected, as in Bitcoin Core's `generateblock`.
    pub(crate) fn with<S: Store>(
        chain: &Chain<S>,
        transactions: Vec<Transaction>,
        lock: Lock,
        block_message: &[u8],
        now: Timestamp,
    ) -> Option<Self> {
        let (txids, wtxids) = (
            transactions.iter().map(Transaction::txid).collect(),
            transactions.iter().map(Transaction::wtxid).collect(),
        );
        let others = transactions.into_iter();
        let others = others.map(|transaction| TemplateTransaction {
            transaction: Arc::new(transaction),
            fee: Amount::ZERO,
        });
        let others = others.collect();
        Self::assemble(chain, lock, block_message, now, others, txids, wtxids)
    }

    /// Makes the block of these transactions, whose ids are given. `None` if they are too few for
    /// a block of this chain.
    fn assemble<S: Store>(
        chain: &Chain<S>,
        lock: Lock,
        block_message: &[u8],
        now: Timestamp,
        others: Vec<TemplateTransaction>,
        txids: Vec<Txid>,
        wtxids: Vec<Wtxid>,
    ) -> Option<Self> {
        if !suffices(chain.spec(), others.len()) {
            return None;
        }
        let next = chain.next_block();
        let (bits, time) = next.easiest_at(now);
        let fees = Amount::sum(others.iter().map(|other| other.fee));
        let amount = fees.and_then(|fees| next.reward.checked_add(fees));
        let reward = Output {
            amount: amount.unwrap_or(next.reward),
            lock,
        };
        let filler = chain.spec().filler().filter(|_| others.is_empty());
        let filler = filler.map(|bytes| Output {
            amount: Amount::ZERO,
            lock: Lock::Data(bytes.to_vec()),
        });
        let witnesses = witness_root_beside(wtxids.iter().copied());
        let outputs = core::iter::once(reward).chain(filler).collect();
        let (coinbase, offset) = coinbase(next.height, block_message, outputs, witnesses);
        // The branch does not depend on the leaf that it belongs to.
        let txids = txids.into_iter().map(|txid| txid.to_bytes());
        let leaves: Vec<_> = core::iter::once([0; 32]).chain(txids).collect();
        let branch = Branch::new(&leaves, 0).expect("the coinbase is leaf 0");
        Some(Self {
            previous: next.previous,
            version: BLOCK_VERSION,
            bits,
            time,
            coinbase,
            offset,
            others,
            wtxids,
            branch: branch.siblings,
        })
    }

    /// Whether a template made now would be the same. This hashes only the grant, if there is one.
    pub(crate) fn is_current<S: Store>(
        &self,
        chain: &Chain<S>,
        pool: &Pool,
        lock: &Lock,
        block_message: &[u8],
        now: Timestamp,
    ) -> bool {
        let next = chain.next_block();
        let paid = self.coinbase.outputs.first();
        let script = &self.coinbase.inputs[0].script;
        self.previous == next.previous
            && (self.bits, self.time) == next.easiest_at(now)
            && paid.is_some_and(|output| output.lock == *lock)
            && script[self.offset + usize::from(EXTRA_NONCE)..] == push(block_message)
            && Content::of(chain, pool)
                .wtxids()
                .eq(self.wtxids.iter().copied())
    }

    /// The template of the same block by the author with this index in the chain's list.
    pub(crate) fn by_author(self, author: u16) -> Self {
        Self {
            version: sealed_version(author),
            ..self
        }
    }

    /// Returns the template for a program that makes its own headers. `chain` has the tip on which
    /// the template was made.
    pub(crate) fn open<S: Store>(self, chain: &Chain<S>) -> BlockTemplate {
        let fees = self.others.iter().map(|other| other.fee);
        BlockTemplate {
            previous: self.previous,
            height: chain.tip().height.next(),
            version: self.version,
            bits: self.bits,
            time: self.time,
            coinbase: self.coinbase,
            fees: Amount::sum(fees).unwrap_or(Amount::MAX),
            transactions: self.others,
        }
    }

    /// Returns the job for miners.
    pub(crate) fn job(&self, id: JobId) -> Job {
        let mut stripped = Vec::new();
        self.coinbase.encode_stripped(&mut stripped);
        // The script is preceded by the version, the count of inputs, the outpoint, and the
        // script's length in one byte: a script has at most 100 bytes.
        let head_len = 4 + 1 + OutPoint::LEN + 1 + self.offset;
        let tail = stripped.split_off(head_len + usize::from(EXTRA_NONCE));
        stripped.truncate(head_len);
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

    /// Returns the block that a solution of `job` makes.
    pub(crate) fn solve(&self, job: &Job, solution: &Solution) -> Block {
        let mut coinbase = self.coinbase.clone();
        let script = &mut coinbase.inputs[0].script;
        script[self.offset..self.offset + usize::from(EXTRA_NONCE)]
            .copy_from_slice(&solution.extra_nonce.to_le_bytes());
        let others = self.others.iter();
        let others = others.map(|other| (*other.transaction).clone());
        Block {
            header: job.header(solution),
            transactions: core::iter::once(coinbase).chain(others).collect(),
        }
    }

    /// Returns the block with this extra nonce without a search, for a chain that requires no proof
    /// of work.
    pub(crate) fn unproven(&self, now: Timestamp, extra_nonce: u64) -> Block {
        let solution = Solution {
            extra_nonce,
            time: self.time.max(now),
            nonce: 0,
            version: self.version,
        };
        self.solve(&self.job(JobId::default()), &solution)
    }
}

/// Returns the coinbase of a block at this height, and the offset of the extra nonce in its script.
fn coinbase(
    height: Height,
    block_message: &[u8],
    mut outputs: Vec<Output>,
    witnesses: MerkleNode,
) -> (Transaction, usize) {
    let mut script = height_push(height);
    script.push(EXTRA_NONCE); // a push of this many bytes, as Bitcoin's explorers read it
    let offset = script.len();
    script.extend([0; EXTRA_NONCE as usize]);
    script.extend(push(block_message));
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

/// A push of the block message, as Bitcoin's explorers read it. Empty if there is no message, or if
/// it could be taken for a witness commitment.
fn push(block_message: &[u8]) -> Vec<u8> {
    match u8::try_from(block_message.len()) {
        Ok(length @ 1..)
            if block_message.len() <= MAX_WORDS && !resembles_commitment(block_message) =>
        {
            [&[length], block_message].concat()
        }
        _ => Vec::new(),
    }
}

/// Whether this many transactions beside the coinbase are enough for a block of this chain.
fn suffices(spec: &Spec, count: usize) -> bool {
    let found = 1 + count as u64;
    let is_forbidden = count == 0 && spec.empty_blocks == EmptyBlocks::Forbidden;
    found >= u64::from(spec.least_transactions) && !is_forbidden
}

/// The contents of a block apart from its coinbase.
struct Content<'a> {
    /// The oldest grant in the pool.
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

    fn transactions(&self) -> impl Iterator<Item = TemplateTransaction> {
        let with_fee = |transaction: &Arc<Transaction>, fee| TemplateTransaction {
            transaction: transaction.clone(),
            fee,
        };
        let grant = self.grant.iter();
        let grant = grant.map(move |(_, grant)| with_fee(grant, Amount::ZERO));
        let chosen = self.chosen.entries.iter();
        grant.chain(chosen.map(move |entry| with_fee(&entry.transaction, entry.fee)))
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
