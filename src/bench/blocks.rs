//! A block of a thousand transactions, checked and connected on a chain in memory. Each transaction
//! spends two coins with different keys and has two outputs. Before the block arrives, the chain
//! has verified either none of these transactions, or all of them, as a node that has them in its
//! mempool has.

use std::sync::OnceLock;

use chain::check::transaction::check_unsigned;
use chain::testing::{self, output_of};
use chain::{Chain, MemoryStore, Spec, SpecDraft, Verified};
use primitives::{Amount, Block, Height, Input, Lock, Output, Timestamp, Transaction};

use crate::payment::{Owned, pay, secret};
use crate::work::{Mistake, Work};

/// The number of transactions in the block, and of coins that each spends.
const TRANSACTIONS: usize = 1_000;
const INPUTS: usize = 2;

/// The current time for the chain, some time after its first blocks.
const NOW: Timestamp = Timestamp(1_700_100_000);

/// The chains' seed. A chain recognises transactions that another chain has verified only if both
/// chains have the same seed.
const SEED: [u8; 32] = [42; 32];

/// A block, the store of its chain before the block, and the block's transactions as verified ones,
/// which can be given to a chain.
struct Case {
    store: MemoryStore,
    block: Block,
    verified: Vec<Verified>,
}

/// Accepts the block once per repetition, each time on a fresh chain.
pub struct Blocks {
    case: &'static Case,
    /// Whether the chain has verified its transactions before.
    known: bool,
    /// A chain and a block for each prepared repetition.
    ready: Vec<(Chain<MemoryStore>, Block)>,
    /// The chains of past repetitions, kept so that dropping them is not timed.
    done: Vec<Chain<MemoryStore>>,
}

impl Blocks {
    /// Prepares the measurement. With `known`, the chain has verified the block's transactions
    /// before. The first call creates the chain and the block with two thousand keys and
    /// signatures, which takes seconds in wasm.
    pub fn new(known: bool) -> Self {
        static CASE: OnceLock<Case> = OnceLock::new();
        Self {
            case: CASE.get_or_init(Case::new),
            known,
            ready: Vec::new(),
            done: Vec::new(),
        }
    }

    /// A chain that lacks only the block.
    fn chain(&self) -> Chain<MemoryStore> {
        let mut chain = open(self.case.store.clone());
        let verified = self.case.verified.iter().filter(|_| self.known);
        for verified in verified {
            chain.cache(*verified);
        }
        chain
    }
}

impl Case {
    fn new() -> Self {
        let (store, coins) = coins();
        let chain = open(store.clone());
        let payments = coins.chunks(INPUTS).map(|coins| {
            let outputs = coins.iter().map(|coin| coin.output.clone());
            pay(chain.genesis(), coins, outputs.collect())
        });
        let payments: Vec<Transaction> = payments.collect();
        let verified = payments.iter().map(|payment| {
            let (spec, verifier) = (chain.spec(), chain.verifier());
            check_unsigned(payment, &chain, &chain.next_position(), spec, verifier)
                .ok()
                .and_then(|unsigned| unsigned.verify(verifier).ok())
                .expect("a payment made by the rules")
        });
        let verified = verified.collect();
        Self {
            block: testing::next_block(&chain, &open_lock(), payments),
            store,
            verified,
        }
    }
}

impl Work for Blocks {
    fn check(&mut self) -> Result<(), Mistake> {
        self.prepare(1);
        self.run(1)?;
        let mut wrong = self.case.block.clone();
        let inputs = &mut wrong.transactions[TRANSACTIONS / 2].inputs;
        inputs[0].witness = inputs[1].witness.clone();
        testing::commit_witnesses(&mut wrong);
        testing::seal(&mut wrong);
        match self.chain().accept_block(wrong, NOW) {
            Ok(_) => Err(Mistake::Accepted),
            Err(_) => Ok(()),
        }
    }

    fn prepare(&mut self, repetitions: u32) {
        self.done.clear();
        self.ready = (0..repetitions)
            .map(|_| (self.chain(), self.case.block.clone()))
            .collect();
    }

    fn run(&mut self, repetitions: u32) -> Result<(), Mistake> {
        for _ in 0..repetitions {
            let (mut chain, block) = self.ready.pop().ok_or(Mistake::Unprepared)?;
            let hash = block.hash();
            chain
                .accept_block(block, NOW)
                .map_err(|error| Mistake::Block(error.to_string()))?;
            if chain.tip().hash != hash {
                return Err(Mistake::Block("it is not the tip".into()));
            }
            self.done.push(chain);
        }
        Ok(())
    }
}

/// A lock that anyone can spend, for coins whose signatures are not to be measured.
fn open_lock() -> Lock {
    Lock::new(1, b"open").expect("four bytes are within a lock's bounds")
}

fn open(store: MemoryStore) -> Chain<MemoryStore> {
    let draft = SpecDraft {
        max_weight: 4_000_000,
        max_transactions: 10_000,
        ..testing::draft()
    };
    let spec: Spec = draft.build().expect("the draft is within bounds");
    let mut chain = Chain::open(spec, store).expect("the chain's own store");
    chain.set_seed(SEED);
    chain
}

/// A store and the coins that the measured block spends. The last block in the store splits a
/// reward into these coins.
fn coins() -> (MemoryStore, Vec<Owned>) {
    let mut chain = open(MemoryStore::new());
    testing::extend(&mut chain, &open_lock(), 3);
    let first = chain.hash_at(Height(1)).expect("the chain has blocks");
    let first = chain.block(&first).expect("memory can be read");
    let (from, reward) = output_of(&first.expect("it keeps its blocks").transactions[0], 0);
    let keys: Vec<_> = (0..).take(TRANSACTIONS * INPUTS).map(secret).collect();
    let amount = part(reward.amount, keys.len());
    let outputs = keys.iter().map(|key| Output {
        amount,
        lock: Lock::Key(key.public().key_hash()),
    });
    let split = Transaction {
        version: 2,
        inputs: vec![Input::spending(from)],
        outputs: outputs.collect(),
        lock_time: 0,
    };
    let coins = keys.into_iter().zip(0..).map(|(key, index)| {
        let (at, output) = output_of(&split, index);
        Owned { at, output, key }
    });
    let coins = coins.collect();
    let block = testing::next_block(&chain, &open_lock(), vec![split]);
    chain.accept_block(block, NOW).expect("a valid block");
    chain.flush().expect("memory can be written");
    (chain.into_store(), coins)
}

fn part(amount: Amount, count: usize) -> Amount {
    Amount::from_units(amount.units() / count as u64).expect("a part of an amount is one")
}
