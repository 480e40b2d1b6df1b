//! The words of the relay: JSON in both directions.
#![no_main]

use fuzz::bounded_json;
use libfuzzer_sys::fuzz_target;
use signal::{FromRelay, ToRelay};

fuzz_target!(|text: &str| {
    // JSON has many encodings of a value: what is read is written in one of them, which reads as
    // the same.
    if let Ok(word) = bounded_json(text.len(), || ToRelay::decode(text)) {
        let text = word.encode().expect("what was read can be written");
        assert_eq!(
            ToRelay::decode(&text).expect("what was written can be read"),
            word
        );
    }
    if let Ok(word) = bounded_json(text.len(), || FromRelay::decode(text)) {
        let text = word.encode().expect("what was read can be written");
        assert_eq!(
            FromRelay::decode(&text).expect("what was written can be read"),
            word
        );
    }
});
