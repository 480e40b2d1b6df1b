//! Strangers that claim a chain and don't show it. Nodes do not wait for that chain.

use crate::stranger::{MINUTE, shake_hands, version};
use chain::testing::{self, authority_draft};
use core::time::Duration;
use primitives::{Amount, BlockHash, Height, Time, Work};
use sim::{HostId, Network, Person};
use wire::{Item, Message};

/// How a liar reacts to a request for the headers that it claims to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// At the last moment it answers that it has no more headers, and announces an unknown block.
    NothingLate,
    /// Does not answer.
    Never,
}

/// A stranger that claims to have a million blocks.
struct Liar {
    host: HostId,
    answer: Answer,
    /// The time of the unanswered request for headers. `None` if there is none.
    asked: Option<Time>,
    /// The number of requests for headers so far.
    questions: usize,
}

impl Liar {
    fn new(net: &mut Network, victim: HostId, answer: Answer) -> Self {
        let host = net.add_stranger();
        net.connect(host, victim);
        Self {
            host,
            answer,
            asked: None,
            questions: 0,
        }
    }

    fn act(&mut self, net: &mut Network, victim: HostId) {
        for message in net.take_received(self.host) {
            match message {
                Message::Version(_) => {
                    self.asked = None;
                    let mut version = version(net, victim);
                    version.height = Height(1_000_000);
                    version.work = Work::new(u128::MAX.into());
                    net.send(self.host, victim, &Message::Version(version));
                    net.send(self.host, victim, &Message::Verack);
                }
                Message::Ping(number) => {
                    let time = net.now().to_timestamp();
                    net.send(self.host, victim, &Message::Pong(number, time));
                }
                Message::GetHeaders { .. } => {
                    self.questions += 1;
                    self.asked = Some(net.now());
                }
                _ => {}
            }
        }
        let is_late = |asked: Time| net.now().since(asked) >= Duration::from_secs(13);
        if self.answer == Answer::NothingLate && self.asked.is_some_and(is_late) {
            self.asked = None;
            net.send(self.host, victim, &Message::Headers(vec![]));
            let mut made_up = [7; 32];
            made_up[0] = u8::try_from(net.draw(256)).unwrap();
            made_up[1] = u8::try_from(net.draw(256)).unwrap();
            let item = Item::Block(BlockHash::from_bytes(made_up));
            net.send(self.host, victim, &Message::Inv(vec![item]));
        }
    }
}

fn lie_for(net: &mut Network, liars: &mut [Liar], victim: HostId, seconds: u32) {
    for _ in 0..seconds {
        net.run_for(Duration::from_secs(1));
        for liar in &mut *liars {
            liar.act(net, victim);
        }
    }
}

/// The two crowds of liars, each with a seed: one liar that answers late without headers, and five
/// that never answer.
fn crowds() -> [(u64, Vec<Answer>); 2] {
    [(1, vec![Answer::NothingLate]), (2, vec![Answer::Never; 5])]
}

#[test]
fn an_author_continues_to_seal() {
    for (seed, crowd) in crowds() {
        println!("seed {seed}");
        let mut net = Network::new(seed, authority_draft(1, false).build().unwrap());
        let author = net.add_node();
        let mut liars: Vec<Liar> = crowd
            .into_iter()
            .map(|answer| Liar::new(&mut net, author, answer))
            .collect();
        lie_for(&mut net, &mut liars, author, 3);
        net.mine(author, &Person::new(1), 1.0);
        lie_for(&mut net, &mut liars, author, 600);
        let asked: usize = liars.iter().map(|liar| liar.questions).sum();
        assert!(
            asked >= 20,
            "seed {seed}: the liars were asked {asked} times"
        );
        let made = net.height(author);
        assert!((58..=62).contains(&made), "seed {seed}: {made} blocks");
    }
}

#[test]
fn a_node_announces_its_blocks_and_receives_payments() {
    for (seed, crowd) in crowds() {
        println!("seed {seed}");
        let mut net = Network::new(seed, testing::spec());
        let (node, alice) = (net.add_node(), Person::new(1));
        net.mine(node, &alice, 0.5);
        net.run_until("the chain grows", 60 * MINUTE, |net| net.height(node) >= 5);
        net.stop_mining(node);
        let honest = net.add_stranger();
        net.connect(honest, node);
        net.run_for(Duration::from_secs(1));
        shake_hands(&mut net, node, honest);
        let mut liars: Vec<Liar> = crowd
            .into_iter()
            .map(|answer| Liar::new(&mut net, node, answer))
            .collect();
        lie_for(&mut net, &mut liars, node, 35);

        // The payments are sent at various times after the claims.
        for round in 0..8 {
            lie_for(&mut net, &mut liars, node, 7);
            net.take_received(honest);
            let fee = Amount::from_units(10_000 + round).unwrap();
            let payment = alice.pay(net.node(node), &Person::new(2).lock(), fee);
            let item = Item::Transaction(payment.unwrap().txid());
            net.send(honest, node, &Message::Inv(vec![item]));
            net.run_for(Duration::from_secs(1));
            let wanted = Message::GetData(vec![item]);
            let received = net.take_received(honest);
            assert!(
                received.contains(&wanted),
                "seed {seed}, round {round}: {received:?}"
            );
            let tip = net.tip(node);
            net.mine(node, &alice, 0.5);
            net.run_until("a block is found", 60 * MINUTE, |net| net.tip(node) != tip);
            net.stop_mining(node);
            net.run_for(Duration::from_secs(1));
            let tip = net.tip(node);
            let is_announced = |message: &Message| matches!(message, Message::Headers(headers) if headers.iter().any(|header| header.hash() == tip));
            let received = net.take_received(honest);
            assert!(
                received.iter().any(is_announced),
                "seed {seed}, round {round}: {received:?}"
            );
        }
    }
}

/// A peer claims a height, and then answers that it has no more headers. From then on the node does
/// not report the claimed height.
#[test]
fn a_claimed_height_is_dropped_when_no_headers_follow() {
    let (mut net, node, _) = crate::stranger::visited(3, 5);
    let mut liars = [Liar::new(&mut net, node, Answer::NothingLate)];
    lie_for(&mut net, &mut liars, node, 20);
    let liar = net.node(node).peers().find(|peer| peer.ready).unwrap();
    assert_eq!(liar.height, Height(net.height(node)));
}
