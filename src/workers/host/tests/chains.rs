//! Opening, closing and removing chains, and taking over another tab's profile.

use api::{ChainReason, Fault, NewChain, Notice, StorageView, command};
use browser::network::Output;
use browser::threads::message::LinkId;
use pools::miners::FromMiner;
use pools::testing::Done;

use super::{mine, miner};
use crate::host::{Event, SNAPSHOT_INTERVAL};
use crate::testing::device::Device;
use crate::testing::person::{Person, RELAY};

fn named(name: &str) -> NewChain {
    NewChain {
        name: name.into(),
        ..NewChain::default()
    }
}

#[test]
fn a_new_chain_uses_the_relays_that_are_listed_beside_the_page() {
    let mut person = Person::new(1);
    let listed = ["wss://a.example/signal", "ws://b.example:8080/signal"];
    let list = |urls: &[&str]| Some(format!("{urls:?}"));
    person.world.relay_list.replace(list(&listed));
    person.start(named("Listed"));
    assert_eq!(person.wire().settings.borrow().relays, listed);
    assert_eq!(person.notices, []);

    // Without a valid list the chain has the relay that serves the page.
    person.world.relay_list.replace(list(&[]));
    person.start(named("Empty"));
    assert_eq!(person.wire().settings.borrow().relays, [RELAY]);
    assert_eq!(person.notices, []);
    let wrong = "https://a.example/signal";
    person.world.relay_list.replace(list(&[listed[0], wrong]));
    person.start(named("Wrong"));
    assert_eq!(person.wire().settings.borrow().relays, [RELAY]);
    let reason = ChainReason::ListedRelay { url: wrong.into() }.into();
    assert_eq!(person.notices, [Notice::Trouble { reason }]);
}

#[test]
fn one_chain_is_open_at_a_time() {
    let device = Device::default();
    let mut person = Person::on(&device, 1);
    let first = person.start(named("First"));
    let wire = person.wire();
    assert_eq!(wire.settings.borrow().relays, [RELAY]);
    person.ask(mine(1)).unwrap();
    person.miner(0, Ok(FromMiner::Ready));
    person.mine(0);
    person.miners.take();

    let second = person.start(named("Second"));
    assert!(wire.is_left.get() && !person.wire().is_left.get());
    assert_eq!(person.chain().name, "Second");
    assert!(person.miners.take().contains(&Done::Terminated(0)));
    // An event of the first chain's network comes too late.
    let (link, called, group) = (LinkId(1), true, None);
    person.event(Event::Network(
        1,
        Output::Up {
            link,
            called,
            group,
        },
    ));
    assert!(person.chain().peers.is_empty());

    let genesis = first.clone();
    person.ask(command::Open { genesis }).unwrap();
    assert_eq!(
        (person.chain().name.as_str(), person.chain().height),
        ("First", 1)
    );
    person.ask(command::Leave).unwrap();
    assert!(person.snapshot().chain.is_none() && person.wire().is_left.get());
    assert_eq!(person.snapshot().chains.len(), 2);

    // The person removes the closed chain, and then the open one.
    let genesis = first.clone();
    person.ask(command::Forget { genesis }).unwrap();
    assert_eq!(device.databases(), [second.as_str()]);
    let genesis = second.clone();
    person.ask(command::Open { genesis }).unwrap();
    let genesis = second;
    person.ask(command::Forget { genesis }).unwrap();
    assert!(person.snapshot().chain.is_none() && person.snapshot().chains.is_empty());
    assert_eq!(device.databases(), Vec::<String>::new());
    let genesis = first;
    assert!(
        person.ask(command::Open { genesis }).is_err(),
        "it is unknown now"
    );
}

#[test]
fn the_chain_that_was_open_last_is_opened_again() {
    let device = Device::default();
    let mut person = Person::on(&device, 1);
    person.start(named("Ours"));
    person.ask(mine(1)).unwrap();
    person.miner(0, Ok(FromMiner::Ready));
    person.mine(0);
    person.ask(mine(0)).unwrap();
    drop(person);
    let mut person = Person::on(&device, 1);
    assert_eq!(
        (person.chain().name.as_str(), person.chain().height),
        ("Ours", 1)
    );
    assert_eq!(person.miners.take(), [], "mining starts on a command");
    person.ask(command::Leave).unwrap();
    assert!(Person::on(&device, 1).snapshot().chain.is_none());
}

