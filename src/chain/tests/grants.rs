//! Grants: each new key may have coins once, in a transaction that spends nothing. Also the rules
//! about the minimum content of blocks.

use chain::testing::{self, TestKey, commit_witnesses, output_of, seal};
use chain::{
    BlockError, Chain, EmptyBlocks, Grant, MemoryStore, Rule, SpecDraft, TransactionError,
    TransactionRule,
};
use primitives::block::commitment_in;
use primitives::{Amount, Block, Height, Input, Lock, OutPoint, Output, Timestamp, Transaction};

const NOW: Timestamp = Timestamp(1_700_001_000);

fn units(units: u64) -> Amount {
    Amount::from_units(units).unwrap()
}

fn grant() -> Grant {
    Grant {
        amount: units(700),
        until: Height(3),
    }
}

fn grant_to(key: u8) -> Transaction {
    let Lock::Key(hash) = TestKey::new(key).lock() else {
        unreachable!("a test's key has a key lock")
    };
    grant().transaction(hash)
}

fn open(draft: SpecDraft) -> Chain<MemoryStore> {
    Chain::open(draft.build().unwrap(), MemoryStore::new()).unwrap()
}

fn chain_with_grants() -> Chain<MemoryStore> {
    open(SpecDraft {
        grant: Some(grant()),
        ..testing::draft()
    })
}

fn next(chain: &Chain<MemoryStore>, transactions: Vec<Transaction>) -> Block {
    testing::next_block(chain, &TestKey::new(9).lock(), transactions)
}

/// Expects that a block is rejected and changes nothing.
fn rejected(chain: &mut Chain<MemoryStore>, block: Block) -> Rule {
    chain.flush().unwrap();
    let (store, tip) = (chain.store().clone(), chain.tip().clone());
    let rule = match chain.accept_block(block, NOW) {
        Err(BlockError::Invalid { rule, .. }) => rule,
        other => panic!("{other:?}"),
    };
    chain.flush().unwrap();
    assert_eq!((chain.store(), chain.tip()), (&store, &tip));
    rule
}

/// Expects that a grant is rejected alone and in a block, for the same reason.
fn rejected_grant(chain: &mut Chain<MemoryStore>, transaction: Transaction) -> TransactionRule {
    let alone = match chain.verify_grant(&transaction) {
        Err(TransactionError::Invalid(rule)) => rule,
        other => panic!("{other:?}"),
    };
    let block = next(chain, vec![transaction]);
    match rejected(chain, block) {
        Rule::Transaction {
            transaction: 1,
            rule,
            ..
        } => assert_eq!(*rule, alone),
        other => panic!("{other:?}"),
    }
    alone
}

#[test]
fn a_new_key_is_granted_coins_once_and_can_spend_them_in_the_same_block() {
    let mut chain = chain_with_grants();
    let (to, key) = (TestKey::new(1), TestKey::new(2));
    let first = grant_to(2);
    chain.verify_grant(&first).unwrap();
    let (coin, output) = output_of(&first, 0);
    assert_eq!((output.amount, &output.lock), (units(700), &key.lock()));
    let spend = key.spend(
        chain.genesis(),
        &[(coin, output)],
        vec![Output {
            amount: units(650),
            lock: to.lock(),
        }],
    );
    let block = next(&chain, vec![first.clone(), spend]);
    chain.accept_block(block, NOW).unwrap();
    // The coin is spent, but the grant's location stays.
    let Lock::Key(hash) = key.lock() else {
        unreachable!("a test's key has a key lock")
    };
    let before = TransactionRule::GrantedBefore { key: hash };
    assert_eq!(rejected_grant(&mut chain, first), before);
    let block = next(&chain, vec![grant_to(3)]);
    chain.accept_block(block, NOW).unwrap();
}

#[test]
fn a_chain_without_grants_rejects_them() {
    let mut chain = open(testing::draft());
    assert_eq!(
        rejected_grant(&mut chain, grant_to(1)),
        TransactionRule::NoInputs
    );
}

