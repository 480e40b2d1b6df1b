//! Every rule broken in turn: each gives its own error, and changes nothing that is stored.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use chain::params::MAX_OTHER_PROGRAM;
use chain::testing::{self, TestKey, commit_witnesses, mine, output_of, seal};
use chain::{
    BlockError, Chain, HeaderError, MemoryStore, Rule, SpecDraft, TransactionError,
    TransactionRule, verify_transaction,
};
use primitives::{
    Amount, Block, BlockHash, CompactTarget, Encode, Height, Input, Lock, MerkleNode, OutPoint,
    Output, SignatureError, SpendError, Timestamp, Transaction, Txid, Witness,
};

/// A chain of eight blocks, all rewards to `alice`, whose first one is spent in the next block by a valid transaction.
struct World {
    chain: Chain<MemoryStore>,
    alice: TestKey,
    bob: TestKey,
}

const FEE: u64 = 1000;

impl World {
    fn new() -> Self {
        Self::of(SpecDraft {
            max_weight: 40_000,
            max_transactions: 5,
            ..testing::draft()
        })
    }

    fn of(draft: SpecDraft) -> Self {
        let mut chain = Chain::open(draft.build().unwrap(), MemoryStore::new()).unwrap();
        let (alice, bob) = (TestKey::new(1), TestKey::new(2));
        testing::extend(&mut chain, &alice.lock(), 8);
        Self { chain, alice, bob }
    }

    /// The reward of the block at a height.
    fn reward(&self, height: u32) -> OutPoint {
        let hash = self.chain.hash_at(Height(height)).unwrap();
        let block = self.chain.block(&hash).unwrap().unwrap();
        output_of(&block.transactions[0], 0).0
    }

    fn payment(&self) -> Transaction {
        let fee = Amount::from_units(FEE).unwrap();
        self.alice
            .pay(&self.chain, self.reward(1), &self.bob.lock(), fee)
    }

    /// A valid block that holds the payment.
    fn block(&self) -> Block {
        testing::next_block(&self.chain, &self.alice.lock(), vec![self.payment()])
    }

    /// Changes a valid block, and expects that it is refused for a reason of this kind, with nothing changed.
    fn refuses_block(change: impl Fn(&Self, &mut Block), expected: impl Fn(&Rule) -> bool) {
        for header_first in [false, true] {
            let mut world = Self::new();
            let mut block = world.block();
            change(&world, &mut block);
            let now = Timestamp(block.header.time.seconds().min(1_700_001_000));
            let known = header_first && world.chain.accept_headers(&[block.header], now).is_ok();
            world.chain.flush().unwrap();
            let (store, tip) = (world.chain.store().clone(), world.chain.tip().clone());
            let hash = block.hash();
            let rule = match world.chain.accept_block(block.clone(), now) {
                Err(BlockError::Invalid { block, rule }) => {
                    assert_eq!(block, hash);
                    rule
                }
                other => panic!("{other:?}"),
            };
            assert!(expected(&rule), "{rule:?}");
            world.chain.flush().unwrap();
            assert_eq!(world.chain.store(), &store, "{rule}");
            assert_eq!(world.chain.tip(), &tip, "{rule}");
            // A known header is marked, unless another copy of the block may be valid.
            if known && !rule.is_of_the_copy() {
                let again = world.chain.accept_block(block, now);
                let rule = Rule::KnownInvalid;
                assert!(matches!(again, Err(BlockError::Invalid { rule: r, .. }) if r == rule));
            } else {
                assert!(known || world.chain.entry(&hash).is_none());
            }
            // The chain goes on.
            let valid = world.block();
            let now = valid.header.time;
            assert_eq!(
                world
                    .chain
                    .accept_block(valid, now)
                    .unwrap()
                    .connected
                    .len(),
                1
            );
        }
    }

