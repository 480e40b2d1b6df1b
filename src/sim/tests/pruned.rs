//! Pruned nodes among nodes with all blocks.

use crate::stranger::version;
use chain::testing;
use core::time::Duration;
use node::{Event, Fault, SyncState};
use primitives::Height;
use sim::{HostId, Network, Person};
use wire::{Item, Message};

const MINUTE: Duration = Duration::from_secs(60);

/// A node with a chain of 330 blocks that have payments, and other nodes with the same chain that
/// have pruned all but the last 288 blocks.
fn pruned(seed: u64, others: usize) -> (Network, HostId, Vec<HostId>) {
    let mut net = Network::new(seed, testing::spec());
    let full = net.add_node();
    let (alice, bob) = (Person::new(1), Person::new(2));
    net.mine(full, &alice, 0.5);
    for height in [4, 8, 12] {
        net.run_until("the chain grows", 100 * 60 * MINUTE, |net| {
            net.height(full) >= height
        });
        net.pay(full, &alice, &bob);
    }
    net.run_until("the chain has grown", 100 * 60 * MINUTE, |net| {
        net.height(full) >= 330
    });
    net.stop_mining(full);
    let followers: Vec<HostId> = (0..others).map(|_| net.add_node()).collect();
    for follower in &followers {
        net.connect(*follower, full);
    }
    let all = [&[full], &followers[..]].concat();
    net.run_until("all have followed", 10 * MINUTE, |net| net.agree(&all));
    for follower in &followers {
        net.disconnect(*follower, full);
        net.keep_newest(*follower, 288);
    }
    let height = net.height(full);
    net.run_until("all have pruned", 10 * MINUTE, |net| {
        let cut = |host: &HostId| net.node(*host).chain().pruned_height();
        followers
            .iter()
            .all(|host| cut(host) == Some(Height(height - 288)))
    });
    for follower in &followers {
        net.crash(*follower);
        net.restart(*follower);
    }
    (net, full, followers)
}

fn assert_no_drops(net: &Network, hosts: &[HostId]) {
    for host in hosts {
        let drops = net.drops(*host);
        assert!(drops.is_empty(), "seed {}: {drops:?}", net.seed());
    }
}

#[test]
fn a_newcomer_syncs_if_one_of_many_peers_has_all_blocks() {
    for seed in 0..3 {
        let (mut net, full, pruned) = pruned(seed, 5);
        let newcomer = net.add_node();
        for host in pruned.iter().chain([&full]) {
            net.connect(newcomer, *host);
        }
        net.run_until("the newcomer is there", 10 * MINUTE, |net| {
            net.agree(&[full, newcomer])
        });
        assert_eq!(net.node(newcomer).sync_state(), SyncState::Synced);
        assert_no_drops(&net, &[&[full, newcomer], &pruned[..]].concat());
        let seen: Vec<bool> = net
            .node(newcomer)
            .peers()
            .map(|peer| peer.serves_all)
            .collect();
        assert_eq!(
            seen.iter().filter(|all| **all).count(),
            1,
            "seed {seed}: {seen:?}"
        );
    }
}

#[test]
fn a_newcomer_among_pruned_nodes_waits_and_continues() {
    for seed in 10..13 {
        let (mut net, full, pruned) = pruned(seed, 3);
        let newcomer = net.add_node();
        for host in &pruned {
            net.connect(newcomer, *host);
        }
        net.run_for(5 * MINUTE);
        assert_eq!(net.height(newcomer), 0, "seed {seed}");
        let target = Height(net.height(full));
        assert_eq!(
            net.node(newcomer).sync_state(),
            SyncState::Unserved { target }
        );
        let reported = Event::Sync(SyncState::Unserved { target });
        assert!(net.events(newcomer).contains(&reported));
        assert_no_drops(&net, &[&[newcomer], &pruned[..]].concat());

        // The chain continues to grow meanwhile, and the node continues to wait.
        net.mine(pruned[0], &Person::new(3), 0.5);
        net.run_until("more is mined", 60 * MINUTE, |net| {
            net.height(pruned[0]) >= target.value() + 3
        });
        net.stop_mining(pruned[0]);
        assert!(matches!(
            net.node(newcomer).sync_state(),
            SyncState::Unserved { .. }
        ));

        net.connect(newcomer, full);
        let end = MINUTE + Duration::from_secs(net.height(full).into());
        net.run_until("the newcomer is there", end, |net| {
            net.agree(&[pruned[0], full, newcomer])
        });
        assert_no_drops(&net, &[&[newcomer, full], &pruned[..]].concat());
    }
}

