//! Blocks on a chain with one author: which seals are requested, and when blocks are announced.

use chain::Chain;
use chain::testing::{Disk, TestKey, authority_draft};
use core::time::Duration;
use node::{Config, Direction, Event, Input, Node, Output, PeerId, Request};
use primitives::{BlockHash, Height, Signature, Time};
use wire::Message;

const PEER: PeerId = PeerId(1);

struct Bench {
    node: Node<Disk>,
    now: Time,
    /// The requested seals.
    wanted: Vec<(BlockHash, [u8; 32])>,
    /// Announced blocks, and whether they were written to the store by then.
    announced: Vec<(BlockHash, bool)>,
    events: Vec<Event>,
}

impl Bench {
    /// The node of an author that makes blocks, with a peer that receives announcements.
    fn new() -> Self {
        let mut bench = Self::on(Disk::new());
        bench.set_making(true);
        bench
    }

    /// A node on this disk, with a peer that receives announcements. It does not make blocks yet.
    fn on(disk: Disk) -> Self {
        Self::of_run(7, disk)
    }

    /// A node on this disk as in [`on`](Self::on), whose run has this seed.
    fn of_run(seed: u8, disk: Disk) -> Self {
        let spec = authority_draft(1, false).build().unwrap();
        let now = Time::from_timestamp(spec.time) + Duration::from_secs(60);
        let chain = Chain::open(spec, disk).unwrap();
        let mut bench = Self {
            node: Node::open(Config::default(), chain, [seed; 32], now),
            now,
            wanted: Vec::new(),
            announced: Vec::new(),
            events: Vec::new(),
        };
        bench.input(Input::PeerUp(PEER, Direction::Inbound, None));
        let version = wire::Version {
            protocol: wire::PROTOCOL,
            genesis: bench.node.chain().genesis(),
            height: Height::GENESIS,
            work: bench.node.chain().tip().work,
            time: primitives::Timestamp(0),
            nonce: 1,
            services: wire::NETWORK,
            agent: "test".into(),
        };
        for message in [Message::Version(version), Message::Verack] {
            bench.input(Input::Received(PEER, message.encode()));
        }
        bench
    }

    /// Starts or stops making blocks.
    fn set_making(&mut self, on: bool) {
        let author = on.then_some(0);
        self.input(Input::Asked(Request::Author(author)));
        let lock = on.then(|| TestKey::new(9).lock());
        self.input(Input::Asked(Request::Mine(lock)));
    }

    /// Answers a requested seal, given by its index in `wanted`.
    fn seal(&mut self, index: usize) -> BlockHash {
        let (block, digest) = self.wanted[index];
        let seal: Signature = TestKey::new(1).secret().sign(&digest);
        self.input(Input::Sealed(block, seal));
        block
    }

    /// The peer sends a block that another node made.
    fn receive(&mut self, hash: BlockHash, from: &Self) {
        let block = from.node.chain().block(&hash).unwrap().unwrap();
        let headers = Message::Headers(vec![block.header]);
        self.input(Input::Received(PEER, headers.encode()));
        self.input(Input::Received(PEER, Message::Block(block).encode()));
    }

    /// The clocks of this node and of `other` go on.
    fn pass(&mut self, millis: u64, other: &mut Self) {
        for bench in [self, other] {
            bench.now = bench.now + Duration::from_millis(millis);
            bench.input(Input::Woken);
        }
    }

    /// The block that shows that the author's key is in use elsewhere, with its height.
    fn elsewhere(&self) -> Option<(Height, BlockHash)> {
        self.events.iter().find_map(|event| match event {
            Event::KeyElsewhere(height, hash) => Some((*height, *hash)),
            _ => None,
        })
    }

