//! Scripted peers that follow only parts of the protocol.
use chain::testing;
use core::time::Duration;
use node::Fault;
use primitives::{Block, BlockHash, Height};
use sim::{HostId, Network, Person};
use std::collections::VecDeque;
use wire::limits::MAX_HEADERS;
use wire::{Item, Message, PROTOCOL, Version};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

/// A node with a chain, and a stranger with a link to it.
pub(crate) fn visited(seed: u64, blocks: u32) -> (Network, HostId, HostId) {
    let mut net = Network::new(seed, testing::spec());
    let node = net.add_node();
    net.mine(node, &Person::new(1), 0.5);
    net.run_until("the chain grows", 600 * MINUTE, |net| {
        net.height(node) >= blocks
    });
    net.stop_mining(node);
    let stranger = net.add_stranger();
    net.connect(stranger, node);
    net.run_for(Duration::from_secs(1));
    (net, node, stranger)
}

/// A node with a chain, and a stranger with a link to it, after the handshake.
pub(crate) fn acquainted(seed: u64, blocks: u32) -> (Network, HostId, HostId) {
    let (mut net, node, stranger) = visited(seed, blocks);
    shake_hands(&mut net, node, stranger);
    (net, node, stranger)
}

pub(crate) fn shake_hands(net: &mut Network, node: HostId, stranger: HostId) {
    let version = version(net, node);
    net.send(stranger, node, &Message::Version(version));
    net.send(stranger, node, &Message::Verack);
    net.run_for(Duration::from_secs(1));
    assert!(net.node(node).peers().all(|peer| peer.ready));
    net.take_received(stranger);
}

/// Announces a block, waits until the node requests it, and sends it.
pub(crate) fn serve(net: &mut Network, node: HostId, stranger: HostId, block: &Block) {
    net.send(stranger, node, &Message::Headers(vec![block.header]));
    net.run_for(Duration::from_secs(1));
    let wanted = Message::GetData(vec![Item::Block(block.hash())]);
    assert!(net.take_received(stranger).contains(&wanted));
    net.send(stranger, node, &Message::Block(block.clone()));
    net.run_for(Duration::from_secs(1));
}

/// The state that a stranger must not be able to change.
pub(crate) fn state(net: &Network, node: HostId) -> (BlockHash, usize, usize, u64) {
    let chain = net.node(node).chain();
    let pool = net.node(node).pool().len();
    (
        chain.tip().hash,
        chain.header_count(),
        pool,
        net.disk(node).commits(),
    )
}

pub(crate) fn last_fault(net: &Network, node: HostId) -> Option<&Fault> {
    net.drops(node).last().map(|(_, fault)| fault)
}

/// How a pretender answers requests for blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Does not answer.
    Silent,
    /// Sends blocks whose transactions do not belong to their headers.
    Garbled,
    /// Sends one requested block each time that it acts.
    Slow,
}

/// A stranger that completes the handshake and shows the headers of a real chain.
pub(crate) struct Pretender {
    pub(crate) host: HostId,
    /// The number of blocks requested from it.
    pub(crate) asked: usize,
    manner: Manner,
    /// The blocks that a slow pretender still has to send.
    waiting: VecDeque<BlockHash>,
}

/// The version of a stranger that claims the chain of `of`.
pub(crate) fn version(net: &Network, of: HostId) -> Version {
    let chain = net.node(of).chain();
    Version {
        protocol: PROTOCOL,
        genesis: chain.genesis(),
        height: chain.tip().height,
        work: chain.tip().work,
        time: net.now().to_timestamp(),
        nonce: 99,
        services: wire::NETWORK,
        agent: "stranger".into(),
    }
}

impl Pretender {
    pub(crate) fn new(net: &mut Network, manner: Manner) -> Self {
        Self {
            host: net.add_stranger(),
            asked: 0,
            manner,
            waiting: VecDeque::new(),
        }
    }

    /// Answers the messages of `victim`, with the chain of `of`.
    pub(crate) fn act(&mut self, net: &mut Network, of: HostId, victim: HostId) {
        for message in net.take_received(self.host) {
            match message {
                Message::Version(_) => {
                    let version = version(net, of);
                    net.send(self.host, victim, &Message::Version(version));
                    net.send(self.host, victim, &Message::Verack);
                }
                Message::Ping(number) => {
                    let time = net.now().to_timestamp();
                    net.send(self.host, victim, &Message::Pong(number, time));
                }
                Message::GetHeaders { locator, .. } => {
                    let headers = net.node(of).chain().headers_after(&locator, MAX_HEADERS);
                    net.send(self.host, victim, &Message::Headers(headers));
                }
                Message::GetData(items) => self.get_data(net, of, victim, &items),
                _ => {}
            }
        }
        if let Some(hash) = self.waiting.pop_front() {
            let block = net.node(of).chain().block(&hash).unwrap().unwrap();
            net.send(self.host, victim, &Message::Block(block));
        }
    }

    fn get_data(&mut self, net: &mut Network, of: HostId, victim: HostId, items: &[Item]) {
        self.asked += items.len();
        for item in items {
            let Item::Block(hash) = item else { continue };
            match self.manner {
                Manner::Silent => continue,
                Manner::Slow => {
                    self.waiting.push_back(*hash);
                    continue;
                }
                Manner::Garbled => {}
            }
            let chain = net.node(of).chain();
            let header = chain.entry(hash).unwrap().header;
            let mut other: Block = chain
                .block(&chain.hash_at(Height::GENESIS).unwrap())
                .unwrap()
                .unwrap();
            other.header = header;
            net.send(self.host, victim, &Message::Block(other));
        }
    }
}
