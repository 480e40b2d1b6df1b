//! Helpers that the tests share.

#![allow(dead_code, reason = "each test file uses its part of this module")]

pub(crate) mod disk;
pub(crate) mod pipe;

use core::time::Duration;
use std::path::Path;

use api::Notice;
use chain::{Spec, SpecDraft};
use daemon::{Event, Folder, Running, Settings, StartError, start};
use primitives::{BlockHash, CompactTarget, Height, Timestamp};
use service::Setup;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

/// The time limit of operations that take some seconds on a slow machine.
pub(crate) const LIMIT: Duration = Duration::from_secs(120);

/// A draft of a chain of fixed difficulty: 2^16 hashes a block, some hundredths of a second.
pub(crate) fn draft(name: &str) -> SpecDraft {
    SpecDraft {
        name: name.into(),
        symbol: "TST".into(),
        prefix: "tst".parse().unwrap(),
        bits: CompactTarget(0x1f00_ffff),
        fixed_difficulty: true,
        maturity: 2,
        time: Timestamp(1_700_000_000),
        ..SpecDraft::default()
    }
}

pub(crate) fn spec(name: &str) -> Spec {
    draft(name).build().unwrap()
}

/// Settings that neither mine nor seal, in a folder without a passphrase.
pub(crate) fn settings(folder: &Path, spec: Spec) -> Settings {
    Settings {
        folder: Folder::open(folder, None).unwrap(),
        setup: Setup::new(spec, ""),
        passphrase: None,
        page: "https://tab.example/".into(),
        cores: 0,
        author: false,
        name: None,
        endpoint: None,
        external: Vec::new(),
        entry: None,
        own_relay: None,
        ice: Vec::new(),
    }
}

/// The same settings with a miner.
pub(crate) fn mining(settings: Settings) -> Settings {
    Settings {
        cores: 1,
        ..settings
    }
}

pub(crate) async fn started(settings: Settings) -> Running {
    start(settings).await.unwrap()
}

/// The sentence with which a node refuses to start.
pub(crate) async fn refusal(settings: Settings) -> String {
    text(start(settings).await)
}

pub(crate) fn text(outcome: Result<Running, StartError>) -> String {
    outcome.expect_err("it is refused").to_string()
}

/// The first event for which `wanted` returns a value.
pub(crate) async fn until<T>(
    events: &mut Receiver<Event>,
    mut wanted: impl FnMut(&Event) -> Option<T>,
) -> T {
    let found = async {
        loop {
            match events.recv().await {
                Ok(event) => {
                    if let Some(value) = wanted(&event) {
                        return value;
                    }
                }
                Err(RecvError::Lagged(missed)) => panic!("{missed} events were missed"),
                Err(RecvError::Closed) => panic!("the node has ended"),
            }
        }
    };
    timeout(LIMIT, found).await.expect("the event comes")
}

/// Waits until a block at this height is the tip.
pub(crate) async fn until_height(events: &mut Receiver<Event>, least: u32) -> BlockHash {
    until(events, |event| match event {
        Event::Connected { height, hash } if height.value() >= least => Some(*hash),
        _ => None,
    })
    .await
}

/// Waits for a notice of trouble, and returns its reason.
pub(crate) async fn until_trouble(events: &mut Receiver<Event>) -> api::Reason {
    until(events, |event| match event {
        Event::Notice(Notice::Trouble { reason }) => Some(reason.clone()),
        _ => None,
    })
    .await
}

/// The tip.
pub(crate) async fn tip(running: &Running) -> (Height, BlockHash) {
    let tip = running.handle.ask(|call| {
        let tip = call.service.node().chain().tip();
        (tip.height, tip.hash)
    });
    tip.await.unwrap()
}
