//! The notices and refusals on a device that can't store anything.

use core::time::Duration;

use api::{Fault, NewChain, Notice, StorageReason, StorageView, command};
use pools::miners::FromMiner;

use super::mine;
use crate::platform::Timer;
use crate::testing::device::Device;
use crate::testing::person::Person;

fn relay(name: &str) -> command::AddRelay {
    command::AddRelay {
        url: format!("wss://{name}.example/signal"),
    }
}

fn failing() -> StorageView {
    let reason = "no space is left".into();
    StorageView::Failing { reason }
}

#[test]
fn a_profile_that_can_not_be_written_is_written_later() {
    let device = Device::default();
    let mut person = Person::on(&device, 1);
    person.start(NewChain::default());
    person.pass(Duration::from_secs(10));
    device.set_full(true);
    person.notices.clear();
    person.ask(relay("other")).unwrap();
    assert_eq!(person.snapshot().storage, failing());
    let error = "no space is left".into();
    let trouble = Notice::Trouble {
        reason: StorageReason::NotSaved { error }.into(),
    };
    assert_eq!(person.notices.as_slice(), core::slice::from_ref(&trouble));
    let due = person.timer(Timer::Save).unwrap();
    assert!(due > person.world.now.get());
    // The person gets one notice, however often the write fails.
    person.pass(Duration::from_secs(30));
    assert_eq!(person.notices, [trouble]);

    device.set_full(false);
    person.notices.clear();
    person.pass(Duration::from_secs(10));
    assert_eq!(person.notices, [Notice::Saved]);
    assert_eq!(person.snapshot().storage, StorageView::Durable);
    drop(person);
    let again = Person::on(&device, 1);
    assert_eq!(again.wire().settings.borrow().relays.len(), 2);
}

#[test]
fn a_chain_and_a_profile_that_can_not_be_written_cause_one_notice() {
    let device = Device::default();
    let mut person = Person::on(&device, 1);
    person.start(NewChain::default());
    person.ask(mine(1)).unwrap();
    person.miner(0, Ok(FromMiner::Ready));
    person.pass(Duration::from_secs(10));
    device.set_full(true);
    person.notices.clear();
    person.mine(0);
    person.ask(mine(0)).unwrap();
    assert!(matches!(
        person.snapshot().storage,
        StorageView::Failing { .. }
    ));
    person.ask(relay("other")).unwrap();
    person.pass(Duration::from_secs(30));
    let trouble = |notice: &&Notice| matches!(notice, Notice::Trouble { .. });
    assert_eq!(
        person.notices.iter().filter(trouble).count(),
        1,
        "{:?}",
        person.notices
    );

    device.set_full(false);
    person.notices.clear();
    person.pass(Duration::from_secs(30));
    assert_eq!(person.notices, [Notice::Saved]);
    assert_eq!(person.snapshot().storage, StorageView::Durable);
    drop(person);
    let again = Person::on(&device, 1);
    assert_eq!(again.chain().height, 1);
    assert_eq!(again.wire().settings.borrow().relays.len(), 2);
}

#[test]
fn without_room_a_new_chain_is_in_memory_and_a_stored_one_stays_closed() {
    let device = Device::default();
    let mut person = Person::on(&device, 1);
    let stored = person.start(NewChain::default());
    person.ask(command::Leave).unwrap();
    device.set_full(true);
    let genesis = stored.clone();
    assert!(person.ask(command::Open { genesis }).is_err());
    assert!(person.snapshot().unopened.is_some());
    let name = "Another".into();
    person.start(NewChain {
        name,
        ..NewChain::default()
    });
    assert!(matches!(
        person.snapshot().storage,
        StorageView::Memory { .. }
    ));
    let genesis = stored;
    assert!(
        person.ask(command::Forget { genesis }).is_err(),
        "its blocks are still here"
    );
    assert_eq!(person.snapshot().chains.len(), 2);
}

#[test]
fn a_wallet_that_can_not_be_stored_does_not_replace_the_present_one() {
    let device = Device::default();
    let mut person = Person::on(&device, 1);
    let before = person.snapshot().key.clone();
    device.set_full(true);
    let restore = command::Restore {
        source: command::WalletSource::Words(
            "legal winner thank year wave sausage worth useful legal winner thank yellow".into(),
        ),
        passphrase: None,
        agreed: true,
        present: None,
    };
    let refused = person.ask(restore).unwrap_err();
    let error = "no space is left".into();
    let reason = StorageReason::NotChanged { error };
    assert_eq!(refused, Fault::new(reason));
    assert_eq!(person.snapshot().key, before);
}

#[test]
fn an_unreadable_profile_is_not_used() {
    let device = Device::default();
    device.profile.replace(Some(b"of another version".to_vec()));
    let mut person = Person::on(&device, 1);
    assert!(matches!(
        person.snapshot().storage,
        StorageView::Unreadable { .. }
    ));
    let start = command::Start {
        settings: Box::default(),
        passphrase: None,
    };
    assert!(person.ask(start).is_err());
    assert_eq!(
        device.profile.borrow().as_deref(),
        Some(b"of another version".as_slice())
    );
}

#[test]
fn contacts_are_in_the_profile_before_the_person_gets_the_answer() {
    let device = Device::default();
    let mut person = Person::on(&device, 1);
    person.start(NewChain::default());
    let address = person.chain().wallet.address.clone();
    let name = "Myself".to_owned();
    person.ask(command::SaveContact { address, name }).unwrap();
    assert_eq!(person.chain().contacts.len(), 1);
    // The page is gone without another event.
    drop(person);
    let again = Person::on(&device, 1);
    assert_eq!(again.chain().contacts[0].name, "Myself");
}
