//! Blocks and payments on links between two people, and the checkers that verify signatures.

use core::time::Duration;

use api::{NewChain, command};
use browser::network::Output;
use browser::threads::message::LinkId;
use pools::checkers::{FromChecker, ToChecker};
use pools::testing::Done;
use primitives::true_claims;
use signal::Offence;

use super::miner;
use crate::platform::Timer;
use crate::testing::person::{Person, meet, talk};

const LINK: LinkId = LinkId(4);

/// Joins the chain that another person has open.
fn join(person: &mut Person, other: &Person) {
    let join = command::Join {
        link: other.chain().invitation.clone(),
        passphrase: None,
        add_relay: true,
    };
    person.ask(join).unwrap();
    assert_eq!(person.chain().genesis, other.chain().genesis);
}

#[test]
fn blocks_go_from_one_person_to_another() {
    let mut alice = miner(1, NewChain::default());
    for _ in 0..3 {
        alice.mine(0);
    }
    let mut bob = Person::new(2);
    join(&mut bob, &alice);
    let rooms = [&alice, &bob].map(|it| it.wire().settings.borrow().room);
    assert_eq!(rooms[0], rooms[1], "they meet in one room");
    meet(&mut alice, &mut bob, LINK);
    assert_eq!(
        (bob.chain().height, bob.chain().tip),
        (3, alice.chain().tip)
    );
    assert_eq!((alice.chain().peers.len(), bob.chain().peers.len()), (1, 1));
    // A new block is sent to the peer without a further command.
    alice.mine(0);
    talk(&mut alice, &mut bob);
    assert_eq!(
        (bob.chain().height, bob.chain().tip),
        (4, alice.chain().tip)
    );

    bob.network(Output::Down(LINK));
    bob.pass(Duration::from_secs(1));
    assert!(bob.chain().peers.is_empty());
    // The link of a peer that sends an unreadable message is closed, with the offence for the mesh.
    alice.network(Output::Message(LINK, b"nonsense".to_vec()));
    let offence = Some(Offence::Malformed);
    assert_eq!(alice.wire().closed.take(), [(LINK, offence)]);
}

/// A chain that is joined after the words were restored shows their used accounts as soon as its
/// blocks are there.
#[test]
fn accounts_are_found_when_a_joined_chain_is_synchronized() {
    let mut alice = miner(1, NewChain::default());
    for index in 1..=2 {
        let add = command::AddAccount {
            name: String::new(),
            passphrase: None,
        };
        alice.ask(add).unwrap();
        alice.ask(command::ChooseAccount { index }).unwrap();
    }
    // Rewards are paid to the account that is shown, so the one before stays unused.
    for _ in 0..3 {
        alice.mine(0);
    }
    let words = alice.ask(command::ShowWords { passphrase: None }).unwrap();
    let mut device = Person::new(2);
    let restore = command::Restore {
        source: command::WalletSource::Words(words),
        passphrase: None,
        agreed: true,
        present: None,
    };
    device.ask(restore).unwrap();
    join(&mut device, &alice);
    assert_eq!(device.chain().wallet.accounts.len(), 1);
    meet(&mut alice, &mut device, LINK);
    device.pass(Duration::from_secs(1));
    let mut accounts = device.chain().wallet.accounts.clone();
    assert_eq!(accounts.len(), 3);
    accounts.truncate(2);
    assert!(accounts.iter().all(|it| it.balance.is_zero()));
    device.ask(command::ChooseAccount { index: 2 }).unwrap();
    assert_eq!(device.chain().wallet.history.len(), 3);
}

#[test]
fn relays_and_addresses_are_set_on_the_open_network() {
    let mut person = Person::new(1);
    person.start(NewChain::default());
    let url = "wss://other.example/signal".to_owned();
    let add = command::AddRelay { url: url.clone() };
    person.ask(add).unwrap();
    assert_eq!(person.wire().settings.borrow().relays.len(), 2);
    person.ask(command::HideAddress { hide: true }).unwrap();
    assert!(person.wire().settings.borrow().hide_address);
    person.ask(command::RemoveRelay { url }).unwrap();
    assert_eq!(person.wire().settings.borrow().relays.len(), 1);
    // The chain keeps the relays and the setting when it is opened again.
    let genesis = person.chain().genesis.to_string();
    person.ask(command::Leave).unwrap();
    person.ask(command::Open { genesis }).unwrap();
    assert!(person.wire().settings.borrow().hide_address);
}

/// The batch that a checker was given last.
fn batch(person: &Person, thread: u64) -> ToChecker {
    let given = person.checkers.take().into_iter().rev();
    let mut batches = given.filter_map(|done| match done {
        Done::Sent(to, batch) if to == thread => Some(batch),
        _ => None,
    });
    batches.next().expect("the checker has a batch")
}

#[test]
fn signatures_of_downloaded_blocks_are_verified_by_checkers() {
    // One payment spends a hundred and fifty rewards, each with a signature.
    let mut alice = miner(1, NewChain::default());
    for _ in 0..150 {
        alice.mine(0);
    }
    let mut bob = Person::new(2);
    join(&mut bob, &alice);
    let review = command::Review {
        to: bob.ask(command::NewAddress).unwrap(),
        amount: "max".into(),
        note: String::new(),
        pace: api::Pace::default(),
        more: Vec::new(),
        coins: Vec::new(),
    };
    let draft = alice.ask(review).unwrap().draft;
    let passphrase = None;
    alice.ask(command::Send { draft, passphrase }).unwrap();
    // A job with the payment comes after a while.
    alice.pass(Duration::from_secs(60));
    alice.mine(0);

    meet(&mut alice, &mut bob, LINK);
    assert_eq!(bob.checkers.take(), [Done::Spawned(0)]);
    // The first checker breaks down on the batch, and another one takes its place.
    bob.checker(0, Ok(FromChecker::Ready));
    let lost = batch(&bob, 0);
    bob.checker(0, Err("out of memory"));
    assert_eq!(bob.checkers.take(), [Done::Terminated(0), Done::Spawned(1)]);
    bob.checker(1, Ok(FromChecker::Ready));
    let ToChecker { id, claims } = batch(&bob, 1);
    assert_eq!((id, claims.len()), (lost.id, lost.claims.len()));
    assert!(
        bob.chain().height < 151,
        "the block waits for its signatures"
    );
    let count = true_claims(&claims, &[3; 32]);
    let count = u32::try_from(count).unwrap();
    bob.checker(1, Ok(FromChecker::Verified { id, count }));
    talk(&mut alice, &mut bob);
    assert_eq!(
        (bob.chain().height, bob.chain().tip),
        (151, alice.chain().tip)
    );
    // The checker has nothing more to do, and is ended after a while.
    assert!(bob.timer(Timer::Checkers).is_some());
    bob.pass(Duration::from_secs(60));
    assert_eq!(bob.checkers.take(), [Done::Terminated(1)]);
}