#[test]
fn a_grant_has_one_form() {
    let forms: &[fn(&mut Transaction)] = &[
        |t| t.version = 1,
        |t| t.lock_time = 1,
        |t| t.outputs.push(t.outputs[0].clone()),
        |t| t.outputs.clear(),
        |t| t.outputs[0].lock = Lock::Data(vec![1]),
        |t| {
            t.outputs[0].lock = Lock::Other {
                version: 1,
                program: vec![2; 20],
            }
        },
    ];
    for change in forms {
        let mut chain = chain_with_grants();
        let mut transaction = grant_to(1);
        change(&mut transaction);
        let rule = rejected_grant(&mut chain, transaction);
        assert_eq!(rule, TransactionRule::GrantForm);
    }
    for other in [1, 699, 701] {
        let mut chain = chain_with_grants();
        let mut transaction = grant_to(1);
        transaction.outputs[0].amount = units(other);
        let (found, wanted) = (units(other), units(700));
        assert_eq!(
            rejected_grant(&mut chain, transaction),
            TransactionRule::GrantAmount { found, wanted }
        );
    }
}

#[test]
fn grants_end_after_their_last_height() {
    let mut chain = chain_with_grants();
    testing::extend(&mut chain, &TestKey::new(9).lock(), 2);
    let block = next(&chain, vec![grant_to(1)]);
    chain.accept_block(block, NOW).unwrap();
    let until = Height(3);
    assert_eq!(
        rejected_grant(&mut chain, grant_to(2)),
        TransactionRule::GrantsOver { until }
    );
}

#[test]
fn a_block_has_at_most_one_grant() {
    let mut chain = chain_with_grants();
    let block = next(&chain, vec![grant_to(1), grant_to(2)]);
    assert_eq!(
        rejected(&mut chain, block),
        Rule::SecondGrant { transaction: 2 }
    );
    // The same grant twice breaks the same rule.
    let block = next(&chain, vec![grant_to(1), grant_to(1)]);
    let rule = rejected(&mut chain, block);
    assert_eq!(rule, Rule::SecondGrant { transaction: 2 });
}

#[test]
fn a_reorganisation_disconnects_grants_completely() {
    let mut chain = chain_with_grants();
    let other_branch = {
        let mut chain = chain_with_grants();
        for _ in 0..2 {
            let block = testing::next_block(&chain, &TestKey::new(8).lock(), Vec::new());
            chain.accept_block(block, NOW).unwrap();
        }
        let block = testing::next_block(&chain, &TestKey::new(8).lock(), vec![grant_to(1)]);
        chain.accept_block(block, NOW).unwrap();
        chain
    };
    let block = next(&chain, vec![grant_to(1)]);
    chain.accept_block(block, NOW).unwrap();
    let block = next(&chain, vec![grant_to(2)]);
    chain.accept_block(block, NOW).unwrap();
    let (coin, _) = output_of(&grant_to(2), 0);
    assert_ne!(chain.coin(&coin).unwrap(), None);
    for height in 1..=3 {
        let hash = other_branch.hash_at(Height(height)).unwrap();
        let block = other_branch.block(&hash).unwrap().unwrap();
        chain.accept_block(block, NOW).unwrap();
    }
    // The other branch is the best now. The first grant is at another location, and the second is
    // not on this branch.
    assert_eq!(chain.tip().hash, other_branch.tip().hash);
    assert_eq!(chain.coin(&coin).unwrap(), None);
    let txid = grant_to(1).txid();
    assert_eq!(chain.transaction(&txid).unwrap().unwrap().height, Height(3));
    assert_eq!(chain.transaction(&grant_to(2).txid()).unwrap(), None);
    let (first, _) = output_of(&grant_to(1), 0);
    assert_eq!(
        chain.coin(&first).unwrap(),
        other_branch.coin(&first).unwrap()
    );
}

