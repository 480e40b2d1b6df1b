//! Payments that come before the transactions that they spend from.

use crate::stranger::{acquainted, serve};
use chain::testing;
use core::time::Duration;
use primitives::{Amount, OutPoint, Output, Transaction};
use sim::{HostId, Network, Person};
use wire::Message;

/// The miner's payment of a coin to itself.
fn payment(net: &Network, node: HostId, coin: (OutPoint, Output)) -> Transaction {
    let fee = Amount::from_units(5_000).unwrap();
    let mut paid = coin.1.clone();
    paid.amount = paid.amount.checked_sub(fee).unwrap();
    let genesis = net.node(node).chain().genesis();
    Person::new(1).key().spend(genesis, &[coin], vec![paid])
}

/// The first of a chain of payments comes only in a block, after the others.
#[test]
fn orphans_are_checked_again_when_a_block_has_their_parent() {
    for seed in 0..3 {
        let (mut net, node, stranger) = acquainted(seed, 10);
        let miner = Person::new(1);
        let coin = miner.coins(net.node(node)).into_iter().next().unwrap();
        let parent = payment(&net, node, coin);
        let child = payment(&net, node, testing::output_of(&parent, 0));
        let grandchild = payment(&net, node, testing::output_of(&child, 0));
        for orphan in [&grandchild, &child] {
            net.send(stranger, node, &Message::Transaction(orphan.clone()));
            net.run_for(Duration::from_secs(1));
        }
        assert!(net.node(node).pool().is_empty(), "seed {seed}");
        let lock = Person::new(9).lock();
        let chain = net.node(node).chain();
        let tip = chain.tip().hash;
        let fee = Amount::from_units(5_000).unwrap();
        let block = testing::block_on(chain, &tip, &lock, vec![parent], fee);
        serve(&mut net, node, stranger, &block);
        assert_eq!(net.tip(node), block.hash(), "seed {seed}");
        for late in [child, grandchild] {
            assert!(net.node(node).pool().contains(&late.txid()), "seed {seed}");
        }
    }
}
