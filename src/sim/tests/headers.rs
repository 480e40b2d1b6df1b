//! Headers of strangers: those that break a rule, and those that are not worth storing.

use crate::stranger::{MINUTE, acquainted, last_fault, shake_hands, state};
use chain::check::header::HeaderContext;
use chain::{Rule, testing};
use core::time::Duration;
use node::Fault;
use primitives::{BlockHash, Header, Timestamp};
use sim::{HostId, Network, Person};
use wire::Message;
use wire::limits::MAX_HEADERS;

/// Whether a broken rule is the one that a case expects.
type IsExpected = fn(&Rule) -> bool;

#[test]
fn headers_that_break_the_rules() {
    let (net, node, _) = acquainted(7, 5);
    let chain = net.node(node).chain();
    let good = testing::next_block(chain, &Person::new(9).lock(), vec![]).header;
    let mut lazy = good;
    while lazy.meets_target() {
        lazy.nonce += 1;
    }
    let mut easy = good;
    easy.bits = primitives::CompactTarget(0x207f_fffe);
    let mut early = good;
    early.time = chain.tip().median_time;
    testing::mine(&mut early);
    let cases: [(Header, IsExpected); 3] = [
        (lazy, |rule| matches!(rule, Rule::ProofOfWork { .. })),
        (easy, |rule| matches!(rule, Rule::Bits { .. })),
        (early, |rule| matches!(rule, Rule::TimeTooOld { .. })),
    ];
    for (header, is_expected) in cases {
        let (mut net, node, stranger) = acquainted(7, 5);
        let before = state(&net, node);
        net.send(stranger, node, &Message::Headers(vec![header]));
        net.run_for(Duration::from_secs(1));
        match last_fault(&net, node) {
            Some(Fault::InvalidHeader { rule, .. }) if is_expected(rule) => {}
            other => panic!("{header:?}: {other:?}"),
        }
        assert_eq!(state(&net, node), before);
    }

    let (mut net, node, stranger) = acquainted(7, 5);
    net.send(stranger, node, &Message::Headers(vec![good, good]));
    net.run_for(Duration::from_secs(1));
    assert_eq!(last_fault(&net, node), Some(&Fault::UnconnectedHeaders));
}

/// Each of these messages makes the node ask for the headers between its own and the message's.
#[test]
fn a_hundred_unconnected_messages_are_answered_and_no_more() {
    let (mut net, node, stranger) = acquainted(9, 5);
    let mut header = net.node(node).chain().tip().header;
    header.previous = BlockHash::from_bytes([9; 32]);
    for _ in 0..100 {
        net.send(stranger, node, &Message::Headers(vec![header]));
    }
    net.run_for(Duration::from_secs(1));
    assert!(net.is_linked(stranger, node));
    net.send(stranger, node, &Message::Headers(vec![header]));
    net.run_for(Duration::from_secs(1));
    assert_eq!(last_fault(&net, node), Some(&Fault::UnconnectedHeaders));
}

#[test]
fn a_header_ahead_of_the_nodes_clock_is_not_an_offence() {
    let (mut net, node, stranger) = acquainted(8, 5);
    let before = state(&net, node);
    let mut header =
        testing::next_block(net.node(node).chain(), &Person::new(9).lock(), vec![]).header;
    header.time = Timestamp(net.now().to_timestamp().seconds() + 700);
    testing::mine(&mut header);
    net.send(stranger, node, &Message::Headers(vec![header]));
    net.run_for(Duration::from_secs(1));
    assert_eq!(last_fault(&net, node), None);
    assert_eq!(state(&net, node), before);
}

/// A branch of headers from the genesis block, each one interval after its parent and with the
/// required difficulty.
fn cheap_branch(net: &Network, node: HostId, length: usize) -> Vec<Header> {
    let chain = net.node(node).chain();
    let spec = chain.spec().clone();
    let genesis = chain.genesis();
    let mut context: HeaderContext = chain.header_context(&genesis).unwrap();
    let mut headers = Vec::with_capacity(length);
    for _ in 0..length {
        let mut header = Header {
            version: 4, // unlike the miners', so the branch is another one
            previous: context.hash,
            merkle_root: primitives::MerkleNode::from_bytes([1; 32]),
            time: context.times[0].saturating_add(spec.interval),
            bits: context.next_bits(),
            nonce: 0,
            seal: None,
        };
        while !header.meets_target() {
            header.nonce += 1;
        }
        context = context.extend(&spec, &header);
        headers.push(header);
    }
    headers
}

