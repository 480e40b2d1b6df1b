//! Two nodes with a link between them: blocks and payments, and a node that comes back.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod common;

use api::{Reason, StorageReason, command};
use chain::{Authority, SpecDraft};
use common::pipe::Pair;
use common::{draft, mining, settings, spec, tip, until, until_height, until_trouble};
use daemon::{Event, Folder, Running, Settings, start_with};
use methods::Failure;
use primitives::{CompactTarget, Height};
use service::Setup;

/// Pays from one node's wallet.
async fn pay(running: &Running, to: String, amount: &str) -> Result<api::Sent, Failure> {
    let amount = amount.to_owned();
    let paid = running.handle.ask(move |call| {
        let review = command::Review {
            to,
            amount,
            note: String::new(),
            pace: api::Pace::default(),
            more: Vec::new(),
            coins: Vec::new(),
        };
        let draft = call.ask(review)?.draft;
        call.ask(command::Send {
            draft,
            passphrase: None,
        })
    });
    paid.await.unwrap()
}

#[tokio::test]
async fn a_node_comes_back_and_gets_the_blocks_and_payments_that_it_missed() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let pair = Pair::default();
    let [alice, bob] = [0, 1].map(|side| settings(folders[side].path(), spec("Pair")));
    let alice = start_with(mining(alice), pair.parts(0)).await.unwrap();
    let mut mined = alice.handle.events();
    until_height(&mut mined, 20).await;

    // Bob downloads Alice's blocks, and receives her new ones.
    let bob = start_with(bob, pair.parts(1)).await.unwrap();
    let mut followed = bob.handle.events();
    let (height, hash) = tip(&alice).await;
    until_height(&mut followed, height.value()).await;
    let same = bob
        .handle
        .ask(move |call| call.service.node().chain().hash_at(height));
    assert_eq!(same.await.unwrap(), Some(hash));

    // Alice pays Bob.
    let address = bob.handle.ask(|call| call.ask(command::NewAddress));
    let address = address.await.unwrap().unwrap();
    pay(&alice, address, "1.5").await.unwrap();
    let paid = "1.5".parse().unwrap();
    let worth = async || {
        let worth = bob.handle.ask(|call| call.service.standing().worth);
        worth.await.unwrap()
    };
    while worth().await != paid {
        let (height, _) = tip(&bob).await;
        until_height(&mut followed, height.value()).await;
    }

    // Bob is away while Alice goes on.
    bob.stop().await.unwrap();
    let (away, _) = tip(&alice).await;
    until_height(&mut mined, away.value() + 10).await;
    let again = settings(folders[1].path(), spec("Pair"));
    let bob = start_with(again, pair.parts(1)).await.unwrap();
    until_height(&mut bob.handle.events(), away.value() + 10).await;
    let balance = bob.handle.ask(|call| call.service.standing().worth);
    assert_eq!(balance.await.unwrap(), paid);
    bob.stop().await.unwrap();
    alice.stop().await.unwrap();
}

/// Each node mines alone. When they connect, the one with less work switches.
#[tokio::test]
async fn two_branches_become_one() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    for (side, blocks) in [(0, 12), (1, 3)] {
        let alone = mining(settings(folders[side].path(), spec("Two")));
        let running = common::started(alone).await;
        until_height(&mut running.handle.events(), blocks).await;
        running.stop().await.unwrap();
    }
    let pair = Pair::default();
    let [alice, bob] = [0, 1].map(|side| settings(folders[side].path(), spec("Two")));
    let bob = start_with(bob, pair.parts(1)).await.unwrap();
    let mut events = bob.handle.events();
    let (behind, _) = tip(&bob).await;
    let alice = start_with(alice, pair.parts(0)).await.unwrap();
    let (best, hash) = tip(&alice).await;
    assert!(behind < best, "Bob has mined less: {behind:?}, {best:?}");
    let reorganised = until(&mut events, |event| match event {
        Event::Reorganised { left, joined } => Some((*left, *joined)),
        _ => None,
    })
    .await;
    assert_eq!(reorganised.0, behind.value());
    until_height(&mut events, best.value()).await;
    assert_eq!(tip(&bob).await, (best, hash));
    alice.stop().await.unwrap();
    bob.stop().await.unwrap();
}

/// The same key is in two vaults, and each node is started as an author. The first one seals. The
/// other one stops when it receives a block with its key, and reports which block it was.
#[tokio::test]
async fn one_key_in_two_nodes_seals_in_one() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let first = Folder::open(folders[0].path(), None).unwrap();
    let key = first.profile(service::Profile::identity);
    drop(first);
    std::fs::copy(
        folders[0].path().join("profile"),
        folders[1].path().join("profile"),
    )
    .unwrap();
    let spec = SpecDraft {
        bits: CompactTarget(0x207f_ffff),
        fixed_difficulty: false,
        interval: 1,
        authority: Some(Authority {
            authors: vec![key],
            work: false,
        }),
        ..draft("Key")
    };
    let spec = spec.build().unwrap();
    let pair = Pair::default();
    // A node that knows a relay waits for its peers before it seals.
    let sealing = |side: usize, relay: &str| Settings {
        author: true,
        setup: Setup::new(spec.clone(), relay),
        ..settings(folders[side].path(), spec.clone())
    };
    let alice = start_with(sealing(0, ""), pair.parts(0)).await.unwrap();
    let mut sealed = alice.handle.events();
    until_height(&mut sealed, 2).await;

    let bob = start_with(sealing(1, "wss://relay.example/signal"), pair.parts(1))
        .await
        .unwrap();
    let mut events = bob.handle.events();
    let reason = until_trouble(&mut events).await;
    let Reason::Storage(StorageReason::KeyElsewhere { height, block }) = reason else {
        panic!("{reason:?}");
    };
    let at = Height(height);
    let hash = alice
        .handle
        .ask(move |call| call.service.node().chain().hash_at(at));
    assert_eq!(hash.await.unwrap(), Some(block), "a block of Alice's");
    // Alice goes on, and Bob receives the blocks that she seals. No block is replaced by another
    // one.
    until_height(&mut sealed, height + 3).await;
    until_height(&mut events, height + 3).await;
    for running in [&alice, &bob] {
        let tips = running
            .handle
            .ask(|call| call.service.node().chain().tips().len());
        assert_eq!(tips.await.unwrap(), 1, "no branch");
    }
    alice.stop().await.unwrap();
    bob.stop().await.unwrap();
}
