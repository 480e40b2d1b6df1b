//! Chains with authors: authors that are away, authors that misbehave, and miners that are not
//! authors.

use chain::testing::{authority_draft, block_on, seal_as};
use chain::{Rule, Spec};
use core::time::Duration;
use node::{Event, Fault};
use primitives::{Amount, Block, Height};
use sim::{HostId, Network, Person};
use wire::Message;

const AUTHORS: u8 = 5;
const MINUTE: Duration = Duration::from_secs(60);

fn spec(work: bool) -> Spec {
    authority_draft(AUTHORS, work).build().unwrap()
}

/// Five authors, each with a node that makes blocks, all connected to each other.
fn authors(seed: u64, work: bool) -> (Network, Vec<HostId>) {
    println!("seed {seed}");
    let mut net = Network::new(seed, spec(work));
    let nodes: Vec<HostId> = (0..AUTHORS).map(|_| net.add_node()).collect();
    net.connect_all(&nodes);
    for (number, node) in (1..).zip(&nodes) {
        net.mine(*node, &Person::new(number), 1.0);
    }
    (net, nodes)
}

/// The authors that sealed the blocks from a height on.
fn sealers(net: &Network, node: HostId, from: u32) -> Vec<u16> {
    let chain = net.node(node).chain();
    let heights = from..=chain.tip().height.value();
    let headers = heights.map(|at| chain.header_at(Height(at)).unwrap());
    headers.map(|header| header.author().unwrap()).collect()
}

fn assert_one_chain(net: &Network, nodes: &[HostId], seed: u64) {
    let lowest = nodes.iter().map(|node| net.height(*node)).min().unwrap();
    let at = |node: &HostId| net.node(*node).chain().hash_at(Height(lowest - 1));
    assert!(
        nodes.iter().all(|node| at(node) == at(&nodes[0])),
        "seed {seed}"
    );
}

#[test]
fn authors_that_are_all_present_take_turns() {
    let (mut net, nodes) = authors(1, false);
    net.run_for(10 * MINUTE);
    // A block comes every ten seconds once the nodes have connected, each by the author in turn.
    let made = net.height(nodes[0]);
    assert!((55..=61).contains(&made), "{made} blocks");
    for (at, author) in (4..).zip(sealers(&net, nodes[0], 4)) {
        assert_eq!(u32::from(author), at % u32::from(AUTHORS), "block {at}");
    }
    assert_one_chain(&net, &nodes, 1);
}

/// Each of the 32 combinations of absent authors is tried. With more than half of the authors
/// present, the chain continues at half its rate or more. With fewer, each author present adds one
/// more block at most. When all are back, the chain continues as before.
#[test]
fn authors_continue_while_a_majority_is_present() {
    for away in 0..1u32 << AUTHORS {
        let seed = 100 + u64::from(away);
        let (mut net, nodes) = authors(seed, false);
        net.run_for(2 * MINUTE);
        let is_away = |at: usize| away >> at & 1 == 1;
        let awake: Vec<HostId> = (0..nodes.len())
            .filter(|at| !is_away(*at))
            .map(|at| nodes[at])
            .collect();
        for (at, node) in nodes.iter().enumerate() {
            if is_away(at) {
                net.crash(*node);
            }
        }
        if let Some(first) = awake.first() {
            let before = net.height(*first);
            net.run_for(10 * MINUTE);
            let made = net.height(*first) - before;
            if awake.len() * 2 > nodes.len() {
                assert!(made >= 30, "seed {seed}: {made} blocks");
                assert_one_chain(&net, &awake, seed);
            } else {
                assert!(made as usize <= awake.len(), "seed {seed}: {made} blocks");
            }
        }
        for (at, node) in nodes.iter().enumerate() {
            if is_away(at) {
                net.restart(*node);
            }
        }
        net.run_for(3 * MINUTE);
        let before = net.height(nodes[0]);
        net.run_for(5 * MINUTE);
        let made = net.height(nodes[0]) - before;
        assert!(
            (27..=31).contains(&made),
            "seed {seed}: {made} blocks when all are back"
        );
        assert_one_chain(&net, &nodes, seed);
    }
}

