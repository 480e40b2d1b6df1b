//! Tests of the host on a simulated platform.

mod accounts;
mod chains;
mod http;
mod links;
mod storage;

use core::time::Duration;

use api::{ChainReason, Fault, NewChain, Notice, StorageView, command};
use browser::network::Output;
use browser::threads::message::{LinkId, ToPage};
use miner::JobId;
use pools::miners::{FromMiner, ToMiner};
use pools::testing::Done;
use signal::mesh::Presence;

use crate::host::{Event, SNAPSHOT_BURST, SNAPSHOT_INTERVAL};
use crate::platform::Timer;
use crate::testing::person::Person;

pub(super) const fn mine(cores: u32) -> command::Mine {
    command::Mine {
        cores,
        passphrase: None,
    }
}

/// A person who mines on one core, whose miner is ready.
pub(super) fn miner(byte: u8, settings: NewChain) -> Person {
    let mut person = Person::new(byte);
    person.start(settings);
    person.ask(mine(1)).unwrap();
    person.miner(0, Ok(FromMiner::Ready));
    person
}

#[test]
fn a_new_profile_is_shown_without_a_chain() {
    let mut person = Person::new(1);
    assert_eq!(person.snapshots, 1);
    let snapshot = person.snapshot();
    assert!(snapshot.chain.is_none() && snapshot.chains.is_empty());
    assert_eq!(snapshot.storage, StorageView::Durable);
    // Commands that need a chain are refused, and mining does not start.
    let refused = person.ask(command::TryAgain).unwrap_err();
    assert_eq!(refused, Fault::new(ChainReason::NoChain));
    assert!(person.ask(command::BlockCount).is_err());
    assert!(person.ask(mine(1)).is_err());
    assert_eq!(person.miners.take(), []);
}

#[test]
fn a_command_is_answered_after_the_state_that_it_leads_to() {
    let mut person = Person::new(1);
    person.start(NewChain::default());
    let before = person.snapshots;
    person.ask(command::TryAgain).unwrap();
    assert_eq!(person.wire().tries.get(), 1);
    assert_eq!(person.snapshots, before + 1, "even at once");
    // A question changes nothing that the page shows, and causes no snapshot.
    assert_eq!(person.ask(command::BlockCount), Ok(1));
    assert_eq!(person.snapshots, before + 1);
    // A page of another version gets the reason why the node has ended.
    let ended = person.last_event(Event::Unreadable("it has no bytes".into()));
    let reason = "it has no bytes".into();
    assert_eq!(ended, [ToPage::Ended { reason }]);
}

#[test]
fn the_first_difficulty_is_measured_unless_it_is_chosen() {
    for (rate, hashes) in [(Some(819.2), 8_192.0), (Some(0.0), 2.0)] {
        let mut person = Person::new(1);
        person.world.hash_rate.set(rate);
        let start = command::Start {
            settings: Box::default(),
            passphrase: None,
        };
        person.ask(start).unwrap();
        let difficulty = person.chain().difficulty;
        assert!((difficulty / hashes - 1.0).abs() < 0.01, "{difficulty}");
    }
    let mut person = Person::new(1);
    person.world.hash_rate.set(Some(1e9));
    person.start(NewChain::default());
    assert!(person.chain().difficulty < 3.0);
}

#[test]
fn miners_search_until_they_are_ended() {
    let mut person = Person::new(1);
    person.start(NewChain::default());
    person.ask(mine(2)).unwrap();
    assert_eq!(person.miners.take(), [Done::Spawned(0), Done::Spawned(1)]);
    person.miner(0, Ok(FromMiner::Ready));
    person.miner(1, Ok(FromMiner::Ready));
    // The person who has started mining sees the first hashes at once.
    let before = person.snapshots;
    let (hashes, delay) = (1_000, Duration::from_millis(3));
    person.miner(
        0,
        Ok(FromMiner::Searched {
            hashes,
            delay,
            job: JobId(u64::MAX),
            closest: 4_096.0,
        }),
    );
    assert_eq!(person.snapshots, before + 1);
    assert_eq!(person.chain().mining.cores, 2);
    assert_eq!(person.chain().mining.closest, 4_096.0);

    let job = person.mine(1);
    assert_eq!(person.ask(command::BlockCount), Ok(2));
    let found = |notice: &Notice| matches!(notice, Notice::BlockFound { height: 1, .. });
    assert!(person.notices.iter().any(found), "{:?}", person.notices);
    let sent = person.miners.take();
    let next = |thread: u64| {
        sent.iter().any(|done| {
            matches!(done, Done::Sent(to, ToMiner::Job { job: next, .. })
                if *to == thread && next.id != job.id)
        })
    };
    assert!(next(0) && next(1), "both have the next job: {sent:?}");

    person.notices.clear();
    person.miner(0, Err("out of memory"));
    let reason = "A miner stopped working: out of memory.".into();
    assert_eq!(person.notices, [Notice::Trouble { reason }]);
    assert_eq!(person.miners.take(), [Done::Terminated(0)]);
    person.ask(mine(0)).unwrap();
    let ended = person.miners.take();
    assert!(ended.contains(&Done::Terminated(1)), "{ended:?}");
    assert!(
        person.ask(mine(257)).is_err(),
        "no device has as many cores"
    );
}

#[test]
fn a_snapshot_is_sent_only_if_something_has_changed() {
    let mut person = Person::new(1);
    person.start(NewChain::default());
    person.pass(Duration::from_secs(1));
    let before = person.snapshots;
    person.event(Event::Timer(Timer::Chain));
    person.event(Event::Timer(Timer::Snapshot));
    person.network(Output::Down(LinkId(5)));
    person.checker(9, Err("it was ended"));
    assert_eq!(person.snapshots, before);

    // The network's figures change more often in a row than snapshots are sent without a pause. The
    // page gets those snapshots at once, and one more for the later changes.
    let presence = |present| Presence {
        present,
        ..Presence::default()
    };
    let burst = usize::try_from(SNAPSHOT_BURST).unwrap();
    for present in 1..=burst + 2 {
        person.wire().presence.set(presence(present));
        person.event(Event::Timer(Timer::Chain));
    }
    assert_eq!(person.snapshots, before + burst);
    let due = person.timer(Timer::Snapshot).unwrap();
    assert_eq!(due.since(person.world.now.get()), SNAPSHOT_INTERVAL);
    person.pass(SNAPSHOT_INTERVAL);
    assert_eq!(person.snapshots, before + burst + 1);
    person.pass(SNAPSHOT_INTERVAL);
    assert_eq!(person.snapshots, before + burst + 1);
}

#[test]
fn the_chain_is_woken_when_it_has_something_to_do() {
    let mut person = miner(1, NewChain::default());
    // A block is found. The chain's timer goes off at the set time without any other event.
    person.mine(0);
    let due = person
        .timer(Timer::Chain)
        .expect("the chain waits for its time");
    person.pass(due.since(person.world.now.get()) + Duration::from_secs(10));
    assert!(
        person
            .timer(Timer::Chain)
            .is_none_or(|at| at > person.world.now.get())
    );
    // The timer of a chain that has been closed has no effect.
    person.ask(command::Leave).unwrap();
    let before = person.snapshots;
    person.event(Event::Timer(Timer::Chain));
    assert_eq!(person.snapshots, before);
}
