//! Frames of one link: each is two bytes of length and that many bytes of the input.
#![no_main]

use fuzz::bounded;
use libfuzzer_sys::fuzz_target;
use wire::limits::max_body;
use wire::{Assembler, Command, split};

fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    let messages = bounded(bytes.len(), || {
        let mut assembler = Assembler::default();
        let mut messages = Vec::new();
        while let Some((length, after)) = rest.split_first_chunk() {
            let length = usize::from(u16::from_le_bytes(*length)).min(after.len());
            let (frame, after) = after.split_at(length);
            rest = after;
            match assembler.push(frame) {
                Ok(message) => messages.extend(message),
                Err(_) => break,
            }
        }
        messages
    });
    for message in messages {
        let command = Command::from_byte(message[0]).expect("only known commands are assembled");
        assert!(message.len() <= 1 + max_body(command));
        let mut assembler = Assembler::default();
        let again: Vec<_> = split(&message)
            .filter_map(|frame| {
                assembler
                    .push(&frame)
                    .expect("the frames of an assembled message are valid")
            })
            .collect();
        assert_eq!(again, [message]);
    }
});
