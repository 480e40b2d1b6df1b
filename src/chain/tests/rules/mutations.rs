//! Mutated copies of valid blocks are rejected, but the block is not marked as invalid.

use super::world::{World, edit};
use chain::testing::{self, TestKey, commit_witnesses, mine, seal};
use chain::{BlockError, Chain, MemoryStore, Rule, SpecDraft};
use primitives::{
    Amount, Encode as _, Input, Lock, MerkleNode, OutPoint, Output, Transaction, Txid, Witness,
};

#[test]
fn rules_that_mutated_copies_break() {
    World::rejects_block(
        |_, block| block.transactions.clear(),
        |rule| matches!(rule, Rule::NoTransactions),
    );
    World::rejects_block(
        |_, block| {
            block.header.merkle_root = MerkleNode::ZERO;
            mine(&mut block.header);
        },
        |rule| matches!(rule, Rule::MerkleRoot { .. }),
    );
    World::rejects_block(
        |_, block| {
            let last = block.transactions[1].clone();
            let mut second = last.clone();
            second.outputs[0].amount = Amount::COIN;
            block.transactions = vec![block.transactions[0].clone(), last, second];
            commit_witnesses(block);
            seal(block);
            block.transactions.push(block.transactions[2].clone());
        },
        |rule| matches!(rule, Rule::MutatedTree),
    );
    World::rejects_block(
        |_, block| {
            block.transactions[0].outputs.truncate(1);
            block.transactions[0].inputs[0].witness.clear();
            seal(block);
        },
        |rule| matches!(rule, Rule::UncommittedWitness { transaction: 1 }),
    );
    World::rejects_block(
        |_, block| block.transactions[0].inputs[0].witness = Witness::from([[1; 32]]),
        |rule| matches!(rule, Rule::WitnessReserved),
    );
    World::rejects_block(
        |_, block| block.transactions[1].inputs[0].witness.push(&[]),
        |rule| matches!(rule, Rule::WitnessCommitment { .. }),
    );
}

#[test]
fn a_mutated_copy_does_not_invalidate_the_block() {
    let mut world = World::new();
    let block = world.block();
    let now = block.header.time;
    world.chain.accept_headers(&[block.header], now).unwrap();
    let mut copy = block.clone();
    edit(&mut copy.transactions[1].inputs[0].witness, |w| {
        w[0][7] ^= 1;
    });
    assert!(matches!(
        world.chain.accept_block(copy, now),
        Err(BlockError::Invalid {
            rule: Rule::WitnessCommitment { .. },
            ..
        })
    ));
    assert_eq!(
        world
            .chain
            .missing_blocks(&world.chain.best_header().hash, 10),
        [block.hash()]
    );
    world.chain.accept_block(block.clone(), now).unwrap();
    assert!(matches!(
        world.chain.accept_block(block, now),
        Err(BlockError::Known)
    ));
}

/// Two sibling nodes of a block's Merkle tree have 64 bytes, which may parse as a transaction. A
/// copy of the block with this transaction in place of its own has the same Merkle root. The copy
/// breaks other rules as well (here it has too few transactions), but the reported rule must be one
/// that mutated copies may break.
#[test]
fn inner_nodes_as_transactions_do_not_invalidate_the_block() {
    let alice = TestKey::new(1);
    let rich = alice.secret().public().key_hash();
    let spec = SpecDraft {
        allocation: vec![(rich, Amount::COIN)],
        least_transactions: 2,
        ..testing::draft()
    };
    let mut chain = Chain::open(spec.build().unwrap(), MemoryStore::new()).unwrap();
    let nodes = Transaction {
        version: 2,
        inputs: vec![Input::spending(OutPoint {
            txid: Txid::from_bytes([7; 32]),
            index: 3,
        })],
        outputs: vec![Output {
            amount: Amount::COIN,
            lock: Lock::new(1, &[5; 2]).unwrap(),
        }],
        lock_time: 0,
    };
    assert_eq!(nodes.to_bytes().len(), 64);
    let mut copy = testing::next_block(&chain, &alice.lock(), Vec::new());
    copy.transactions = vec![nodes];
    seal(&mut copy);
    let (header, now) = (copy.header, copy.header.time);
    chain.accept_headers(&[header], now).unwrap();
    for _ in 0..2 {
        let rule = match chain.accept_block(copy.clone(), now) {
            Err(BlockError::Invalid { rule, .. }) => rule,
            other => panic!("{other:?}"),
        };
        assert_eq!(rule, Rule::NoCoinbase);
        let missing = chain.missing_blocks(&chain.best_header().hash, 10);
        assert_eq!(missing, [header.hash()]);
    }
}
