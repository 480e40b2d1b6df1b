//! An address: the input as a whole address, and as data that gets a valid checksum.
#![no_main]

use bech32::{Bech32m, Hrp};
use fuzz::bounded;
use libfuzzer_sys::fuzz_target;
use primitives::address::{Prefix, encode, parse, parse_any};

fuzz_target!(|bytes: &[u8]| {
    let prefix = Prefix::new("tab").expect("a prefix");
    if let Ok(text) = std::str::from_utf8(bytes) {
        read(text, &prefix);
        if let Ok(prefix) = Prefix::new(text) {
            assert_eq!(prefix.as_str(), text);
        }
    }
    // The first byte is the version, the rest the program.
    let words = bytes
        .iter()
        .map(|byte| bech32::Fe32::try_from(byte & 31).expect("five bits"));
    use bech32::primitives::iter::Fe32IterExt;
    let hrp = Hrp::parse("tab").expect("a prefix");
    let text: String = words.with_checksum::<Bech32m>(&hrp).chars().collect();
    read(&text, &prefix);
});

fn read(text: &str, prefix: &Prefix) {
    if let Ok(lock) = bounded(text.len(), || parse(text, prefix)) {
        let again = encode(prefix, &lock).expect("only locks that have an address are read");
        assert_eq!(again, text.trim().to_lowercase());
        assert_eq!(parse_any(text), Ok(lock));
    }
}
