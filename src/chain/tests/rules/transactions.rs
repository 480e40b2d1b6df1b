//! Rules of transactions: those that need no coins, and those of the spent coins.

use super::world::{FEE, World, is_missing_coin, within};
use chain::testing::{self, TestKey, commit_witnesses, output_of, seal};
use chain::{BlockError, TransactionError, TransactionRule};
use primitives::{Amount, Height, Input, Lock, OutPoint, Output, Timestamp, Transaction, Txid};

#[test]
fn rules_that_need_no_coins() {
    World::rejects_payment(
        false,
        |_, t| t.outputs.clear(),
        |rule| matches!(rule, TransactionRule::NoOutputs),
    );
    // Bitcoin's other scripts (P2WPKH, P2PKH), and data without a push.
    let hash = [7; 20];
    for script in [
        [&[0, 20], &hash[..]].concat(),
        [&[0x76, 0xa9, 20], &hash[..], &[0x88, 0xac]].concat(),
        vec![0x6a],
        vec![],
    ] {
        World::rejects_payment(
            true,
            |_, t| t.outputs[0].lock = Lock::from_script(&script),
            |rule| *rule == TransactionRule::OutputScript { output: 0 },
        );
    }
    World::rejects_payment(
        true,
        |_, t| t.outputs[0].lock = Lock::new(3, &[7; 32]).unwrap(),
        |rule| {
            let (output, version) = (0, 3);
            *rule == TransactionRule::ReservedVersion { output, version }
        },
    );
    World::rejects_payment(
        true,
        |_, t| t.inputs.push(t.inputs[0].clone()),
        |rule| matches!(rule, TransactionRule::DuplicateInput(_)),
    );
    World::rejects_payment(
        false,
        |_, t| t.inputs.push(Input::spending(OutPoint::NULL)),
        |rule| matches!(rule, TransactionRule::NullInput { input: 1 }),
    );
    World::rejects_payment(
        true,
        |_, t| t.inputs[0].script.push(0),
        |rule| matches!(rule, TransactionRule::Script { input: 0 }),
    );
    World::rejects_payment(
        true,
        |_, t| {
            t.outputs[0].amount = Amount::MAX;
            t.outputs.push(t.outputs[0].clone());
        },
        |rule| matches!(rule, TransactionRule::OutputsOverflow),
    );
    for lock_time in [9, 1_700_000_050] {
        World::rejects_payment(
            true,
            |_, t| {
                t.lock_time = lock_time;
                t.inputs[0].sequence = 0;
            },
            |rule| matches!(rule, TransactionRule::NotFinal { lock_time: l } if *l == lock_time),
        );
    }
}

