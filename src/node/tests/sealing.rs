//! Blocks on a chain with one author: what is asked to be sealed, and what leaves when.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use chain::testing::{TestKey, authority_draft};
use chain::{Chain, MemoryStore};
use core::time::Duration;
use node::{Config, Direction, Input, Node, Output, PeerId, Request};
use primitives::{BlockHash, Height, Signature, Time};
use wire::Message;

const PEER: PeerId = PeerId(1);

struct Bench {
    node: Node<MemoryStore>,
    now: Time,
    /// What is to be sealed.
    wanted: Vec<(BlockHash, [u8; 32])>,
    /// Blocks announced, and whether they were written to the store by then.
    announced: Vec<(BlockHash, bool)>,
}

impl Bench {
    /// The author's node, with a peer that listens.
    fn new() -> Self {
        let spec = authority_draft(1, false).build().unwrap();
        let now = Time::from_timestamp(spec.time) + Duration::from_secs(60);
        let chain = Chain::open(spec, MemoryStore::new()).unwrap();
        let mut bench = Self {
            node: Node::open(Config::default(), chain, [7; 32], now),
            now,
            wanted: Vec::new(),
            announced: Vec::new(),
        };
        bench.input(Input::PeerUp(PEER, Direction::Inbound));
        let version = wire::Version {
            protocol: wire::PROTOCOL,
            genesis: bench.node.chain().genesis(),
            height: Height::GENESIS,
            work: bench.node.chain().tip().work,
            nonce: 1,
            services: wire::NETWORK,
            agent: "test".into(),
        };
        for message in [Message::Version(version), Message::Verack] {
            bench.input(Input::Received(PEER, message.encode()));
        }
        bench.make(true);
        bench
    }

    fn make(&mut self, on: bool) {
        let author = on.then_some(0);
        self.input(Input::Asked(Request::Author(author)));
        let lock = on.then(|| TestKey::new(9).lock());
        self.input(Input::Asked(Request::Mine(lock)));
    }

    fn seal(&mut self, place: usize) -> BlockHash {
        let (block, digest) = self.wanted[place];
        let seal: Signature = TestKey::new(1).secret().sign(&digest);
        self.input(Input::Sealed(block, seal));
        block
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
                Output::Mine(_)
                | Output::Drop(..)
                | Output::Tell(_)
                | Output::Check { .. }
                | Output::CancelCheck(_) => {}
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
fn one_block_of_an_author_is_sealed_on_a_parent() {
    let mut bench = Bench::new();
    assert_eq!(bench.wanted.len(), 1);
    bench.now = bench.now + Duration::from_secs(5);
    bench.make(true);
    bench.input(Input::Asked(Request::Words(b"other words".to_vec())));
    bench.now = bench.now + Duration::from_secs(5);
    bench.input(Input::Woken);
    assert_eq!(bench.wanted.len(), 1, "it is still being sealed");

    bench.make(false);
    bench.seal(0);
    assert!(
        bench.announced.is_empty(),
        "a seal that comes late goes nowhere"
    );
    assert_eq!(bench.node.chain().tip().height, Height::GENESIS);
    bench.make(true);
    assert_eq!(bench.wanted.len(), 2);
    assert_eq!(bench.wanted[0], bench.wanted[1], "the same block again");
    let second = bench.seal(1);
    assert_eq!(bench.announced, [(second, true)]);

    // And once it is sealed, no other on the same tip.
    for _ in 0..3 {
        bench.make(false);
        bench.make(true);
    }
    assert_eq!(bench.wanted.len(), 2, "the next is not due yet");
    bench.now = bench.now + Duration::from_secs(20);
    bench.input(Input::Woken);
    assert_eq!(bench.wanted.len(), 3);
    let third = bench.seal(2);
    let chain = bench.node.chain();
    assert_eq!(chain.entry(&third).unwrap().header.previous, second);
}
