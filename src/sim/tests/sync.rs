//! New nodes, slow nodes and nodes that return. All end on the chain with the most work.

use crate::stranger::{Manner, Pretender};
use chain::testing;
use core::time::Duration;
use node::{Fault, SyncState};
use sim::{Conditions, HostId, Network, Person};

const MINUTE: Duration = Duration::from_secs(60);

/// A network in which one node has mined a chain, with its miner stopped.
fn grown(seed: u64, blocks: u32) -> (Network, HostId) {
    let mut net = Network::new(seed, testing::spec());
    let node = net.add_node();
    net.mine(node, &Person::new(1), 0.5);
    net.run_until("the first chain grows", 100 * 60 * MINUTE, |net| {
        net.height(node) >= blocks
    });
    net.stop_mining(node);
    (net, node)
}

#[test]
fn a_newcomer_syncs_from_several_peers_and_drops_the_bad_ones() {
    let (mut net, first) = grown(1, 320);
    let second = net.add_node();
    net.connect(first, second);
    net.run_until("the second has it all", 5 * MINUTE, |net| {
        net.agree(&[first, second])
    });

    let newcomer = net.add_node();
    let mut staller = Pretender::new(&mut net, Manner::Silent);
    let mut liar = Pretender::new(&mut net, Manner::Garbled);
    for host in [staller.host, liar.host, first, second] {
        net.connect(newcomer, host);
    }
    let start = net.now();
    while !net.agree(&[first, newcomer]) {
        assert!(
            net.now().since(start) < 10 * MINUTE,
            "height {}",
            net.height(newcomer)
        );
        net.run_for(Duration::from_millis(50));
        staller.act(&mut net, first, newcomer);
        liar.act(&mut net, first, newcomer);
    }
    assert_eq!(net.height(newcomer), 320);
    assert!(staller.asked > 0, "the silent peer was asked for blocks");
    let faults: Vec<_> = net
        .drops(newcomer)
        .iter()
        .filter(|(host, _)| *host == liar.host)
        .collect();
    assert!(
        matches!(faults[..], [(_, Fault::InvalidBlock { .. }), ..]),
        "{faults:?}"
    );
    let honest = |host: &HostId| *host == first || *host == second;
    assert!(!net.drops(newcomer).iter().any(|(host, _)| honest(host)));
    assert_eq!(net.node(newcomer).sync_state(), SyncState::Synced);
}

#[test]
fn a_slow_peer_that_is_alone_is_asked_once_for_each_block() {
    let (mut net, first) = grown(8, 40);
    let newcomer = net.add_node();
    let mut slow = Pretender::new(&mut net, Manner::Slow);
    net.connect(newcomer, slow.host);
    let start = net.now();
    while !net.agree(&[first, newcomer]) {
        assert!(
            net.now().since(start) < 10 * MINUTE,
            "the newcomer does not sync"
        );
        net.run_for(Duration::from_millis(1_500));
        slow.act(&mut net, first, newcomer);
    }
    assert_eq!(slow.asked, 40, "each block was asked for once");
}

#[test]
fn more_headers_than_one_message_holds() {
    let (mut net, first) = grown(2, 2_100);
    let newcomer = net.add_node();
    net.connect(newcomer, first);
    net.run_until("the newcomer is there", 20 * MINUTE, |net| {
        net.agree(&[first, newcomer])
    });
}

/// Two connected nodes. The first has a fourth block whose announcement to the other was lost.
fn with_a_lost_block(seed: u64) -> (Network, HostId, HostId) {
    let (mut net, a) = grown(seed, 3);
    let b = net.add_node();
    net.connect(a, b);
    net.run_until("b is there", MINUTE, |net| net.agree(&[a, b]));
    net.set_conditions(Conditions {
        loss: 1.0,
        ..Conditions::default()
    });
    net.mine(a, &Person::new(1), 5.0);
    net.run_until(
        "a block is mined and its announcement is lost",
        MINUTE,
        |net| net.height(a) == 4,
    );
    net.stop_mining(a);
    net.run_for(Duration::from_secs(1));
    assert_eq!(net.height(b), 3, "seed {seed}");
    net.set_conditions(Conditions::default());
    (net, a, b)
}

