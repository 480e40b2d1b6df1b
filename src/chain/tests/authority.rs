//! Chains with authors: every rule broken in turn, the weights of blocks, and a majority that can
//! always continue the chain.

use chain::testing::{self, TestKey, authority_draft, block_on, seal_as};
use chain::{BlockError, Chain, HeaderContext, HeaderError, MemoryStore, Rule, Spec};
use primitives::{
    Amount, Block, BlockHash, CompactTarget, Header, MerkleNode, Timestamp, Work, sealed_version,
};

const NOW: Timestamp = Timestamp(1_700_100_000);

fn chain(authors: u8, work: bool) -> Chain<MemoryStore> {
    let spec = authority_draft(authors, work).build().unwrap();
    Chain::open(spec, MemoryStore::new()).unwrap()
}

/// A child of a known block, sealed by this author, `late` seconds later than the earliest allowed
/// time.
fn sealed(chain: &Chain<MemoryStore>, parent: &BlockHash, author: u16, late: u32) -> Block {
    let lock = TestKey::new(7).lock();
    let mut block = block_on(chain, parent, &lock, vec![], Amount::ZERO);
    block.header.time = block.header.time.saturating_add(late);
    seal_as(chain.genesis(), &mut block.header, author);
    block
}

/// Adds a block by the leader of each height.
fn extend_by_leaders(chain: &mut Chain<MemoryStore>, blocks: usize) {
    for _ in 0..blocks {
        let leader = chain.turns().unwrap().leader;
        let block = sealed(chain, &chain.tip().hash, leader, 0);
        assert_eq!(chain.accept_block(block, NOW).unwrap().connected.len(), 1);
    }
}

type Change = fn(&Chain<MemoryStore>, &mut Header);
type Expected = fn(&Rule) -> bool;

/// Each case: whether the chain also requires proof of work, a change of block 7's header, and the
/// rule that the changed header breaks. Blocks 1 to 6 of five authors are sealed by 1, 2, 3, 4, 0,
/// 1; author 2 leads block 7.
const HEADER_CASES: &[(bool, Change, Expected)] = &[
    (
        false,
        |_, header| header.seal = None,
        |rule| *rule == Rule::Unsealed,
    ),
    (
        false,
        |_, header| header.version = 0x2000_0000,
        |rule| *rule == Rule::Unsealed,
    ),
    (
        false,
        |chain, header| seal_as(chain.genesis(), header, 5),
        |rule| {
            matches!(
                rule,
                Rule::NoSuchAuthor {
                    author: 5,
                    authors: 5
                }
            )
        },
    ),
    (
        false,
        |chain, header| seal_as(chain.genesis(), header, 1),
        |rule| matches!(rule, Rule::SealedRecently { author: 1, span: 2 }),
    ),
    (
        false,
        |chain, header| seal_as(chain.genesis(), header, 0),
        |rule| matches!(rule, Rule::SealedRecently { author: 0, span: 2 }),
    ),
    (
        false,
        |_, header| header.version = sealed_version(3),
        |rule| matches!(rule, Rule::Seal { author: 3 }),
    ),
    (
        false,
        |_, header| seal_as(BlockHash::ZERO, header, 2),
        |rule| matches!(rule, Rule::Seal { author: 2 }),
    ),
    (
        false,
        |_, header| header.nonce += 1,
        |rule| matches!(rule, Rule::Seal { author: 2 }),
    ),
    (
        false,
        |chain, header| {
            header.time = Timestamp(header.time.seconds() - 1);
            seal_as(chain.genesis(), header, 2);
        },
        |rule| matches!(rule, Rule::TooSoon { .. }),
    ),
    (
        false,
        |chain, header| {
            header.bits = CompactTarget(0x207f_fffe);
            seal_as(chain.genesis(), header, 2);
        },
        |rule| matches!(rule, Rule::Bits { .. }),
    ),
    (
        true,
        |_, header| {
            while header.meets_target() {
                header.nonce += 1;
            }
        },
        |rule| matches!(rule, Rule::ProofOfWork { .. }),
    ),
    (
        true,
        |_, header| header.version = 0x2000_0000,
        |rule| *rule == Rule::Unsealed,
    ),
];