#[test]
fn a_chain_that_can_not_be_opened_waits_for_a_decision() {
    let device = Device::default();
    let genesis = Person::on(&device, 1).start(named("Ours"));
    device.is_damaged.set(true);
    let mut person = Person::on(&device, 1);
    let unopened = person.snapshot().unopened.clone().unwrap();
    assert_eq!(
        (unopened.genesis.as_str(), unopened.name.as_str()),
        (&*genesis, "Ours")
    );
    assert!(person.snapshot().chain.is_none() && person.notices.is_empty());
    assert_eq!(
        device.databases(),
        [genesis.as_str()],
        "it is left as it is"
    );
    // The person chooses to download its blocks again.
    device.is_damaged.set(false);
    let refetch = command::Refetch {
        genesis: genesis.clone(),
    };
    person.ask(refetch).unwrap();
    assert!(person.snapshot().unopened.is_none());
    assert_eq!(
        (person.chain().name.as_str(), person.chain().height),
        ("Ours", 0)
    );
    drop(person);

    // The worker ended while it opened the chain.
    device.opening.replace(Some(genesis.clone()));
    let mut person = Person::on(&device, 1);
    assert!(person.snapshot().unopened.is_some() && person.snapshot().chain.is_none());
    person.ask(command::Open { genesis }).unwrap();
    assert!(device.was_checked.get() && person.snapshot().unopened.is_none());
}

#[test]
fn a_further_tab_takes_over_with_the_blocks_it_has() {
    let device = Device::default();
    let mut first = Person::on(&device, 1);
    let genesis = first.start(named("Ours"));
    let mut second = Person::visiting(&device, 1);
    assert_eq!(second.snapshot().storage, StorageView::OtherTab);
    assert_eq!(second.chain().genesis.to_string(), genesis);
    second.ask(mine(1)).unwrap();
    second.miner(0, Ok(FromMiner::Ready));
    second.mine(0);
    let url = "wss://other.example/signal".into();
    assert!(
        second.ask(command::AddRelay { url }).is_err(),
        "the first tab keeps the chain"
    );

    drop(first);
    second.notices.clear();
    second.event(Event::Owned);
    assert!(
        second.notices.contains(&Notice::TookOver),
        "{:?}",
        second.notices
    );
    second.pass(SNAPSHOT_INTERVAL);
    assert_eq!(second.snapshot().storage, StorageView::Durable);
    // The second tab continues mining, on the stored chain.
    second.mine(0);
    assert_eq!(second.ask(command::BlockCount), Ok(3));
    second.ask(command::Leave).unwrap();
    let mut third = Person::on(&device, 1);
    third.ask(command::Open { genesis }).unwrap();
    assert_eq!(third.chain().height, 2);
}

#[test]
fn another_wallet_opens_the_chain_anew() {
    let mut person = miner(1, named("Ours"));
    let words = person.ask(command::ShowWords { passphrase: None }).unwrap();
    let (old, new) = (None, Some("a passphrase".into()));
    person.ask(command::SetPassphrase { old, new }).unwrap();
    let refused = person.ask(command::ShowWords { passphrase: None });
    assert!(refused.is_err_and(|fault| fault.needs_passphrase()));

    let wire = person.wire();
    let key = person.snapshot().key.clone();
    let restore = command::Restore {
        source: command::WalletSource::Words(
            "legal winner thank year wave sausage worth useful legal winner thank yellow".into(),
        ),
        passphrase: None,
        agreed: true,
        present: Some("a passphrase".into()),
    };
    person.ask(restore).unwrap();
    assert!(wire.is_left.get() && !person.wire().is_left.get());
    assert_ne!(person.snapshot().key, key);
    assert!(person.snapshot().replaced.is_some() && person.chain().height == 0);
    let passphrase = Some("a passphrase".into());
    person.ask(command::UndoRestore { passphrase }).unwrap();
    assert_eq!(person.snapshot().key, key);
    let passphrase = Some("a passphrase".into());
    assert_eq!(person.ask(command::ShowWords { passphrase }), Ok(words));
}

#[test]
fn a_new_wallet_replaces_a_used_one_only_if_the_person_agrees() {
    let mut person = miner(1, named("Ours"));
    let key = person.snapshot().key.clone();
    let fresh = |agreed| command::Restore {
        source: command::WalletSource::Fresh,
        passphrase: None,
        agreed,
        present: None,
    };
    let asked = person.ask(fresh(false));
    assert!(matches!(asked, Ok(api::Restoration::Replaces { .. })));
    assert_eq!(person.snapshot().key, key);
    person.ask(fresh(true)).unwrap();
    assert_ne!(person.snapshot().key, key);
    let words = person.ask(command::ShowWords { passphrase: None }).unwrap();
    assert_eq!(words.split(' ').count(), 24);
    let replaced = person.snapshot().key.clone();
    let refused = person.ask(fresh(true)).unwrap_err();
    assert_eq!(refused, Fault::new(ChainReason::ReplacedWalletKept));
    assert_eq!(
        person.snapshot().key,
        replaced,
        "its words may be nowhere else"
    );
    person
        .ask(command::UndoRestore { passphrase: None })
        .unwrap();
    assert_eq!(person.snapshot().key, key);
}