    /// Changes the payment (unsigned changes included), and expects that pool and block refuse it for a reason of this
    /// kind. `sign` tells whether it is signed anew.
    fn refuses_payment(
        sign: bool,
        change: impl Fn(&Self, &mut Transaction),
        expected: impl Fn(&TransactionRule) -> bool,
    ) {
        let world = Self::new();
        let mut payment = world.payment();
        change(&world, &mut payment);
        if sign {
            let spent: Vec<Output> = payment
                .inputs
                .iter()
                .filter_map(|input| world.chain.coin(&input.previous).unwrap())
                .map(|coin| coin.output)
                .collect();
            if spent.len() == payment.inputs.len() {
                let genesis = world.chain.genesis();
                world.alice.sign(genesis, &mut payment, &spent);
            }
        }
        match world.verify(&payment) {
            Err(TransactionError::Invalid(rule)) => assert!(expected(&rule), "{rule:?}"),
            other => panic!("{other:?}"),
        }
        let in_block = |_: &Self, block: &mut Block| {
            block.transactions[1] = payment.clone();
            commit_witnesses(block);
            seal(block);
        };
        Self::refuses_block(in_block, |rule| {
            matches!(rule, Rule::Transaction { transaction: 1, txid, rule }
                if *txid == payment.txid() && expected(rule))
        });
    }

    fn verify(
        &self,
        transaction: &Transaction,
    ) -> Result<Amount, TransactionError<impl std::error::Error + use<>>> {
        verify_transaction(
            transaction,
            &self.chain,
            &self.chain.next_place(),
            self.chain.spec(),
            self.chain.verifier(),
        )
    }
}

/// Whether a block's rule is such a rule of the transaction at this place.
fn within(rule: &Rule, place: usize, expected: impl Fn(&TransactionRule) -> bool) -> bool {
    matches!(rule, Rule::Transaction { transaction, rule, .. } if *transaction == place && expected(rule))
}

fn is_missing_coin(rule: &TransactionRule) -> bool {
    matches!(rule, TransactionRule::MissingCoin(_))
}

#[test]
fn the_unbroken_block_is_valid() {
    let mut world = World::new();
    assert_eq!(world.verify(&world.payment()).unwrap().units(), FEE);
    let block = world.block();
    let paid = block.transactions[0].outputs[0].amount;
    assert_eq!(paid.units(), 50 * Amount::COIN.units() + FEE);
    let now = block.header.time;
    world.chain.accept_block(block.clone(), now).unwrap();
    assert_eq!(world.chain.tip().hash, block.hash());
    assert!(world.chain.coin(&world.reward(1)).unwrap().is_none());
}

#[test]
fn headers() {
    World::refuses_block(
        |_, block| block.header.bits = CompactTarget(0x207f_fffe),
        |rule| {
            matches!(
                rule,
                Rule::Bits {
                    found: CompactTarget(0x207f_fffe),
                    ..
                }
            )
        },
    );
    World::refuses_block(
        |_, block| {
            while block.header.meets_target() {
                block.header.nonce += 1;
            }
        },
        |rule| matches!(rule, Rule::ProofOfWork { .. }),
    );
    World::refuses_block(
        |world, block| {
            block.header.time = world.chain.tip().median_time;
            mine(&mut block.header);
        },
        |rule| matches!(rule, Rule::TimeTooOld { time, median } if time == median),
    );
    World::refuses_block(
        |_, block| {
            block.header.time = Timestamp(1_700_001_601);
            mine(&mut block.header);
        },
        |rule| {
            rule.is_of_the_clock()
                && matches!(
                    rule,
                    Rule::TimeTooNew {
                        latest: Timestamp(1_700_001_600),
                        ..
                    }
                )
        },
    );
    let mut world = World::new();
    let mut block = world.block();
    block.header.previous = BlockHash::from_bytes([9; 32]);
    mine(&mut block.header);
    let now = block.header.time;
    let previous = block.header.previous;
    assert_eq!(
        world.chain.accept_headers(&[block.header], now),
        Err(HeaderError::Orphan { previous })
    );
    assert!(matches!(
        world.chain.accept_block(block, now),
        Err(BlockError::Orphan { previous: p }) if p == previous
    ));
}