/// The network is split in two parts. Only the part with most authors continues. After the merge,
/// all nodes have its branch.
#[test]
fn a_split_network_continues_in_the_majority() {
    let (mut net, nodes) = authors(2, false);
    net.run_for(2 * MINUTE);
    net.partition(&[&nodes[..2], &nodes[2..]]);
    let before = net.height(nodes[0]);
    net.run_for(10 * MINUTE);
    assert!(net.height(nodes[0]) <= before + 2);
    assert!(net.height(nodes[4]) >= before + 30);
    net.merge();
    net.run_for(2 * MINUTE);
    assert_one_chain(&net, &nodes, 2);
    assert!(net.height(nodes[0]) >= before + 35);
}

/// A block by an author on the tip of a node.
fn block_by(net: &Network, node: HostId, author: u16, salt: u8) -> Block {
    let chain = net.node(node).chain();
    let tip = chain.tip().hash;
    let lock = Person::new(100 + salt).lock();
    let mut block = block_on(chain, &tip, &lock, vec![], Amount::ZERO);
    seal_as(chain.genesis(), &mut block.header, author);
    block
}

/// The author in turn sends two blocks of the same height to different nodes. In the end all nodes
/// are on one branch.
#[test]
fn an_author_in_turn_that_seals_two_blocks_at_one_height() {
    let mut played = 0;
    for seed in 20..26 {
        let (mut net, nodes) = authors(seed, false);
        net.run_for(2 * MINUTE);
        // The turn begins now, so the liar has nearly all of it.
        let height = net.height(nodes[0]);
        net.run_until("a turn begins", MINUTE, |net| net.height(nodes[0]) > height);
        let leader = net.node(nodes[0]).chain().turns().unwrap().leader;
        net.crash(nodes[usize::from(leader)]);
        let honest: Vec<HostId> = nodes
            .iter()
            .copied()
            .filter(|node| *node != nodes[usize::from(leader)])
            .collect();
        let liar = net.add_stranger();
        for node in &honest[..2] {
            net.connect(liar, *node);
        }
        net.run_for(Duration::from_secs(1));
        for node in &honest[..2] {
            crate::stranger::shake_hands(&mut net, *node, liar);
        }
        let turns = net.node(honest[0]).chain().turns().unwrap();
        if turns.leader != leader {
            continue; // another author was faster
        }
        played += 1;
        let below = turns.height.value();
        for (salt, node) in (1..).zip(&honest[..2]) {
            let block = block_by(&net, *node, leader, salt);
            net.send(liar, *node, &Message::Headers(vec![block.header]));
            net.send(liar, *node, &Message::Block(block));
        }
        net.run_for(5 * MINUTE);
        assert_one_chain(&net, &honest, seed);
        assert!(net.height(honest[0]) >= below + 15, "seed {seed}");
    }
    assert!(played > 0, "no author ever lied");
}

