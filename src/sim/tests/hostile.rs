//! Invalid messages of a stranger. The stranger loses its link, and the node's state does not
//! change.

use crate::stranger::{
    MINUTE, acquainted, last_fault, serve, shake_hands, state, version, visited,
};
use chain::{Rule, testing};
use core::time::Duration;
use node::Fault;
use primitives::{Amount, BlockHash, Transaction, Txid};
use sim::{HostId, Network, Person};
use wire::limits::MAX_MESSAGE;
use wire::{Command, FRAME, Item, Message};

#[test]
fn bytes_that_are_not_a_message() {
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
        // The frame is valid; its content is not.
        let frame = [&[1][..], &garbage].concat();
        net.send_frames(stranger, node, vec![frame]);
        net.run_for(Duration::from_secs(1));
        assert_eq!(net.hang_ups(stranger), 1, "garbage {number}");
        assert_eq!(state(&net, node), before, "garbage {number}");
    }
}

#[test]
fn invalid_frames() {
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
fn a_node_recognises_itself() {
    let (mut net, node, stranger) = visited(5, 3);
    let Some(Message::Version(own)) = net.take_received(stranger).into_iter().next() else {
        panic!("a node says its version first");
    };
    net.send(stranger, node, &Message::Version(own));
    net.run_for(Duration::from_secs(1));
    assert_eq!(last_fault(&net, node), Some(&Fault::Myself));
}

#[test]
fn a_silent_peer_is_dropped_after_a_while() {
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
    net.run_until("it is dropped", 2 * MINUTE, |net| {
        net.drops(node).len() > drops
    });
}

#[test]
fn the_sender_of_an_invalid_block_is_disconnected() {
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

    // If a peer sends the block again, its header alone is found invalid.
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

#[test]
fn the_sender_of_a_forged_transaction_is_disconnected() {
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

    // A peer may send a transaction that spends an unknown coin, since its chain may be ahead.
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
fn floods_end_the_link() {
    let (mut net, node, stranger) = acquainted(12, 3);
    let before = state(&net, node);
    for _ in 0..6_000 {
        net.send(stranger, node, &Message::Ping(1));
    }
    net.run_for(Duration::from_secs(1));
    assert_eq!(last_fault(&net, node), Some(&Fault::Flood));
    assert_eq!(state(&net, node), before);

    // Fewer messages of a more costly kind are enough for a flood.
    let (mut net, node, stranger) = acquainted(12, 3);
    for _ in 0..20 {
        net.send(stranger, node, &Message::GetPool);
    }
    net.run_for(Duration::from_secs(1));
    assert_eq!(last_fault(&net, node), Some(&Fault::Flood));
}

#[test]
fn more_callers_than_slots() {
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

#[test]
fn random_messages_change_nothing() {
    for seed in 0..20 {
        let (mut net, node, stranger) = acquainted(100 + seed, 6);
        let (tip, ..) = state(&net, node);
        for _ in 0..60 {
            let message = random_message(&mut net, node);
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
        // The number of headers is not compared. At two hashes a block, a changed header may happen
        // to be valid, and is then kept as a branch.
        assert_eq!(net.tip(node), tip, "seed {seed}");
        assert!(net.node(node).pool().is_empty(), "seed {seed}");
    }
}

/// A message that a stranger might send, with real and invented hashes.
fn random_message(net: &mut Network, node: HostId) -> Message {
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
        1 => Message::Pong(7, primitives::Timestamp(9)),
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

#[test]
fn offers_of_peers_that_left_do_not_displace_others() {
    let (mut net, node, stranger) = acquainted(14, 10);
    let payment = payment(&net, node);
    let item = Item::Transaction(payment.txid());
    for visitor in 0..5_u8 {
        let (first, last) = (
            u32::from(visitor) * 5_000,
            u32::from(visitor) * 5_000 + 5_000,
        );
        let made_up = |number: u32| {
            let hash = primitives::sha256(&number.to_le_bytes());
            Item::Transaction(Txid::from_bytes(hash))
        };
        let items = (first..last).map(made_up).chain([item]).collect();
        let visitor = net.add_stranger();
        net.connect(visitor, node);
        net.run_for(Duration::from_secs(1));
        shake_hands(&mut net, node, visitor);
        net.send(visitor, node, &Message::Inv(items));
        net.run_for(Duration::from_secs(1));
        net.disconnect(visitor, node);
        net.run_for(Duration::from_secs(1));
    }
    net.send(stranger, node, &Message::Inv(vec![item]));
    net.run_for(Duration::from_secs(1));
    assert!(
        net.take_received(stranger)
            .contains(&Message::GetData(vec![item]))
    );
}

#[test]
fn many_offers_of_one_peer_do_not_delay_others() {
    let (mut net, node, stranger) = acquainted(15, 10);
    let payment = payment(&net, node);
    let item = Item::Transaction(payment.txid());
    let made_up = |number: u16| {
        let hash = primitives::sha256(&number.to_le_bytes());
        Item::Transaction(Txid::from_bytes(hash))
    };
    let mut items: Vec<Item> = (0..4_999).map(made_up).collect();
    items.push(item);
    net.send(stranger, node, &Message::Inv(items));
    net.run_for(Duration::from_secs(1));
    let honest = net.add_stranger();
    net.connect(honest, node);
    net.run_for(Duration::from_secs(1));
    shake_hands(&mut net, node, honest);
    net.send(honest, node, &Message::Inv(vec![item]));
    net.run_for(Duration::from_secs(1));
    assert!(
        net.take_received(honest)
            .contains(&Message::GetData(vec![item]))
    );
}

/// The txid does not commit to the witness, so a peer can send a transaction with another witness
/// under the same txid.
#[test]
fn a_copy_with_another_witness_does_not_block_the_right_one() {
    let wrong: fn(&mut Transaction) = |copy| {
        let mut items: Vec<_> = copy.inputs[0].witness.iter().map(<[u8]>::to_vec).collect();
        items[0][40] ^= 1;
        copy.inputs[0].witness = items.into_iter().collect();
    };
    let stuffed: fn(&mut Transaction) = |copy| copy.inputs[0].witness.push(&[0; 200_000]);
    for (is_orphan, spoil) in [
        (false, wrong),
        (false, stuffed),
        (true, wrong),
        (true, stuffed),
    ] {
        let (mut net, node, liar) = acquainted(16, 10);
        let honest = net.add_stranger();
        net.connect(honest, node);
        net.run_for(Duration::from_secs(1));
        shake_hands(&mut net, node, honest);
        let parent = payment(&net, node);
        let good = match is_orphan {
            false => parent.clone(),
            true => {
                let genesis = net.node(node).chain().genesis();
                let coin = testing::output_of(&parent, 0);
                let mut paid = coin.1.clone();
                paid.amount = paid
                    .amount
                    .checked_sub(Amount::from_units(5_000).unwrap())
                    .unwrap();
                Person::new(1).key().spend(genesis, &[coin], vec![paid])
            }
        };
        let mut bad = good.clone();
        spoil(&mut bad);
        let item = Item::Transaction(good.txid());
        let request = Message::GetData(vec![item]);
        net.send(liar, node, &Message::Inv(vec![item]));
        net.run_for(Duration::from_secs(1));
        net.send(honest, node, &Message::Inv(vec![item]));
        net.run_for(Duration::from_secs(1));
        assert!(net.take_received(liar).contains(&request));
        net.send(liar, node, &Message::Transaction(bad));
        net.run_for(Duration::from_secs(1));
        assert!(
            net.take_received(honest).contains(&request),
            "orphan: {is_orphan}"
        );
        net.send(honest, node, &Message::Transaction(good.clone()));
        net.run_for(Duration::from_secs(1));
        if is_orphan {
            net.send(honest, node, &Message::Transaction(parent));
            net.run_for(Duration::from_secs(1));
        }
        assert!(
            net.node(node).pool().contains(&good.txid()),
            "orphan: {is_orphan}"
        );
        assert!(net.is_linked(honest, node));
    }
}

/// A payment of the miner to itself.
fn payment(net: &Network, node: HostId) -> Transaction {
    let (miner, fee) = (Person::new(1), Amount::from_units(5_000).unwrap());
    let coin = miner.coins(net.node(node)).into_iter().next().unwrap();
    let mut paid = coin.1.clone();
    paid.amount = paid.amount.checked_sub(fee).unwrap();
    let genesis = net.node(node).chain().genesis();
    miner.key().spend(genesis, &[coin], vec![paid])
}