#[test]
fn bodies_that_are_not_the_headers() {
    World::refuses_block(
        |_, block| block.transactions.clear(),
        |rule| matches!(rule, Rule::NoTransactions),
    );
    World::refuses_block(
        |_, block| {
            block.header.merkle_root = MerkleNode::ZERO;
            mine(&mut block.header);
        },
        |rule| matches!(rule, Rule::MerkleRoot { .. }),
    );
    World::refuses_block(
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
    World::refuses_block(
        |_, block| {
            block.transactions[0].outputs.truncate(1);
            block.transactions[0].inputs[0].witness.clear();
            seal(block);
        },
        |rule| matches!(rule, Rule::UncommittedWitness { transaction: 1 }),
    );
    World::refuses_block(
        |_, block| block.transactions[0].inputs[0].witness = Witness::from([[1; 32]]),
        |rule| matches!(rule, Rule::WitnessReserved),
    );
    World::refuses_block(
        |_, block| block.transactions[1].inputs[0].witness.push(&[]),
        |rule| matches!(rule, Rule::WitnessCommitment { .. }),
    );
}

#[test]
fn a_wrong_copy_does_not_spoil_the_block() {
    let mut world = World::new();
    let block = world.block();
    let now = block.header.time;
    world.chain.accept_headers(&[block.header], now).unwrap();
    let mut copy = block.clone();
    edit(&mut copy.transactions[1].inputs[0].witness, |w| {
        w[0][7] ^= 1;
    });
    assert!(world.chain.accept_block(copy, now).is_err());
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

/// Two inner nodes of a block's tree are 64 bytes, which may happen to read as a transaction: a copy with such bytes in
/// place of its transactions is under the same root as the block. Whatever else is wrong with it (that there are too few
/// transactions, say), the fault is the copy's.
#[test]
fn inner_nodes_passed_off_as_transactions_do_not_spoil_the_block() {
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
            lock: Lock::Other {
                version: 2,
                program: vec![5; 3],
            },
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

#[test]
fn blocks() {
    World::refuses_block(
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
    World::refuses_block(
        |_, block| {
            block.transactions[0].outputs.insert(
                0,
                Output {
                    amount: Amount::ZERO,
                    lock: Lock::Data(vec![0; 9_999]),
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
    World::refuses_block(
        |_, block| {
            block.transactions.remove(0);
            block.transactions[0].inputs[0].witness.clear();
            seal(block);
        },
        |rule| matches!(rule, Rule::NoCoinbase),
    );
    World::refuses_block(
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
        World::refuses_block(
            |_, block| {
                block.transactions[0].inputs[0].script.resize(length, 0);
                seal(block);
            },
            |rule| matches!(rule, Rule::CoinbaseScript { length: l } if *l == length),
        );
    }
    World::refuses_block(
        |_, block| {
            block.transactions[0].inputs[0].script[0] += 1;
            seal(block);
        },
        |rule| matches!(rule, Rule::CoinbaseHeight { height: Height(9) }),
    );
    World::refuses_block(
        |_, block| {
            let paid = &mut block.transactions[0].outputs[0].amount;
            *paid = Amount::from_units(paid.units() + 1).unwrap();
            seal(block);
        },
        |rule| matches!(rule, Rule::CoinbaseAmount { paid, most } if paid.units() == most.units() + 1),
    );
    World::refuses_block(
        |_, block| {
            block.transactions[0].outputs[0].amount = Amount::MAX;
            let more = block.transactions[0].outputs[0].clone();
            block.transactions[0].outputs.push(more);
            seal(block);
        },
        |rule| within(rule, 0, |rule| *rule == TransactionRule::OutputsOverflow),
    );
    World::refuses_block(
        |_, block| {
            block.transactions[0].outputs.clear();
            block.transactions.truncate(1);
            block.transactions[0].inputs[0].witness.clear();
            seal(block);
        },
        |rule| within(rule, 0, |rule| *rule == TransactionRule::NoOutputs),
    );
    World::refuses_block(
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
fn what_builds_on_an_invalid_block_is_invalid() {
    let mut world = World::new();
    let mut bad = world.block();
    let paid = &mut bad.transactions[0].outputs[0].amount;
    *paid = Amount::from_units(paid.units() + 1).unwrap();
    seal(&mut bad);
    let now = Timestamp(1_700_001_000);
    world.chain.accept_headers(&[bad.header], now).unwrap();
    let child = testing::block_on(
        &world.chain,
        &bad.hash(),
        &world.bob.lock(),
        vec![],
        Amount::ZERO,
    );
    // The child waits for its parent, and falls with it.
    world.chain.accept_block(child.clone(), now).unwrap();
    assert_eq!(world.chain.best_header().hash, child.hash());
    let verdict = world.chain.accept_block(bad.clone(), now).unwrap_err();
    assert!(matches!(verdict, BlockError::Invalid { block, .. } if block == bad.hash()));
    assert_eq!(world.chain.best_header(), world.chain.tip());
    assert_eq!(world.chain.block(&child.hash()).unwrap(), None);
    let grandchild = testing::block_on(
        &world.chain,
        &child.hash(),
        &world.bob.lock(),
        vec![],
        Amount::ZERO,
    );
    let error = world
        .chain
        .accept_headers(&[grandchild.header], now)
        .unwrap_err();
    assert_eq!(
        error,
        HeaderError::Invalid {
            block: grandchild.hash(),
            rule: Rule::InvalidParent {
                parent: child.hash()
            }
        }
    );
}

#[test]
fn transactions_by_themselves() {
    World::refuses_payment(
        false,
        |_, t| t.outputs.clear(),
        |rule| matches!(rule, TransactionRule::NoOutputs),
    );
    for version in [1, 0x69, 0xff] {
        World::refuses_payment(
            true,
            |_, t| t.outputs[0].lock = Lock::new(version, &[7; MAX_OTHER_PROGRAM + 1]).unwrap(),
            |rule| {
                let (output, length) = (0, 41);
                *rule == TransactionRule::LongProgram { output, length }
            },
        );
    }
    World::refuses_payment(
        true,
        |_, t| t.inputs.push(t.inputs[0].clone()),
        |rule| matches!(rule, TransactionRule::DuplicateInput(_)),
    );
    World::refuses_payment(
        false,
        |_, t| t.inputs.push(Input::spending(OutPoint::NULL)),
        |rule| matches!(rule, TransactionRule::NullInput { input: 1 }),
    );
    World::refuses_payment(
        true,
        |_, t| t.inputs[0].script.push(0),
        |rule| matches!(rule, TransactionRule::Script { input: 0 }),
    );
    World::refuses_payment(
        true,
        |_, t| {
            t.outputs[0].amount = Amount::MAX;
            t.outputs.push(t.outputs[0].clone());
        },
        |rule| matches!(rule, TransactionRule::OutputsOverflow),
    );
    for lock_time in [9, 1_700_000_050] {
        World::refuses_payment(
            true,
            |_, t| {
                t.lock_time = lock_time;
                t.inputs[0].sequence = 0;
            },
            |rule| matches!(rule, TransactionRule::NotFinal { lock_time: l } if *l == lock_time),
        );
    }
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
fn lock_times_come() {
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
fn transactions_against_coins() {
    let nowhere = OutPoint {
        txid: Txid::from_bytes([7; 32]),
        index: 0,
    };
    World::refuses_payment(
        true,
        |_, t| t.inputs[0].previous = nowhere,
        |rule| *rule == TransactionRule::MissingCoin(nowhere),
    );
    World::refuses_payment(
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
    World::refuses_payment(
        true,
        |_, t| {
            let paid = t.outputs[0].amount.units();
            t.outputs[0].amount = Amount::from_units(paid + FEE + 1).unwrap();
        },
        |rule| matches!(rule, TransactionRule::Overspent { .. }),
    );
    // The commitment's output carries data: it never becomes a coin.
    World::refuses_payment(
        true,
        |world, t| t.inputs[0].previous.index = world.reward(1).index + 1,
        |rule| matches!(rule, TransactionRule::MissingCoin(_)),
    );
}

fn edit(witness: &mut Witness, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let mut items = witness.iter().map(<[u8]>::to_vec).collect();
    change(&mut items);
    *witness = items.into_iter().collect();
}

#[test]
fn witnesses() {
    let witness = |change: fn(&mut Vec<Vec<u8>>), expected: fn(&SpendError) -> bool| {
        World::refuses_payment(
            false,
            |_, t| edit(&mut t.inputs[0].witness, change),
            |rule| matches!(rule, TransactionRule::Witness { input: 0, error } if expected(error)),
        );
    };
    witness(Vec::clear, |e| matches!(e, SpendError::Items(0)));
    witness(|w| w.push(vec![]), |e| matches!(e, SpendError::Items(3)));
    witness(|w| w[1][0] = 4, |e| matches!(e, SpendError::Key(_)));
    witness(|w| w[1].truncate(32), |e| matches!(e, SpendError::Key(_)));
    witness(
        |w| w[0].truncate(64),
        |e| matches!(e, SpendError::Signature(_)),
    );
    witness(|w| w[0][0] = 2, |e| matches!(e, SpendError::Signature(_)));
    witness(
        |w| w[0][0] ^= 1,
        |e| *e == SpendError::Signature(SignatureError::Wrong),
    );
    witness(
        |w| w[1][0] ^= 1,
        |e| matches!(e, SpendError::OtherKey { .. }),
    );
    // Signed by another key, for other amounts, and for another chain.
    World::refuses_payment(
        false,
        |world, t| {
            let spent = world.chain.coin(&t.inputs[0].previous).unwrap().unwrap();
            world.bob.sign(world.chain.genesis(), t, &[spent.output]);
        },
        |rule| {
            matches!(
                rule,
                TransactionRule::Witness {
                    error: SpendError::OtherKey { .. },
                    ..
                }
            )
        },
    );
    let wrong = |rule: &TransactionRule| {
        let error = SpendError::Signature(SignatureError::Wrong);
        *rule == TransactionRule::Witness { input: 0, error }
    };
    World::refuses_payment(false, |_, t| t.outputs[0].amount = Amount::COIN, wrong);
    World::refuses_payment(
        false,
        |world, t| {
            let spent = world.chain.coin(&t.inputs[0].previous).unwrap().unwrap();
            let other = BlockHash::from_bytes([1; 32]);
            world.alice.sign(other, t, &[spent.output]);
        },
        wrong,
    );
}

#[test]
fn nothing_is_spent_twice() {
    let mut world = World::new();
    let twice = |world: &World| {
        let to = TestKey::new(3).lock();
        world
            .alice
            .pay(&world.chain, world.reward(1), &to, Amount::ZERO)
    };
    // In the same block.
    World::refuses_block(
        |world, block| {
            block.transactions.push(twice(world));
            commit_witnesses(block);
            seal(block);
        },
        |rule| within(rule, 2, is_missing_coin),
    );
    // In a later one.
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
    let refused = world.chain.accept_block(swapped, now).unwrap_err();
    assert!(
        matches!(refused, BlockError::Invalid { rule, .. } if within(&rule, 1, is_missing_coin))
    );
    world.chain.accept_block(block, now).unwrap();
}

#[test]
fn locks_without_meaning_are_free_for_all_and_data_is_for_none() {
    let mut world = World::new();
    let mut make = world.payment();
    let free = Lock::Other {
        version: 1,
        program: vec![7; MAX_OTHER_PROGRAM],
    };
    make.outputs[0].lock = free;
    make.outputs.push(Output {
        amount: Amount::ZERO,
        lock: Lock::Data(b"hello".to_vec()),
    });
    let spent = world.chain.coin(&world.reward(1)).unwrap().unwrap().output;
    world.alice.sign(world.chain.genesis(), &mut make, &[spent]);
    let lock = world.alice.lock();
    let block = testing::next_block(&world.chain, &lock, vec![make.clone()]);
    let now = Timestamp(1_700_001_000);
    world.chain.accept_block(block, now).unwrap();
    let take = Transaction {
        version: 2,
        inputs: vec![Input::spending(output_of(&make, 0).0)],
        outputs: vec![Output {
            amount: Amount::COIN,
            lock: world.bob.lock(),
        }],
        lock_time: 0,
    };
    assert!(world.verify(&take).is_ok());
    let mut data = take.clone();
    data.inputs[0].previous.index = 1;
    assert!(matches!(
        world.verify(&data),
        Err(TransactionError::Invalid(TransactionRule::MissingCoin(_)))
    ));
    let block = testing::next_block(&world.chain, &lock, vec![take]);
    world.chain.accept_block(block, now).unwrap();
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
