//! Two people on one chain: mining, paying, switching branches, returning.

use crate::people::{Person, begin, clock, meet, part, send, step, talk};
use api::{Field, Found, HistoryKind, Notice, Reason, command};
use primitives::Amount;
use store::RedbStore;

fn coins(text: &str) -> Amount {
    text.parse().unwrap()
}

#[test]
fn a_payment_is_seen_waiting_then_confirmed_and_comes_back() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    meet(&mut alice, &mut bob, 1, clock(50));
    assert_eq!(bob.view().tip, alice.view().tip);
    assert_eq!(
        alice.view().wallet.balance,
        coins("150"),
        "three of four rewards can be spent in the next block"
    );

    let to = bob.view().wallet.address;
    let review = alice
        .ask(
            clock(50),
            &command::Review {
                to: to.clone(),
                amount: "20".into(),
                note: String::new(),
                pace: api::Pace::default(),
                more: Vec::new(),
                coins: Vec::new(),
            },
        )
        .expect("a payment of 20 of 150 coins has a review");
    assert!(!review.to_self && review.fee > Amount::ZERO);
    alice.pay(clock(50), &to, "20").unwrap();
    let after = alice.view().wallet;
    assert_eq!(
        after.balance, review.left,
        "the balance accounts at once for what was sent"
    );
    assert_eq!(after.outgoing, review.total);
    talk(&mut alice, &mut bob, 1, clock(50));
    assert_eq!(bob.view().wallet.incoming, coins("20"));
    assert_eq!(bob.view().wallet.balance, Amount::ZERO);
    assert!(bob.notices.contains(&Notice::PaymentReceived {
        amount: coins("20")
    }));

    bob.mine(clock(60));
    talk(&mut alice, &mut bob, 1, clock(60));
    assert_eq!(alice.view().tip, bob.view().tip);
    assert_eq!(bob.view().wallet.balance, coins("20"));
    assert_eq!(bob.view().wallet.incoming, Amount::ZERO);
    assert!(alice.notices.contains(&Notice::PaymentConfirmed {
        amount: coins("20"),
        received: false,
    }));
    let row = &alice.view().wallet.history[0];
    assert_eq!(
        (row.kind, row.amount, row.confirmations),
        (HistoryKind::Sent, coins("20"), 1)
    );
    assert_ne!(
        bob.view().wallet.address,
        to,
        "a receipt is followed by a fresh address"
    );

    let back = alice.view().wallet.address;
    bob.pay(clock(60), &back, "max").unwrap();
    assert_eq!(bob.view().wallet.balance, Amount::ZERO);
}

#[test]
fn a_branch_with_less_work_is_replaced_and_its_payment_confirms_again() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    meet(&mut alice, &mut bob, 1, clock(50));
    part(&mut alice, &mut bob, 1, clock(51));
    let to = bob.view().wallet.address;
    alice.pay(clock(52), &to, "7").unwrap();
    alice.mine(clock(60));
    let alice_reward = match alice.notices.last() {
        Some(Notice::BlockFound { reward, .. }) => *reward,
        other => panic!("{other:?}"),
    };
    for second in 6..=8 {
        bob.mine(clock(second * 10));
    }
    meet(&mut alice, &mut bob, 2, clock(90));
    assert_eq!(alice.view().tip, bob.view().tip);
    assert_eq!(alice.view().height, 7);
    // Alice's block was disconnected, and a notice says what the block had paid her.
    let expected = Notice::Reorganised {
        depth: 1,
        own: 1,
        coins: alice_reward,
    };
    assert!(alice.notices.contains(&expected), "{:?}", alice.notices);
    assert_eq!(alice.view().mining.found, 4, "five, and one of them undone");
    assert_eq!(
        bob.view().wallet.incoming,
        coins("7"),
        "the payment of the lost branch waits again"
    );
    assert_eq!(alice.view().blocks.len(), 8);
    assert!(
        alice
            .view()
            .blocks
            .windows(2)
            .all(|pair| pair[0].height == pair[1].height + 1)
    );
    bob.mine(clock(100));
    talk(&mut alice, &mut bob, 2, clock(100));
    assert_eq!(bob.view().wallet.incoming, Amount::ZERO);
    let row = alice
        .view()
        .wallet
        .history
        .into_iter()
        .find(|row| row.kind == HistoryKind::Sent)
        .unwrap();
    assert_eq!(row.height, Some(8));
}

#[test]
fn wrong_input_is_answered_at_its_field_and_changes_nothing() {
    let mut alice = Person::new(1);
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    let before = alice.view();
    let own = before.wallet.address.clone();
    let cases = [
        ("", "1", Field::To),
        ("tst1nonsense", "1", Field::To),
        (&own.replace("tst", "abc"), "1", Field::To),
        (&own[..own.len() - 1], "1", Field::To),
        (&own, "", Field::Amount),
        (&own, "one", Field::Amount),
        (&own, "-1", Field::Amount),
        (&own, "0", Field::Amount),
        (&own, "0.123456789", Field::Amount),
        (&own, "1000000", Field::Amount),
        (&own, "99999999999999", Field::Amount),
    ];
    for (to, amount, field) in cases {
        let fault = alice.pay(clock(50), to, amount).unwrap_err();
        assert_eq!(fault.field, Some(field), "{to} {amount}: {fault}");
        if let Reason::Text(text) = fault.reason {
            assert!(text.ends_with('.'), "{text}");
        }
    }
    let mut after = alice.view();
    after.mining = before.mining;
    assert_eq!(before, after);
}

