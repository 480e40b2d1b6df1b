//! A message between nodes.
#![no_main]

use fuzz::bounded;
use libfuzzer_sys::fuzz_target;
use wire::Message;
use wire::limits::max_body;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(message) = bounded(bytes.len(), || Message::decode(bytes)) {
        assert_eq!(message.encode(), bytes);
        assert!(bytes.len() <= 1 + max_body(message.command()));
    }
});
