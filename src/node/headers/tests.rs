//! What the owner of the peers' headers does with too many of them.

use super::HeaderSync;
use super::aside::{MAX_ALL_ASIDE, MAX_ASIDE};
use crate::PeerId;
use chain::{Chain, HeaderContext, MemoryStore, testing};
use primitives::{Header, Height, Work};
use wire::{NETWORK, PROTOCOL, Version};

fn chain() -> Chain<MemoryStore> {
    Chain::open(testing::spec(), MemoryStore::default()).unwrap()
}

/// Peers, each of which has shown a branch that was set aside: its length, and its work.
fn with_aside(chain: &Chain<MemoryStore>, branches: &[(usize, u64)]) -> HeaderSync {
    let mut sync = HeaderSync::new(16);
    let header: Header = chain.tip().header;
    for (number, (length, work)) in (0..).zip(branches) {
        let version = Version {
            protocol: PROTOCOL,
            genesis: chain.genesis(),
            height: Height(1_000_000),
            work: Work::new(u128::MAX.into()),
            time: header.time,
            nonce: 1,
            services: NETWORK,
            agent: String::new(),
        };
        sync.add(PeerId(number), &version);
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
fn of_too_many_headers_set_aside_the_branch_of_least_work_goes_first() {
    let chain = chain();
    let full = MAX_ASIDE;
    let sync = with_aside(&chain, &[(full, 9), (1_000, 1), (full - 1_000, 5)]);
    assert_eq!(sync.aside_lengths(), [full, 1_000, full - 1_000]);
    // The peer of the least work has less than its share, so that the next one pays.
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
    // It is silent: the other one is asked, too.
    let silent = |id| id == PeerId(1);
    assert_eq!(sync.next_to_ask(&chain, silent), Some(PeerId(0)));
    sync.overdue(PeerId(1));
    assert!(!sync.is_asked(PeerId(1)));
}
