//! A small file stored in two slots, so that a crash during a write never loses it.
//!
//! Each slot holds a complete version: magic, sequence number, checksum, body. A write goes to the
//! slot that does *not* hold the newest complete version; a read takes the newest complete version.
//! A write that is cut off at any byte leaves one slot with a wrong checksum, and the previous
//! version in the other.

use primitives::sha256;

/// Marks the format; its last byte is the version.
const MAGIC: [u8; 8] = *b"TABPROF\x01";
/// Bytes before the body: magic, sequence number, SHA-256 of sequence number and body.
const HEAD: usize = 8 + 8 + 32;
/// Largest body, in bytes: a larger one is not read. So no file may grow larger; `workers` asserts
/// that of the profile.
pub const MAX_BODY: usize = 16 << 20;

/// The newest complete version, as read from both slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newest {
    /// The slot that holds it, 0 or 1.
    pub slot: usize,
    /// Its sequence number, which is one more than that of the version before.
    pub sequence: u64,
    /// The content.
    pub body: Vec<u8>,
}

/// The bytes of a slot with this sequence number and body.
pub fn encode(sequence: u64, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + body.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&sequence.to_le_bytes());
    bytes.extend_from_slice(&checksum(sequence, body));
    bytes.extend_from_slice(body);
    bytes
}

/// The newest complete version in these slots; `None` if neither is complete. A missing file is an
/// empty slot.
pub fn newest(slots: [&[u8]; 2]) -> Option<Newest> {
    let read = |(slot, bytes): (usize, &[u8])| {
        let (sequence, body) = decode(bytes)?;
        Some(Newest {
            slot,
            sequence,
            body: body.to_vec(),
        })
    };
    let whole = slots.into_iter().enumerate().filter_map(read);
    whole.max_by_key(|version| version.sequence)
}

/// Whether a slot holds no data that could be lost: it is empty, or a crash during the very first
/// write left only zeros or the beginning of the head.
pub fn is_blank(slot: &[u8]) -> bool {
    let magic = slot.len().min(MAGIC.len());
    let is_head = slot.len() < HEAD && slot[..magic] == MAGIC[..magic];
    is_head || slot.iter().all(|byte| *byte == 0)
}

/// The slot for the next version, and its sequence number.
pub fn next(newest: Option<&Newest>) -> (usize, u64) {
    newest.map_or((0, 1), |version| (1 - version.slot, version.sequence + 1))
}

fn decode(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (magic, rest) = bytes.split_first_chunk::<8>()?;
    let (sequence, rest) = rest.split_first_chunk::<8>()?;
    let (sum, body) = rest.split_first_chunk::<32>()?;
    let sequence = u64::from_le_bytes(*sequence);
    let whole = *magic == MAGIC && body.len() <= MAX_BODY && *sum == checksum(sequence, body);
    // This program never writes the largest sequence number, since no version could follow it.
    (whole && sequence < u64::MAX).then_some((sequence, body))
}

fn checksum(sequence: u64, body: &[u8]) -> [u8; 32] {
    sha256(&[sequence.to_le_bytes().as_slice(), body].concat())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn empty_slots_have_no_version() {
        assert_eq!(newest([&[], &[]]), None);
        assert_eq!(next(None), (0, 1));
    }

    #[test]
    fn versions_alternate_between_the_slots() {
        let mut files = [Vec::new(), Vec::new()];
        for version in 1..10_u8 {
            let before = newest([&files[0], &files[1]]);
            let (slot, sequence) = next(before.as_ref());
            files[slot] = encode(sequence, &[version]);
            let after = newest([&files[0], &files[1]]).unwrap();
            assert_eq!((after.slot, after.body), (slot, vec![version]));
        }
    }

    #[test]
    fn only_the_remains_of_a_first_write_are_blank() {
        let written = encode(1, b"a profile");
        for cut in 0..HEAD {
            assert!(is_blank(&written[..cut]), "cut at {cut}");
        }
        assert!(is_blank(&[0; 200]));
        for cut in HEAD..=written.len() {
            assert!(!is_blank(&written[..cut]), "cut at {cut}");
        }
        assert!(!is_blank(b"x") && !is_blank(b"garbage") && !is_blank(&[0xff; 200]));
    }

    proptest! {
        #[test]
        fn a_write_cut_off_leaves_the_version_before(
            old in prop::collection::vec(any::<u8>(), 0..200),
            new in prop::collection::vec(any::<u8>(), 0..200),
            stale in prop::collection::vec(any::<u8>(), 0..300),
            cut: prop::sample::Index,
        ) {
            let kept = encode(7, &old);
            let written = encode(8, &new);
            let cut = cut.index(written.len());
            // The previous content may still follow the part that was written.
            let mut torn = written[..cut].to_vec();
            torn.extend(stale.iter().skip(cut));
            prop_assume!(torn != written);
            let found = newest([&torn, &kept]).unwrap();
            prop_assert_eq!((found.sequence, found.body), (7, old));
        }

        #[test]
        fn garbage_is_not_a_version(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(newest([&bytes, &[]]), None);
        }
    }
}
