//! A disk that is full: it is reported, nothing is sealed meanwhile, and the node goes on as soon
//! as there is room again.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use api::{Notice, Reason, StorageReason};
use chain::{Authority, Spec, SpecDraft};
use common::disk::Disk;
use common::{draft, mining, settings, spec, tip, until, until_height, until_trouble};
use daemon::{Event, Running, Settings, StopError, start_with};
use primitives::{BlockHash, CompactTarget, Height};
use tokio::sync::broadcast::Receiver;

async fn until_saved(events: &mut Receiver<Event>) {
    until(events, |event| {
        matches!(event, Event::Notice(Notice::Saved)).then_some(())
    })
    .await;
}

fn is_not_saved(reason: &Reason) -> bool {
    matches!(reason, Reason::Storage(StorageReason::NotSaved { error }) if error.contains("no space"))
}

#[tokio::test]
async fn a_full_disk_is_reported_and_used_again() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::default();
    let chosen = mining(settings(folder.path(), spec("Full")));
    let running = start_with(chosen, disk.parts()).await.unwrap();
    let mut events = running.handle.events();
    until_height(&mut events, 2).await;
    disk.set_full(true);
    let reason = until_trouble(&mut events).await;
    assert!(is_not_saved(&reason), "{reason}");
    let failing = running
        .handle
        .ask(|call| call.service.failing().map(str::to_owned));
    assert!(failing.await.unwrap().is_some());
    // The node goes on in memory, and writes everything when it can.
    let (unsaved, _) = tip(&running).await;
    until_height(&mut events, unsaved.value() + 2).await;
    disk.set_full(false);
    until_saved(&mut events).await;
    running.stop().await.unwrap();

    let again = settings(folder.path(), spec("Full"));
    let running = start_with(again, disk.parts()).await.unwrap();
    assert!(tip(&running).await.0.value() >= unsaved.value() + 2);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn changes_that_could_not_be_written_at_the_end_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::default();
    let chosen = mining(settings(folder.path(), spec("End")));
    let running = start_with(chosen, disk.parts()).await.unwrap();
    let mut events = running.handle.events();
    until_height(&mut events, 1).await;
    disk.set_full(true);
    until_trouble(&mut events).await;
    let error = running.stop().await.unwrap_err();
    assert!(
        matches!(&error, StopError::Unwritten(why) if why.contains("no space")),
        "{error}"
    );
}

/// The settings of the only author of a chain without work, with a block a second.
fn author(folder: &Path) -> Settings {
    let mut chosen = settings(folder, spec("Unused"));
    let key = chosen.folder.profile(service::Profile::identity);
    chosen.setup = service::Setup::new(sealed_spec(key), "");
    chosen.author = true;
    chosen
}

fn sealed_spec(author: primitives::PublicKey) -> Spec {
    let draft = SpecDraft {
        bits: CompactTarget(0x207f_ffff),
        fixed_difficulty: false,
        interval: 1,
        authority: Some(Authority {
            authors: vec![author],
            work: false,
        }),
        ..draft("Sealed")
    };
    draft.build().unwrap()
}

/// The blocks of all events, by height. No height may have two.
#[derive(Default)]
struct Seen(BTreeMap<Height, BlockHash>);

impl Seen {
    fn note(&mut self, event: &Event) {
        if let Event::Connected { height, hash } = event {
            let other = self.0.insert(*height, *hash).filter(|other| other != hash);
            assert_eq!(other, None, "{height:?} was sealed twice");
        }
    }

    async fn until_height(&mut self, events: &mut Receiver<Event>, least: u32) {
        until(events, |event| {
            self.note(event);
            self.0
                .keys()
                .any(|height| height.value() >= least)
                .then_some(())
        })
        .await;
    }

    async fn until_not_saved(&mut self, events: &mut Receiver<Event>) {
        until(events, |event| {
            self.note(event);
            matches!(event, Event::Notice(Notice::Trouble { reason }) if is_not_saved(reason))
                .then_some(())
        })
        .await;
    }

    /// Returns the height of the last block before everything was saved.
    async fn until_saved(&mut self, events: &mut Receiver<Event>) -> Height {
        until(events, |event| {
            self.note(event);
            let last = self.0.keys().max().copied();
            last.filter(|_| matches!(event, Event::Notice(Notice::Saved)))
        })
        .await
    }
}

#[tokio::test]
async fn nothing_is_sealed_on_a_full_disk_and_no_height_twice() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::default();
    let start = async || -> Running {
        let started = start_with(author(folder.path()), disk.parts());
        started.await.unwrap()
    };
    let mut seen = Seen::default();
    let running = start().await;
    let mut events = running.handle.events();
    seen.until_height(&mut events, 2).await;
    disk.set_full(true);
    seen.until_not_saved(&mut events).await;
    let (height, _) = tip(&running).await;
    disk.set_full(false);
    // The store is tried again five seconds after its failure. Meanwhile five blocks would have
    // been due.
    let after = seen.until_saved(&mut events).await;
    assert!(after <= height.next(), "{after:?} after {height:?}");
    seen.until_height(&mut events, height.value() + 2).await;

    // The program ends while the disk is full, and starts again from the written data.
    disk.set_full(true);
    seen.until_not_saved(&mut events).await;
    let stopped = running.stop().await;
    assert!(
        matches!(stopped, Err(StopError::Unwritten(_))),
        "{stopped:?}"
    );
    disk.set_full(false);
    let running = start().await;
    let mut events = running.handle.events();
    let (height, hash) = tip(&running).await;
    seen.note(&Event::Connected { height, hash });
    seen.until_height(&mut events, height.value() + 2).await;
    running.stop().await.unwrap();
}