#[test]
fn a_lost_block_is_requested_after_the_next_one() {
    for seed in 0..4 {
        let (mut net, a, b) = with_a_lost_block(seed);
        net.mine(a, &Person::new(1), 5.0);
        net.run_until("another block is mined", MINUTE, |net| net.height(a) == 5);
        net.stop_mining(a);
        net.run_until("b asks for both", Duration::from_secs(5), |net| {
            net.agree(&[a, b])
        });
    }
}

#[test]
fn a_lost_last_block_is_asked_for_when_the_link_is_silent() {
    let (mut net, a, b) = with_a_lost_block(5);
    net.run_until("b learns of it", 2 * MINUTE, |net| net.agree(&[a, b]));
}

#[test]
fn lossy_links_delay_sync_but_do_not_stop_it() {
    for seed in 0..3 {
        let (mut net, first) = grown(seed, 60);
        net.set_conditions(Conditions {
            loss: 0.1,
            ..Conditions::default()
        });
        let others = [net.add_node(), net.add_node(), net.add_node()];
        net.connect_all(&[first, others[0], others[1], others[2]]);
        net.run_until("all are there", 60 * MINUTE, |net| {
            others.iter().all(|other| net.agree(&[first, *other]))
        });
    }
}

#[test]
fn a_restarted_node_has_the_tip_from_before() {
    let (mut net, a) = grown(6, 40);
    let b = net.add_node();
    net.connect(a, b);
    net.run_until("b is there", MINUTE, |net| net.agree(&[a, b]));
    let tip = net.tip(b);
    net.crash(b);
    net.mine(a, &Person::new(1), 0.5);
    net.run_until("the chain grows without b", 60 * MINUTE, |net| {
        net.height(a) >= 50
    });
    net.stop_mining(a);
    net.restart(b);
    assert_eq!(net.tip(b), tip, "the store has the earlier tip");
    net.run_until("b catches up", MINUTE, |net| net.agree(&[a, b]));
}

#[test]
fn the_known_height_of_a_peer_grows_with_its_chain() {
    let (mut net, a) = grown(10, 5);
    let b = net.add_node();
    net.connect(a, b);
    net.mine(a, &Person::new(1), 0.5);
    net.run_until("blocks are mined", 60 * MINUTE, |net| net.height(a) >= 20);
    net.stop_mining(a);
    net.run_until("b follows", MINUTE, |net| net.agree(&[a, b]));
    for (one, other) in [(a, b), (b, a)] {
        let seen: Vec<_> = net
            .node(one)
            .peers()
            .map(|peer| peer.height.value())
            .collect();
        assert_eq!(seen, [net.height(other)]);
    }
}

#[test]
fn a_chain_without_network_is_mined_alone() {
    let (net, alone) = grown(7, 10);
    assert_eq!(net.node(alone).sync_state(), SyncState::Alone);
    assert!(net.height(alone) >= 10);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let day = |seed| {
        let (mut net, a) = grown(seed, 20);
        let b = net.add_node();
        net.connect(a, b);
        net.mine(a, &Person::new(1), 0.3);
        net.mine(b, &Person::new(2), 0.3);
        net.run_for(20 * MINUTE);
        (net.tip(a), net.tip(b), net.now())
    };
    assert_eq!(day(8), day(8));
    assert_ne!(day(8), day(9));
}

#[test]
fn a_newcomer_gathers_blocks_before_it_writes_them_and_ends_with_all_written() {
    let (mut net, first) = grown(9, 400);
    let newcomer = net.add_node();
    net.connect(newcomer, first);
    let before = net.disk(newcomer).commits();
    net.run_until("the newcomer is there", 5 * MINUTE, |net| {
        net.agree(&[first, newcomer])
    });
    let commits = net.disk(newcomer).commits() - before;
    assert!((1..=40).contains(&commits), "{commits} commits");
    assert_eq!(net.node(newcomer).chain().pending_bytes(), 0);
    // Blocks that came while it was in sync were written at once.
    net.mine(first, &Person::new(2), 0.5);
    net.run_until("another block comes", 100 * MINUTE, |net| {
        net.height(newcomer) > 400
    });
    assert_eq!(net.node(newcomer).chain().pending_bytes(), 0);
    net.crash(newcomer);
    net.restart(newcomer);
    assert!(net.height(newcomer) > 400);
}