#[test]
fn cheap_headers_are_not_kept_however_many() {
    let mut net = Network::new(14, testing::spec());
    let node = net.add_node();
    // A chain that took far more work per block than the cheap branch below.
    net.mine(node, &Person::new(1), 1_500.0);
    net.run_until("the chain grows", 600 * MINUTE, |net| {
        net.height(node) >= 330
    });
    net.stop_mining(node);
    // Enough time for a hundred thousand headers in the past.
    net.run_for(Duration::from_secs(1_100_000));
    let stranger = net.add_stranger();
    net.connect(stranger, node);
    net.run_for(Duration::from_secs(1));
    shake_hands(&mut net, node, stranger);
    let before = state(&net, node);

    let branch = cheap_branch(&net, node, 70_000);
    let mut asked = 0;
    for headers in branch.chunks(MAX_HEADERS) {
        net.send(stranger, node, &Message::Headers(headers.to_vec()));
        net.run_for(Duration::from_millis(200));
        let wants = |message: &Message| matches!(message, Message::GetHeaders { .. });
        asked += net
            .take_received(stranger)
            .iter()
            .filter(|m| wants(m))
            .count();
        if last_fault(&net, node).is_some() {
            break;
        }
    }
    assert_eq!(last_fault(&net, node), Some(&Fault::HeaderFlood(66_000)));
    assert!(
        asked >= 32,
        "asked {asked} times: the branch might have had enough work"
    );
    assert_eq!(state(&net, node), before);
}

#[test]
fn a_long_branch_with_more_work_is_accepted() {
    let mut net = Network::new(15, testing::spec());
    let (a, b) = (net.add_node(), net.add_node());
    net.mine(a, &Person::new(1), 0.5);
    net.mine(b, &Person::new(2), 0.5);
    net.run_until("both mine alone", 1_000 * 60 * MINUTE, |net| {
        net.height(a) >= 2_300 && net.height(b) >= 2_300
    });
    net.stop_mining(a);
    net.stop_mining(b);
    net.connect(a, b);
    net.run_until("the node with less work switches", 10 * MINUTE, |net| {
        net.agree(&[a, b])
    });
    assert!(net.drops(a).is_empty() && net.drops(b).is_empty());
}

/// Headers of empty blocks on a node's tip.
fn headers_on_top(net: &Network, node: HostId, count: usize) -> Vec<Header> {
    let chain = net.node(node).chain();
    let mut above = chain.header_context(&chain.tip().hash).unwrap();
    let mut headers = Vec::new();
    for _ in 0..count {
        let lock = Person::new(9).lock();
        let none = primitives::Amount::ZERO;
        let block = testing::block_after(chain.spec(), &above, &lock, vec![], none);
        above = above.extend(chain.spec(), &block.header);
        headers.push(block.header);
    }
    headers
}

/// A peer shows a longer branch and leaves without sending its blocks. The node must still receive
/// and announce later blocks of others.
#[test]
fn a_branch_whose_peer_left_does_not_stop_later_blocks() {
    for stays in [false, true] {
        let (mut net, node, stranger) = acquainted(14, 5);
        let other = net.add_node();
        net.connect(other, node);
        net.run_until("they agree", MINUTE, |net| net.agree(&[node, other]));
        let headers = headers_on_top(&net, node, 30);
        net.send(stranger, node, &Message::Headers(headers.clone()));
        net.run_for(Duration::from_secs(1));
        let chain = net.node(node).chain();
        assert_eq!(chain.best_header().hash, headers[29].hash());
        if !stays {
            net.disconnect(stranger, node);
        }
        net.mine(other, &Person::new(2), 0.5);
        net.run_until("a block is found", 10 * MINUTE, |net| {
            net.height(other) >= 6
        });
        net.stop_mining(other);
        net.run_until("it arrives", MINUTE, |net| net.agree(&[node, other]));

        // A node that connects only now receives the block, too.
        let late = net.add_node();
        net.connect(late, node);
        net.run_until("it is announced", MINUTE, |net| net.agree(&[node, late]));
    }
}
