//! Crashes: whatever part of the last writes reached the disk, the store opens as some commit left it.

#![allow(clippy::unwrap_used)] // a failing unwrap fails the test

mod common;

use chain::{Chain, testing};
use common::{NOW, dump, story};
use proptest::prelude::*;
use redb::StorageBackend;
use std::io;
use std::sync::{Arc, Mutex};
use store::RedbStore;

/// What was done to a disk, in order.
#[derive(Clone, Debug)]
enum Deed {
    Write(usize, Vec<u8>),
    Resize(usize),
    Sync,
}

/// A disk that remembers every deed.
#[derive(Clone, Debug, Default)]
struct Disk(Arc<Mutex<(Vec<u8>, Vec<Deed>)>>);

impl Disk {
    fn holding(content: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new((content, Vec::new()))))
    }

    fn deeds(&self) -> Vec<Deed> {
        self.0.lock().unwrap().1.clone()
    }

    fn deed(&self, deed: Deed) {
        let mut disk = self.0.lock().unwrap();
        apply(&mut disk.0, &deed);
        disk.1.push(deed);
    }
}

fn apply(content: &mut Vec<u8>, deed: &Deed) {
    match deed {
        Deed::Write(at, data) => {
            let end = at + data.len();
            if content.len() < end {
                content.resize(end, 0);
            }
            content[*at..end].copy_from_slice(data);
        }
        Deed::Resize(length) => content.resize(*length, 0),
        Deed::Sync => {}
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.lock().unwrap().0.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let disk = self.0.lock().unwrap();
        let at = usize::try_from(offset).unwrap();
        let bytes = disk.0.get(at..at + out.len());
        out.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.deed(Deed::Resize(usize::try_from(len).unwrap()));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.deed(Deed::Sync);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.deed(Deed::Write(usize::try_from(offset).unwrap(), data.to_vec()));
        Ok(())
    }
}

/// What the disk holds after a crash behind `done` deeds: all up to the last sync, and of what came after it, what
/// `kept` says. A change of length is never lost without the writes behind it.
fn crashed(deeds: &[Deed], done: usize, kept: impl Fn(usize) -> bool) -> Vec<u8> {
    let done = &deeds[..done];
    let synced = done
        .iter()
        .rposition(|deed| matches!(deed, Deed::Sync))
        .map_or(0, |at| at + 1);
    let mut content = Vec::new();
    for (at, deed) in done.iter().enumerate() {
        if at < synced || matches!(deed, Deed::Resize(_)) || kept(at) {
            apply(&mut content, deed);
        }
    }
    content
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_crash_leaves_a_whole_older_state(point in 0.0f64..1.0, kept in any::<u64>()) {
        let spec = testing::spec();
        let disk = Disk::default();
        let store = RedbStore::with_backend(disk.clone()).unwrap();
        let mut chain = Chain::open(spec.clone(), store).unwrap();
        // After how many deeds each state was there to stay.
        let mut states = vec![(disk.deeds().len(), chain.tip().hash, dump(chain.store()))];
        let first = disk.deeds().len();
        for block in story(&spec) {
            chain.accept_block(block, NOW).unwrap();
            chain.flush().unwrap();
            states.push((disk.deeds().len(), chain.tip().hash, dump(chain.store())));
        }
        let deeds = disk.deeds();
        #[allow(clippy::cast_possible_truncation)]
        let done = first + (point * (deeds.len() - first) as f64) as usize;
        let content = crashed(&deeds, done, |at| kept >> (at % 64) & 1 == 1);

        let store = RedbStore::with_backend(Disk::holding(content)).unwrap();
        let mut chain = Chain::open(spec.clone(), store).unwrap();
        let at_least = states.iter().rposition(|(end, ..)| *end <= done).unwrap();
        let here = dump(chain.store());
        let state = states[at_least..]
            .iter()
            .take(2)
            .find(|(_, tip, rows)| *tip == chain.tip().hash && *rows == here);
        prop_assert!(state.is_some(), "neither the last state nor the one being written");
        // And the chain goes on from there to the same end.
        for block in story(&spec) {
            let _ = chain.accept_block(block, NOW);
        }
        chain.flush().unwrap();
        prop_assert_eq!(chain.tip().hash, states.last().unwrap().1);
    }
}
