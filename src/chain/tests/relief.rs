//! Relief of a stalled chain: an eased block is allowed only after a long time, and does not change
//! the difficulty of later blocks.

use chain::params::EASIEST;
use chain::testing::{self, TestKey, mine};
use chain::{BlockError, Chain, MemoryStore, Rule, Spec, SpecDraft};
use primitives::{Block, CompactTarget, Timestamp};

/// The seconds after which a block may have eased bits: nine intervals and the allowed future.
const STALL: u32 = 9 * 10 + FUTURE;
/// The seconds that a block of this chain may be ahead of the clock: thirty intervals.
const FUTURE: u32 = 300;

fn spec() -> Spec {
    let draft = SpecDraft {
        bits: CompactTarget(0x1f7f_ffff), // 512 hashes
        pow_limit: Some(EASIEST),
        ..testing::draft()
    };
    draft.build().unwrap()
}

fn chain() -> Chain<MemoryStore> {
    let mut chain = Chain::open(spec(), MemoryStore::new()).unwrap();
    testing::extend(&mut chain, &TestKey::new(1).lock(), 5);
    chain
}

/// The next block, `after` seconds after the tip, with eased bits or without.
fn block(chain: &Chain<MemoryStore>, after: u32, is_eased: bool) -> Block {
    let mut block = testing::next_block(chain, &TestKey::new(1).lock(), vec![]);
    block.header.time = chain.tip().header.time.saturating_add(after);
    if is_eased {
        block.header.bits = chain.next_block().eased_bits;
    }
    mine(&mut block.header);
    block
}

fn rejection(chain: &mut Chain<MemoryStore>, block: Block, now: Timestamp) -> Rule {
    match chain.accept_block(block, now).unwrap_err() {
        BlockError::Invalid { rule, .. } => rule,
        other => panic!("{other}"),
    }
}

#[test]
fn eased_bits_are_allowed_from_the_relief_time_on() {
    let mut chain = chain();
    let late = block(&chain, STALL, true);
    let now = late.header.time;
    let early = block(&chain, STALL - 1, true);
    let next = chain.next_block();
    assert_eq!(next.relief_time, now);
    let wanted = Rule::Bits {
        found: next.eased_bits,
        wanted: next.bits,
    };
    assert_eq!(rejection(&mut chain, early, now), wanted);

    // Even a miner whose clock is ahead by the allowed future can't claim relief before nine
    // intervals have passed.
    let young = now.saturating_sub(FUTURE + 1);
    let rule = rejection(&mut chain, late.clone(), young);
    assert!(matches!(rule, Rule::TimeTooNew { .. }), "{rule}");
    chain
        .accept_block(late, now.saturating_sub(FUTURE))
        .unwrap();
    assert_eq!(chain.tip().header.bits, next.eased_bits);
}

#[test]
fn eased_bits_are_exactly_eight_times_easier() {
    let mut chain = chain();
    let next = chain.next_block();
    let target = |bits: CompactTarget| bits.to_target().unwrap().value();
    let ratio = target(next.eased_bits).as_f64() / target(next.bits).as_f64();
    assert!((ratio - 8.0).abs() < 1e-3, "{ratio}");
    for bits in [
        next.eased_bits.bits() - 1,
        next.eased_bits.bits() + 1,
        0x207f_ffff,
    ] {
        let mut other = block(&chain, STALL, false);
        other.header.bits = CompactTarget(bits);
        mine(&mut other.header);
        let now = other.header.time;
        let rule = rejection(&mut chain, other, now);
        assert!(matches!(rule, Rule::Bits { .. }), "{rule}");
    }
}

#[test]
fn an_eased_block_adds_less_work_and_changes_nothing_else() {
    let (mut eased, mut full) = (chain(), chain());
    for (chain, is_eased) in [(&mut eased, true), (&mut full, false)] {
        let block = block(chain, STALL, is_eased);
        let now = block.header.time;
        chain.accept_block(block, now).unwrap();
    }
    assert!(eased.tip().work < full.tip().work);
    let (one, other) = (eased.next_block(), full.next_block());
    assert_eq!(one.bits, other.bits);
    assert_eq!(one.relief_time, other.relief_time);
    // The next block needs the full difficulty again, however late its parent was.
    let block = block(&eased, 60, true);
    let now = block.header.time;
    let rule = rejection(&mut eased, block, now);
    assert!(matches!(rule, Rule::Bits { .. }), "{rule}");
}

#[test]
fn an_earlier_time_does_not_make_relief_earlier() {
    let mut chain = chain();
    let relief = chain.next_block().relief_time;
    let mut back = testing::next_block(&chain, &TestKey::new(1).lock(), vec![]);
    back.header.time = chain.next_block().min_time;
    mine(&mut back.header);
    chain.accept_block(back, relief).unwrap();
    assert_eq!(chain.next_block().relief_time, relief);
}

#[test]
fn a_chain_with_an_eased_block_opens_again() {
    let mut chain = chain();
    let block = block(&chain, STALL, true);
    let now = block.header.time;
    chain.accept_block(block, now).unwrap();
    let (tip, next) = (chain.tip().clone(), chain.next_block());
    chain.flush().unwrap();
    let chain = Chain::open(spec(), chain.into_store()).unwrap();
    assert_eq!(chain.tip().hash, tip.hash);
    assert_eq!(chain.tip().work, tip.work);
    assert_eq!(chain.next_block(), next);
}
