//! A transaction's bytes.
#![no_main]

use fuzz::bounded;
use libfuzzer_sys::fuzz_target;
use primitives::{Decode, Encode, Lock, Transaction};

fuzz_target!(|bytes: &[u8]| {
    let Ok(transaction) = bounded(bytes.len(), || Transaction::from_bytes(bytes)) else {
        return;
    };
    assert_eq!(transaction.to_bytes(), bytes);
    assert_eq!(transaction.encoded_len(), bytes.len());
    let stripped = transaction.stripped_len();
    assert_eq!(transaction.weight(), 3 * stripped + bytes.len());
    let mut out = Vec::new();
    transaction.encode_stripped(&mut out);
    assert_eq!(out.len(), stripped);
    for output in &transaction.outputs {
        let script = output.lock.to_script();
        assert_eq!(script.len(), output.lock.script_len());
        assert_eq!(Lock::from_script(&script), output.lock);
    }
    let _ = (
        transaction.txid(),
        transaction.wtxid(),
        transaction.is_coinbase(),
    );
});
