//! Chains of the lowest difficulty, and keys, blocks and stores, for the tests of this crate and of
//! the crates that use it. Functions panic only if a test breaks their preconditions.

mod disk;

pub use disk::{Disk, DiskError};

use crate::chain::Chain;
use crate::check::block::height_push;
use crate::check::grant::has_no_inputs;
use crate::check::header::HeaderContext;
use crate::coin::Coin;
use crate::params::{BLOCK_VERSION, EASIEST};
use crate::spec::{Authority, Spec, SpecDraft};
use crate::store::Store;
use primitives::block::{
    WITNESS_RESERVED, commitment_in, merkle_root, witness_commitment_lock, witness_root,
};
use primitives::{
    Amount, Block, BlockHash, Header, Input, KeySpend, Lock, MerkleNode, OutPoint, Output,
    SecretKey, Sighash, Timestamp, Transaction, Witness, seal_digest, sealed_version,
};
use std::collections::BTreeMap;

/// A draft of a chain with the easiest target (two hashes a block on average) and a maturity of two
/// blocks.
pub fn draft() -> SpecDraft {
    SpecDraft {
        name: "Test".into(),
        symbol: "TEST".into(),
        bits: EASIEST,
        maturity: 2,
        time: Timestamp(1_700_000_000),
        ..SpecDraft::default()
    }
}

/// The spec built from [`draft`].
///
/// # Panics
/// Never: the draft is within bounds.
pub fn spec() -> Spec {
    draft().build().expect("the test's spec is within bounds")
}

/// The draft of [`draft`] with authors, whose keys have the seeds from 1 to `count`, in this order.
pub fn authority_draft(count: u8, work: bool) -> SpecDraft {
    let authors = (1..=count).map(|seed| TestKey::new(seed).secret().public());
    SpecDraft {
        authority: Some(Authority {
            authors: authors.collect(),
            work,
        }),
        ..draft()
    }
}

/// Sets a header's author, given by the index in [`authority_draft`]'s list, mines the header and
/// seals it with that author's key.
///
/// # Panics
/// If there is no key for that index.
pub fn seal_as(genesis: BlockHash, header: &mut Header, author: u16) {
    header.version = sealed_version(author);
    mine(header);
    let seed = u8::try_from(author + 1).expect("the test's authors have keys");
    let digest = seal_digest(genesis, header.hash());
    header.seal = Some(TestKey::new(seed).secret().sign(&digest));
}

/// A key of a test.
#[derive(Clone)]
pub struct TestKey(SecretKey);

impl TestKey {
    /// The key with this seed, which must not be 0 or 255.
    ///
    /// # Panics
    /// If the seed is 0 or 255.
    pub fn new(seed: u8) -> Self {
        Self(SecretKey::from_bytes([seed; 32]).expect("a seed from 1 to 254 makes a key"))
    }

    /// The lock of the key's public key.
    pub fn lock(&self) -> Lock {
        Lock::Key(self.0.public().key_hash())
    }

    /// The secret key.
    pub const fn secret(&self) -> &SecretKey {
        &self.0
    }

    /// Signs all inputs, which spend these outputs.
    pub fn sign(&self, genesis: BlockHash, transaction: &mut Transaction, spent: &[Output]) {
        let sighash = Sighash::new(genesis, transaction, spent);
        for (index, input) in transaction.inputs.iter_mut().enumerate() {
            input.witness = KeySpend::sign(&self.0, &sighash.digest(index)).to_witness();
        }
    }

    /// A signed transaction that spends these coins of the key and has these outputs.
    pub fn spend(
        &self,
        genesis: BlockHash,
        coins: &[(OutPoint, Output)],
        outputs: Vec<Output>,
    ) -> Transaction {
        let mut transaction = Transaction {
            version: 2,
            inputs: coins.iter().map(|(at, _)| Input::spending(*at)).collect(),
            outputs,
            lock_time: 0,
        };
        let spent: Vec<_> = coins.iter().map(|(_, output)| output.clone()).collect();
        self.sign(genesis, &mut transaction, &spent);
        transaction
    }

    /// A signed transaction that moves one coin of the best chain to another lock, minus a fee.
    ///
    /// # Panics
    /// If the coin does not exist or is smaller than the fee, or if the store can't be read.
    pub fn pay<S: Store>(
        &self,
        chain: &Chain<S>,
        from: OutPoint,
        to: &Lock,
        fee: Amount,
    ) -> Transaction {
        let coin = coin(chain, &from).expect("the test spends a coin that exists");
        let amount = coin.output.amount.checked_sub(fee);
        let output = Output {
            amount: amount.expect("the test's coin is worth its fee"),
            lock: to.clone(),
        };
        self.spend(chain.genesis(), &[(from, coin.output)], vec![output])
    }
}

/// The outpoint and the output of a transaction, for spending it.
///
/// # Panics
/// If there is no such output.
pub fn output_of(transaction: &Transaction, index: u32) -> (OutPoint, Output) {
    let txid = transaction.txid();
    let output = transaction.outputs[index as usize].clone();
    (OutPoint { txid, index }, output)
}