#[test]
fn rules_that_a_block_reports_otherwise() {
    let world = World::new();
    let pool = |change: &dyn Fn(&mut Transaction)| {
        let mut payment = world.payment();
        change(&mut payment);
        match world.verify(&payment) {
            Err(TransactionError::Invalid(rule)) => rule,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(pool(&|t| t.inputs.clear()), TransactionRule::NoInputs);
    let coinbase = |t: &mut Transaction| t.inputs = vec![Input::spending(OutPoint::NULL)];
    assert_eq!(pool(&coinbase), TransactionRule::Coinbase);
    let heavy = |t: &mut Transaction| t.inputs[0].witness.push(&[0; 40_000]);
    assert!(matches!(
        pool(&heavy),
        TransactionRule::TooHeavy { most: 40_000, .. }
    ));
}

#[test]
fn transactions_with_reached_lock_times_are_valid() {
    let world = World::new();
    let median = world.chain.tip().median_time.seconds();
    for (lock_time, sequence) in [(8, 0), (median - 1, 0), (u32::MAX, u32::MAX)] {
        let mut payment = world.payment();
        payment.lock_time = lock_time;
        payment.inputs[0].sequence = sequence;
        let spent = world.chain.coin(&world.reward(1)).unwrap().unwrap().output;
        world
            .alice
            .sign(world.chain.genesis(), &mut payment, &[spent]);
        assert!(world.verify(&payment).is_ok(), "{lock_time}");
    }
}

#[test]
fn rules_of_the_spent_coins() {
    let unknown = OutPoint {
        txid: Txid::from_bytes([7; 32]),
        index: 0,
    };
    World::rejects_payment(
        true,
        |_, t| t.inputs[0].previous = unknown,
        |rule| *rule == TransactionRule::MissingCoin(unknown),
    );
    World::rejects_payment(
        true,
        |world, t| t.inputs[0].previous = world.reward(8),
        |rule| {
            matches!(
                rule,
                TransactionRule::Immature {
                    from: Height(10),
                    ..
                }
            )
        },
    );
    World::rejects_payment(
        true,
        |_, t| {
            let paid = t.outputs[0].amount.units();
            t.outputs[0].amount = Amount::from_units(paid + FEE + 1).unwrap();
        },
        |rule| matches!(rule, TransactionRule::Overspent { .. }),
    );
    // The witness commitment is in a data output, which never becomes a coin.
    World::rejects_payment(
        true,
        |world, t| t.inputs[0].previous.index = world.reward(1).index + 1,
        |rule| matches!(rule, TransactionRule::MissingCoin(_)),
    );
}

#[test]
fn no_coin_is_spent_twice() {
    let mut world = World::new();
    let twice = |world: &World| {
        let to = TestKey::new(3).lock();
        world
            .alice
            .pay(&world.chain, world.reward(1), &to, Amount::ZERO)
    };
    // In the same block.
    World::rejects_block(
        |world, block| {
            block.transactions.push(twice(world));
            commit_witnesses(block);
            seal(block);
        },
        |rule| within(rule, 2, is_missing_coin),
    );
    // In a later block.
    let replay = world.payment();
    let block = world.block();
    let now = block.header.time;
    world.chain.accept_block(block, now).unwrap();
    assert!(matches!(
        world.verify(&replay),
        Err(TransactionError::Invalid(TransactionRule::MissingCoin(_)))
    ));
    // A child before its parent in one block.
    let mut world = World::new();
    let parent = world.payment();
    let child = world.bob.spend(
        world.chain.genesis(),
        &[output_of(&parent, 0)],
        vec![Output {
            amount: parent.outputs[0].amount,
            lock: world.alice.lock(),
        }],
    );
    let lock = world.alice.lock();
    let block = testing::next_block(&world.chain, &lock, vec![parent, child]);
    let mut swapped = block.clone();
    swapped.transactions.swap(1, 2);
    commit_witnesses(&mut swapped);
    seal(&mut swapped);
    let rejected = world.chain.accept_block(swapped, now).unwrap_err();
    assert!(
        matches!(rejected, BlockError::Invalid { rule, .. } if within(&rule, 1, is_missing_coin))
    );
    world.chain.accept_block(block, now).unwrap();
}

#[test]
fn anyone_spends_unknown_versions_and_no_one_spends_data() {
    let mut world = World::new();
    let mut create = world.payment();
    let unknown_version = Lock::new(1, &[7; 40]).unwrap();
    create.outputs[0].lock = unknown_version;
    create.outputs.push(Output {
        amount: Amount::ZERO,
        lock: Lock::Data(b"hello".to_vec()),
    });
    let spent = world.chain.coin(&world.reward(1)).unwrap().unwrap().output;
    world
        .alice
        .sign(world.chain.genesis(), &mut create, &[spent]);
    let lock = world.alice.lock();
    let block = testing::next_block(&world.chain, &lock, vec![create.clone()]);
    let now = Timestamp(1_700_001_000);
    world.chain.accept_block(block, now).unwrap();
    let spend = Transaction {
        version: 2,
        inputs: vec![Input::spending(output_of(&create, 0).0)],
        outputs: vec![Output {
            amount: Amount::COIN,
            lock: world.bob.lock(),
        }],
        lock_time: 0,
    };
    world.verify(&spend).unwrap();
    let mut data = spend.clone();
    data.inputs[0].previous.index = 1;
    assert!(matches!(
        world.verify(&data),
        Err(TransactionError::Invalid(TransactionRule::MissingCoin(_)))
    ));
    let block = testing::next_block(&world.chain, &lock, vec![spend]);
    world.chain.accept_block(block, now).unwrap();
}
