//! A block of a thousand transactions, each of which spends two coins of different keys and pays two: checked and connected,
//! on a chain in memory.

use chain::testing::{self, output_of};
use chain::{Chain, MemoryStore, Spec, SpecDraft};
use primitives::{
    Amount, Block, Height, Input, KeySpend, Lock, OutPoint, Output, SecretKey, Sighash, Timestamp,
    Transaction, hash,
};

use crate::{Mistake, Work};

/// Transactions of the block, and coins that each of them spends.
const TRANSACTIONS: usize = 1_000;
const INPUTS: usize = 2;

/// What the clock shows: some time after the chain's first blocks.
const NOW: Timestamp = Timestamp(1_700_100_000);

/// A block, and the chain that waits for it.
pub struct Blocks {
    store: MemoryStore,
    block: Block,
    /// A chain and a block for each repetition to come.
    ready: Vec<(Chain<MemoryStore>, Block)>,
    /// What is behind, kept so that its end is not timed.
    done: Vec<Chain<MemoryStore>>,
}

/// A coin, and the key that spends it.
struct Owned {
    at: OutPoint,
    output: Output,
    key: SecretKey,
}

impl Default for Blocks {
    fn default() -> Self {
        Self::new()
    }
}

impl Blocks {
    /// Makes chain and block, which takes seconds in wasm: two thousand keys and signatures.
    ///
    /// # Panics
    /// Never: all that it makes is valid.
    pub fn new() -> Self {
        let (store, coins) = coins();
        let chain = open(store.clone());
        let payments = coins.chunks(INPUTS).map(|coins| pay(&chain, coins));
        let block = testing::next_block(&chain, &open_lock(), payments.collect());
        Self {
            store,
            block,
            ready: Vec::new(),
            done: Vec::new(),
        }
    }
}

impl Work for Blocks {
    fn check(&mut self) -> Result<(), Mistake> {
        self.prepare(1);
        self.run(1)?;
        let mut wrong = self.block.clone();
        let inputs = &mut wrong.transactions[TRANSACTIONS / 2].inputs;
        inputs[0].witness = inputs[1].witness.clone();
        testing::commit_witnesses(&mut wrong);
        testing::seal(&mut wrong);
        match open(self.store.clone()).accept_block(wrong, NOW) {
            Ok(_) => Err(Mistake::Block("not, with a wrong witness in it".into())),
            Err(_) => Ok(()),
        }
    }

    fn prepare(&mut self, repetitions: u32) {
        self.done.clear();
        self.ready = (0..repetitions)
            .map(|_| (open(self.store.clone()), self.block.clone()))
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

/// Anyone may spend it: for what is not to be measured.
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
    Chain::open(spec, store).expect("the chain's own store")
}

/// A store whose last block split a reward into all the coins that the block is to spend.
fn coins() -> (MemoryStore, Vec<Owned>) {
    let mut chain = open(MemoryStore::new());
    testing::extend(&mut chain, &open_lock(), 3);
    let first = chain.hash_at(Height(1)).expect("the chain has blocks");
    let first = chain.block(&first).expect("memory can be read");
    let (from, reward) = output_of(&first.expect("it keeps its blocks").transactions[0], 0);
    let keys: Vec<_> = (0_u32..)
        .take(TRANSACTIONS * INPUTS)
        .map(|at| {
            SecretKey::from_bytes(hash::sha256(&at.to_be_bytes()))
                .expect("a hash below the order of the group is a key")
        })
        .collect();
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

/// Spends these coins, to two locks.
fn pay(chain: &Chain<MemoryStore>, coins: &[Owned]) -> Transaction {
    let output = Output {
        amount: coins[0].output.amount,
        lock: coins[0].output.lock.clone(),
    };
    let mut payment = Transaction {
        version: 2,
        inputs: coins.iter().map(|coin| Input::spending(coin.at)).collect(),
        outputs: vec![output; 2],
        lock_time: 0,
    };
    let spent: Vec<_> = coins.iter().map(|coin| coin.output.clone()).collect();
    let sighash = Sighash::new(chain.genesis(), &payment, &spent);
    for (place, (coin, input)) in coins.iter().zip(&mut payment.inputs).enumerate() {
        input.witness = KeySpend::sign(&coin.key, &sighash.digest(place)).to_witness();
    }
    payment
}

fn part(amount: Amount, count: usize) -> Amount {
    Amount::from_units(amount.units() / count as u64).expect("a part of an amount is one")
}
