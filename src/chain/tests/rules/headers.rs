//! Rules of headers, and the descendants of an invalid block.

use super::world::World;
use chain::testing::{self, mine, seal};
use chain::{BlockError, HeaderError, Rule};
use primitives::{Amount, BlockHash, CompactTarget, Timestamp};

#[test]
fn rules_of_headers_without_authors() {
    World::rejects_block(
        |_, block| block.header.bits = CompactTarget(0x207f_fffe),
        |rule| {
            matches!(
                rule,
                Rule::Bits {
                    found: CompactTarget(0x207f_fffe),
                    ..
                }
            )
        },
    );
    World::rejects_block(
        |_, block| {
            while block.header.meets_target() {
                block.header.nonce += 1;
            }
        },
        |rule| matches!(rule, Rule::ProofOfWork { .. }),
    );
    World::rejects_block(
        |world, block| {
            block.header.time = world.chain.tip().median_time;
            mine(&mut block.header);
        },
        |rule| matches!(rule, Rule::TimeTooOld { time, median } if time == median),
    );
    World::rejects_block(
        |_, block| {
            block.header.time = Timestamp(1_700_001_301);
            mine(&mut block.header);
        },
        |rule| {
            rule.depends_on_clock()
                && matches!(
                    rule,
                    Rule::TimeTooNew {
                        latest: Timestamp(1_700_001_300),
                        ..
                    }
                )
        },
    );
    let mut world = World::new();
    let mut block = world.block();
    block.header.previous = BlockHash::from_bytes([9; 32]);
    mine(&mut block.header);
    let now = block.header.time;
    let previous = block.header.previous;
    assert_eq!(
        world.chain.accept_headers(&[block.header], now),
        Err(HeaderError::Orphan { previous })
    );
    assert!(matches!(
        world.chain.accept_block(block, now),
        Err(BlockError::Orphan { previous: p }) if p == previous
    ));
}

#[test]
fn descendants_of_an_invalid_block_are_invalid() {
    let mut world = World::new();
    let mut bad = world.block();
    let paid = &mut bad.transactions[0].outputs[0].amount;
    *paid = Amount::from_units(paid.units() + 1).unwrap();
    seal(&mut bad);
    let now = Timestamp(1_700_001_000);
    world.chain.accept_headers(&[bad.header], now).unwrap();
    let child = testing::block_on(
        &world.chain,
        &bad.hash(),
        &world.bob.lock(),
        vec![],
        Amount::ZERO,
    );
    // The child is stored before its parent, and becomes invalid with it.
    world.chain.accept_block(child.clone(), now).unwrap();
    assert_eq!(world.chain.best_header().hash, child.hash());
    let verdict = world.chain.accept_block(bad.clone(), now).unwrap_err();
    assert!(matches!(verdict, BlockError::Invalid { block, .. } if block == bad.hash()));
    assert_eq!(world.chain.best_header(), world.chain.tip());
    assert_eq!(world.chain.block(&child.hash()).unwrap(), None);
    let grandchild = testing::block_on(
        &world.chain,
        &child.hash(),
        &world.bob.lock(),
        vec![],
        Amount::ZERO,
    );
    let error = world
        .chain
        .accept_headers(&[grandchild.header], now)
        .unwrap_err();
    assert_eq!(
        error,
        HeaderError::Invalid {
            block: grandchild.hash(),
            rule: Rule::InvalidParent {
                parent: child.hash()
            }
        }
    );
}