/// A block on the tip, one interval after its parent, whose coinbase takes the reward and all fees.
///
/// # Panics
/// If a transaction spends a coin that neither the chain nor an earlier transaction of the block
/// has, if it pays more than it spends, if a sum of amounts exceeds [`Amount::MAX`], or if the
/// store can't be read.
pub fn next_block<S: Store>(
    chain: &Chain<S>,
    lock: &Lock,
    transactions: Vec<Transaction>,
) -> Block {
    let mut made = BTreeMap::new();
    let mut fees = Amount::ZERO;
    for transaction in &transactions {
        let spent = transaction.inputs.iter().map(|input| {
            let earlier = made.get(&input.previous).copied();
            let amount = || coin(chain, &input.previous).map(|coin| coin.output.amount);
            earlier
                .or_else(amount)
                .expect("the test spends a coin that exists")
        });
        let spent = Amount::sum(spent).expect("the supply is bounded");
        let paid = Amount::sum(transaction.outputs.iter().map(|output| output.amount));
        // A grant creates its amount and pays no fee.
        let spent = match has_no_inputs(transaction) {
            true => paid.expect("the supply is bounded"),
            false => spent,
        };
        let fee = paid.and_then(|paid| spent.checked_sub(paid));
        let sum = fee.and_then(|fee| fees.checked_add(fee));
        fees = sum.expect("the test pays no more than it spends");
        let txid = transaction.txid();
        for (index, output) in (0..).zip(&transaction.outputs) {
            made.insert(OutPoint { txid, index }, output.amount);
        }
    }
    let tip = chain.tip().hash;
    block_on(chain, &tip, lock, transactions, fees)
}

/// A child of any known block, one interval after it, whose coinbase takes the reward and these
/// fees.
///
/// # Panics
/// If the parent is unknown, or reward plus fees exceed [`Amount::MAX`].
pub fn block_on<S: Store>(
    chain: &Chain<S>,
    parent: &BlockHash,
    lock: &Lock,
    transactions: Vec<Transaction>,
    fees: Amount,
) -> Block {
    let context = chain
        .header_context(parent)
        .expect("the test builds on a known block");
    block_after(chain.spec(), &context, lock, transactions, fees)
}

/// As [`block_on`], but takes the parent's [`HeaderContext`] instead of a chain and a hash.
///
/// # Panics
/// If reward plus fees exceed [`Amount::MAX`].
pub fn block_after(
    spec: &Spec,
    above: &HeaderContext,
    lock: &Lock,
    transactions: Vec<Transaction>,
    fees: Amount,
) -> Block {
    let height = above.height.next();
    let mut script = height_push(height);
    script.extend_from_slice(b"test");
    let amount = spec.reward_at(height).checked_add(fees);
    let reward = Output {
        amount: amount.expect("the supply is bounded"),
        lock: lock.clone(),
    };
    let filler = spec.filler().filter(|_| transactions.is_empty());
    let filler = filler.map(|bytes| Output {
        amount: Amount::ZERO,
        lock: Lock::Data(bytes.to_vec()),
    });
    let coinbase = Transaction {
        version: 2,
        inputs: vec![Input {
            previous: OutPoint::NULL,
            script,
            sequence: Input::FINAL,
            witness: Witness::from([WITNESS_RESERVED]),
        }],
        outputs: core::iter::once(reward).chain(filler).collect(),
        lock_time: 0,
    };
    let mut block = Block {
        header: Header {
            version: BLOCK_VERSION,
            previous: above.hash,
            merkle_root: MerkleNode::ZERO,
            time: above.times[0].saturating_add(spec.interval),
            bits: above.next_bits(),
            nonce: 0,
            seal: None,
        },
        transactions: core::iter::once(coinbase).chain(transactions).collect(),
    };
    commit_witnesses(&mut block);
    seal(&mut block);
    block
}

/// Adds to the coinbase the output that commits to the witnesses (BIP141), in place of an earlier
/// such output.
pub fn commit_witnesses(block: &mut Block) {
    let lock = witness_commitment_lock(witness_root(&block.transactions));
    let outputs = &mut block.transactions[0].outputs;
    outputs.retain(|output| commitment_in(&output.lock).is_none());
    outputs.push(Output {
        amount: Amount::ZERO,
        lock,
    });
}

/// Makes the header commit to the transactions, and mines it.
pub fn seal(block: &mut Block) {
    block.header.merkle_root = merkle_root(&block.transactions).root;
    mine(&mut block.header);
}

/// Finds a nonce with which the header meets its target, if there is one.
pub fn mine(header: &mut Header) {
    while !header.meets_target() && header.nonce < u32::MAX {
        header.nonce += 1;
    }
}

/// Extends the best chain by blocks without payments.
///
/// # Panics
/// If a block is rejected.
pub fn extend<S: Store>(chain: &mut Chain<S>, lock: &Lock, blocks: usize) {
    for _ in 0..blocks {
        let block = next_block(chain, lock, Vec::new());
        let now = block.header.time;
        let accepted = chain.accept_block(block, now);
        accepted.expect("an empty block on the tip is valid");
    }
}

fn coin<S: Store>(chain: &Chain<S>, outpoint: &OutPoint) -> Option<Coin> {
    chain.coin(outpoint).expect("the test's store can be read")
}