#[test]
fn a_grant_round_trips() {
    use primitives::{Decode, Encode};
    let transaction = grant_to(1);
    let bytes = transaction.to_bytes();
    // Version, marker and flag, no inputs, one output, no witnesses, lock time, as the `bitcoin`
    // crate encodes it.
    assert_eq!(bytes[..8], [2, 0, 0, 0, 0, 1, 0, 1]);
    assert_eq!(Transaction::from_bytes(&bytes), Ok(transaction));
}

fn empty_block(chain: &Chain<MemoryStore>) -> Block {
    next(chain, Vec::new())
}

#[test]
fn a_block_needs_the_minimum_number_of_transactions() {
    let mut chain = open(SpecDraft {
        least_transactions: 2,
        grant: Some(grant()),
        ..testing::draft()
    });
    let block = empty_block(&chain);
    assert_eq!(
        rejected(&mut chain, block),
        Rule::TooFewTransactions { found: 1, least: 2 }
    );
    let block = next(&chain, vec![grant_to(1)]);
    chain.accept_block(block, NOW).unwrap();
}

#[test]
fn empty_blocks_can_be_forbidden() {
    let mut chain = open(SpecDraft {
        empty_blocks: EmptyBlocks::Forbidden,
        grant: Some(grant()),
        ..testing::draft()
    });
    let block = empty_block(&chain);
    assert_eq!(rejected(&mut chain, block), Rule::Empty);
    let block = next(&chain, vec![grant_to(1)]);
    chain.accept_block(block, NOW).unwrap();
}

#[test]
fn empty_blocks_can_be_required_to_have_a_filler() {
    let draft = SpecDraft {
        empty_blocks: EmptyBlocks::Filled(b"nothing new".to_vec()),
        grant: Some(grant()),
        ..testing::draft()
    };
    let other: fn(&mut Vec<Output>) = |outputs| outputs[1].lock = Lock::Data(b"nothing".to_vec());
    let missing: fn(&mut Vec<Output>) = |outputs| {
        outputs.remove(1);
    };
    let late: fn(&mut Vec<Output>) = |outputs| {
        let first = Output {
            amount: Amount::ZERO,
            lock: Lock::Data(b"something".to_vec()),
        };
        outputs.insert(1, first);
    };
    for change in [other, missing, late] {
        let mut chain = open(draft.clone());
        let mut block = empty_block(&chain);
        change(&mut block.transactions[0].outputs);
        commit_witnesses(&mut block);
        seal(&mut block);
        assert_eq!(rejected(&mut chain, block), Rule::Filler);
    }
    let mut chain = open(draft);
    let block = empty_block(&chain);
    chain.accept_block(block, NOW).unwrap();
    // The witness commitment is not the filler, even if it comes first.
    let mut block = empty_block(&chain);
    block.transactions[0].outputs.rotate_right(1);
    assert_ne!(commitment_in(&block.transactions[0].outputs[0].lock), None);
    seal(&mut block);
    chain.accept_block(block, NOW).unwrap();
    // A block with a second transaction needs no filler.
    let mut block = next(&chain, vec![grant_to(1)]);
    assert!(block.transactions[0].outputs.len() == 2);
    seal(&mut block);
    chain.accept_block(block, NOW).unwrap();
}

#[test]
fn the_genesis_author_spends_from_the_first_block_on() {
    let author = TestKey::new(1);
    let Lock::Key(hash) = author.lock() else {
        unreachable!("a test's key has a key lock")
    };
    let mut chain = open(SpecDraft {
        genesis_author: Some(hash),
        empty_blocks: EmptyBlocks::Forbidden,
        ..testing::draft()
    });
    let genesis = chain.block(&chain.genesis()).unwrap().unwrap();
    let (coin, output) = output_of(&genesis.transactions[0], 1);
    assert_eq!(output.amount, chain.spec().reward);
    let payment = author.pay(&chain, coin, &TestKey::new(2).lock(), units(10));
    assert_eq!(
        payment.inputs,
        [Input {
            witness: payment.inputs[0].witness.clone(),
            ..Input::spending(OutPoint {
                txid: coin.txid,
                index: 1
            })
        }]
    );
    let block = next(&chain, vec![payment]);
    chain.accept_block(block, NOW).unwrap();
}
