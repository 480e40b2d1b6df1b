//! A proof file, read and checked.
#![no_main]

use fuzz::bounded;
use libfuzzer_sys::fuzz_target;
use primitives::{Encode, Timestamp};
use proof::Proof;

fuzz_target!(|bytes: &[u8]| {
    let Ok(proof) = bounded(bytes.len(), || Proof::from_bytes(bytes)) else {
        return;
    };
    assert_eq!(proof.to_bytes(), bytes);
    let genesis = proof.spec().genesis_hash();
    let now = Timestamp(1_800_000_000);
    if let Ok(verdict) = proof.check(genesis, now) {
        assert_eq!(verdict.block, proof.block());
        assert_eq!(verdict.txid, verdict.transaction.txid());
        assert!(verdict.confirmations > 0);
    }
});
