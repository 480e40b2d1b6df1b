//! The answers that a page draws as pictures, compared with the chain and the mempool.

use api::command;
use primitives::Amount;

use crate::people::{Person, clock, meet, part, talk};

fn coins(text: &str) -> Amount {
    text.parse().unwrap()
}

#[test]
fn statistics_are_those_of_the_blocks() {
    let mut alice = Person::new(1);
    for second in 1..=12 {
        alice.mine(clock(second * 10));
    }
    let mut ask = |newest| {
        let found = alice.ask(clock(900), &command::Statistics { newest });
        found.unwrap().points
    };
    let all = ask(0);
    let heights: Vec<u32> = all.iter().map(|point| point.height).collect();
    assert_eq!(heights, (0..=12).collect::<Vec<_>>());
    let newest = ask(3);
    assert_eq!(newest, all[9..]);
    for point in &all {
        let height = point.height;
        let block = alice.ask(clock(900), &command::BlockAt { height }).unwrap();
        assert_eq!(
            (point.time, point.difficulty),
            (block.time, block.difficulty)
        );
        let rewards = Amount::from_units(50 * 100_000_000 * u64::from(height)).unwrap();
        assert_eq!(point.issued, rewards, "{height}");
    }
    let mine = alice.view().wallet.balance.units() + alice.view().wallet.immature.units();
    assert_eq!(all[12].issued.units(), mine, "nobody else has coins");
}

#[test]
fn the_map_shows_own_payments_and_the_next_block() {
    let mut alice = Person::new(1);
    for second in 1..=6 {
        alice.mine(clock(second * 10));
    }
    let empty = alice.ask(clock(70), &command::PoolMap).unwrap();
    assert_eq!((empty.payments.len(), empty.blocks.len()), (0, 0));
    let to = Person::new(2).view().wallet.address;
    let first = alice.pay(clock(70), &to, "3").unwrap();
    let second = alice.pay(clock(71), &to, "4").unwrap();
    let map = alice.ask(clock(72), &command::PoolMap).unwrap();
    let mut found: Vec<String> = map.payments.iter().map(|it| it.txid.to_string()).collect();
    found.sort();
    let mut wanted = vec![first.clone(), second];
    wanted.sort();
    assert_eq!(found, wanted);
    assert!(
        map.payments
            .iter()
            .all(|it| it.mine && it.block == 0 && it.rate > 0)
    );
    assert_eq!((map.rest, map.blocks.len()), ((0, 0), 1));
    let pool = alice.view().pool;
    let block = map.blocks[0];
    assert_eq!(
        (block.payments, block.weight, block.fees),
        (2, pool.weight, pool.fees)
    );

    // In a payment, the change is the payer's.
    let own = command::OwnParts {
        txid: first.clone(),
    };
    let coins_of = alice.ask(clock(73), &own).unwrap();
    let document = alice
        .ask(clock(73), &command::Transaction { txid: first })
        .unwrap();
    let payee = (0..)
        .zip(&document.outputs)
        .find(|(_, output)| output.amount == coins("3"));
    let payee: u32 = payee.map(|(index, _)| index).unwrap();
    assert_eq!(coins_of.outputs, [1 - payee]);
    assert!(coins_of.is_change);
    assert_eq!(coins_of.inputs.len(), document.inputs.len());
    alice.mine(clock(80));
    assert_eq!(
        alice.ask(clock(90), &own).unwrap(),
        coins_of,
        "a block changes nothing"
    );
}

#[test]
fn a_replaced_branch_is_shown_beside_the_chain() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    for second in 1..=2 {
        alice.mine(clock(second * 10));
    }
    meet(&mut alice, &mut bob, 1, clock(30));
    part(&mut alice, &mut bob, 1, clock(40));
    let beside = |person: &mut Person| {
        let newest = command::Branches { newest: 10 };
        person.ask(clock(200), &newest).unwrap()
    };
    assert_eq!(beside(&mut alice), []);
    alice.mine(clock(50));
    let lost = alice.view().tip;
    for second in 5..=7 {
        bob.mine(clock(second * 10 + 1));
    }
    meet(&mut alice, &mut bob, 2, clock(90));
    talk(&mut alice, &mut bob, 2, clock(95));
    assert_eq!(alice.view().tip, bob.view().tip, "the longer branch won");
    let found = beside(&mut alice);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].fork, found[0].length), (2, 1));
    let [block] = found[0].blocks[..] else {
        panic!("{found:?}")
    };
    assert_eq!((block.height, block.hash, block.stored), (3, lost, true));
    let none = alice
        .ask(clock(200), &command::Branches { newest: 2 })
        .unwrap();
    assert_eq!(none, [], "the fork is three blocks below the tip");
}

#[test]
fn what_goes_over_a_link_is_counted_on_both_sides() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    meet(&mut alice, &mut bob, 1, clock(50));
    let link = |person: &Person| {
        let peer = &person.view().peers[0];
        (peer.brought, peer.given)
    };
    assert_eq!(link(&alice).1.blocks, 4);
    assert_eq!(link(&bob).0.blocks, 4);
    assert_eq!(link(&alice).0.blocks, 0);
    let to = bob.view().wallet.address;
    alice.pay(clock(60), &to, "3").unwrap();
    talk(&mut alice, &mut bob, 1, clock(62));
    assert_eq!((link(&alice).1.payments, link(&bob).0.payments), (1, 1));
    bob.mine(clock(70));
    talk(&mut alice, &mut bob, 1, clock(72));
    assert_eq!((link(&bob).1.blocks, link(&alice).0.blocks), (1, 1));
}

#[test]
fn a_block_shows_its_message_in_every_list() {
    let mut alice = Person::new(1);
    let text = "Hello from Ann".to_owned();
    alice
        .ask(clock(5), &command::SetBlockMessage { text: text.clone() })
        .unwrap();
    alice.mine(clock(10));
    let message = |blocks: &[api::BlockSummary]| blocks[0].message.clone();
    assert_eq!(message(&alice.view().blocks), Some(text.clone()));
    let listed = alice
        .ask(clock(20), &command::Blocks { from: 9, count: 2 })
        .unwrap();
    assert_eq!(message(&listed), Some(text));
    assert_eq!(
        listed[1].message, None,
        "the genesis block says nothing as a message"
    );
}

#[test]
fn blocks_pay_to_one_address_while_others_may_recognise_them() {
    let mut alice = Person::new(1);
    let miners = |person: &Person| -> Vec<Option<String>> {
        let blocks = person.view().blocks;
        blocks.iter().map(|block| block.miner.clone()).collect()
    };
    for second in 1..=2 {
        alice.mine(clock(second * 10));
    }
    let found = miners(&alice);
    assert_ne!(found[0], found[1], "a fresh address for each block");
    assert!(!alice.view().recognised);
    let recognised = |on| command::SetRecognised { on };
    alice.ask(clock(25), &recognised(true)).unwrap();
    assert!(alice.view().recognised);
    for second in 3..=5 {
        alice.mine(clock(second * 10));
    }
    let found = miners(&alice);
    assert_eq!((&found[0], &found[1]), (&found[1], &found[2]));
    assert_ne!(found[2], found[3]);
    assert!(alice.view().blocks[..5].iter().all(|block| block.mine));
    // Agreeing once more changes nothing, and a fresh address follows after the choice ends.
    alice.ask(clock(55), &recognised(true)).unwrap();
    alice.mine(clock(60));
    assert_eq!(miners(&alice)[0], found[0]);
    alice.ask(clock(65), &recognised(false)).unwrap();
    alice.mine(clock(70));
    assert!(!found.contains(&miners(&alice)[0]));
}