/// A new node with three links. It connects to another host only when one of its links breaks.
fn newcomer(net: &mut Network, others: &[HostId]) -> HostId {
    net.config.links = 3;
    let newcomer = net.add_node();
    net.roam(newcomer, others, 3);
    newcomer
}

#[test]
fn a_newcomer_whose_peers_are_all_pruned_makes_room_for_others() {
    for seed in 60..63 {
        let (mut net, full, pruned) = pruned(seed, 7);
        let others = [&pruned[..], &[full]].concat();
        let newcomer = newcomer(&mut net, &others);
        // The newcomer drops one useless peer every three minutes, so it has dropped four after 14
        // minutes.
        net.run_for(14 * MINUTE);
        assert_eq!(net.height(newcomer), 0, "seed {seed}");
        let dropped = net.drops(newcomer).to_vec();
        let order: Vec<_> = pruned[..4]
            .iter()
            .map(|host| (*host, Fault::OnlyNewest))
            .collect();
        assert_eq!(dropped, order, "seed {seed}");
        net.run_until("the full node is found", 6 * MINUTE, |net| {
            net.agree(&[newcomer, full])
        });
        let count = net.drops(newcomer).len();
        assert_eq!(count, 5, "seed {seed}");
        net.run_for(30 * MINUTE);
        assert_eq!(
            net.drops(newcomer).len(),
            count,
            "seed {seed}: it is synced"
        );
        assert_no_drops(&net, &others);
    }
}

/// Nodes make links in a room. The newcomer's mesh calls peers that it has not met yet before it
/// calls one again.
#[test]
fn a_newcomer_in_a_room_of_pruned_nodes_finds_the_full_node() {
    for seed in 90..93 {
        let (mut net, full, pruned) = pruned(seed, 7);
        let wanted = net.mesh.wanted;
        // The other nodes want no links of their own, so they call nobody.
        (net.mesh.wanted, net.mesh.own) = (0, 0);
        net.mesh.explore_every = u64::from(u32::MAX);
        for host in pruned.iter().chain([&full]) {
            net.enter(*host);
        }
        net.run_for(MINUTE);
        net.mesh.wanted = wanted.min(3);
        net.config.links = 3;
        let newcomer = net.add_node();
        net.enter(newcomer);
        net.run_until("the full node is found", 30 * MINUTE, |net| {
            net.agree(&[newcomer, full])
        });
        let drops = net.drops(newcomer);
        assert!(drops.iter().all(|(_, fault)| *fault == Fault::OnlyNewest));
        assert!(drops.len() <= 5, "seed {seed}: {drops:?}");
    }
}

#[test]
fn a_newcomer_with_one_slot_tries_one_peer_after_the_other() {
    for seed in 80..82 {
        let (mut net, full, pruned) = pruned(seed, 3);
        let others = [&pruned[..], &[full]].concat();
        net.config.links = 1;
        let newcomer = net.add_node();
        net.roam(newcomer, &others, 1);
        net.run_until("the full node is found", 12 * MINUTE, |net| {
            net.agree(&[newcomer, full])
        });
        let dropped: Vec<_> = pruned
            .iter()
            .map(|host| (*host, Fault::OnlyNewest))
            .collect();
        assert_eq!(net.drops(newcomer), dropped, "seed {seed}");
        assert_no_drops(&net, &others);
    }
}

#[test]
fn without_a_full_node_a_newcomer_keeps_changing_peers_slowly() {
    let (mut net, full, pruned) = pruned(70, 5);
    let newcomer = newcomer(&mut net, &pruned);
    net.run_for(60 * MINUTE);
    assert!((15..=20).contains(&net.drops(newcomer).len()));
    assert!(net.node(newcomer).peers().count() >= 2);
    let target = Height(net.height(full));
    let state = net.node(newcomer).sync_state();
    assert_eq!(state, SyncState::Unserved { target });
}

#[test]
fn a_node_that_lacks_only_newest_blocks_needs_no_full_node() {
    let (mut net, full, pruned) = pruned(20, 2);
    let straggler = pruned[1];
    net.crash(straggler);
    net.mine(pruned[0], &Person::new(3), 0.5);
    net.run_until("more is mined", 1000 * MINUTE, |net| {
        net.height(pruned[0]) >= 330 + 200
    });
    net.stop_mining(pruned[0]);
    net.restart(straggler);
    net.connect(straggler, pruned[0]);
    net.run_until("the straggler is there", 10 * MINUTE, |net| {
        net.agree(&[straggler, pruned[0]])
    });
    assert!(net.height(full) < 400, "the full node was never asked");
    assert_eq!(
        net.node(straggler).chain().pruned_height(),
        Some(Height(net.height(straggler) - 288))
    );
}

