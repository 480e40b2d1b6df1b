//! Templates for other programs, and the blocks that these programs return.

use chain::testing::{TestKey, authority_draft, extend, mine, output_of, spec};
use chain::{BlockError, Chain, MemoryStore, Rule, Spec};
use node::{Config, Event, Input, NoTemplate, Node, Output, Request};
use primitives::{Amount, BlockHash, Height, Lock, Time, seal_digest, sealed_version};

/// A node on a chain with this many blocks, whose rewards belong to the key 1.
fn open(spec: Spec, blocks: usize) -> (Node<MemoryStore>, Time) {
    let mut chain = Chain::open(spec, MemoryStore::new()).unwrap();
    extend(&mut chain, &TestKey::new(1).lock(), blocks);
    let now = Time::from_timestamp(chain.tip().header.time);
    (Node::open(Config::default(), chain, [7; 32], now), now)
}

/// Polls the node until it sleeps. Returns the events and the digests to seal.
fn drain(node: &mut Node<MemoryStore>) -> (Vec<Event>, Vec<(BlockHash, [u8; 32])>) {
    let (mut events, mut seals) = (Vec::new(), Vec::new());
    loop {
        match node.poll() {
            Output::Sleep(_) => return (events, seals),
            Output::Tell(event) => events.push(event),
            Output::Seal { block, digest } => seals.push((block, digest)),
            _ => {}
        }
    }
}

fn lock() -> Lock {
    TestKey::new(2).lock()
}

#[test]
fn another_program_completes_a_template_and_submits_the_block() {
    let (mut node, now) = open(spec(), 10);
    let hash = node.chain().hash_at(Height(1)).unwrap();
    let block = node.chain().block(&hash).unwrap().unwrap();
    let (from, _) = output_of(&block.transactions[0], 0);
    let fee = Amount::from_units(3_000).unwrap();
    let payment = TestKey::new(1).pay(node.chain(), from, &lock(), fee);
    node.submit(payment.clone(), now).unwrap();
    let template = node.block_template(lock(), now).unwrap();
    assert_eq!((template.height, template.fees), (Height(11), fee));
    assert_eq!(*template.transactions[0].transaction, payment);
    let mut block = template.to_block(now.to_timestamp());
    mine(&mut block.header);
    let hash = block.hash();
    assert!(node.submit_block(block.clone(), now).unwrap());
    let (events, _) = drain(&mut node);
    assert_eq!(node.chain().tip().hash, hash);
    assert!(events.contains(&Event::BlockMined(hash)));
    assert!(node.pool().is_empty());
    let again = node.submit_block(block, now);
    assert!(matches!(again, Err(BlockError::Known)));
}

#[test]
fn without_work_there_is_no_template() {
    let (node, now) = open(authority_draft(1, false).build().unwrap(), 0);
    let refused = node.block_template(lock(), now);
    assert_eq!(refused.unwrap_err(), NoTemplate::NoWork);
}

#[test]
fn an_author_in_turn_seals_a_valid_block_of_another_program() {
    let (mut node, now) = open(authority_draft(1, true).build().unwrap(), 0);
    let refused = node.block_template(lock(), now);
    assert_eq!(refused.unwrap_err(), NoTemplate::NotInTurn);
    node.handle(now, Input::Asked(Request::Author(Some(0))));
    node.handle(now, Input::Asked(Request::Mine(Some(lock()))));
    drain(&mut node);
    let template = node.block_template(lock(), now).unwrap();
    assert_eq!(template.version, sealed_version(0));
    let mut block = template.to_block(now.to_timestamp());
    mine(&mut block.header);
    // An invalid block does not cost the author its turn.
    let mut invalid = block.clone();
    invalid.transactions[0].outputs[0].amount = Amount::MAX;
    chain::testing::commit_witnesses(&mut invalid);
    chain::testing::seal(&mut invalid);
    let refused = node.submit_unsealed(invalid, now);
    assert!(matches!(
        refused,
        Err(BlockError::Invalid {
            rule: Rule::CoinbaseAmount { .. },
            ..
        })
    ));
    node.submit_unsealed(block.clone(), now).unwrap();
    let (_, seals) = drain(&mut node);
    let digest = seal_digest(node.chain().genesis(), block.hash());
    assert_eq!(seals, [(block.hash(), digest)]);
    let seal = TestKey::new(1).secret().sign(&digest);
    node.handle(now, Input::Sealed(block.hash(), seal));
    drain(&mut node);
    assert_eq!(node.chain().tip().hash, block.hash());
}
