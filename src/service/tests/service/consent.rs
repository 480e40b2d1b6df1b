//! Actions that need the person's consent, and notices about their results: reviews, invitations,
//! mining alone.

use crate::people::{Person, clock, easy, entropy, meet, mine, part, review, send, talk};
use api::{
    ExplorerReason, Field, Known, NewChain, Notice, PaymentReason, Reason, Replacement, Sent,
    StorageReason, command,
};
use chain::Spec;
use primitives::Amount;
use service::{Invitation, Profile, Setup};

fn coins(text: &str) -> Amount {
    text.parse().unwrap()
}

fn rich(byte: u8) -> Person {
    let mut person = Person::new(byte);
    for second in 1..=4 {
        person.mine(clock(second * 10));
    }
    person
}

#[test]
fn a_review_names_the_transaction_that_is_signed() {
    let mut alice = rich(1);
    let to = Person::new(2).view().wallet.address;
    let shown = alice
        .ask(clock(50), &review(&to, "20", "for the bicycle"))
        .expect("it can be paid");
    assert_eq!((&shown.to, shown.amount), (&to, coins("20")));
    assert_eq!(shown.note.as_deref(), Some("for the bicycle"));
    // Another review does not change the reviewed payment.
    alice.review(clock(50), &to, "100").unwrap();
    let sent = alice.ask(clock(50), &send(&shown, None)).unwrap();
    assert_eq!(
        sent,
        Sent {
            txid: shown.draft.clone()
        }
    );
    let row = &alice.view().wallet.history[0];
    assert_eq!(
        (row.txid.to_string(), row.amount, row.fee),
        (shown.draft.clone(), coins("20"), Some(shown.fee))
    );
    assert_eq!(alice.view().wallet.balance, shown.left);
    // Sending the same draft twice is refused.
    let refused = alice.ask(clock(50), &send(&shown, None)).unwrap_err();
    assert_eq!(refused.field, Some(Field::Amount));
}

#[test]
fn payments_without_a_review_are_not_signed() {
    let mut alice = rich(1);
    let to = Person::new(2).view().wallet.address;
    for draft in ["", "nonsense", &"ab".repeat(32)] {
        let command = command::Send {
            draft: draft.into(),
            passphrase: None,
        };
        alice.ask(clock(50), &command).unwrap_err();
    }
    // Only the last few drafts are kept.
    let first = alice.review(clock(50), &to, "1").unwrap();
    for amount in 2..=17 {
        alice.review(clock(50), &to, &amount.to_string()).unwrap();
    }
    let refused = alice.ask(clock(50), &send(&first, None)).unwrap_err();
    assert_eq!(refused.reason, PaymentReason::CoinsMoved.into());
    assert_eq!(alice.view().wallet.outgoing, Amount::ZERO);
}

fn link(spec: &Spec, relay: &str) -> String {
    let invitation = Invitation {
        spec: spec.clone(),
        relay: relay.into(),
        endpoints: Vec::new(),
    };
    invitation.to_link("http://127.0.0.1/")
}

#[test]
fn a_link_is_described_and_changes_nothing() {
    let spec = easy().spec;
    let mut profile = Profile::new(entropy(1));
    let mine = profile
        .start(
            &NewChain::default(),
            vec!["wss://mine.example/signal".into()],
            clock(0),
            [1; 8],
            None,
        )
        .unwrap();
    profile.opened(&mine).unwrap();
    let before = profile.to_bytes();
    let shown = profile
        .invitation(&link(&spec, "wss://relay.example/signal"))
        .unwrap();
    assert_eq!(
        (shown.name.as_str(), shown.symbol.as_str(), shown.authors),
        ("Test", "TST", 0)
    );
    assert_eq!(shown.genesis, spec.genesis().hash().to_string());
    assert_eq!(shown.relay, "wss://relay.example/signal");
    assert_eq!((shown.interval, shown.known), (spec.interval, Known::New));
    assert_eq!(profile.to_bytes(), before);
    let refused = profile.invitation("good morning").unwrap_err();
    assert_eq!(refused.field, Some(Field::Link));
}

#[test]
fn a_link_of_a_known_chain_adds_a_relay_only_with_consent() {
    let Setup { spec, relays, .. } = easy();
    let relay = relays[0].clone();
    let mut profile = Profile::new(entropy(1));
    let genesis = profile.join(&link(&spec, &relay), false, None).unwrap();
    let known =
        |profile: &Profile, relay: &str| profile.invitation(&link(&spec, relay)).unwrap().known;
    assert_eq!(known(&profile, &relay), Known::Same);
    assert_eq!(known(&profile, ""), Known::Same);
    let other = "wss://evil.example/signal";
    assert_eq!(known(&profile, other), Known::OtherRelay);
    for silent in [other, ""] {
        profile.join(&link(&spec, silent), false, None).unwrap();
        assert_eq!(known(&profile, &relay), Known::Same, "{silent}");
        assert_eq!(known(&profile, other), Known::OtherRelay, "{silent}");
    }
    profile.join(&link(&spec, other), true, None).unwrap();
    assert_eq!(known(&profile, other), Known::Same);
    assert!(profile.opened(&genesis).is_ok());
}

