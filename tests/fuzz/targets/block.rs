//! A block's bytes, and its header's.
#![no_main]

use fuzz::bounded;
use libfuzzer_sys::fuzz_target;
use primitives::{Block, Decode, Encode, Header};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(header) = bounded(bytes.len(), || Header::from_bytes(bytes)) {
        assert_eq!(header.to_bytes(), bytes);
        let _ = (header.hash(), header.meets_target());
    }
    let Ok(block) = bounded(bytes.len(), || Block::from_bytes(bytes)) else {
        return;
    };
    assert_eq!(block.to_bytes(), bytes);
    assert_eq!(block.encoded_len(), bytes.len());
    assert!(block.weight() >= bytes.len());
    let _ = (
        block.merkle_root(),
        block.witness_root(),
        block.witness_commitment(),
    );
});
