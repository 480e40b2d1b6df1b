//! A stranger delivers a better branch slowly, or shows a branch whose blocks do not exist. The
//! node works as before.

use crate::stranger::{MINUTE, version};
use chain::check::header::HeaderContext;
use chain::params::EASIEST;
use chain::{Spec, testing};
use core::time::Duration;
use ethnum::U256;
use node::SyncState;
use primitives::{Amount, Block, BlockHash, Target, Time, Txid};
use sim::{HostId, Network, Person};
use std::collections::{BTreeMap, VecDeque};
use wire::{Item, Message};

/// The initial number of hashes per block.
const HASHES: u64 = 1 << 8;

fn spec() -> Spec {
    let target = Target::new(U256::MAX / U256::from(HASHES)).unwrap();
    let mut draft = testing::draft();
    draft.bits = target.to_compact();
    draft.pow_limit = Some(EASIEST);
    draft.build().unwrap()
}

/// `count` blocks on a parent, with times evenly spaced up to the present: at most nine intervals
/// apart, and at least a second.
fn branch(spec: &Spec, mut above: HeaderContext, now: Time, count: usize) -> Vec<Block> {
    let lock = Person::new(9).lock();
    let mut blocks = Vec::new();
    for _ in 0..count {
        let mut block = testing::block_after(spec, &above, &lock, vec![], Amount::ZERO);
        let room = now.to_timestamp().since(above.times[0]).max(0);
        let left = i64::try_from(count - blocks.len()).unwrap();
        let step = (room / left).min(9 * i64::from(spec.interval)).max(1);
        block.header.time = above.times[0].saturating_add(u32::try_from(step).unwrap());
        block.header.nonce = 0;
        testing::seal(&mut block);
        above = above.extend(spec, &block.header);
        blocks.push(block);
    }
    blocks
}

/// Alice and Bob have links only to a node. The last block is eight hours old. A liar connects.
struct Scene {
    net: Network,
    alice: HostId,
    node: HostId,
    bob: HostId,
    liar: HostId,
}

impl Scene {
    fn new(seed: u64) -> Self {
        println!("seed {seed}");
        let spec = spec();
        let mut net = Network::new(seed, spec.clone());
        net.config.links = 2;
        let (alice, node, bob) = (net.add_node(), net.add_node(), net.add_node());
        // Alice and Bob keep only the newest blocks in full, and announce it.
        net.keep_newest(alice, 288);
        net.keep_newest(bob, 288);
        net.connect(alice, node);
        net.connect(node, bob);
        net.mine(
            alice,
            &Person::new(1),
            HASHES as f64 / f64::from(spec.interval),
        );
        net.run_until("the chain grows", 600 * MINUTE, |net| {
            [alice, node, bob]
                .iter()
                .all(|host| net.height(*host) >= 60)
        });
        net.stop_mining(alice);
        net.run_for(Duration::from_secs(8 * 3_600));
        assert!(net.agree(&[alice, node, bob]));
        let liar = net.add_stranger();
        net.connect(liar, node);
        net.run_for(Duration::from_secs(1));
        Self {
            net,
            alice,
            node,
            bob,
            liar,
        }
    }

    fn shake_hands(&mut self, services: u64, blocks: &[Block]) {
        let (net, node, liar) = (&mut self.net, self.node, self.liar);
        let mut version = version(net, node);
        version.services = services;
        version.height = version
            .height
            .saturating_add(u32::try_from(blocks.len()).unwrap());
        version.work = primitives::Work::new(U256::MAX);
        net.send(liar, node, &Message::Version(version));
        net.send(liar, node, &Message::Verack);
    }

    /// Takes the messages to the liar, and answers the pings among them.
    fn take_messages(&mut self) -> Vec<Message> {
        let received = self.net.take_received(self.liar);
        for message in &received {
            if let Message::Ping(number) = message {
                let time = self.net.now().to_timestamp();
                self.net
                    .send(self.liar, self.node, &Message::Pong(*number, time));
            }
        }
        received
    }
}

/// A liar that shows the headers of a branch, and then sends one of the blocks now and then.
struct SlowLiar<'a> {
    blocks: &'a [Block],
    by_hash: BTreeMap<BlockHash, &'a Block>,
    /// The seconds between two blocks.
    seconds: u32,
    asked: VecDeque<Item>,
    has_shown: bool,
    delivered: usize,
}

impl<'a> SlowLiar<'a> {
    fn new(blocks: &'a [Block], seconds: u32) -> Self {
        Self {
            blocks,
            by_hash: blocks.iter().map(|block| (block.hash(), block)).collect(),
            seconds,
            asked: VecDeque::new(),
            has_shown: false,
            delivered: 0,
        }
    }

    /// Answers the messages to the liar, and sends a block when it is due.
    fn act(&mut self, scene: &mut Scene, second: u32) {
        for message in scene.take_messages() {
            match message {
                Message::GetHeaders { .. } => {
                    let headers = match core::mem::replace(&mut self.has_shown, true) {
                        false => self.blocks.iter().map(|block| block.header).collect(),
                        true => Vec::new(),
                    };
                    let headers = Message::Headers(headers);
                    scene.net.send(scene.liar, scene.node, &headers);
                }
                Message::GetData(items) => self.asked.extend(items),
                _ => {}
            }
        }
        if second.is_multiple_of(self.seconds)
            && let Some(Item::Block(hash)) = self.asked.pop_front()
        {
            self.delivered += 1;
            let block = Message::Block((*self.by_hash[&hash]).clone());
            scene.net.send(scene.liar, scene.node, &block);
        }
    }
}