#[test]
fn the_explorer_finds_heights_hashes_transactions_and_addresses() {
    let mut alice = Person::new(1);
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    let to = Person::new(2).view().wallet.address;
    let txid = alice.pay(clock(50), &to, "3").unwrap();
    let search = |alice: &mut Person, text: &str| match alice
        .ask(clock(50), &command::Search { text: text.into() })
    {
        Ok(found) => found,
        other => panic!("{text}: {other:?}"),
    };
    let Found::Transaction(waiting) = search(&mut alice, &txid) else {
        panic!("it waits")
    };
    assert_eq!(waiting.block, None);
    alice.mine(clock(60));
    let Found::Transaction(found) = search(&mut alice, &txid) else {
        panic!("it is confirmed")
    };
    assert_eq!(
        (found.height, found.confirmations, found.fee),
        (Some(5), 1, waiting.fee)
    );
    let Found::Block(block) = search(&mut alice, "5") else {
        panic!("there is a block 5")
    };
    assert_eq!(Some(block.hash), found.block);
    assert_eq!(Some(block.fees), found.fee);
    let Found::Block(same) = search(&mut alice, &block.hash.to_string()) else {
        panic!("by hash")
    };
    assert_eq!(block, same);
    let Found::Address(address) = search(&mut alice, &to) else {
        panic!("by address")
    };
    assert_eq!(
        (address.balance, address.received),
        (coins("3"), coins("3"))
    );
    assert_eq!(address.transactions.len(), 1);
    // The first digits of an id are enough if no other hash begins with them.
    let Found::Transaction(begun) = search(&mut alice, &txid[..8]) else {
        panic!("the transaction is found by its beginning");
    };
    assert_eq!(begun, found);
    let hash = block.hash.to_string();
    let Found::Block(begun) = search(&mut alice, &hash[..16].to_uppercase()) else {
        panic!("the block is found by its beginning");
    };
    assert_eq!(begun, block);
    assert_eq!(search(&mut alice, "6"), Found::Nothing);
    assert_eq!(search(&mut alice, "6000000"), Found::Nothing);
    assert_eq!(search(&mut alice, &"ab".repeat(32)), Found::Nothing);
    let fault = alice
        .ask(
            clock(60),
            &command::Search {
                text: "what?".into(),
            },
        )
        .unwrap_err();
    assert_eq!(fault.field, Some(Field::Search));
}

#[test]
fn a_wallet_restored_from_its_words_finds_its_coins_on_the_chain() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    for second in 1..=6 {
        alice.mine(clock(second * 10));
    }
    let to = bob.view().wallet.address;
    alice.pay(clock(65), &to, "5").unwrap();
    alice.mine(clock(70));
    meet(&mut alice, &mut bob, 1, clock(80));
    let mut again = Person::new(1);
    meet(&mut again, &mut bob, 2, clock(85));
    assert_eq!(again.view().wallet.balance, alice.view().wallet.balance);
    assert_eq!(again.view().wallet.immature, alice.view().wallet.immature);
}

#[test]
fn a_passphrase_is_asked_for_and_checked() {
    let mut alice = Person::new(1);
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    alice
        .profile
        .set_passphrase(None, Some("correct horse"), crate::people::entropy(9))
        .unwrap();
    alice.service.set_vault(alice.profile.vault().clone());
    let to = alice.view().wallet.address;
    for wrong in [None, Some(""), Some("wrong")] {
        let review = alice.review(clock(50), &to, "1").unwrap();
        let fault = alice.ask(clock(50), &send(&review, wrong)).unwrap_err();
        assert_eq!(fault.field, Some(Field::Passphrase), "{fault}");
    }
    let review = alice.review(clock(50), &to, "1").unwrap();
    let command = send(&review, Some("correct horse"));
    alice.ask(clock(50), &command).unwrap();
}

#[test]
fn everything_is_there_after_a_restart_and_a_waiting_payment_is_offered_again() {
    let path = std::env::temp_dir().join(format!("tabchain-service-{}.redb", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let mut alice = Person::with_store(1, RedbStore::open_file(&path).unwrap());
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    let to = Person::new(2).view().wallet.address;
    alice.pay(clock(50), &to, "3").unwrap();
    let before = alice.view();
    drop(alice);
    let mut again = Person::with_store(1, RedbStore::open_file(&path).unwrap());
    let mut after = again.view();
    after.mining.found = before.mining.found; // counted anew
    assert_eq!(after, before);
    again.mine(clock(60));
    let sent = |row: &api::HistoryRow| row.kind == HistoryKind::Sent && row.height == Some(5);
    assert!(again.view().wallet.history.iter().any(sent));
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_persons_changes_are_written_at_once_while_blocks_are_gathered() {
    let file = std::env::temp_dir().join(format!("tabchain-gathers-{}.redb", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let mut ann = Person::new(1);
    for block in 1..=30 {
        ann.mine(clock(block * 10));
    }
    let mut bob = Person::with_store(2, RedbStore::open_file(&file).unwrap());
    let now = clock(400);
    begin(&mut ann, &mut bob, 1, now);
    while bob.view().height < 9 {
        assert!(step(&mut ann, &mut bob, 1, now), "no block comes");
    }
    assert!(bob.view().height < 20, "it is still catching up");
    let address = bob.ask(now, &command::NewAddress).expect("no address");
    // The tab is closed here.
    drop(bob);
    let bob = Person::with_store(2, RedbStore::open_file(&file).unwrap());
    assert!(bob.view().height >= 9);
    assert_eq!(bob.view().wallet.address, address);
    drop(bob);
    std::fs::remove_file(&file).unwrap();
}