#[test]
fn an_outsider_that_seals_is_disconnected() {
    let mut net = Network::new(30, spec(false));
    let (node, outsider) = (net.add_node(), net.add_stranger());
    net.connect(outsider, node);
    net.run_for(Duration::from_secs(1));
    crate::stranger::shake_hands(&mut net, node, outsider);
    let good = block_by(&net, node, 1, 1);
    let mut forged = good.clone();
    let digest = primitives::seal_digest(net.node(node).chain().genesis(), forged.hash());
    forged.header.seal = Some(Person::new(77).key().secret().sign(&digest));
    net.send(outsider, node, &Message::Headers(vec![forged.header]));
    net.run_for(Duration::from_secs(1));
    match crate::stranger::last_fault(&net, node) {
        Some(Fault::InvalidHeader {
            rule: Rule::Seal { author: 1 },
            ..
        }) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(net.height(node), 0);
    assert_eq!(net.node(node).chain().header_count(), 1);
}

/// Two authors out of turn are disconnected from the others, and seal the blocks that the rules
/// allow them. The others' branch has more work and replaces theirs.
#[test]
fn blocks_out_of_turn_are_replaced() {
    let (mut net, nodes) = authors(40, false);
    net.run_for(3 * MINUTE);
    // Two authors who are not the next in turn.
    let next = usize::from(net.node(nodes[0]).chain().turns().unwrap().leader);
    let behind = [nodes[(next + 1) % 5], nodes[(next + 3) % 5]];
    let others: Vec<HostId> = nodes
        .iter()
        .copied()
        .filter(|node| !behind.contains(node))
        .collect();
    net.partition(&[&behind, &others]);
    net.run_for(3 * MINUTE);
    let lost = net.node(behind[0]).chain().tip().hash;
    net.merge();
    net.run_for(2 * MINUTE);
    assert_one_chain(&net, &nodes, 40);
    assert!(!net.node(others[0]).chain().is_active(&lost));
    assert!(!net.node(behind[0]).chain().is_active(&lost));
}

#[test]
fn authority_with_work() {
    let (mut net, nodes) = authors(50, true);
    net.run_for(20 * MINUTE);
    let made = net.height(nodes[0]);
    assert!((60..=240).contains(&made), "{made} blocks");
    assert_one_chain(&net, &nodes, 50);
    let chain = net.node(nodes[0]).chain();
    for at in 1..=made {
        assert!(
            chain.header_at(Height(at)).unwrap().meets_target(),
            "block {at}"
        );
    }
    net.crash(nodes[1]);
    net.crash(nodes[3]);
    let before = net.height(nodes[0]);
    net.run_for(20 * MINUTE);
    assert!(net.height(nodes[0]) >= before + 40);
}

/// One author's clock is ahead by two minutes, or by five, which is the allowed future. The other
/// authors continue to make blocks. When the author is gone, the blocks' times return to the true
/// time.
#[test]
fn an_author_whose_clock_is_ahead_does_not_delay_others() {
    for (seed, ahead) in [(60, 2 * MINUTE), (61, 5 * MINUTE)] {
        let (mut net, nodes) = authors(seed, false);
        net.run_for(2 * MINUTE);
        net.set_ahead(nodes[0], ahead);
        let before = net.height(nodes[1]);
        net.run_for(10 * MINUTE);
        let made = net.height(nodes[1]) - before;
        // Bringing the times back takes an additional step for each block, so a block takes 12.5 s
        // instead of ten.
        assert!((45..=90).contains(&made), "seed {seed}: {made} blocks");
        assert_one_chain(&net, &nodes, seed);
        let by = sealers(&net, nodes[1], before + 1);
        for author in 0..u16::from(AUTHORS) {
            let share = by.iter().filter(|by| **by == author).count();
            assert!(share >= 5, "seed {seed}: author {author} made {share}");
        }

        net.crash(nodes[0]);
        net.run_for(60 * MINUTE);
        let tip = net.node(nodes[1]).chain().tip().header.time;
        let now = net.now().to_timestamp();
        assert!(
            tip.seconds() <= now.seconds() + 15,
            "seed {seed}: {tip:?} at {now:?}"
        );
        assert_one_chain(&net, &nodes[1..], seed);
    }
}

/// The key of one author is in two places. If there are other authors, each makes blocks in one
/// place.
struct TwoPlaces {
    net: Network,
    nodes: Vec<HostId>,
    /// The nodes with the same key.
    places: [HostId; 2],
}

impl TwoPlaces {
    fn new(seed: u64, authors: u8) -> Self {
        println!("seed {seed}, {authors} authors");
        let spec = authority_draft(authors, false).build().unwrap();
        let mut net = Network::new(seed, spec);
        let places = [net.add_node(), net.add_node()];
        let others: Vec<HostId> = (1..authors).map(|_| net.add_node()).collect();
        let nodes = [&places, &others[..]].concat();
        net.connect_all(&nodes);
        for (number, node) in (2..).zip(&others) {
            net.mine(*node, &Person::new(number), 1.0);
        }
        net.run_for(Duration::from_secs(5));
        Self { net, nodes, places }
    }

    /// The author's key seals in this place from now on.
    fn seal_in(&mut self, place: usize) {
        self.net.mine(self.places[place], &Person::new(1), 1.0);
    }

    /// Whether the node at each place has reported that the key is in use elsewhere.
    fn told(&self) -> [bool; 2] {
        self.places.map(|place| {
            let mut events = self.net.events(place).iter();
            events.any(|event| matches!(event, Event::KeyElsewhere(..)))
        })
    }

    /// Checks that the author goes on to seal in one place.
    fn assert_goes_on(&mut self, seed: u64) {
        let before = self.net.height(self.nodes[0]);
        self.net.run_for(5 * MINUTE);
        let told = self.told();
        assert_eq!(told.iter().filter(|told| **told).count(), 1, "seed {seed}");
        assert_one_chain(&self.net, &self.nodes, seed);
        let by = sealers(&self.net, self.nodes[0], before + 1);
        assert!(by.len() >= 25, "seed {seed}: {} blocks", by.len());
        let authors = self.nodes.len() - 1;
        let share = by.iter().filter(|by| **by == 0).count();
        assert!(
            share * authors + authors >= by.len(),
            "seed {seed}: {share} of {}",
            by.len()
        );
    }
}

#[test]
fn two_places_that_start_together_with_one_key() {
    let mut stopped = [0, 0];
    for seed in 70..78 {
        for authors in [1, 3] {
            let mut two = TwoPlaces::new(seed, authors);
            two.seal_in(0);
            two.seal_in(1);
            two.net.run_for(2 * MINUTE);
            two.assert_goes_on(seed);
            for (count, told) in stopped.iter_mut().zip(two.told()) {
                *count += usize::from(told);
            }
        }
    }
    assert!(stopped.iter().all(|count| *count > 0), "{stopped:?}");
}

/// The place that was sealing before goes on. The other one makes no block at all.
#[test]
fn a_second_place_that_starts_later_with_the_same_key_stops() {
    for seed in 80..84 {
        for authors in [1, 3] {
            let mut two = TwoPlaces::new(seed, authors);
            two.seal_in(0);
            two.net.run_for(2 * MINUTE);
            two.seal_in(1);
            two.net.run_for(MINUTE);
            two.assert_goes_on(seed);
            assert_eq!(two.told(), [false, true], "seed {seed}");
            let mut events = two.net.events(two.places[1]).iter();
            assert!(
                !events.any(|event| matches!(event, Event::BlockMined(_))),
                "seed {seed}"
            );
        }
    }
}

/// Both places were off for a while and come back at the same moment, or the one that was off comes
/// back while the other one seals.
#[test]
fn places_with_one_key_that_come_back() {
    for seed in 90..94 {
        for (authors, both) in [(1, true), (3, true), (1, false), (3, false)] {
            let mut two = TwoPlaces::new(seed, authors);
            two.seal_in(0);
            two.net.run_for(2 * MINUTE);
            two.net.crash(two.places[0]);
            two.net.run_for(MINUTE);
            if !both {
                two.seal_in(1);
                two.net.run_for(2 * MINUTE);
            }
            two.net.restart(two.places[0]);
            if both {
                two.seal_in(1);
            }
            two.net.run_for(2 * MINUTE);
            two.assert_goes_on(seed);
            if !both {
                assert_eq!(two.told(), [true, false], "seed {seed}");
            }
        }
    }
}
