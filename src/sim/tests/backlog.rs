//! Peers that request many blocks and read nothing. The bytes queued for them are bounded, and
//! other links are not delayed.

use crate::stranger::{MINUTE, version};
use chain::testing;
use core::time::Duration;
use node::Fault;
use primitives::{Amount, Block, BlockHash, Encode, Height, Lock, Output};
use sim::{Conditions, HostId, Network, Person};
use wire::{Item, Message};

/// The maximum number of unsent bytes on one link, including the first byte of each frame.
const MAX_UNSENT: usize = (512 << 10) + 64;

/// Three nodes in a line, and the hashes of the chain's last blocks, which have some 90 kB each.
fn heavy_chain(seed: u64, blocks: u32) -> (Network, [HostId; 3], Vec<BlockHash>) {
    let mut net = Network::new(seed, testing::spec());
    net.config.pool.transaction_weight = 400_000;
    let line = [net.add_node(), net.add_node(), net.add_node()];
    let (alice, node, bob) = (line[0], line[1], line[2]);
    net.connect(alice, node);
    net.connect(node, bob);
    let miner = Person::new(1);
    net.mine(alice, &miner, 0.5);
    net.run_until("there are coins", 60 * MINUTE, |net| {
        net.height(alice) >= blocks + 3
    });
    let genesis = net.node(alice).chain().genesis();
    let coins = miner.coins(net.node(alice));
    let first = net.height(alice) + 1;
    for coin in coins.into_iter().take(blocks as usize) {
        let data = Output {
            amount: Amount::ZERO,
            lock: Lock::Data(vec![7; 9_000]),
        };
        let outputs = core::iter::repeat_n(data, 10).collect();
        let transaction = miner.key().spend(genesis, &[coin], outputs);
        let height = net.height(alice);
        net.submit(alice, transaction).unwrap();
        net.run_until("it is mined", 60 * MINUTE, |net| {
            net.height(alice) > height && net.node(alice).pool().is_empty()
        });
    }
    net.stop_mining(alice);
    net.run_until("all have it", MINUTE, |net| net.agree(&line));
    let chain = net.node(node).chain();
    let heights = (first..=chain.tip().height.value()).map(Height);
    let hashes = heights.filter_map(|height| chain.hash_at(height));
    let is_heavy = |hash: &BlockHash| size_of_block(&chain.block(hash).unwrap().unwrap()) > 80_000;
    let hashes: Vec<BlockHash> = hashes.filter(is_heavy).collect();
    assert!(hashes.len() >= 8, "{} heavy blocks", hashes.len());
    (net, line, hashes)
}

fn size_of_block(block: &Block) -> usize {
    block.to_bytes().len()
}

/// A stranger connected to a node, after the handshake.
fn guest(net: &mut Network, node: HostId) -> HostId {
    let stranger = net.add_stranger();
    net.connect(stranger, node);
    net.run_for(Duration::from_secs(1));
    let version = version(net, node);
    net.send(stranger, node, &Message::Version(version));
    net.send(stranger, node, &Message::Verack);
    net.run_for(Duration::from_secs(1));
    net.take_received(stranger);
    stranger
}

