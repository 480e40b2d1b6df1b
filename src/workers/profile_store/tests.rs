//! Tests of a profile's storage on a simulated device.

use core::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use api::NewChain;
use futures_util::FutureExt as _;
use service::Entropy;

use super::*;

/// What a device stores and how it fails. Copies share it.
#[derive(Clone, Default)]
struct Device(Rc<State>);

#[derive(Default)]
struct State {
    profile: RefCell<Option<Vec<u8>>>,
    /// The number of times that the profile was written.
    writes: Cell<u32>,
    /// The bytes of each chain's database.
    databases: RefCell<BTreeMap<String, u64>>,
    /// Whether nothing can be written, and no file be opened.
    is_full: Cell<bool>,
    /// Whether what is stored of a chain is not a database.
    is_damaged: Cell<bool>,
    /// Whether the last database was opened with all its bytes checked.
    was_checked: Cell<bool>,
    interrupted: RefCell<Option<String>>,
}

impl State {
    fn check_room(&self) -> Result<(), StorageError> {
        match self.is_full.get() {
            true => Err(StorageError::Unwritten("no space is left".into())),
            false => Ok(()),
        }
    }
}

impl Disk for Device {
    fn now() -> Time {
        Time(1_700_000_000_000)
    }

    fn entropy() -> Entropy {
        Entropy {
            words: [7; 16],
            salt: [7; 16],
            nonce: [7; 24],
        }
    }

    async fn read_profile(&self) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(self.0.profile.borrow().clone())
    }

    async fn read_others_profile(&self) -> Option<Vec<u8>> {
        self.0.profile.borrow().clone()
    }

    async fn write_profile(&self, bytes: &[u8]) -> Result<(), StorageError> {
        self.0.check_room()?;
        self.0.profile.replace(Some(bytes.to_vec()));
        self.0.writes.set(self.0.writes.get() + 1);
        Ok(())
    }

    async fn database_size(&self, genesis: &str) -> Result<u64, StorageError> {
        Ok(self.0.databases.borrow().get(genesis).copied().unwrap_or(0))
    }

    async fn open_database(
        &self,
        genesis: &str,
        is_checked: bool,
    ) -> Result<Result<RedbStore, RedbError>, StorageError> {
        self.0.check_room()?;
        self.0.was_checked.set(is_checked);
        self.0.databases.borrow_mut().insert(genesis.into(), 1);
        Ok(match self.0.is_damaged.get() {
            true => Err(RedbError::Backend(std::io::Error::other("damaged"))),
            false => RedbStore::in_memory(),
        })
    }

    async fn erase_database(&self, genesis: &str) -> Result<(), StorageError> {
        self.0.check_room()?;
        self.0.databases.borrow_mut().remove(genesis);
        Ok(())
    }

    async fn interrupted(&self) -> Option<String> {
        self.0.interrupted.borrow().clone()
    }

    async fn quota(&self) -> Option<u64> {
        None
    }

    fn note_opened(_: Option<&str>) {}
}

/// The value of a future that waits for nothing.
fn done<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("the device answers at once")
}

fn own(device: &Device) -> ProfileStore<Device> {
    done(ProfileStore::own(device.clone()))
}

/// A profile that another tab owns.
fn visit(device: &Device) -> ProfileStore<Device> {
    let mut store = done(ProfileStore::read_only(device));
    store.other_tabs_folder = Some(device.clone());
    store
}

fn start(store: &mut ProfileStore<Device>, salt: u8) -> BlockHash {
    let (settings, now) = (NewChain::default(), Device::now());
    let started = store.profile.start(&settings, "", now, [salt; 8], None);
    started.unwrap()
}

#[test]
fn a_new_profile_is_stored_and_read_again() {
    let device = Device::default();
    let mut store = own(&device);
    assert_eq!(
        (store.view(), device.0.writes.get()),
        (StorageView::Durable, 1)
    );
    let genesis = start(&mut store, 1);
    done(store.save());
    let again = own(&device);
    assert_eq!(again.profile.identity(), store.profile.identity());
    assert_eq!(again.chains()[0].genesis, genesis.to_string());
    assert_eq!(device.0.writes.get(), 2, "reading writes nothing");
}

