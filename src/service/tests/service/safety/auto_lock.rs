//! The time after which a wallet with a passphrase locks itself. The tests move the clock.

use api::{AutoLock, ChainReason, Fault, Field, PaymentReason, command};
use node::Input;
use primitives::Time;
use service::Profile;
use store::RedbStore;

use crate::people::{Person, clock, easy, entropy, mine, send};

const PASSPHRASE: &str = "correct horse";

/// A person with a passphrase, some coins, and the address of somebody else.
fn locked() -> (Person, String) {
    let mut profile = Profile::new(entropy(1));
    profile
        .set_passphrase(None, Some(PASSPHRASE), entropy(2))
        .unwrap();
    let store = RedbStore::in_memory().unwrap();
    let mut alice = Person::with_profile(profile, 1, easy(), store);
    for second in 1..=6 {
        alice.mine(clock(second * 10));
    }
    (alice, Person::new(2).view().wallet.address)
}

fn set(alice: &mut Person, after: AutoLock) {
    let command = command::SetAutoLock { after };
    alice.ask(clock(100), &command).unwrap();
}

fn pay(
    alice: &mut Person,
    now: Time,
    to: &str,
    passphrase: Option<&str>,
) -> Result<api::Sent, Fault> {
    let review = alice.review(now, to, "1").unwrap();
    alice.ask(now, &send(&review, passphrase))
}

fn needed() -> Fault {
    Fault::of(Field::Passphrase, ChainReason::PassphraseNeeded)
}

fn wake(alice: &mut Person, now: Time) {
    alice.service.handle(now, Input::Woken);
    alice.drain(now);
}

#[test]
fn unless_the_person_chooses_otherwise_each_payment_asks() {
    let (mut alice, to) = locked();
    pay(&mut alice, clock(100), &to, Some(PASSPHRASE)).unwrap();
    assert!(!alice.view().wallet.is_unlocked);
    assert_eq!(pay(&mut alice, clock(101), &to, None), Err(needed()));
}

#[test]
fn a_wallet_locks_itself_after_its_time_without_input() {
    let (mut alice, to) = locked();
    set(&mut alice, AutoLock::AfterMinutes(5));
    assert_eq!(pay(&mut alice, clock(100), &to, None), Err(needed()));
    let wrong = pay(&mut alice, clock(100), &to, Some("wrong horse"));
    assert!(wrong.is_err_and(|fault| fault.needs_passphrase()));
    assert!(!alice.view().wallet.is_unlocked);

    pay(&mut alice, clock(100), &to, Some(PASSPHRASE)).unwrap();
    assert!(alice.view().wallet.is_unlocked);
    // A wrong passphrase is refused even so.
    let wrong = pay(&mut alice, clock(101), &to, Some("wrong horse"));
    assert!(wrong.is_err_and(|fault| fault.needs_passphrase()));
    pay(&mut alice, clock(399), &to, None).unwrap();
    // A payment does not count as input: the page notes the press of its button.
    alice.ask(clock(399), &command::NoteInput).unwrap();
    wake(&mut alice, clock(698));
    assert!(alice.view().wallet.is_unlocked);
    let revision = alice.service.revision();
    wake(&mut alice, clock(699));
    assert!(!alice.view().wallet.is_unlocked);
    assert!(alice.service.revision() > revision, "the page is told");
    assert_eq!(pay(&mut alice, clock(700), &to, None), Err(needed()));
    // Input does not unlock it.
    alice.ask(clock(700), &command::NoteInput).unwrap();
    assert_eq!(pay(&mut alice, clock(700), &to, None), Err(needed()));
}

/// The driver wakes the service when the wallet is due, without any other event.
#[test]
fn the_driver_is_asked_to_wake_the_service_when_the_wallet_is_due() {
    let (mut alice, to) = locked();
    set(&mut alice, AutoLock::AfterMinutes(1));
    pay(&mut alice, clock(100), &to, Some(PASSPHRASE)).unwrap();
    for _ in 0..1_000 {
        match alice.service.poll() {
            service::Output::Node(node::Output::Sleep(at)) if at >= clock(160) => {
                assert_eq!(at, clock(160));
                return;
            }
            service::Output::Node(node::Output::Sleep(at)) => wake(&mut alice, at),
            _ => {}
        }
    }
    panic!("the service never sleeps until then");
}

