//! Tests of the bounds on the peers' headers.

use super::HeaderSync;
use super::aside::{MAX_ALL_ASIDE, MAX_ASIDE};
use crate::PeerId;
use chain::{Chain, HeaderContext, MemoryStore, SpecDraft, testing};
use primitives::{Header, Height, MerkleNode, Timestamp, Work};
use wire::limits::MAX_HEADERS;
use wire::{NETWORK, PROTOCOL, Version};

fn chain() -> Chain<MemoryStore> {
    Chain::open(testing::spec(), MemoryStore::default()).unwrap()
}

/// The version message of a peer that claims more work than there can be.
fn version(chain: &Chain<MemoryStore>) -> Version {
    Version {
        protocol: PROTOCOL,
        genesis: chain.genesis(),
        height: Height(1_000_000),
        work: Work::new(u128::MAX.into()),
        time: chain.tip().header.time,
        nonce: 1,
        services: NETWORK,
        agent: String::new(),
    }
}

/// Returns the state of one peer for each pair of a length and a work. The peer has shown such a
/// branch, which was set aside.
fn with_aside(chain: &Chain<MemoryStore>, branches: &[(usize, u64)]) -> HeaderSync {
    let mut sync = HeaderSync::new(16);
    let header: Header = chain.tip().header;
    for (number, (length, work)) in (0..).zip(branches) {
        sync.add(PeerId(number), &version(chain));
        let context = chain.header_context(&chain.genesis()).unwrap();
        let context = HeaderContext {
            work: Work::new((*work).into()),
            ..context
        };
        sync.fill_aside(PeerId(number), vec![header; *length], context);
    }
    sync
}

#[test]
fn if_too_many_headers_are_set_aside_the_branch_of_least_work_is_dropped() {
    let chain = chain();
    let full = MAX_ASIDE;
    let sync = with_aside(&chain, &[(full, 9), (1_000, 1), (full - 1_000, 5)]);
    assert_eq!(sync.aside_lengths(), [full, 1_000, full - 1_000]);
    // The two branches of least work are shorter than a peer's share, so the third is dropped.
    let sync = with_aside(&chain, &[(full, 9), (1_000, 1), (full - 1_000, 5), (1, 2)]);
    assert_eq!(sync.aside_lengths(), [full, 1_000, 0, 1]);
    assert!(sync.aside_lengths().iter().sum::<usize>() <= MAX_ALL_ASIDE);
}

#[test]
fn a_peer_is_asked_once_at_a_time_and_the_best_claim_first() {
    let chain = chain();
    let mut sync = with_aside(&chain, &[(0, 0), (0, 0)]);
    let nobody_rests = |_| false;
    assert_eq!(sync.next_to_ask(&chain, nobody_rests), Some(PeerId(1)));
    assert!(sync.begin(PeerId(1)));
    assert!(!sync.begin(PeerId(1)));
    assert_eq!(sync.next_to_ask(&chain, nobody_rests), None);
    // The asked peer is silent, so the other one is asked as well.
    let silent = |id| id == PeerId(1);
    assert_eq!(sync.next_to_ask(&chain, silent), Some(PeerId(0)));
    sync.overdue(PeerId(1));
    assert!(!sync.is_asked(PeerId(1)));
}

/// Returns the next headers of a branch whose last header has this context, each the child of the
/// one before.
fn more_headers(chain: &Chain<MemoryStore>, context: &mut HeaderContext, mark: u8) -> Vec<Header> {
    let mut headers = Vec::with_capacity(MAX_HEADERS);
    for _ in 0..MAX_HEADERS {
        let mut header = Header {
            version: 4,
            previous: context.hash,
            merkle_root: MerkleNode::from_bytes([mark; 32]),
            time: context.times[0].saturating_add(chain.spec().interval),
            bits: context.next_bits(),
            nonce: 0,
            seal: None,
        };
        testing::mine(&mut header);
        *context = context.clone().extend(chain.spec(), &header);
        headers.push(header);
    }
    headers
}

/// The bounds that `docs/bounds.md` gives: three peers show 70,000 headers each, whose blocks never
/// come.
#[test]
fn headers_without_blocks_are_bounded_for_one_peer_and_for_all() {
    let draft = SpecDraft {
        fixed_difficulty: true,
        ..testing::draft()
    };
    let spec = draft.build().unwrap();
    let mut chain = Chain::open(spec, MemoryStore::default()).unwrap();
    let now = Timestamp(u32::MAX - 1);
    let mut sync = HeaderSync::new(16);
    let mut max = 0;
    for number in 1..=3 {
        let id = PeerId(number);
        sync.add(id, &version(&chain));
        let mut context = chain.header_context(&chain.genesis()).unwrap();
        let before = chain.pending_headers();
        for _ in 0..35 {
            let headers = more_headers(&chain, &mut context, u8::try_from(number).unwrap());
            sync.take(id, headers, &mut chain, now);
            max = max.max(chain.pending_headers());
            assert!(chain.pending_headers() <= 131_072, "peer {number}");
        }
        if before == 0 {
            assert_eq!(chain.pending_headers(), 67_536, "the bound of one peer");
        }
    }
    assert!(max > 120_000, "{max}: the bound of all was not reached");
}