#[test]
fn a_request_for_a_pruned_block_gets_not_found_and_is_not_an_offence() {
    let (mut net, full, pruned) = pruned(30, 1);
    let asker = net.add_stranger();
    net.connect(asker, pruned[0]);
    net.run_for(Duration::from_secs(1));
    let received = net.take_received(asker);
    let services = received.iter().find_map(|message| match message {
        Message::Version(version) => Some(version.services),
        _ => None,
    });
    assert_eq!(services, Some(wire::NETWORK_LIMITED));
    let hello = version(&net, full);
    net.send(asker, pruned[0], &Message::Version(hello));
    net.send(asker, pruned[0], &Message::Verack);
    let chain = net.node(full).chain();
    let at = |height| Item::Block(chain.hash_at(Height(height)).unwrap());
    let (old, new) = (at(5), at(320));
    net.send(asker, pruned[0], &Message::GetData(vec![old, new]));
    net.run_for(Duration::from_secs(1));
    let received = net.take_received(asker);
    assert!(
        received.contains(&Message::NotFound(vec![old])),
        "{received:?}"
    );
    let is_new = |message: &Message| matches!(message, Message::Block(block) if Item::Block(block.hash()) == new);
    assert!(received.iter().any(is_new));
    assert_eq!(net.hang_ups(asker), 0);
}

#[test]
fn a_node_that_begins_to_prune_is_no_longer_asked_for_old_blocks() {
    let (mut net, full, _) = pruned(40, 0);
    let (second, newcomer) = (net.add_node(), net.add_node());
    net.connect(second, full);
    net.run_until("the second is there", 10 * MINUTE, |net| {
        net.agree(&[full, second])
    });
    net.disconnect(second, full);
    // The second node announces that it serves all blocks, and prunes only after that.
    net.connect(newcomer, second);
    net.run_until("they have met", MINUTE, |net| {
        net.node(newcomer).peers().any(|peer| peer.ready)
    });
    net.keep_newest(second, 288);
    net.run_until("it waits or is through", MINUTE, |net| {
        matches!(
            net.node(newcomer).sync_state(),
            SyncState::Unserved { .. } | SyncState::Synced
        )
    });
    net.connect(newcomer, full);
    net.run_until("the newcomer is there", 10 * MINUTE, |net| {
        net.agree(&[full, newcomer])
    });
    assert_no_drops(&net, &[full, second, newcomer]);
}

#[test]
fn a_branch_too_deep_to_switch_to_is_reported_and_not_followed() {
    let mut net = Network::new(50, testing::spec());
    let (ours, theirs) = (net.add_node(), net.add_node());
    for (host, person, blocks) in [(ours, 1, 320), (theirs, 2, 420)] {
        net.mine(host, &Person::new(person), 0.5);
        net.run_until("each mines alone", 200 * 60 * MINUTE, |net| {
            net.height(host) >= blocks
        });
        net.stop_mining(host);
    }
    net.keep_newest(ours, 288);
    net.run_for(MINUTE);
    let tip = net.tip(ours);
    net.connect(ours, theirs);
    net.run_for(5 * MINUTE);
    assert_eq!(net.tip(ours), tip);
    let target = Height(net.height(theirs));
    assert_eq!(net.node(ours).sync_state(), SyncState::Stranded { target });
    assert_no_drops(&net, &[ours, theirs]);
    let failed = |event: &Event| matches!(event, Event::StorageFailed(_));
    assert!(!net.events(ours).iter().any(failed));

    // The node still accepts headers of the other branch. A node with all blocks would have
    // switched to it.
    net.mine(theirs, &Person::new(2), 0.5);
    net.run_until("they go on", 60 * MINUTE, |net| {
        let best = net.node(ours).chain().best_header().height;
        best.value() > target.value() + 2
    });
    net.stop_mining(theirs);
    let whole = net.add_node();
    net.connect(whole, theirs);
    net.run_until("a full node has the chain", 10 * MINUTE, |net| {
        net.agree(&[whole, theirs])
    });
    // The stranded node still serves peers on its own branch, and continues to mine.
    net.mine(ours, &Person::new(1), 0.5);
    net.run_until("it goes on", 60 * MINUTE, |net| net.tip(ours) != tip);
    assert_eq!(
        net.node(ours).chain().entry(&tip).map(|entry| entry.height),
        Some(Height(320))
    );
}