#[test]
fn rules_of_headers_with_authors() {
    for (case, (work, change, expected)) in HEADER_CASES.iter().enumerate() {
        let mut chain = chain(5, *work);
        extend_by_leaders(&mut chain, 6);
        let good = sealed(&chain, &chain.tip().hash, 2, 0);
        let mut bad = good.clone();
        change(&chain, &mut bad.header);
        let before = chain.header_count();
        match chain.accept_headers(&[bad.header], NOW) {
            Err(HeaderError::Invalid { rule, .. }) if expected(&rule) => {}
            other => panic!("case {case}: {other:?}"),
        }
        match chain.accept_block(bad, NOW) {
            Err(BlockError::Invalid { rule, .. }) if expected(&rule) => {}
            other => panic!("case {case}: {other:?}"),
        }
        assert_eq!(chain.header_count(), before, "case {case}");
        // The hash is not marked as invalid, since another copy of the block may have a valid seal.
        chain.accept_block(good, NOW).unwrap();
    }
}

#[test]
fn a_chain_without_authors_rejects_seals() {
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    let mut block = testing::next_block(&chain, &TestKey::new(1).lock(), vec![]);
    seal_as(chain.genesis(), &mut block.header, 0);
    let rejected = chain.accept_headers(&[block.header], NOW);
    let Err(HeaderError::Invalid {
        rule: Rule::Sealed, ..
    }) = rejected
    else {
        panic!("{rejected:?}");
    };
    block.header.seal = None;
    let rejected = chain.accept_block(block, NOW);
    assert!(matches!(
        rejected,
        Err(BlockError::Invalid {
            rule: Rule::Sealed,
            ..
        })
    ));
    assert_eq!(chain.turns(), None);
}

/// The hash does not commit to the seal, so a block may arrive with another seal than its header.
#[test]
fn the_verified_seal_of_a_header_is_kept() {
    let mut chain = chain(3, false);
    let good = sealed(&chain, &chain.tip().hash, 1, 0);
    chain.accept_headers(&[good.header], NOW).unwrap();
    let mut other = good.clone();
    other.header.seal = Some(TestKey::new(9).secret().sign(&[1; 32]));
    chain.accept_block(other, NOW).unwrap();
    assert_eq!(chain.block(&good.hash()).unwrap(), Some(good));
}

#[test]
fn headers_are_checked_without_blocks_and_are_the_same_after_opening() {
    let mut full = chain(4, true);
    extend_by_leaders(&mut full, 9);
    let headers = full.headers_after(&[], 100);
    let mut light = chain(4, true);
    light.accept_headers(&headers, NOW).unwrap();
    assert_eq!(light.best_header().hash, full.tip().hash);
    assert_eq!(light.best_header().work, full.tip().work);

    full.flush().unwrap();
    let (spec, tip) = (full.spec().clone(), full.tip().clone());
    let context = full.header_context(&tip.hash);
    let again = Chain::open(spec, full.into_store()).unwrap();
    assert_eq!(
        (again.tip(), again.header_context(&tip.hash)),
        (&tip, context)
    );
}

#[test]
fn the_leaders_block_outweighs_an_earlier_one() {
    let mut chain = chain(5, false);
    extend_by_leaders(&mut chain, 5);
    let below = chain.tip().hash;
    let early = sealed(&chain, &below, 3, 0);
    let late = sealed(&chain, &below, 1, 1);
    chain.accept_block(early.clone(), NOW).unwrap();
    assert_eq!(chain.tip().hash, early.hash());
    let switched = chain.accept_block(late.clone(), NOW).unwrap();
    assert_eq!(switched.disconnected[0].1, early);
    assert_eq!(chain.tip().hash, late.hash());
    assert_eq!(chain.turns().unwrap().recent, [1, 0]);
}

#[test]
fn ties_do_not_depend_on_the_order_of_arrival() {
    for salt in 0..8 {
        let tips = [false, true].map(|swap| {
            let mut chain = chain(5, false);
            let below = chain.tip().hash;
            let mut pair = [
                sealed(&chain, &below, 3, salt),
                sealed(&chain, &below, 4, salt),
            ];
            if swap {
                pair.reverse();
            }
            for block in pair {
                chain.accept_block(block, NOW).unwrap();
            }
            chain.tip().hash
        });
        assert_eq!(tips[0], tips[1], "{salt}");
    }
}

#[test]
fn authors_with_an_earlier_next_turn_wait_longer() {
    let mut chain = chain(5, false);
    extend_by_leaders(&mut chain, 6);
    let turns = chain.turns().unwrap();
    assert_eq!((turns.leader, &turns.recent[..]), (2, &[1, 0][..]));
    let ranks: Vec<_> = (0..6).map(|author| turns.rank(author)).collect();
    assert_eq!(ranks, [None, None, Some(0), Some(2), Some(1), None]);
}

