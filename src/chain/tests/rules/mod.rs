//! Tests that break one rule each: the broken rule is reported, and nothing stored changes.

mod blocks;
mod headers;
mod mutations;
mod transactions;
mod witnesses;
mod world;

use primitives::Amount;
use world::{FEE, World};

#[test]
fn the_unbroken_block_is_valid() {
    let mut world = World::new();
    assert_eq!(world.verify(&world.payment()).unwrap().units(), FEE);
    let block = world.block();
    let paid = block.transactions[0].outputs[0].amount;
    assert_eq!(paid.units(), 50 * Amount::COIN.units() + FEE);
    let now = block.header.time;
    world.chain.accept_block(block.clone(), now).unwrap();
    assert_eq!(world.chain.tip().hash, block.hash());
    assert_eq!(world.chain.coin(&world.reward(1)).unwrap(), None);
}
