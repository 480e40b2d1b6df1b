//! Tests of a profile's storage on a simulated device.

use api::NewChain;
use service::Restored;

use super::*;
use crate::testing::device::{Device, entropy};
use crate::testing::done;

const NOW: Time = Time(1_700_000_000_000);

fn own(device: &Device) -> ProfileStore<Device> {
    done(ProfileStore::own(device.clone(), entropy(7), NOW))
}

/// The store of a tab on a device whose profile another tab owns.
fn visit(device: &Device) -> ProfileStore<Device> {
    done(ProfileStore::read_only(device.clone(), entropy(7)))
}

fn start(store: &mut ProfileStore<Device>, salt: u8) -> BlockHash {
    let settings = NewChain::default();
    let started = store
        .profile
        .start(&settings, Vec::new(), NOW, [salt; 8], None);
    started.unwrap()
}

#[test]
fn a_new_profile_is_stored_and_read_again() {
    let device = Device::default();
    let mut store = own(&device);
    assert_eq!(
        (store.view(), device.writes.get()),
        (StorageView::Durable, 1)
    );
    let genesis = start(&mut store, 1);
    done(store.save(NOW));
    let again = own(&device);
    assert_eq!(again.profile.identity(), store.profile.identity());
    assert_eq!(again.chains()[0].genesis, genesis.to_string());
    assert_eq!(device.writes.get(), 2, "reading writes nothing");
}

#[test]
fn a_profile_that_cannot_be_read_is_left_as_it_is() {
    let device = Device::default();
    device.profile.replace(Some(b"of another version".to_vec()));
    let mut store = own(&device);
    assert!(matches!(store.view(), StorageView::Unreadable { .. }));
    assert!(store.check_can_use().is_err());
    done(store.save(NOW));
    let kept = device.profile.borrow().clone();
    assert_eq!(kept.as_deref(), Some(b"of another version".as_slice()));
}

#[test]
fn a_failed_write_is_reported_and_tried_again() {
    let device = Device::default();
    let mut store = own(&device);
    start(&mut store, 1);
    device.set_full(true);
    done(store.save(NOW));
    let failing = StorageView::Failing {
        reason: "no space is left".into(),
    };
    assert_eq!(store.view(), failing);
    assert!(store.retry_at().is_some_and(|at| at > NOW));

    // A wallet that can't be stored does not replace the present one.
    let mut other = store.profile.clone();
    let words = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    let restored = Restored::of_words(words, None, entropy(7)).unwrap();
    other.restore(&restored, None).unwrap();
    let before = store.profile.identity();
    assert!(done(store.replace_profile(NOW, other)).is_err());
    assert_eq!(store.profile.identity(), before);

    device.set_full(false);
    assert!(done(store.retry(NOW)));
    assert_eq!(
        (store.view(), store.retry_at()),
        (StorageView::Durable, None)
    );
    assert_eq!(own(&device).chains().len(), 1);
}

#[test]
fn a_further_tab_changes_nothing_until_it_takes_over() {
    let device = Device::default();
    let mut first = own(&device);
    let known = start(&mut first, 1);
    done(first.save(NOW));
    let mut second = visit(&device);
    assert_eq!(second.view(), StorageView::OtherTab);
    let checks = [
        second.check_can_change_wallet(),
        second.check_can_change_chain(),
        second.check_can_seal(),
    ];
    assert!(checks.iter().all(Result::is_err) && second.check_can_use().is_ok());
    let found = start(&mut second, 2);
    done(second.save(NOW));
    assert_eq!(own(&device).chains().len(), 1, "the first tab stores");

    drop(first);
    assert_eq!(done(second.take_over(entropy(7), NOW)), Ok(()));
    assert_eq!(second.view(), StorageView::Durable);
    let stored = own(&device).chains();
    let stored: Vec<&str> = stored.iter().map(|chain| chain.genesis.as_str()).collect();
    assert_eq!(stored.len(), 2);
    assert!(stored.contains(&&*known.to_string()) && stored.contains(&&*found.to_string()));
    assert!(
        done(second.take_over(entropy(7), NOW)).is_err(),
        "it is taken over once"
    );
}

#[test]
fn a_take_over_of_an_unreadable_profile_is_refused() {
    let device = Device::default();
    let first = own(&device);
    let mut second = visit(&device);
    drop(first);
    device.profile.replace(Some(vec![1, 2, 3]));
    assert!(done(second.take_over(entropy(7), NOW)).is_err());
    assert!(matches!(second.view(), StorageView::Unreadable { .. }));
    assert_eq!(
        device.profile.borrow().as_deref(),
        Some([1, 2, 3].as_slice())
    );
}

#[test]
fn a_new_chain_without_room_is_in_memory_and_a_stored_one_is_not_opened() {
    let device = Device::default();
    let mut store = own(&device);
    let (new, stored) = (start(&mut store, 1), start(&mut store, 2));
    assert!(done(store.open_database(&stored)).is_ok() && store.is_on_device());
    store.chain_closed();

    device.set_full(true);
    let opened = done(store.open_database(&stored));
    assert!(matches!(opened, Err(DatabaseError::Unopened(_))));
    assert!(done(store.open_database(&new)).is_ok());
    assert!(matches!(store.view(), StorageView::Memory { .. }) && !store.is_on_device());
    store.chain_closed();
    assert_eq!(store.view(), StorageView::Durable);
    assert!(
        done(store.erase(&stored)).is_err(),
        "it can't be erased either"
    );
    assert_eq!(store.chains().len(), 2);
}

#[test]
fn damaged_data_is_left_as_it_is_unless_it_is_of_a_new_database() {
    let device = Device::default();
    let mut store = own(&device);
    let (new, stored) = (start(&mut store, 1), start(&mut store, 2));
    assert!(done(store.open_database(&stored)).is_ok());

    device.is_damaged.set(true);
    let opened = done(store.open_database(&stored));
    assert!(matches!(opened, Err(DatabaseError::Unusable(_))));
    assert!(done(store.open_database(&new)).is_ok(), "it is in memory");
    assert_eq!(device.databases(), [stored.to_string()]);

    // The person chooses to download the chain again.
    assert_eq!(done(store.erase(&stored)), Ok(()));
    assert_eq!(device.databases(), Vec::<String>::new());
    assert_eq!(done(store.forget(NOW, &stored)), Ok(()));
    assert_eq!(own(&device).chains().len(), 1);
}

#[test]
fn a_chain_whose_opening_did_not_end_is_checked_byte_by_byte() {
    let device = Device::default();
    let mut store = own(&device);
    let genesis = start(&mut store, 1);
    done(store.save(NOW));
    device.opening.replace(Some(genesis.to_string()));
    let mut store = own(&device);
    assert!(store.is_interrupted(&genesis));
    assert!(done(store.open_database(&genesis)).is_ok() && device.was_checked.get());
    store.opened(&genesis, true);
    assert!(!store.is_interrupted(&genesis));
    assert!(done(store.open_database(&genesis)).is_ok() && !device.was_checked.get());
}
