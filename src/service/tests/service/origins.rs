//! Coin histories, as pages request them.

use crate::people::{Person, clock, meet, part, talk};
use api::{
    ExplorerReason, Field, ProvenanceCheck, ProvenanceDocument, ProvenanceKind, SourcePlace,
    WalkProgress, command,
};
use primitives::Amount;

fn coins(text: &str) -> Amount {
    text.parse().unwrap()
}

fn ask(person: &mut Person, txid: &str, output: Option<u32>, most: u32) -> ProvenanceDocument {
    let command = command::Provenance {
        txid: txid.into(),
        output,
        most,
    };
    loop {
        match person.ask(clock(100), &command) {
            Ok(found) if found.progress == WalkProgress::Checking => {
                assert!(found.nodes.is_empty(), "an unfinished answer is small");
            }
            Ok(found) => return *found,
            other => panic!("{other:?}"),
        }
    }
}

fn pay(person: &mut Person, to: &str, amount: &str, second: u64) -> String {
    person.pay(clock(second), to, amount).unwrap()
}

#[test]
fn a_payee_searches_a_coin_back_to_the_rewards() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    meet(&mut alice, &mut bob, 1, clock(50));
    // The amount is more than one reward, so two rewards are spent together.
    let to = bob.view().wallet.address;
    let paid = pay(&mut alice, &to, "70", 50);
    talk(&mut alice, &mut bob, 1, clock(50));
    let waiting = ask(&mut bob, &paid, None, 100);
    assert_eq!(waiting.nodes[0].height, None);
    assert_eq!((waiting.signatures, waiting.rewards), (2, 2));
    bob.mine(clock(60));
    talk(&mut alice, &mut bob, 1, clock(60));
    let back = alice.view().wallet.address;
    let returned = pay(&mut bob, &back, "12.5", 61);
    bob.mine(clock(70));
    talk(&mut alice, &mut bob, 1, clock(70));

    let mine = |person: &mut Person| ask(person, &returned, None, 100);
    let found = mine(&mut alice);
    assert_eq!(found, mine(&mut bob), "both nodes find the same history");
    assert_eq!(found.progress, WalkProgress::Whole);
    assert_eq!(
        (found.transactions, found.signatures, found.rewards),
        (4, 3, 2)
    );
    assert_eq!((found.wrong, found.unchecked, found.ahead), (0, 0, 0));
    assert_eq!(found.nodes[0].txid.to_string(), returned);
    assert_eq!(found.nodes[1].txid.to_string(), paid);
    let pays = |place: usize, to: &String| found.nodes[place].payees.contains(to);
    assert!(pays(0, &back) && pays(1, &to) && !pays(0, &to));
    assert_eq!(
        found.nodes[1].height,
        Some(5),
        "the unconfirmed payment is confirmed now"
    );
    let sources = found.nodes[1].sources.iter();
    assert!(
        [2, 3]
            .map(SourcePlace::Node)
            .iter()
            .all(|reward| { sources.clone().any(|source| source.from == *reward) }),
        "{found:?}"
    );
    assert!(
        found
            .nodes
            .iter()
            .all(|node| node.check == ProvenanceCheck::Right)
    );
    let oldest = found.oldest.unwrap();
    assert_eq!(oldest.txid, found.nodes[3].txid);
    assert_eq!(found.nodes[3].kind, ProvenanceKind::Reward);
    assert_eq!(found.nodes[3].height, Some(oldest.height));

    let index = (0..2)
        .find(|index| ask(&mut alice, &returned, Some(*index), 100).amount == coins("12.5"))
        .unwrap();
    let one = ask(&mut alice, &returned, Some(index), 100);
    assert_eq!(one.address, Some(back));
    assert_eq!(one.nodes, found.nodes, "all outputs have the same origins");
}

#[test]
fn a_search_stops_at_the_requested_number_and_continues() {
    let mut alice = Person::new(1);
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    let mut last = String::new();
    for second in 5..=10 {
        let to = alice.view().wallet.address;
        last = pay(&mut alice, &to, "max", second * 10 - 5);
        alice.mine(clock(second * 10));
    }
    let cut = ask(&mut alice, &last, None, 2);
    assert_eq!((cut.progress, cut.transactions), (WalkProgress::Cut, 2));
    assert!(cut.ahead > 0);
    let sources = &cut.nodes[1].sources;
    assert!(
        sources
            .iter()
            .any(|source| source.from == SourcePlace::Ahead)
    );
    let whole = ask(&mut alice, &last, None, u32::MAX);
    assert_eq!(whole.progress, WalkProgress::Whole);
    assert!(whole.transactions > 6 && whole.rewards >= 4, "{whole:?}");
    assert_eq!(whole.nodes[0].txid, cut.nodes[0].txid);
    let signatures: u32 = whole.nodes.iter().map(|node| node.signatures).sum();
    assert_eq!(signatures, whole.signatures);
}

