//! The life of a node: it starts, mines, answers, stops and starts again.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod common;

use std::sync::mpsc::channel;

use api::command;
use chain::SpecDraft;
use common::disk::Disk;
use common::{LIMIT, draft, mining, settings, spec, started, tip, until_height};
use daemon::{AskError, MAX_EVENTS, MAX_QUESTIONS, start_with};
use primitives::CompactTarget;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

#[tokio::test]
async fn a_node_mines_stops_and_starts_again_with_its_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let running = started(mining(settings(folder.path(), spec("Life")))).await;
    let mut events = running.handle.events();
    until_height(&mut events, 5).await;
    running.stop().await.unwrap();
    let stopped = loop {
        match events.recv().await {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert_eq!(stopped, RecvError::Closed);

    let running = started(settings(folder.path(), spec("Life"))).await;
    let (height, hash) = tip(&running).await;
    assert!(height.value() >= 5, "{height:?}");
    let (balance, count) = running
        .handle
        .ask(|call| {
            let count = call.ask(command::BlockCount);
            (call.service.standing().worth, count)
        })
        .await
        .unwrap();
    let reward = spec("Life").reward;
    let blocks = u64::from(height.value());
    assert_eq!(balance.units(), reward.units() * blocks);
    assert_eq!(count.unwrap(), height.value() + 1, "with the genesis block");

    // The profile knows the chain with its height, for a list of chains.
    running.stop().await.unwrap();
    let again = settings(folder.path(), spec("Life"));
    let chains = again.folder.profile(|profile| profile.chains(|_| 0));
    assert_eq!(chains.len(), 1);
    assert_eq!(chains[0].genesis, spec("Life").genesis_hash().to_string());
    let running = started(again).await;
    assert_eq!(tip(&running).await, (height, hash));
    running.stop().await.unwrap();
}

#[tokio::test]
async fn questions_beyond_the_bound_fail_because_the_node_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let running = started(settings(folder.path(), spec("Busy"))).await;
    let (release, released) = channel::<()>();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let handle = running.handle.clone();
    let blocking = tokio::spawn(async move {
        let question = move |_: &mut methods::Call<'_, _>| {
            let _ = begun.send(());
            let _ = released.recv();
        };
        handle.ask(question).await
    });
    has_begun.await.unwrap();
    let mut waiting = Vec::new();
    for number in 0..MAX_QUESTIONS {
        let mut question = Box::pin(running.handle.ask(move |_| number));
        // The first poll puts the question into the inbox.
        assert!(futures_util::poll!(&mut question).is_pending());
        waiting.push(question);
    }
    let refused = running.handle.ask(|_| ()).await;
    assert_eq!(refused, Err(AskError::Busy));
    drop(release);
    assert_eq!(blocking.await.unwrap(), Ok(()));
    for (number, question) in waiting.into_iter().enumerate() {
        assert_eq!(question.await, Ok(number));
    }
    let handle = running.handle.clone();
    running.stop().await.unwrap();
    assert_eq!(handle.ask(|_| ()).await, Err(AskError::Stopped));
    assert_eq!(handle.events().recv().await, Err(RecvError::Closed));
}

#[tokio::test]
async fn a_method_makes_the_program_stop() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = started(settings(folder.path(), spec("Stop"))).await;
    let asked = running.handle.ask(|call| call.host.stop());
    assert_eq!(asked.await.unwrap(), Ok(()));
    timeout(LIMIT, running.stopping()).await.unwrap();
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_node_that_is_dropped_ends() {
    let folder = tempfile::tempdir().unwrap();
    let running = started(mining(settings(folder.path(), spec("Drop")))).await;
    let mut events = running.handle.events();
    until_height(&mut events, 1).await;
    drop(running);
    let ended = async { while !matches!(events.recv().await, Err(RecvError::Closed)) {} };
    timeout(LIMIT, ended).await.unwrap();
}

#[tokio::test]
async fn two_chains_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let first = settings(folder.path(), spec("First"));
    let second = daemon::Settings {
        folder: first.folder.clone(),
        setup: service::Setup::new(spec("Second"), "wss://relay.example/signal"),
        passphrase: None,
        page: first.page.clone(),
        cores: 0,
        author: false,
        name: None,
        endpoint: None,
        external: Vec::new(),
        entry: None,
        own_relay: None,
        ice: Vec::new(),
    };
    let (first, second) = (started(mining(first)).await, started(mining(second)).await);
    until_height(&mut first.handle.events(), 2).await;
    until_height(&mut second.handle.events(), 2).await;
    assert_ne!(first.handle.genesis(), second.handle.genesis());
    first.stop().await.unwrap();
    second.stop().await.unwrap();
}

/// Each block that is found here causes two events.
#[tokio::test]
async fn a_reader_that_is_too_slow_gets_the_number_of_missed_events() {
    let folder = tempfile::tempdir().unwrap();
    let easiest = SpecDraft {
        bits: CompactTarget(0x207f_ffff),
        interval: 60,
        ..draft("Slow")
    };
    let chosen = mining(settings(folder.path(), easiest.build().unwrap()));
    let running = start_with(chosen, Disk::default().parts()).await.unwrap();
    let (mut slow, mut quick) = (running.handle.events(), running.handle.events());
    let most = u32::try_from(MAX_EVENTS).unwrap();
    until_height(&mut quick, most / 2 + 10).await;
    let missed = slow.recv().await;
    assert!(matches!(missed, Err(RecvError::Lagged(1..))), "{missed:?}");
    assert!(
        slow.recv().await.is_ok(),
        "it goes on with the oldest that is left"
    );
    running.stop().await.unwrap();
}
