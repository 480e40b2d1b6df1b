//! Sealed headers: the version says that they are sealed, and the block hash does not cover the
//! seal.

use crate::common::*;
use primitives::*;
use proptest::prelude::*;

fn key(seed: u8) -> SecretKey {
    SecretKey::from_bytes([seed; 32]).unwrap()
}

proptest! {
    #[test]
    fn the_version_determines_the_length_of_a_header(header in header(), more in any::<[u8; 70]>()) {
        let sealed = header.version.to_be_bytes()[0] >> 5 == 0b011;
        prop_assert_eq!(header.author().is_some(), sealed);
        let bytes = header.to_bytes();
        prop_assert_eq!(bytes.len(), if sealed { 145 } else { 80 });
        prop_assert_eq!(bytes.len(), header.encoded_len());
        prop_assert_eq!(Header::from_bytes(&bytes), Ok(header));

        let followed = [&bytes[..], &more].concat();
        let mut r = Reader::new(&followed);
        prop_assert_eq!(Header::decode(&mut r), Ok(header));
        prop_assert_eq!(r.remaining(), more.len());
        for length in 0..bytes.len() {
            let error = Header::from_bytes(&bytes[..length]).unwrap_err();
            let is_end = matches!(error.kind, DecodeErrorKind::Ended { .. });
            prop_assert!(is_end, "{} bytes: {}", length, error);
        }
    }

    #[test]
    fn the_hash_commits_to_the_author_but_not_to_the_seal(header in header(), author in 0u16..1 << 13) {
        let sealed = Header { version: sealed_version(author), ..header };
        prop_assert_eq!(sealed.author(), Some(author));
        let other = Header { version: sealed_version(author ^ 1), ..header };
        prop_assert_ne!(sealed.hash(), other.hash());
        for seal in [None, Some(key(1).sign(&[1; 32])), Some(key(2).sign(&[1; 32]))] {
            prop_assert_eq!(Header { seal, ..sealed }.hash(), sealed.hash());
        }
    }

    #[test]
    fn rolled_bits_change_neither_seal_nor_author(author in 0u16..1 << 13, rolled in any::<i32>(), header in header()) {
        let version = sealed_version(author) | rolled & 0x1fff_e000;
        prop_assert_eq!(Header { version, ..header }.author(), Some(author));
    }

    #[test]
    fn the_weight_of_a_block_is_at_least_its_length(block in block()) {
        prop_assert_eq!(block.encoded_len(), block.to_bytes().len());
        prop_assert!(block.weight() >= block.encoded_len());
    }
}

#[test]
fn a_seal_must_be_a_signature() {
    let header = Header {
        version: sealed_version(3),
        previous: BlockHash::from_bytes([1; 32]),
        merkle_root: MerkleNode::from_bytes([2; 32]),
        time: Timestamp(3),
        bits: CompactTarget(4),
        nonce: 5,
        seal: Some(key(1).sign(&[6; 32])),
    };
    let bytes = header.to_bytes();
    assert_eq!(Header::from_bytes(&bytes), Ok(header));
    let mut parity = bytes.clone();
    parity[80] = 2;
    let mut zero = bytes;
    zero[81..113].fill(0);
    for wrong in [parity, zero] {
        let error = Header::from_bytes(&wrong).unwrap_err();
        assert!(error.to_string().contains("not a signature"), "{error}");
    }
}

/// The digest is BIP340's tagged hash of the genesis hash and the block hash.
#[test]
fn a_seal_commits_to_the_chain_and_the_block() {
    let (chain, block) = (
        BlockHash::from_bytes([7; 32]),
        BlockHash::from_bytes([8; 32]),
    );
    let tag = sha256(b"Tabchain/seal");
    let wanted = sha256(&[tag, tag, [7; 32], [8; 32]].concat());
    assert_eq!(seal_digest(chain, block), wanted);
    assert_ne!(seal_digest(chain, block), seal_digest(block, chain));
}