#[test]
fn a_person_without_contact_is_warned_until_a_peer_sends_a_block() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    alice.service.mark_started();
    assert!(!alice.view().unmet, "she started the chain");
    assert!(bob.view().unmet);
    // Neither his own blocks nor a peer without blocks count as contact.
    bob.mine(clock(10));
    assert!(bob.view().unmet);
    alice.mine(clock(10));
    alice.mine(clock(20));
    bob.notices.clear();
    meet(&mut alice, &mut bob, 1, clock(30));
    assert_eq!(bob.view().height, 2);
    assert!(!bob.view().unmet);
    // The blocks that he mined alone are replaced, and a notice says so.
    let expected = Notice::Reorganised {
        depth: 1,
        own: 1,
        coins: coins("50"),
    };
    assert!(bob.notices.contains(&expected), "{:?}", bob.notices);
    assert_eq!(bob.view().mining.found, 0);
    bob.ask(clock(40), &mine(1)).unwrap();
}

#[test]
fn a_peer_without_blocks_does_not_count_as_contact() {
    let (mut ann, mut bob) = (Person::new(1), Person::new(2));
    meet(&mut ann, &mut bob, 1, clock(1));
    assert!(ann.view().unmet && bob.view().unmet);
    ann.mine(clock(10));
    talk(&mut ann, &mut bob, 1, clock(10));
    assert!(ann.view().unmet, "nobody else made one");
    assert!(!bob.view().unmet);
}

#[test]
fn a_joined_chain_that_takes_too_much_room_keeps_its_newest_blocks() {
    let mut alice = rich(1);
    alice.service.mark_started();
    alice.service.set_room(1);
    alice.mine(clock(50));
    assert_eq!(alice.view().kept.newest, None, "she started it");
    let mut bob = Person::new(2);
    bob.service.set_room(1 << 40);
    meet(&mut alice, &mut bob, 1, clock(60));
    assert_eq!(bob.view().kept.newest, None, "there is room");
    bob.service.set_room(1);
    alice.mine(clock(70));
    talk(&mut alice, &mut bob, 1, clock(70));
    assert_eq!(bob.view().kept.newest, Some(api::LEAST_WHOLE_BLOCKS));
    let expected = |notice: &Notice| {
        matches!(
            notice,
            Notice::Trouble {
                reason: Reason::Storage(StorageReason::RoomExceeded { .. })
            }
        )
    };
    assert_eq!(bob.notices.iter().filter(|it| expected(it)).count(), 1);
    // A person who chooses to keep all blocks gets all.
    bob.ask(clock(75), &command::Prune { newest: None })
        .unwrap();
    alice.mine(clock(80));
    talk(&mut alice, &mut bob, 1, clock(80));
    assert_eq!((bob.view().height, bob.view().kept.newest), (7, None));
}

#[test]
fn a_payment_whose_coins_were_spent_otherwise_stays_in_both_histories_with_the_reason() {
    // The same wallet in two tabs.
    let (mut one, mut two) = (rich(1), Person::in_another_tab(1));
    let mut bob = Person::new(2);
    meet(&mut one, &mut two, 1, clock(50));
    part(&mut one, &mut two, 1, clock(52));
    meet(&mut one, &mut bob, 2, clock(53));
    let to_bob = bob.view().wallet.address;
    let to_cyd = Person::new(3).view().wallet.address;
    let lost = one.pay(clock(56), &to_bob, "max").unwrap();
    talk(&mut one, &mut bob, 2, clock(56));
    assert!(bob.view().wallet.incoming > Amount::ZERO);
    part(&mut one, &mut bob, 2, clock(58));
    let won = two.pay(clock(58), &to_cyd, "max").unwrap();
    two.mine(clock(60));
    meet(&mut one, &mut two, 3, clock(61));
    part(&mut one, &mut two, 3, clock(63));
    meet(&mut one, &mut bob, 4, clock(64));

    for (person, received) in [(&mut one, false), (&mut bob, true)] {
        let history = person.view().wallet.history;
        let row = history.iter().find(|row| row.txid.to_string() == lost);
        let row = row.expect("it stays in the history");
        let by = won.parse().unwrap();
        assert_eq!(row.failure, Some(api::Failure::Spent { by }));
        assert!(!row.replaceable && row.height.is_none());
        let amount = row.amount;
        let expected = Notice::PaymentFailed {
            amount,
            received,
            why: api::Failure::Spent { by },
        };
        assert!(person.notices.contains(&expected), "{:?}", person.notices);
        let asked = command::Transaction { txid: lost.clone() };
        let fault = person.ask(clock(65), &asked).unwrap_err();
        assert_eq!(fault.reason, ExplorerReason::PaymentSpent { by }.into());
        assert_eq!(person.view().wallet.incoming, Amount::ZERO);
    }
}

