//! A proof's bytes: truncated, changed or random, they are rejected or give the same verdict, and
//! reading them never panics.

use crate::common::{Draft, EASY, HARD, NOW};
use primitives::{BlockHash, Encode};
use proof::{Proof, ReadError, Verdict};
use proptest::prelude::*;
use std::sync::LazyLock;

struct File {
    bytes: Vec<u8>,
    genesis: BlockHash,
    verdict: Verdict,
}

/// A payment in the third of five blocks whose work can't be found by chance.
static FILE: LazyLock<File> = LazyLock::new(|| {
    let chain = crate::common::chain(HARD, &[0, 1, 5, 0, 0]);
    let bytes = Draft::new(&chain, 3, 4).bytes();
    let proof = Proof::from_bytes(&bytes).unwrap();
    File {
        verdict: proof.check(chain.genesis(), NOW).unwrap(),
        genesis: chain.genesis(),
        bytes,
    }
});

/// Whether the bytes are rejected, or give the verdict of the original file. Checks that decoded
/// bytes encode to the same bytes.
fn is_rejected_or_same(bytes: &[u8]) -> bool {
    let Ok(proof) = Proof::from_bytes(bytes) else {
        return true;
    };
    assert!(
        proof.to_bytes() == bytes,
        "a decoded proof encodes to other bytes"
    );
    proof
        .check(FILE.genesis, NOW)
        .map_or(true, |verdict| verdict == FILE.verdict)
}

#[test]
fn every_flipped_bit_is_rejected_or_changes_nothing() {
    for at in 0..FILE.bytes.len() {
        for bit in 0..8 {
            let mut bytes = FILE.bytes.clone();
            bytes[at] ^= 1 << bit;
            assert!(is_rejected_or_same(&bytes), "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn every_truncation_is_noticed() {
    for length in 0..FILE.bytes.len() {
        let error = Proof::from_bytes(&FILE.bytes[..length]).unwrap_err();
        let wanted = match length {
            0..8 => matches!(error, ReadError::Magic),
            _ => matches!(error, ReadError::Encoding(_)),
        };
        assert!(wanted, "{length} bytes: {error}");
    }
    let longer = [&FILE.bytes[..], &[0]].concat();
    assert!(matches!(
        Proof::from_bytes(&longer),
        Err(ReadError::Encoding(_))
    ));
}

#[test]
fn another_version_is_named() {
    let mut bytes = FILE.bytes.clone();
    for version in [1, 3] {
        bytes[8] = version;
        let error = Proof::from_bytes(&bytes).unwrap_err();
        assert_eq!(error, ReadError::Version(version));
        let text = format!("the proof has format {version}; this program reads format 2");
        assert_eq!(error.to_string(), text);
    }
    let mut bytes = FILE.bytes.clone();
    bytes[0] = b't';
    let error = Proof::from_bytes(&bytes).unwrap_err();
    assert_eq!(error.to_string(), "not a proof file");
}

#[test]
fn indices_and_branches_out_of_range_are_rejected() {
    let chain = crate::common::chain(EASY, &[1]);
    let mut draft = Draft::new(&chain, 1, 1);
    draft.block = 1;
    assert!(matches!(
        Proof::from_bytes(&draft.bytes()),
        Err(ReadError::Encoding(_))
    ));
    draft.block = 0;
    draft.headers.clear();
    assert!(matches!(
        Proof::from_bytes(&draft.bytes()),
        Err(ReadError::Encoding(_))
    ));
    let mut draft = Draft::new(&chain, 1, 1);
    draft.coinbase.siblings = vec![[0; 32]; 33];
    assert!(matches!(
        Proof::from_bytes(&draft.bytes()),
        Err(ReadError::Encoding(_))
    ));
}

proptest! {
    #[test]
    fn any_bytes_give_a_verdict(bytes in proptest::collection::vec(any::<u8>(), 0..400), skip in 0usize..200) {
        let _ = Proof::from_bytes(&bytes);
        // After a valid beginning, random bytes reach more of the decoder.
        let kept = FILE.bytes.len() * skip / 200;
        let mixed = [&FILE.bytes[..kept], &bytes].concat();
        prop_assert!(is_rejected_or_same(&mixed));
    }

    #[test]
    fn several_changes_are_rejected_or_change_nothing(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5)) {
        let mut bytes = FILE.bytes.clone();
        for (at, value) in changes {
            *at.get_mut(&mut bytes) = value;
        }
        prop_assert!(is_rejected_or_same(&bytes));
    }

    #[test]
    fn moved_pieces_are_rejected_or_change_nothing(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), length in 1usize..100) {
        let mut bytes = FILE.bytes.clone();
        let from = from.index(bytes.len() - length);
        let to = to.index(bytes.len() - length);
        bytes.copy_within(from..from + length, to);
        prop_assert!(is_rejected_or_same(&bytes));
    }
}