    fn input(&mut self, input: Input) {
        self.node.handle(self.now, input);
        loop {
            match self.node.poll() {
                Output::Sleep(_) => return,
                Output::Seal { block, digest } => self.wanted.push((block, digest)),
                Output::Send(_, bytes) => {
                    if let Ok(Message::Headers(headers)) = Message::decode(&bytes) {
                        let is_written = self.node.chain().pending_bytes() == 0;
                        let hashes = headers.iter().map(|header| header.hash());
                        self.announced.extend(hashes.map(|hash| (hash, is_written)));
                    }
                }
                Output::Tell(event) => self.events.push(event),
                Output::Mine(_)
                | Output::SendPart(..)
                | Output::Drop(..)
                | Output::Verify { .. }
                | Output::Duplicate { .. }
                | Output::CancelBatch(_) => {}
            }
        }
    }
}

#[test]
fn a_sealed_block_is_written_before_it_is_sent() {
    let mut bench = Bench::new();
    let block = bench.seal(0);
    assert_eq!(bench.node.chain().tip().hash, block);
    assert_eq!(bench.announced, [(block, true)]);
}

#[test]
fn at_most_one_block_of_an_author_is_sealed_on_a_parent() {
    let mut bench = Bench::new();
    assert_eq!(bench.wanted.len(), 1);
    bench.now = bench.now + Duration::from_secs(5);
    bench.set_making(true);
    bench.input(Input::Asked(Request::Words(b"other words".to_vec())));
    bench.now = bench.now + Duration::from_secs(5);
    bench.input(Input::Woken);
    assert_eq!(bench.wanted.len(), 1, "it is still being sealed");

    bench.set_making(false);
    bench.seal(0);
    assert!(
        bench.announced.is_empty(),
        "a seal that comes after the stop is ignored"
    );
    assert_eq!(bench.node.chain().tip().height, Height::GENESIS);
    bench.set_making(true);
    assert_eq!(bench.wanted.len(), 2);
    assert_eq!(bench.wanted[0], bench.wanted[1], "the same block again");
    let second = bench.seal(1);
    assert_eq!(bench.announced, [(second, true)]);

    // The next block is due by now, and is again the only one on its parent.
    for _ in 0..3 {
        bench.set_making(false);
        bench.set_making(true);
    }
    let next = &bench.wanted[2..];
    assert!(!next.is_empty() && next.iter().all(|wanted| *wanted == next[0]));
    let third = bench.seal(2);
    let chain = bench.node.chain();
    assert_eq!(chain.entry(&third).unwrap().header.previous, second);
}

#[test]
fn nothing_is_sealed_while_the_store_fails() {
    let disk = Disk::new();
    let mut bench = Bench::on(disk.clone());
    disk.set_broken(true);
    bench.set_making(true);
    assert_eq!(bench.wanted, []);
    bench.now = bench.now + Duration::from_secs(6);
    bench.input(Input::Woken);
    assert_eq!(bench.wanted, []);
    let is_failure = |event: &Event| matches!(event, Event::StorageFailed(_));
    assert!(bench.events.iter().any(is_failure));
    assert!(!bench.events.contains(&Event::StorageRecovered));

    disk.set_broken(false);
    bench.now = bench.now + Duration::from_secs(6);
    bench.input(Input::Woken);
    assert!(bench.events.contains(&Event::StorageRecovered));
    assert_eq!(bench.wanted.len(), 1);
    let block = bench.seal(0);
    assert_eq!(bench.announced, [(block, true)]);
}

#[test]
fn after_a_restart_only_the_block_whose_seal_was_requested_is_sealed() {
    let disk = Disk::new();
    let mut bench = Bench::on(disk.clone());
    bench.set_making(true);
    let wanted = bench.wanted.clone();
    assert_eq!(wanted.len(), 1);
    // The power fails: the seal may have been made, and the sealed block lost.
    drop(bench);
    let mut bench = Bench::on(disk.clone());
    bench.input(Input::Asked(Request::Words(b"another block".to_vec())));
    bench.now = bench.now + Duration::from_secs(60);
    bench.set_making(true);
    assert_eq!(bench.wanted, wanted, "the very same block");
    let block = bench.seal(0);
    drop(bench);
    let mut bench = Bench::on(disk);
    bench.set_making(true);
    assert_eq!(bench.node.chain().tip().hash, block);
    assert!(bench.wanted.iter().all(|(other, _)| *other != block));
}