fn replacement(person: &mut Person, txid: &str, how: Replacement) -> api::Review {
    let command = command::ReviewReplacement {
        txid: txid.into(),
        how,
    };
    person.ask(clock(60), &command).unwrap()
}

/// Alice with coins, and Bob, to whom an unconfirmed payment of 20 coins is on the way. Also
/// returns the payment's id.
fn with_waiting_payment() -> (Person, Person, String) {
    let (mut alice, mut bob) = (rich(1), Person::new(2));
    meet(&mut alice, &mut bob, 1, clock(50));
    let to = bob.view().wallet.address;
    let txid = alice.pay(clock(55), &to, "20").unwrap();
    talk(&mut alice, &mut bob, 1, clock(55));
    bob.notices.clear();
    (alice, bob, txid)
}

/// Replaces a payment of Alice, and passes the replacement to Bob.
fn replace(alice: &mut Person, bob: &mut Person, txid: &str, how: Replacement) -> api::Review {
    let reviewed = replacement(alice, txid, how);
    alice.ask(clock(60), &send(&reviewed, None)).unwrap();
    assert_eq!(alice.view().wallet.balance, reviewed.left);
    talk(alice, bob, 1, clock(60));
    reviewed
}

#[test]
fn a_waiting_payment_is_sped_up() {
    let (mut alice, mut bob, txid) = with_waiting_payment();
    let to = Person::new(2).view().wallet.address;
    assert!(alice.view().wallet.history[0].replaceable);
    let fast = replace(&mut alice, &mut bob, &txid, Replacement::SpeedUp);
    let replaced = fast.replaces.clone().unwrap();
    assert_eq!(
        (replaced.how, replaced.amount),
        (Replacement::SpeedUp, coins("20"))
    );
    assert!(fast.fee.units() >= 2 * replaced.fee.units());
    assert_eq!((&fast.to, fast.amount), (&to, coins("20")));
    assert_eq!(bob.view().wallet.incoming, coins("20"));
    assert!(
        bob.notices.is_empty(),
        "the same payment: {:?}",
        bob.notices
    );
    let rows = alice.view().wallet.history;
    let sent = rows.iter().filter(|row| row.amount == coins("20"));
    assert_eq!(sent.count(), 1, "it is one payment to a person");
    let asked = command::Transaction { txid };
    let fault = alice.ask(clock(60), &asked).unwrap_err();
    let by = fast.draft.parse().unwrap();
    assert_eq!(fault.reason, ExplorerReason::PaymentReplaced { by }.into());
}

#[test]
fn a_payment_that_was_sped_up_is_cancelled() {
    let (mut alice, mut bob, txid) = with_waiting_payment();
    let fast = replace(&mut alice, &mut bob, &txid, Replacement::SpeedUp);
    let cancel = replace(&mut alice, &mut bob, &fast.draft, Replacement::Cancel);
    assert!(cancel.to_self && cancel.fee > fast.fee);
    let failed = |it: &&Notice| matches!(it, Notice::PaymentFailed { .. });
    assert_eq!(alice.notices.iter().filter(failed).count(), 0);
    assert_eq!(bob.view().wallet.incoming, Amount::ZERO);
    let by = cancel.draft.parse().unwrap();
    let expected = Notice::PaymentFailed {
        amount: coins("20"),
        received: true,
        why: api::Failure::Spent { by },
    };
    assert!(bob.notices.contains(&expected), "{:?}", bob.notices);
    // The payment is in the payee's history once: the replacement does not count as a second
    // payment.
    let rows = bob.view().wallet.history;
    let [row] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!(
        (row.txid.to_string(), row.amount, row.failure),
        (
            fast.draft.clone(),
            coins("20"),
            Some(api::Failure::Spent { by })
        )
    );
}

#[test]
fn a_confirmed_cancellation_is_final() {
    let (mut alice, mut bob, txid) = with_waiting_payment();
    let fast = replace(&mut alice, &mut bob, &txid, Replacement::SpeedUp);
    let cancel = replace(&mut alice, &mut bob, &fast.draft, Replacement::Cancel);
    let by = cancel.draft.parse().unwrap();
    bob.mine(clock(70));
    talk(&mut alice, &mut bob, 1, clock(70));
    let rows = alice.view().wallet.history;
    let cancelled = rows.iter().find(|row| row.txid.to_string() == fast.draft);
    assert_eq!(
        cancelled.and_then(|row| row.failure),
        Some(api::Failure::Cancelled { by })
    );
    assert_eq!(alice.view().wallet.outgoing, Amount::ZERO);
    let late = command::ReviewReplacement {
        txid: cancel.draft,
        how: Replacement::Cancel,
    };
    alice.ask(clock(75), &late).unwrap_err();
}
