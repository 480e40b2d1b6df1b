//! Decoding of untrusted bytes: it never panics, its memory is bounded, and each value has one
//! encoding.

use crate::common::*;
use primitives::merkle::PartialTree;
use primitives::*;
use proptest::prelude::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// Counts the bytes that this thread allocates.
struct Counting;

thread_local! {
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
}

#[allow(
    unsafe_code,
    reason = "counting an allocator's bytes takes an allocator, which is unsafe to implement; all calls are forwarded"
)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATED.try_with(|allocated| allocated.set(allocated.get() + layout.size()));
        // SAFETY: the caller's guarantees are forwarded.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's guarantees are forwarded.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Maximum bytes allocated while decoding, per byte of input. An output of at least 9 bytes takes
/// 40 in memory, a transaction of at least 10 bytes takes 56, and the counts of both lists may
/// claim all remaining bytes.
const MAX_PER_BYTE: usize = 10;
/// Maximum bytes allocated in addition, for an error.
const MAX_FIXED: usize = 256;

fn decode_bounded<T: Decode + Encode>(bytes: &[u8]) -> Result<(), TestCaseError> {
    let before = ALLOCATED.get();
    let decoded = T::from_bytes(bytes);
    let allocated = ALLOCATED.get() - before;
    prop_assert!(
        allocated <= MAX_PER_BYTE * bytes.len() + MAX_FIXED,
        "decoding {} bytes allocated {}",
        bytes.len(),
        allocated
    );
    if let Ok(value) = decoded {
        prop_assert_eq!(value.to_bytes(), bytes, "another encoding");
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

/// Counts that exceed the input, in every position where a list can start.
#[test]
fn counts_beyond_the_input_are_bounded() {
    let claim = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff];
    let claims: [&[u8]; 3] = [&claim, &[0xfe, 0xff, 0xff, 0xff, 0x7f], &[0xfd, 0xff, 0xff]];
    let input = [&[7; 36][..], &[0], &[0; 4]].concat();
    let beginnings = [
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
    for beginning in &beginnings {
        for claim in claims {
            for tail in [0, 1000] {
                let bytes = [beginning, claim, &vec![0; tail]].concat();
                decode_all(&bytes).unwrap();
            }
        }
    }
}

/// A transaction with 100,000 empty witness items. It would take the most memory per byte if each
/// item had its own buffer.
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

/// Some leaves of the largest tree, far apart. Each implies hashes on up to 32 levels, most of
/// which the input does not contain.
#[test]
fn partial_trees_take_memory_in_proportion_to_the_input() {
    let claim = |kept: u32, hashes: usize| {
        let mut bytes = Vec::new();
        put_compact(&mut bytes, u64::from(u32::MAX));
        put_compact(&mut bytes, u64::from(kept));
        for index in 0..kept {
            put_compact(&mut bytes, u64::from(index * (u32::MAX / kept)));
        }
        bytes.resize(bytes.len() + 32 * hashes, 7);
        bytes
    };
    for kept in [1, 2, 100, 10_000] {
        for hashes in [0, 1, 100, 10_000] {
            decode_bounded::<PartialTree>(&claim(kept, hashes)).unwrap();
        }
    }
    assert_eq!(PartialTree::from_bytes(&claim(1, 32)).unwrap().kept(), [0]);
}

#[test]
fn transaction_decoding_errors() {
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
    fn random_bytes_are_bounded(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        decode_all(&bytes)?;
    }

    #[test]
    fn bytes_like_lists_are_bounded(bytes in prop::collection::vec(prop_oneof![Just(0_u8), Just(1), Just(0xfd), any::<u8>()], 0..400)) {
        decode_all(&bytes)?;
    }

    #[test]
    fn damaged_blocks_are_bounded(block in block(), at: prop::sample::Index, to: u8, end: prop::sample::Index) {
        let mut bytes = block.to_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        decode_all(&bytes)?;
        bytes.truncate(end.index(bytes.len()));
        decode_all(&bytes)?;
    }

    #[test]
    fn truncated_blocks_are_rejected(block in block(), end: prop::sample::Index) {
        let bytes = block.to_bytes();
        let error = Block::from_bytes(&bytes[..end.index(bytes.len())]).unwrap_err();
        prop_assert!(matches!(error.kind, DecodeErrorKind::Ended { .. }), "{}", error);
    }
}
