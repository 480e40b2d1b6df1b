//! Strangers' bytes: decoding never panics, never takes much memory, and has one encoding per value.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod common;

use common::*;
use primitives::merkle::PartialTree;
use primitives::*;
use proptest::prelude::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// Counts what this thread allocates.
struct Counting;

thread_local! {
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
}

#[allow(
    unsafe_code,
    reason = "what counts an allocator's bytes is an allocator, unsafe by signature; all is passed on unchanged"
)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATED.try_with(|allocated| allocated.set(allocated.get() + layout.size()));
        // SAFETY: as our caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as our caller promised.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Memory that reading may take in sum, per byte of input: an output of ten bytes becomes 40 in memory, a transaction
/// of at least ten 56, and either list may claim all that is left.
const MOST_PER_BYTE: usize = 10;
/// And besides: what an error holds.
const MOST_BESIDES: usize = 256;

fn decode_bounded<T: Decode + Encode>(bytes: &[u8]) -> Result<(), TestCaseError> {
    let before = ALLOCATED.get();
    let decoded = T::from_bytes(bytes);
    let allocated = ALLOCATED.get() - before;
    prop_assert!(
        allocated <= MOST_PER_BYTE * bytes.len() + MOST_BESIDES,
        "{} bytes took {} of memory",
        bytes.len(),
        allocated
    );
    if let Ok(value) = decoded {
        prop_assert_eq!(value.to_bytes(), bytes, "a second encoding");
    }
    Ok(())
}

fn decode_all(bytes: &[u8]) -> Result<(), TestCaseError> {
    decode_bounded::<Block>(bytes)?;
    decode_bounded::<Transaction>(bytes)?;
    decode_bounded::<Header>(bytes)?;
    decode_bounded::<Output>(bytes)?;
    decode_bounded::<Lock>(bytes)?;
    decode_bounded::<Amount>(bytes)?;
    decode_bounded::<Target>(bytes)?;
    decode_bounded::<PublicKey>(bytes)?;
    decode_bounded::<PartialTree>(bytes)?;
    let _ = Signature::from_bytes(bytes);
    Ok(())
}

/// A list that claims more than is there, at each place where a list can stand.
#[test]
fn large_claims_cost_nothing() {
    let claim = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff];
    let claims: [&[u8]; 3] = [&claim, &[0xfe, 0xff, 0xff, 0xff, 0x7f], &[0xfd, 0xff, 0xff]];
    let input = [&[7; 36][..], &[0], &[0; 4]].concat();
    let places = [
        vec![0; 80],
        vec![1, 0, 0, 0],
        vec![1, 0, 0, 0, 0, 1],
        [&[1, 0, 0, 0, 1][..], &[7; 36]].concat(),
        [&[1, 0, 0, 0, 1][..], &input].concat(),
        [&[1, 0, 0, 0, 0, 1, 1][..], &input, &[0]].concat(),
        [&[1, 0, 0, 0, 0, 1, 1][..], &input, &[0, 1]].concat(),
        vec![0; 8],
        vec![],
    ];
    for place in &places {
        for claim in claims {
            for tail in [0, 1000] {
                let bytes = [place, claim, &vec![0; tail]].concat();
                decode_all(&bytes).unwrap();
            }
        }
    }
}

/// The costliest honest input: one transaction with nothing but empty witness items.
#[test]
fn empty_witness_items_are_bounded() {
    let mut transaction = Transaction {
        version: 1,
        inputs: vec![Input::spending(OutPoint::NULL)],
        outputs: vec![],
        lock_time: 0,
    };
    transaction.inputs[0].witness = core::iter::repeat_n([], 100_000).collect();
    decode_bounded::<Transaction>(&transaction.to_bytes()).unwrap();
}

/// A few leaves of the largest tree, far apart: each needs hashes on thirty levels, which are not there.
#[test]
fn trees_cost_what_is_there_of_them() {
    let claim = |kept: u32, hashes: usize| {
        let mut bytes = Vec::new();
        put_compact(&mut bytes, u64::from(u32::MAX));
        put_compact(&mut bytes, u64::from(kept));
        for place in 0..kept {
            put_compact(&mut bytes, u64::from(place * (u32::MAX / kept)));
        }
        bytes.resize(bytes.len() + 32 * hashes, 7);
        bytes
    };
    for kept in [1, 2, 100, 10_000] {
        for hashes in [0, 1, 100, 10_000] {
            decode_bounded::<PartialTree>(&claim(kept, hashes)).unwrap();
        }
    }
    assert!(PartialTree::from_bytes(&claim(1, 32)).is_ok());
}

#[test]
fn transaction_flags() {
    let error = |bytes: &[u8]| Transaction::from_bytes(bytes).unwrap_err();
    let flag = error(&[1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]);
    assert_eq!(flag.kind, DecodeErrorKind::TransactionFlag(2));
    assert_eq!(flag.at, 6);

    let bare = Transaction {
        version: 1,
        inputs: vec![Input::spending(OutPoint::NULL)],
        outputs: vec![],
        lock_time: 0,
    };
    let mut superfluous = bare.to_bytes();
    superfluous.splice(4..4, [0, 1]);
    superfluous.insert(superfluous.len() - 4, 0);
    assert_eq!(error(&superfluous).kind, DecodeErrorKind::NoWitness);

    let mut long = bare.to_bytes();
    long.push(0);
    assert_eq!(error(&long).kind, DecodeErrorKind::TrailingBytes(1));
    assert!(matches!(
        error(&long[..long.len() - 2]).kind,
        DecodeErrorKind::Ended {
            needed: 4,
            remaining: 3
        }
    ));
}

proptest! {
    #[test]
    fn garbage(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        decode_all(&bytes)?;
    }

    #[test]
    fn garbage_that_looks_like_lists(bytes in prop::collection::vec(prop_oneof![Just(0_u8), Just(1), Just(0xfd), any::<u8>()], 0..400)) {
        decode_all(&bytes)?;
    }

    #[test]
    fn damaged_blocks(block in block(), at: prop::sample::Index, to: u8, cut: prop::sample::Index) {
        let mut bytes = block.to_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        decode_all(&bytes)?;
        bytes.truncate(cut.index(bytes.len()));
        decode_all(&bytes)?;
    }

    #[test]
    fn cut_blocks_are_refused(block in block(), cut: prop::sample::Index) {
        let bytes = block.to_bytes();
        prop_assert!(Block::from_bytes(&bytes[..cut.index(bytes.len())]).is_err());
    }
}
