//! Rules of blocks as a whole, and the reward of a coinbase.

use super::world::{World, within};
use chain::testing::{self, commit_witnesses, seal};
use chain::{BlockError, Rule, SpecDraft, TransactionRule};
use primitives::{Amount, Block, Height, Lock, Output};

#[test]
fn blocks_are_bounded_in_transactions_and_weight() {
    World::rejects_block(
        |world, block| {
            let fee = Amount::ZERO;
            for height in 2..6 {
                let to = world.bob.lock();
                let payment = world
                    .alice
                    .pay(&world.chain, world.reward(height), &to, fee);
                block.transactions.push(payment);
            }
            commit_witnesses(block);
            seal(block);
        },
        |rule| matches!(rule, Rule::TooManyTransactions { found: 6, most: 5 }),
    );
    World::rejects_block(
        |_, block| {
            block.transactions[0].outputs.insert(
                0,
                Output {
                    amount: Amount::ZERO,
                    lock: Lock::Data(vec![0; Lock::MAX_DATA]),
                },
            );
            commit_witnesses(block);
            seal(block);
        },
        |rule| {
            matches!(
                rule,
                Rule::TooHeavy {
                    found: 40_001..,
                    most: 40_000
                }
            )
        },
    );
}

/// A chain whose blocks have at most this weight, and a block of some 41,000 weight units on it.
fn heavy_block(max_weight: u32) -> (World, Block) {
    let world = World::of(SpecDraft {
        max_weight,
        ..testing::draft()
    });
    let mut block = world.block();
    let data = Output {
        amount: Amount::ZERO,
        lock: Lock::Data(vec![0; Lock::MAX_DATA]),
    };
    block.transactions[0].outputs.insert(0, data);
    commit_witnesses(&mut block);
    seal(&mut block);
    (world, block)
}

#[test]
fn a_block_may_have_exactly_the_maximum_weight() {
    let (_, block) = heavy_block(100_000);
    let most = u32::try_from(block.weight()).unwrap();
    let (mut world, block) = heavy_block(most);
    let now = block.header.time;
    world.chain.accept_block(block, now).unwrap();
    assert_eq!(world.chain.tip().height, Height(9));

    let (mut world, block) = heavy_block(most - 1);
    let found = most as usize;
    let rule = Rule::TooHeavy {
        found,
        most: most - 1,
    };
    match world.chain.accept_block(block, now) {
        Err(BlockError::Invalid { rule: broken, .. }) => assert_eq!(broken, rule),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_block_has_one_coinbase_with_its_height() {
    World::rejects_block(
        |_, block| {
            block.transactions.remove(0);
            block.transactions[0].inputs[0].witness.clear();
            seal(block);
        },
        |rule| matches!(rule, Rule::NoCoinbase),
    );
    World::rejects_block(
        |_, block| {
            let mut second = block.transactions[0].clone();
            second.inputs[0].script.push(1);
            block.transactions.push(second);
            commit_witnesses(block);
            seal(block);
        },
        |rule| matches!(rule, Rule::SecondCoinbase { transaction: 2 }),
    );
    for length in [0, 1, 101] {
        World::rejects_block(
            |_, block| {
                block.transactions[0].inputs[0].script.resize(length, 0);
                seal(block);
            },
            |rule| matches!(rule, Rule::CoinbaseScript { length: l } if *l == length),
        );
    }
    World::rejects_block(
        |_, block| {
            block.transactions[0].inputs[0].script[0] += 1;
            seal(block);
        },
        |rule| matches!(rule, Rule::CoinbaseHeight { height: Height(9) }),
    );
}

#[test]
fn a_coinbase_pays_at_most_reward_and_fees_and_is_final() {
    World::rejects_block(
        |_, block| {
            let paid = &mut block.transactions[0].outputs[0].amount;
            *paid = Amount::from_units(paid.units() + 1).unwrap();
            seal(block);
        },
        |rule| matches!(rule, Rule::CoinbaseAmount { paid, most } if paid.units() == most.units() + 1),
    );
    World::rejects_block(
        |_, block| {
            block.transactions[0].outputs[0].amount = Amount::MAX;
            let more = block.transactions[0].outputs[0].clone();
            block.transactions[0].outputs.push(more);
            seal(block);
        },
        |rule| within(rule, 0, |rule| *rule == TransactionRule::OutputsOverflow),
    );
    World::rejects_block(
        |_, block| {
            block.transactions[0].outputs.clear();
            block.transactions.truncate(1);
            block.transactions[0].inputs[0].witness.clear();
            seal(block);
        },
        |rule| within(rule, 0, |rule| *rule == TransactionRule::NoOutputs),
    );
    World::rejects_block(
        |_, block| {
            let coinbase = &mut block.transactions[0];
            coinbase.inputs[0].sequence = 0;
            coinbase.lock_time = 9;
            seal(block);
        },
        |rule| {
            within(rule, 0, |rule| {
                matches!(rule, TransactionRule::NotFinal { lock_time: 9 })
            })
        },
    );
}

#[test]
fn the_reward_halves_and_ends() {
    let mut world = World::of(SpecDraft {
        halving: 4,
        reward: Amount::from_units(5).unwrap(),
        ..testing::draft()
    });
    testing::extend(&mut world.chain, &world.alice.lock(), 8);
    let rewards: Vec<u64> = (1..=16)
        .map(|height| world.chain.coin(&world.reward(height)).unwrap().unwrap())
        .map(|coin| coin.output.amount.units())
        .collect();
    assert_eq!(rewards, [5, 5, 5, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    let total: u64 = rewards.iter().sum();
    assert_eq!(world.chain.spec().total_supply().units(), total);
}
