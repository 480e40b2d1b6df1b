//! Whatever a stranger sends: it costs the stranger its link, and changes nothing.

mod stranger;

use chain::check::header::HeaderContext;
use chain::{Rule, testing};
use core::time::Duration;
use node::Fault;
use primitives::{Amount, Block, BlockHash, Header, Timestamp, Txid};
use sim::{HostId, Network, Person};
use stranger::version;
use wire::limits::{MAX_HEADERS, MAX_MESSAGE};
use wire::{Command, FRAME, Item, Message};

const MINUTE: Duration = Duration::from_secs(60);

/// A node with a chain, and a stranger at its door.
fn visited(seed: u64, blocks: u32) -> (Network, HostId, HostId) {
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

/// The same, after the handshake.
fn acquainted(seed: u64, blocks: u32) -> (Network, HostId, HostId) {
    let (mut net, node, stranger) = visited(seed, blocks);
    shake_hands(&mut net, node, stranger);
    (net, node, stranger)
}

fn shake_hands(net: &mut Network, node: HostId, stranger: HostId) {
    let version = version(net, node);
    net.send(stranger, node, &Message::Version(version));
    net.send(stranger, node, &Message::Verack);
    net.run_for(Duration::from_secs(1));
    assert!(net.node(node).peers().all(|peer| peer.ready));
    net.take_received(stranger);
}

/// All that a stranger must not be able to change.
fn state(net: &Network, node: HostId) -> (BlockHash, usize, usize, u64) {
    let chain = net.node(node).chain();
    let pool = net.node(node).pool().len();
    (
        chain.tip().hash,
        chain.header_count(),
        pool,
        net.disk(node).commits(),
    )
}

fn last_fault(net: &Network, node: HostId) -> Option<&Fault> {
    net.drops(node).last().map(|(_, fault)| fault)
}

#[test]
fn bytes_that_are_no_message() {
    for (number, garbage) in [
        vec![],
        vec![200],
        vec![Command::Ping.byte(), 1, 2, 3],
        vec![Command::Inv.byte(), 1, 9, 0],
        vec![Command::Block.byte(); 3_000],
        vec![Command::Headers.byte(), 0xff],
    ]
    .into_iter()
    .enumerate()
    {
        let (mut net, node, stranger) = acquainted(1, 3);
        let before = state(&net, node);
        // The frame is fine; what it carries is not.
        let frame = [&[1][..], &garbage].concat();
        net.send_frames(stranger, node, vec![frame]);
        net.run_for(Duration::from_secs(1));
        assert_eq!(net.hang_ups(stranger), 1, "garbage {number}");
        assert_eq!(state(&net, node), before, "garbage {number}");
    }
}

#[test]
fn frames_that_are_none() {
    let endless =
        vec![[&[0, Command::Block.byte()][..], &[7; FRAME - 2]].concat(); MAX_MESSAGE / FRAME + 2];
    for (number, frames) in [
        vec![vec![0; FRAME + 1]],
        vec![vec![7, 1]],
        vec![vec![]],
        endless,
    ]
    .into_iter()
    .enumerate()
    {
        let (mut net, node, stranger) = acquainted(2, 3);
        let before = state(&net, node);
        net.send_frames(stranger, node, frames);
        net.run_for(Duration::from_secs(1));
        assert_eq!(net.hang_ups(stranger), 1, "frames {number}");
        assert_eq!(state(&net, node), before, "frames {number}");
    }
}

#[test]
fn messages_out_of_turn() {
    let (mut net, node, stranger) = visited(3, 3);
    net.send(stranger, node, &Message::GetPool);
    net.run_for(Duration::from_secs(1));
    assert_eq!(
        last_fault(&net, node),
        Some(&Fault::OutOfTurn(Command::GetPool))
    );

    let (mut net, node, stranger) = visited(3, 3);
    net.send(stranger, node, &Message::Verack);
    net.run_for(Duration::from_secs(1));
    assert_eq!(
        last_fault(&net, node),
        Some(&Fault::OutOfTurn(Command::Verack))
    );

    let (mut net, node, stranger) = acquainted(3, 3);
    let again = version(&net, node);
    net.send(stranger, node, &Message::Version(again));
    net.run_for(Duration::from_secs(1));
    assert_eq!(
        last_fault(&net, node),
        Some(&Fault::OutOfTurn(Command::Version))
    );
}

#[test]
fn nodes_of_another_chain_are_refused() {
    let mut net = Network::new(4, testing::spec());
    let here = net.add_node();
    let mut draft = testing::draft();
    draft.name = "Other".into();
    let there = net.add_node_of(draft.build().unwrap());
    net.connect(here, there);
    net.run_for(Duration::from_secs(2));
    let other = net.node(there).chain().genesis();
    assert_eq!(last_fault(&net, here), Some(&Fault::OtherChain(other)));
    assert!(!net.is_linked(here, there));
}

#[test]
fn a_node_knows_itself() {
    let (mut net, node, stranger) = visited(5, 3);
    let Some(Message::Version(own)) = net.take_received(stranger).into_iter().next() else {
        panic!("a node says its version first");
    };
    net.send(stranger, node, &Message::Version(own));
    net.run_for(Duration::from_secs(1));
    assert_eq!(last_fault(&net, node), Some(&Fault::Myself));
}

#[test]
fn who_says_nothing_is_dropped_but_not_soon() {
    let (mut net, node, stranger) = visited(6, 3);
    net.run_for(Duration::from_secs(40));
    assert_eq!(last_fault(&net, node), Some(&Fault::NoHandshake));

    net.run_until("it calls again", MINUTE, |net| {
        net.is_linked(node, stranger)
    });
    shake_hands(&mut net, node, stranger);
    let drops = net.drops(node).len();
    net.run_for(Duration::from_secs(74));
    assert_eq!(
        net.drops(node).len(),
        drops,
        "a tab in the background may be slow"
    );
    net.run_until("it is given up", 2 * MINUTE, |net| {
        net.drops(node).len() > drops
    });
}

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
    let cases: [(Header, fn(&Rule) -> bool); 3] = [
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

#[test]
fn a_header_ahead_of_our_clock_is_nobodys_fault() {
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

#[test]
fn a_block_that_breaks_a_rule_costs_its_sender_the_link() {
    let (mut net, node, stranger) = acquainted(9, 5);
    let tip = net.tip(node);
    let mut block = testing::next_block(net.node(node).chain(), &Person::new(9).lock(), vec![]);
    let greedy = block.transactions[0].outputs[0].amount;
    block.transactions[0].outputs[0].amount = greedy.checked_add(Amount::COIN).unwrap();
    testing::seal(&mut block);
    serve(&mut net, node, stranger, &block);
    match last_fault(&net, node) {
        Some(Fault::InvalidBlock {
            block: hash,
            rule: Rule::CoinbaseAmount { .. },
        }) => {
            assert_eq!(*hash, block.hash());
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(net.tip(node), tip);

    // Who comes with it again is known to be wrong from the header on.
    net.run_until("it calls again", MINUTE, |net| {
        net.is_linked(node, stranger)
    });
    shake_hands(&mut net, node, stranger);
    net.send(stranger, node, &Message::Headers(vec![block.header]));
    net.run_for(Duration::from_secs(1));
    let drops = net.drops(node);
    assert!(
        matches!(drops[1..], [(_, Fault::InvalidHeader { .. })]),
        "{drops:?}"
    );
}

#[test]
fn a_garbled_copy_of_a_good_block_does_not_spoil_the_block() {
    let (mut net, node, stranger) = acquainted(10, 5);
    let good = testing::next_block(net.node(node).chain(), &Person::new(9).lock(), vec![]);
    let mut garbled = good.clone();
    garbled.transactions[0].outputs[0].amount = Amount::COIN;
    serve(&mut net, node, stranger, &garbled);
    assert!(matches!(
        last_fault(&net, node),
        Some(Fault::InvalidBlock { .. })
    ));

    net.run_until("it calls again", MINUTE, |net| {
        net.is_linked(node, stranger)
    });
    shake_hands(&mut net, node, stranger);
    serve(&mut net, node, stranger, &good);
    assert_eq!(net.tip(node), good.hash());
}

/// Announces a block, waits to be asked for it, and sends it.
fn serve(net: &mut Network, node: HostId, stranger: HostId, block: &Block) {
    net.send(stranger, node, &Message::Headers(vec![block.header]));
    net.run_for(Duration::from_secs(1));
    let wanted = Message::GetData(vec![Item::Block(block.hash())]);
    assert!(net.take_received(stranger).contains(&wanted));
    net.send(stranger, node, &Message::Block(block.clone()));
    net.run_for(Duration::from_secs(1));
}

#[test]
fn a_forged_transaction_costs_its_sender_the_link() {
    let (mut net, node, stranger) = acquainted(11, 10);
    let (miner, fee) = (Person::new(1), Amount::from_units(5_000).unwrap());
    let mut forged = miner
        .pay(net.node(node), &Person::new(9).lock(), fee)
        .unwrap();
    forged.outputs[0].amount = Amount::COIN;
    let before = state(&net, node);
    net.send(stranger, node, &Message::Transaction(forged.clone()));
    net.run_for(Duration::from_secs(1));
    match last_fault(&net, node) {
        Some(Fault::InvalidTransaction { txid, .. }) => assert_eq!(*txid, forged.txid()),
        other => panic!("{other:?}"),
    }
    assert_eq!(state(&net, node), before);

    // A transaction whose coin we don't know may be ahead of us: nobody's fault.
    let (mut net, node, stranger) = acquainted(11, 10);
    let mut orphan = miner
        .pay(net.node(node), &Person::new(9).lock(), fee)
        .unwrap();
    orphan.inputs[0].previous.txid = Txid::from_bytes([5; 32]);
    net.send(stranger, node, &Message::Transaction(orphan));
    net.run_for(Duration::from_secs(1));
    assert_eq!(last_fault(&net, node), None);
    assert_eq!(state(&net, node), before);
    let parent = Message::GetData(vec![Item::Transaction(Txid::from_bytes([5; 32]))]);
    assert!(net.take_received(stranger).contains(&parent));
}

#[test]
fn floods_are_cut_off() {
    let (mut net, node, stranger) = acquainted(12, 3);
    let before = state(&net, node);
    for _ in 0..6_000 {
        net.send(stranger, node, &Message::Ping(1));
    }
    net.run_for(Duration::from_secs(1));
    assert_eq!(last_fault(&net, node), Some(&Fault::Flood));
    assert_eq!(state(&net, node), before);

    // Far fewer of what costs more.
    let (mut net, node, stranger) = acquainted(12, 3);
    for _ in 0..20 {
        net.send(stranger, node, &Message::GetPool);
    }
    net.run_for(Duration::from_secs(1));
    assert_eq!(last_fault(&net, node), Some(&Fault::Flood));
}

#[test]
fn more_peers_than_places() {
    let mut net = Network::new(13, testing::spec());
    net.config.max_peers = 2;
    let node = net.add_node();
    net.config.max_peers = 16;
    let callers = [net.add_node(), net.add_node(), net.add_node()];
    for caller in callers {
        net.connect(caller, node);
    }
    net.run_for(Duration::from_secs(3));
    assert_eq!(net.node(node).peers().count(), 2);
    assert_eq!(last_fault(&net, node), Some(&Fault::NoRoom));
}

/// A branch of headers from the genesis block, each in time and of the difficulty that the rules demand.
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
            bits: context.next_bits,
            nonce: 0,
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
    // A chain that cost far more per block than the cheap branch will.
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

    let branch = cheap_branch(&net, node, 104_000);
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
    assert_eq!(last_fault(&net, node), Some(&Fault::HeaderFlood(102_000)));
    assert!(
        asked >= 50,
        "asked {asked} times: the branch might have come to something"
    );
    assert_eq!(state(&net, node), before);
}

#[test]
fn a_long_branch_that_is_worth_it_is_taken_over() {
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
    net.run_until("the one with less work gives way", 10 * MINUTE, |net| {
        net.agree(&[a, b])
    });
    assert!(net.drops(a).is_empty() && net.drops(b).is_empty());
}

#[test]
fn random_messages_change_nothing() {
    for seed in 0..20 {
        let (mut net, node, stranger) = acquainted(100 + seed, 6);
        let (tip, ..) = state(&net, node);
        for _ in 0..60 {
            let message = some_message(&mut net, node);
            let mut bytes = message.encode();
            if net.draw(3) == 0 && !bytes.is_empty() {
                let at = net.draw(bytes.len());
                bytes[at] = u8::try_from(net.draw(256)).unwrap();
            }
            net.send_frames(stranger, node, wire::split(&bytes).collect());
            net.run_for(Duration::from_millis(300));
            if !net.is_linked(node, stranger) {
                net.run_until("it calls again", MINUTE, |net| {
                    net.is_linked(node, stranger)
                });
                shake_hands(&mut net, node, stranger);
            }
        }
        // (At two hashes a block, a changed header may happen to be a good one, which is kept as a branch.)
        assert_eq!(net.tip(node), tip, "seed {seed}");
        assert!(net.node(node).pool().is_empty(), "seed {seed}");
    }
}

/// Something that a stranger might say, with real and made-up hashes.
fn some_message(net: &mut Network, node: HostId) -> Message {
    let pick = net.draw(11);
    let height = u32::try_from(net.draw(7)).unwrap();
    let chain = net.node(node).chain();
    let real = chain
        .hash_at(primitives::Height(height))
        .unwrap_or(BlockHash::ZERO);
    let block = chain.block(&real).unwrap().unwrap();
    let coinbase = block.transactions[0].clone();
    let items = vec![
        Item::Block(real),
        Item::Block(BlockHash::from_bytes([3; 32])),
        Item::Transaction(coinbase.txid()),
        Item::Transaction(Txid::from_bytes([4; 32])),
    ];
    match pick {
        0 => Message::Ping(7),
        1 => Message::Pong(7),
        2 => Message::GetHeaders {
            locator: vec![BlockHash::from_bytes([9; 32]), real],
            stop: real,
        },
        3 => Message::Headers(vec![block.header]),
        4 => Message::Inv(items),
        5 => Message::GetData(items),
        6 => Message::NotFound(items),
        7 => Message::Block(block),
        8 => Message::Transaction(coinbase),
        9 => Message::GetPool,
        _ => Message::FeeFilter(u64::MAX),
    }
}