#[test]
fn a_reorganisation_ends_a_search_through_disconnected_blocks() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    let to = bob.view().wallet.address;
    let paid = pay(&mut alice, &to, "7", 45);
    alice.mine(clock(50));
    assert_eq!(ask(&mut alice, &paid, None, 10).nodes[0].height, Some(5));
    for second in 1..=7 {
        bob.mine(clock(second * 10));
    }
    meet(&mut alice, &mut bob, 1, clock(100));
    assert_eq!(alice.view().tip, bob.view().tip);
    let command = command::Provenance {
        txid: paid,
        output: None,
        most: 10,
    };
    // The rewards that the payment spent were removed with their blocks.
    let fault = alice.ask(clock(101), &command).unwrap_err();
    assert_eq!(fault.reason, ExplorerReason::UnknownTransaction.into());
}

#[test]
fn a_search_names_transactions_that_this_node_has_pruned() {
    let [mut alice, mut bob, mut carol] = [1, 2, 3].map(Person::new);
    let mut now = 0;
    let mut mine = |alice: &mut Person, blocks| {
        for _ in 0..blocks {
            now += 60;
            alice.mine(clock(now));
        }
        now
    };
    let second = mine(&mut alice, 4);
    meet(&mut alice, &mut bob, 1, clock(second));
    let to = bob.view().wallet.address;
    let first = pay(&mut alice, &to, "max", second);
    let second = mine(&mut alice, 1);
    talk(&mut alice, &mut bob, 1, clock(second));
    let to = carol.view().wallet.address;
    let paid = pay(&mut bob, &to, "max", second);
    talk(&mut alice, &mut bob, 1, clock(second));
    part(&mut alice, &mut bob, 1, clock(second));
    let second = mine(&mut alice, 300);
    meet(&mut alice, &mut carol, 2, clock(second));
    part(&mut alice, &mut carol, 2, clock(second));
    let whole = ask(&mut carol, &paid, None, 100);
    assert_eq!(
        (whole.nodes[1].txid.to_string(), whole.unchecked),
        (first.clone(), 0)
    );

    let newest = Some("288".to_owned());
    carol
        .ask(clock(second), &command::Prune { newest })
        .unwrap();
    // Block 6, with the payment to her, is pruned too, but her own transaction in it is kept.
    assert!(carol.view().kept.cut > 6);
    let left = ask(&mut carol, &paid, None, 100);
    assert_eq!((left.transactions, left.unchecked, left.rewards), (1, 1, 0));
    assert_eq!(left.nodes[0].check, ProvenanceCheck::Unchecked);
    let reason = "this node pruned it".to_owned();
    assert_eq!(
        left.nodes[0].sources[0].from,
        SourcePlace::Missing { reason }
    );
    let gone = command::Provenance {
        txid: first,
        output: None,
        most: 9,
    };
    let fault = carol.ask(clock(second), &gone).unwrap_err();
    assert_eq!(fault.reason, ExplorerReason::UnknownOrSpent.into());
}

#[test]
fn wrong_questions_are_refused() {
    let mut alice = Person::new(1);
    alice.mine(clock(10));
    let hash = alice.view().tip.to_string();
    let block = alice
        .ask(clock(11), &command::Block { hash })
        .expect("the tip is a block");
    let reward = block.transactions[0].txid.to_string();
    for (txid, output) in [
        ("", None),
        ("nonsense", None),
        (&"ab".repeat(32), None),
        (&reward, Some(9)),
        (&reward, Some(u32::MAX)),
    ] {
        let command = command::Provenance {
            txid: txid.into(),
            output,
            most: 1,
        };
        let fault = alice.ask(clock(11), &command).unwrap_err();
        assert_eq!(fault.field, Some(Field::Search), "{txid} {output:?}");
    }
    let alone = ask(&mut alice, &reward, Some(0), 0);
    assert_eq!((alone.transactions, alone.rewards), (1, 1));
    assert_eq!(alone.amount, coins("50"));
}