impl Scene {
    /// Whether a payment has reached Bob.
    fn has_passed(&self, txid: &Txid) -> bool {
        let bob = self.net.node(self.bob);
        let is_confirmed = || bob.chain().transaction(txid).unwrap().is_some();
        bob.pool().contains(txid) || is_confirmed()
    }

    /// Lets Alice find a block. Returns whether it reaches Bob. `None` if the liar's block of the
    /// same height came first, since the node then does not announce Alice's.
    fn block_passes(&mut self, finder: &Person) -> Option<bool> {
        let alice = self.alice;
        let before = self.net.tip(alice);
        self.net.mine(alice, finder, 1e9);
        self.net
            .run_until("a block is found", MINUTE, |net| net.tip(alice) != before);
        self.net.stop_mining(alice);
        let found = self.net.tip(alice);
        self.net.run_for(Duration::from_secs(3));
        let chain = self.net.node(self.node).chain();
        let bob = self.net.node(self.bob).chain();
        let is_best = chain.is_below(&found, &chain.tip().hash);
        is_best.then(|| bob.entry(&found).is_some())
    }
}

/// The branch is ahead by more than the work of six blocks. Each of its blocks comes shortly before
/// the node would stop waiting.
#[test]
fn a_branch_that_comes_slowly_stops_neither_payments_nor_blocks() {
    for (seed, seconds) in [(1, 14), (2, 9), (3, 3)] {
        let mut scene = Scene::new(seed);
        let (alice, node, bob) = (scene.alice, scene.node, scene.bob);
        let chain = scene.net.node(node).chain();
        let tip = chain.header_context(&chain.tip().hash).unwrap();
        let blocks = branch(chain.spec(), tip, scene.net.now(), 1_000);
        scene.shake_hands(wire::NETWORK, &blocks);
        let mut liar = SlowLiar::new(&blocks, seconds);
        let (alice_person, bob_person) = (Person::new(1), Person::new(2));
        let mut payment = None;
        let mut blocks_passed = 0;
        let mut states = Vec::new();
        for second in 0..600 {
            liar.act(&mut scene, second);
            if second >= 60 && second % 60 == 0 {
                if let Some(txid) = payment {
                    let passed = scene.has_passed(&txid);
                    assert!(
                        passed,
                        "seed {seed}, second {second}: the payment did not pass"
                    );
                }
                payment = Some(scene.net.pay(alice, &alice_person, &bob_person));
            }
            if second % 60 == 31 {
                let passed = scene.block_passes(&alice_person);
                assert_ne!(
                    passed,
                    Some(false),
                    "seed {seed}, second {second}: the block did not pass"
                );
                blocks_passed += usize::from(passed.is_some());
            }
            states.push(scene.net.node(node).sync_state());
            scene.net.run_for(Duration::from_secs(1));
        }
        assert!(
            blocks_passed >= 5,
            "seed {seed}: {blocks_passed} blocks passed"
        );
        let state = |state: &&SyncState| matches!(state, SyncState::Blocks { .. });
        let catching_up = states.iter().filter(state).count();
        println!(
            "{} blocks came, one in {seconds} s; catching up was reported for {catching_up} s of 600",
            liar.delivered
        );
        assert!(scene.net.is_linked(alice, node) && scene.net.is_linked(node, bob));
        if seconds > 10 {
            assert!(
                catching_up < 150,
                "seed {seed}: catching up was reported for {catching_up} s"
            );
        }
    }
}

/// The liar's excuse for not sending the blocks of the branch that it shows.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Excuse {
    /// It announces that it serves no blocks.
    ServesNothing,
    /// It announces that it serves only the newest blocks.
    ServesNewest,
    /// It announces that it serves all blocks, and answers requests with "not found".
    NotFound,
}

/// The liar shows headers that took less work than six blocks, and whose blocks do not exist.
#[test]
fn headers_without_blocks_are_not_reported_as_missing_old_blocks() {
    for (seed, excuse, count) in [
        (4, Excuse::ServesNothing, 30),
        (5, Excuse::ServesNothing, 400),
        (6, Excuse::ServesNewest, 400),
        (7, Excuse::NotFound, 30),
        (8, Excuse::NotFound, 400),
    ] {
        let mut scene = Scene::new(seed);
        let (alice, node, bob) = (scene.alice, scene.node, scene.bob);
        let chain = scene.net.node(node).chain();
        let tip = chain.header_context(&chain.tip().hash).unwrap();
        let blocks = branch(chain.spec(), tip, scene.net.now(), count);
        let services = match excuse {
            Excuse::ServesNothing => 0,
            Excuse::ServesNewest => wire::NETWORK_LIMITED,
            Excuse::NotFound => wire::NETWORK | wire::NETWORK_LIMITED,
        };
        scene.shake_hands(services, &blocks);
        let headers: Vec<_> = blocks.iter().map(|block| block.header).collect();
        for second in 0..1_200 {
            if second % 30 == 5 {
                let message = Message::Headers(headers.clone());
                scene.net.send(scene.liar, node, &message);
            }
            for message in scene.take_messages() {
                if let (Message::GetData(items), Excuse::NotFound) = (message, excuse) {
                    let message = Message::NotFound(items);
                    scene.net.send(scene.liar, node, &message);
                }
            }
            let state = scene.net.node(node).sync_state();
            let is_fooled = matches!(
                state,
                SyncState::Unserved { .. } | SyncState::Stranded { .. }
            );
            assert!(
                !is_fooled,
                "seed {seed}, {excuse:?}, second {second}: {state:?}"
            );
            scene.net.run_for(Duration::from_secs(1));
        }
        assert!(scene.net.is_linked(alice, node) && scene.net.is_linked(node, bob));
        assert_eq!(scene.net.node(node).sync_state(), SyncState::Synced);
    }
}