#[test]
fn a_node_stops_if_its_key_seals_on_another_device() {
    let mut here = Bench::new();
    let mut there = Bench::on(Disk::new());
    there.input(Input::Asked(Request::Words(b"another place".to_vec())));
    there.set_making(true);
    let hash = there.seal(0);
    here.receive(hash, &there);
    assert_eq!(here.elsewhere(), Some((Height(1), hash)));
    here.now = here.now + Duration::from_secs(60);
    here.input(Input::Woken);
    assert_eq!(here.wanted.len(), 1, "no more is sealed here");
}

#[test]
fn an_author_that_starts_hears_that_its_key_seals_elsewhere() {
    let mut there = Bench::of_run(8, Disk::new());
    there.set_making(true);
    let first = there.seal(0);
    let mut here = Bench::of_run(9, Disk::new());
    here.receive(first, &there);
    assert_eq!(here.elsewhere(), None, "it does not make blocks yet");
    here.set_making(true);
    // The next block is due for both at the same time.
    while there.wanted.len() == 1 {
        here.pass(100, &mut there);
    }
    assert_eq!(here.wanted, [], "it lets its turn pass");
    let second = there.seal(1);
    here.receive(second, &there);
    assert_eq!(here.elsewhere(), Some((Height(2), second)));
    here.pass(60_000, &mut there);
    assert_eq!(here.wanted, []);
}

#[test]
fn an_author_that_starts_lets_one_turn_pass_only() {
    let disk = Disk::new();
    let mut before = Bench::of_run(8, disk.clone());
    before.set_making(true);
    before.seal(0);
    let mut other = before;
    let mut here = Bench::of_run(9, disk);
    here.set_making(true);
    while other.wanted.len() == 1 {
        here.pass(100, &mut other);
    }
    assert_eq!(here.wanted, []);
    // A step is a quarter of the interval of ten seconds.
    here.pass(2_400, &mut other);
    assert_eq!(here.wanted, []);
    here.pass(200, &mut other);
    assert_eq!(here.wanted.len(), 1, "nobody else used the turn");
    here.seal(0);
    let began = here.now;
    while here.wanted.len() == 1 {
        here.pass(100, &mut other);
    }
    assert!(
        here.now.since(began) < Duration::from_secs(11),
        "the next turn is not delayed"
    );
    // An author that stops and starts again in the same run does not listen.
    here.seal(1);
    here.set_making(false);
    here.set_making(true);
    let began = here.now;
    while here.wanted.len() == 2 {
        here.pass(100, &mut other);
    }
    assert!(here.now.since(began) < Duration::from_secs(11));
}

#[test]
fn of_two_places_that_start_together_one_goes_on() {
    let mut winners = [0, 0];
    for seed in 0..8 {
        let mut left = Bench::of_run(10 + seed, Disk::new());
        let mut right = Bench::of_run(100 + seed, Disk::new());
        left.set_making(true);
        right.set_making(true);
        let (a, b) = (left.seal(0), right.seal(0));
        assert_ne!(a, b, "runs differ, so that each place hears of the other");
        left.receive(b, &right);
        right.receive(a, &left);
        let winner = left.node.chain().tip().hash;
        assert_eq!(right.node.chain().tip().hash, winner);
        let (is_left_told, is_right_told) = (left.elsewhere(), right.elsewhere());
        match winner == a {
            true => {
                winners[0] += 1;
                assert_eq!(is_left_told, None, "seed {seed}");
                assert_eq!(is_right_told, Some((Height(1), a)), "seed {seed}");
            }
            false => {
                winners[1] += 1;
                assert_eq!(is_left_told, Some((Height(1), b)), "seed {seed}");
                assert_eq!(is_right_told, None, "seed {seed}");
            }
        }
        left.pass(20_000, &mut right);
        let went_on = (left.wanted.len(), right.wanted.len());
        assert_eq!(went_on, if winner == a { (2, 1) } else { (1, 2) });
    }
    assert!(winners.iter().all(|won| *won > 0), "{winners:?}");
}
