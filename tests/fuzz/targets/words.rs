//! The messages between a peer and the relay: JSON in both directions.
#![no_main]

use fuzz::bounded_json;
use libfuzzer_sys::fuzz_target;
use signal::{FromRelay, ToRelay};

fuzz_target!(|text: &str| {
    // JSON has many encodings of a value, so the input is not compared: the message is encoded
    // again, and that decodes to the same message.
    if let Ok(message) = bounded_json(text.len(), || ToRelay::decode(text)) {
        let text = message.encode().expect("what was read can be written");
        assert_eq!(
            ToRelay::decode(&text).expect("what was written can be read"),
            message
        );
    }
    if let Ok(message) = bounded_json(text.len(), || FromRelay::decode(text)) {
        let text = message.encode().expect("what was read can be written");
        assert_eq!(
            FromRelay::decode(&text).expect("what was written can be read"),
            message
        );
    }
});