#[test]
fn links_that_do_not_drain_do_not_delay_others() {
    let (mut net, [alice, node, bob], hashes) = heavy_chain(21, 10);
    let strangers: Vec<HostId> = (0..10).map(|_| guest(&mut net, node)).collect();
    let items: Vec<Item> = hashes.iter().map(|hash| Item::Block(*hash)).collect();
    for stranger in &strangers {
        net.set_deaf(*stranger, true);
        for _ in 0..3 {
            net.send(*stranger, node, &Message::GetData(items.clone()));
            net.send(*stranger, node, &Message::GetPool);
        }
    }
    net.run_for(Duration::from_secs(5));
    let (link, all) = net.most_unsent();
    println!("seed 21: {link} bytes unsent on one link at most, {all} on all 10");
    assert!(link > 300_000, "only {link} bytes were unsent");
    assert!(link <= MAX_UNSENT, "{link} bytes were unsent on a link");

    let height = net.height(alice);
    net.mine(alice, &Person::new(1), 0.5);
    net.run_until("a block is found", 10 * MINUTE, |net| {
        net.height(alice) > height
    });
    net.stop_mining(alice);
    let start = net.now();
    net.run_until("it passes", Duration::from_secs(3), |net| {
        net.height(bob) > height
    });
    println!("an honest block passed in {:?}", net.now().since(start));

    net.run_for(Duration::from_secs(70));
    let slow = net.drops(node).iter();
    let slow =
        slow.filter(|(who, why)| strangers.contains(who) && matches!(why, Fault::TooSlow(_)));
    assert!(slow.count() >= strangers.len());
    assert!(net.most_unsent().0 <= MAX_UNSENT);
    assert!(net.is_linked(alice, node) && net.is_linked(node, bob));
}

#[test]
fn items_requested_twice_are_sent_once() {
    let (mut net, [_, node, _], hashes) = heavy_chain(22, 10);
    let stranger = guest(&mut net, node);
    let items = hashes.iter().map(|hash| Item::Block(*hash));
    let twice = items.clone().chain(items.clone()).collect();
    net.send(stranger, node, &Message::GetData(twice));
    net.run_for(Duration::from_secs(5));
    let sent = net.take_received(stranger).into_iter();
    let sent: Vec<BlockHash> = sent
        .filter_map(|message| match message {
            Message::Block(block) => Some(block.hash()),
            _ => None,
        })
        .collect();
    assert_eq!(sent, hashes);
}

/// A peer that reads nothing may have 10,000 waiting requests.
#[test]
fn more_requests_than_may_wait_end_the_link() {
    let (mut net, [_, node, _], hashes) = heavy_chain(24, 10);
    let stranger = guest(&mut net, node);
    net.set_deaf(stranger, true);
    let heavy = hashes.iter().map(|hash| Item::Block(*hash));
    net.send(stranger, node, &Message::GetData(heavy.collect()));
    net.run_for(Duration::from_secs(1));
    // No more of these blocks fit within the bound of unsent bytes, so all later requests wait.
    let request = |marks: core::ops::Range<u32>| {
        let hashes = marks.map(|mark| {
            let mut bytes = [0; 32];
            bytes[..4].copy_from_slice(&mark.to_le_bytes());
            BlockHash::from_bytes(bytes)
        });
        Message::GetData(hashes.map(Item::Block).collect())
    };
    net.send(stranger, node, &request(0..5_000));
    net.send(stranger, node, &request(5_000..9_990));
    net.run_for(Duration::from_secs(1));
    assert!(net.is_linked(stranger, node));
    net.send(stranger, node, &request(9_990..10_001));
    net.run_for(Duration::from_secs(1));
    assert_eq!(net.drops(node).last(), Some(&(stranger, Fault::Flood)));
}

/// Over a slow link a block is sent in pieces, as fast as the link carries them, and arrives
/// complete.
#[test]
fn a_slow_link_gets_its_blocks_in_pieces() {
    let (mut net, [_, node, _], hashes) = heavy_chain(23, 10);
    net.set_conditions(Conditions {
        rate: Some(20_000.0),
        ..Conditions::default()
    });
    let newcomer = net.add_node();
    net.connect(newcomer, node);
    net.run_until("the newcomer has all", 5 * MINUTE, |net| {
        net.tip(newcomer) == net.tip(node)
    });
    assert!(net.drops(node).is_empty() && net.drops(newcomer).is_empty());
    let (link, _) = net.most_unsent();
    assert!((80_000..=MAX_UNSENT).contains(&link), "{link} bytes unsent");
    assert!(
        hashes
            .iter()
            .all(|hash| net.node(newcomer).chain().block(hash).unwrap().is_some())
    );
}
