//! Decodes a block, and checks it on top of a small chain.
//!
//! The first byte selects the parts that are repaired first, so that fuzzing gets past one rule to
//! the next: the header's place in the chain, the coinbase's height and reward, signatures of known
//! keys, and the commitments.
#![no_main]

use chain::testing::{self, commit_witnesses, seal};
use chain::{BlockError, Chain, MemoryStore, Table};
use fuzz::bounded;
use fuzz::small_chain::{SmallChain, key_of};
use libfuzzer_sys::fuzz_target;
use primitives::{Block, Decode, Header, Transaction};
use std::sync::LazyLock;

static CHAIN: LazyLock<SmallChain> = LazyLock::new(SmallChain::new);

const PLACE: u8 = 1;
const COINBASE: u8 = 2;
const SIGN: u8 = 4;
const COMMIT: u8 = 8;

fuzz_target!(|bytes: &[u8]| {
    let [repair, bytes @ ..] = bytes else {
        return;
    };
    let Ok(mut block) = bounded(bytes.len(), || Block::from_bytes(bytes)) else {
        return;
    };
    let mut chain = CHAIN.open();
    repair_block(*repair, &mut block, &chain);
    let before = CHAIN.store.clone();
    let hash = block.hash();
    match chain.accept_block(block, CHAIN.now) {
        Ok(_) => {
            let entry = chain.entry(&hash).expect("what is accepted is known");
            assert!(entry.is_stored());
            let again = chain.accept_block(
                chain.block(&hash).expect("memory").expect("kept"),
                CHAIN.now,
            );
            assert!(matches!(again, Err(BlockError::Known)));
            reopens(chain);
        }
        Err(BlockError::Invalid { .. } | BlockError::Orphan { .. } | BlockError::Known) => {
            chain.flush().expect("memory");
            let after = chain.into_store();
            for table in [
                Table::Meta,
                Table::Coins,
                Table::Locations,
                Table::History,
                Table::Undo,
            ] {
                assert_eq!(
                    after.rows(table),
                    before.rows(table),
                    "a refused block changes nothing"
                );
            }
        }
        Err(error @ (BlockError::Storage(_) | BlockError::OutOfReach { .. })) => {
            panic!("memory does not fail, and nothing is pruned: {error}")
        }
    }
});

/// The chain with the accepted block opens again with the same tip, and its coins are no more than
/// the total supply.
fn reopens(mut chain: Chain<MemoryStore>) {
    chain.flush().expect("memory");
    let tip = chain.tip().clone();
    let store = chain.into_store();
    let coins = store.rows(Table::Coins).values();
    let units = coins.map(|row| {
        chain::Coin::from_bytes(row)
            .expect("our own")
            .output
            .amount
            .units()
    });
    assert!(units.sum::<u64>() <= CHAIN.spec.total_supply().units());
    let chain = Chain::open(CHAIN.spec.clone(), store).expect("our own");
    assert_eq!(chain.tip(), &tip);
}

fn repair_block(repair: u8, block: &mut Block, chain: &Chain<MemoryStore>) {
    let next = chain.next_block();
    if repair & PLACE != 0 {
        block.header = Header {
            previous: next.previous,
            bits: next.bits,
            time: next.min_time.max(chain.tip().header.time.saturating_add(1)),
            ..block.header
        };
    }
    if repair & COINBASE != 0 {
        let coinbase = testing::next_block(chain, &key_lock(), Vec::new())
            .transactions
            .remove(0);
        match block.transactions.first_mut() {
            Some(first) => *first = coinbase,
            None => block.transactions.push(coinbase),
        }
    }
    if repair & SIGN != 0 {
        block
            .transactions
            .iter_mut()
            .skip(1)
            .for_each(|transaction| sign(transaction, chain));
    }
    // A header with other bits may be too hard to find a nonce for.
    let easy = block.header.bits == next.bits;
    if repair & COMMIT != 0 && easy && !block.transactions.is_empty() {
        commit_witnesses(block);
        seal(block);
    }
}

fn key_lock() -> primitives::Lock {
    fuzz::small_chain::owner(0).lock()
}

/// Signs a transaction whose coins all belong to one known key.
fn sign(transaction: &mut Transaction, chain: &Chain<MemoryStore>) {
    let spent: Option<Vec<_>> = transaction
        .inputs
        .iter()
        .map(|input| Some(chain.coin(&input.previous).ok()??.output))
        .collect();
    if let Some(spent) = spent
        && let Some(key) = spent.first().and_then(|output| key_of(&output.lock))
    {
        key.sign(chain.genesis(), transaction, &spent);
    }
}