/// Authors on a model of the network. Each has a best branch, and receives all other branches after
/// each round.
struct Model {
    spec: Spec,
    tips: Vec<HeaderContext>,
    made: u32,
}

impl Model {
    fn new(authors: u8) -> Self {
        let spec = authority_draft(authors, false).build().unwrap();
        let genesis = HeaderContext::genesis(&spec, &spec.genesis().header);
        let tips = vec![genesis; usize::from(authors)];
        Self {
            spec,
            tips,
            made: 0,
        }
    }

    /// The context after a child of `above` by this author. The child has no seal.
    fn child(&mut self, above: &HeaderContext, author: u16, seed: u32) -> HeaderContext {
        self.made += 1;
        let header = Header {
            version: sealed_version(author),
            previous: above.hash,
            merkle_root: MerkleNode::ZERO,
            time: above.times[0].saturating_add(self.spec.interval),
            bits: above.next_bits(),
            nonce: self.made.wrapping_mul(0x9e37_79b9) ^ seed,
            seal: None,
        };
        above.extend(&self.spec, &header)
    }

    /// Each of these authors seals a block if it may, before any author receives another's block.
    /// Then all receive the blocks. Returns the number of blocks.
    fn round(&mut self, online: &[u16], better: impl Fn(Work, Work) -> bool, seed: u32) -> usize {
        let mut made = Vec::new();
        for &author in online {
            let above = self.tips[usize::from(author)].clone();
            if above.turns(&self.spec).unwrap().rank(author).is_some() {
                let child = self.child(&above, author, seed);
                self.tips[usize::from(author)] = child.clone();
                made.push(child);
            }
        }
        let count = made.len();
        for &author in online {
            // The authors receive the blocks in different orders.
            made.rotate_left(usize::from(author % 3).min(count.saturating_sub(1)));
            for received in &made {
                let mine = &mut self.tips[usize::from(author)];
                if better(received.work, mine.work) {
                    *mine = received.clone();
                }
            }
        }
        count
    }
}

/// Whether a chain stops within 40 rounds, with this number of authors and only some of them
/// online. `first_seen` is whether ties go to the first block seen.
fn stops(authors: u8, online: &[u16], first_seen: bool, seed: u32) -> bool {
    let mut model = Model::new(authors);
    let weight = |work: Work| work.hashes() >> 64u32;
    (0..40).any(|_| {
        let better = |new: Work, old: Work| match first_seen {
            true => weight(new) > weight(old),
            false => new > old,
        };
        model.round(online, better, seed) == 0
    })
}

/// Searches for the deadlock of EIP-3436 with 2 to 9 authors and each majority of them online.
#[test]
fn a_majority_continues_where_ties_to_the_first_seen_would_stop_it() {
    for authors in 2..=9u8 {
        let all: Vec<u16> = (0..u16::from(authors)).collect();
        let (mut stops_by_work, mut stops_by_arrival) = (0, 0);
        for set in 0..1u32 << authors {
            let online: Vec<u16> = all
                .iter()
                .copied()
                .filter(|at| set >> at & 1 == 1)
                .collect();
            if online.len() * 2 > usize::from(authors) {
                stops_by_work += usize::from(stops(authors, &online, false, set));
                stops_by_arrival += usize::from(stops(authors, &online, true, set));
            }
        }
        assert_eq!(stops_by_work, 0, "{authors} authors");
        assert_eq!(
            stops_by_arrival > 0,
            authors > 2,
            "{authors} authors: {stops_by_arrival} stop"
        );
    }
}

/// A minority, in whatever order it seals, adds no more blocks in a row than it has members.
#[test]
fn a_minority_adds_no_more_blocks_in_a_row_than_it_has_members() {
    for authors in 1..=7u8 {
        let few: Vec<u16> = (0..u16::from(authors) / 2).collect();
        let mut model = Model::new(authors);
        let start = model.tips[0].clone();
        let mut branches = vec![(start, 0)];
        while let Some((above, length)) = branches.pop() {
            assert!(length <= few.len(), "{authors} authors");
            for &author in &few {
                if above.turns(&model.spec).unwrap().rank(author).is_some() {
                    branches.push((model.child(&above, author, 0), length + 1));
                }
            }
        }
    }
}