#[test]
fn a_profile_that_cannot_be_read_is_left_as_it_is() {
    let device = Device::default();
    device
        .0
        .profile
        .replace(Some(b"of another version".to_vec()));
    let mut store = own(&device);
    assert!(matches!(store.view(), StorageView::Unreadable { .. }));
    assert!(store.check_can_use().is_err());
    done(store.save());
    let kept = device.0.profile.borrow().clone();
    assert_eq!(kept.as_deref(), Some(b"of another version".as_slice()));
}

#[test]
fn a_failed_write_is_reported_and_tried_again() {
    let device = Device::default();
    let mut store = own(&device);
    start(&mut store, 1);
    device.0.is_full.set(true);
    done(store.save());
    let failing = StorageView::Failing {
        reason: "no space is left".into(),
    };
    assert_eq!(store.view(), failing);
    assert!(store.retry_at().is_some_and(|at| at > Device::now()));

    // The wallet is not replaced by one that can't be stored.
    let mut other = store.profile.clone();
    let words = api::Secret::from(
        "legal winner thank year wave sausage worth useful legal winner thank yellow",
    );
    other
        .restore(&words, None, None, Device::entropy())
        .unwrap();
    let before = store.profile.identity();
    assert!(done(store.replace_profile(other)).is_err());
    assert_eq!(store.profile.identity(), before);

    device.0.is_full.set(false);
    assert!(done(store.retry()));
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
    done(first.save());
    let mut second = visit(&device);
    assert_eq!(second.view(), StorageView::OtherTab);
    let checks = [
        second.check_can_change_wallet(),
        second.check_can_change_chain(),
        second.check_can_seal(),
    ];
    assert!(checks.iter().all(Result::is_err) && second.check_can_use().is_ok());
    let found = start(&mut second, 2);
    done(second.save());
    assert_eq!(own(&device).chains().len(), 1, "the first tab stores");

    drop(first);
    assert_eq!(done(second.take_over()), Ok(()));
    assert_eq!(second.view(), StorageView::Durable);
    let stored = own(&device).chains();
    let stored: Vec<&str> = stored.iter().map(|chain| chain.genesis.as_str()).collect();
    assert_eq!(stored.len(), 2);
    assert!(stored.contains(&&*known.to_string()) && stored.contains(&&*found.to_string()));
    assert!(done(second.take_over()).is_err(), "it is taken over once");
}

#[test]
fn a_take_over_of_an_unreadable_profile_is_refused() {
    let device = Device::default();
    let first = own(&device);
    let mut second = visit(&device);
    drop(first);
    device.0.profile.replace(Some(vec![1, 2, 3]));
    assert!(done(second.take_over()).is_err());
    assert!(matches!(second.view(), StorageView::Unreadable { .. }));
    assert_eq!(
        device.0.profile.borrow().as_deref(),
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

    device.0.is_full.set(true);
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

    device.0.is_damaged.set(true);
    let opened = done(store.open_database(&stored));
    assert!(matches!(opened, Err(DatabaseError::Unusable(_))));
    assert!(done(store.open_database(&new)).is_ok(), "it is in memory");
    let databases = device
        .0
        .databases
        .borrow()
        .keys()
        .cloned()
        .collect::<Vec<_>>();
    assert_eq!(databases, [stored.to_string()]);

    // The person chooses to download it again, or to forget it.
    assert_eq!(done(store.erase(&stored)), Ok(()));
    assert!(device.0.databases.borrow().is_empty());
    assert_eq!(done(store.forget(&stored)), Ok(()));
    assert_eq!(own(&device).chains().len(), 1);
}

#[test]
fn a_chain_whose_opening_did_not_end_is_checked_byte_by_byte() {
    let device = Device::default();
    let mut store = own(&device);
    let genesis = start(&mut store, 1);
    done(store.save());
    device.0.interrupted.replace(Some(genesis.to_string()));
    let mut store = own(&device);
    assert!(store.is_interrupted(&genesis));
    assert!(done(store.open_database(&genesis)).is_ok() && device.0.was_checked.get());
    store.opened(&genesis, true);
    assert!(!store.is_interrupted(&genesis));
    assert!(done(store.open_database(&genesis)).is_ok() && !device.0.was_checked.get());
}