#[test]
fn mining_and_watching_go_on_in_a_locked_wallet() {
    let (mut alice, to) = locked();
    set(&mut alice, AutoLock::AfterMinutes(1));
    pay(&mut alice, clock(100), &to, Some(PASSPHRASE)).unwrap();
    let (height, before) = (alice.view().height, alice.view().wallet.immature);
    alice.mine(clock(200));
    let view = alice.view();
    assert!(!view.wallet.is_unlocked);
    assert_eq!(view.height, height + 1);
    assert!(view.wallet.immature >= before && view.wallet.outgoing.is_zero());
    alice.ask(clock(201), &mine(1)).unwrap();
    assert!(alice.service.is_mining());
}

#[test]
fn the_person_or_a_clock_that_was_set_back_locks_it_at_once() {
    let unlocked = || {
        let (mut alice, to) = locked();
        set(&mut alice, AutoLock::Never);
        pay(&mut alice, clock(100), &to, Some(PASSPHRASE)).unwrap();
        wake(&mut alice, clock(100_000));
        assert!(alice.view().wallet.is_unlocked);
        (alice, to)
    };
    let (mut alice, to) = unlocked();
    alice.ask(clock(100_000), &command::Lock).unwrap();
    assert_eq!(pay(&mut alice, clock(100_000), &to, None), Err(needed()));
    let (mut alice, to) = unlocked();
    set(&mut alice, AutoLock::EachPayment);
    assert_eq!(pay(&mut alice, clock(100_000), &to, None), Err(needed()));
    let (mut alice, to) = unlocked();
    assert_eq!(pay(&mut alice, clock(99), &to, None), Err(needed()));
}

#[test]
fn another_passphrase_locks_it() {
    let (mut alice, to) = locked();
    set(&mut alice, AutoLock::Never);
    pay(&mut alice, clock(100), &to, Some(PASSPHRASE)).unwrap();
    let (old, new) = (Some(PASSPHRASE), Some("battery staple"));
    alice.profile.set_passphrase(old, new, entropy(3)).unwrap();
    alice.service.set_vault(alice.profile.vault().clone());
    assert!(!alice.view().wallet.is_unlocked);
    assert_eq!(pay(&mut alice, clock(101), &to, None), Err(needed()));
    pay(&mut alice, clock(101), &to, new).unwrap();
}

#[test]
fn a_stamp_needs_no_passphrase_while_the_wallet_is_unlocked() {
    let (mut alice, to) = locked();
    set(&mut alice, AutoLock::AfterMinutes(1));
    pay(&mut alice, clock(100), &to, Some(PASSPHRASE)).unwrap();
    let sha256 = "ab".repeat(32);
    let review = command::ReviewStamp {
        sha256: sha256.clone(),
    };
    let fee = alice.ask(clock(101), &review).unwrap().fee;
    let stamp = command::Stamp {
        sha256,
        fee,
        passphrase: None,
    };
    alice.ask(clock(101), &stamp).unwrap();
    let later = alice.ask(clock(160), &stamp);
    assert_eq!(later, Err(needed()));
}

/// A wallet without a passphrase has nothing to lock.
#[test]
fn a_wallet_without_a_passphrase_is_never_unlocked() {
    let mut alice = Person::new(1);
    for second in 1..=6 {
        alice.mine(clock(second * 10));
    }
    let to = Person::new(2).view().wallet.address;
    set(&mut alice, AutoLock::AfterMinutes(1));
    pay(&mut alice, clock(100), &to, None).unwrap();
    assert!(!alice.view().wallet.is_unlocked);
    let moved = command::Send {
        draft: "ab".repeat(32),
        passphrase: None,
    };
    let refused = alice.ask(clock(101), &moved).unwrap_err();
    assert_eq!(refused.reason, PaymentReason::CoinsMoved.into());
}
