//! Properties of the encoding in which messages cross between page and node, and of commands in
//! JSON: a written value is read back unchanged, and no bytes make the reader panic.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use core::fmt::Debug;

use api::{ChainCommand, Notice, ProfileCommand, Reply, Request, Snapshot};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes that seldom are a message.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![8 => 0..2_u8, 4 => 2..40_u8, 1 => any::<u8>()];
    prop::collection::vec(byte, 0..400)
}

/// The maximum number of pieces tried for one message.
const MAX_TRIES: usize = 2_000;

/// Makes a message from a seed. Pieces of bytes are added one after the other. If no message begins
/// with the bytes so far, another piece replaces the last one. `None` if no message that begins
/// with `first` was found.
fn message<T: DeserializeOwned>(first: &[u8], mut seed: u64) -> Option<T> {
    // A hash is sent as text of 64 hexadecimal digits.
    let hash = [&[64], [b'5'; 64].as_slice()].concat();
    let mut bytes = first.to_vec();
    // For each piece: where it begins, and the pieces that are left to try in its place.
    let mut pieces: Vec<(usize, Vec<Vec<u8>>)> = Vec::new();
    for _ in 0..MAX_TRIES {
        match postcard::take_from_bytes::<T>(&bytes) {
            Ok((message, _)) => return Some(message),
            Err(postcard::Error::DeserializeUnexpectedEnd) => {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                // The last piece is tried first. It is mostly 0, so that messages end.
                let mut choice = vec![vec![2], hash.clone(), vec![1], vec![0]];
                let last = choice.len() - 1;
                choice.swap(
                    last,
                    [last, last, last, last - 1, last - 2, 0][(seed >> 33) as usize % 6],
                );
                pieces.push((bytes.len(), choice));
            }
            Err(_) => {}
        }
        // The next piece that is left to try, the latest first.
        let piece = loop {
            let (start, choice) = pieces.last_mut()?;
            bytes.truncate(*start);
            match choice.pop() {
                Some(piece) => break piece,
                None => pieces.pop(),
            };
        };
        bytes.extend(piece);
    }
    None
}

/// Checks that a message is read as it was written.
fn crosses<T: Serialize + DeserializeOwned + PartialEq + Debug>(message: &T) {
    let written = postcard::to_allocvec(message).unwrap();
    assert_eq!(&postcard::from_bytes::<T>(&written).unwrap(), message);
}

/// The number of variants of an enum for which a message is found.
fn variants<T: Serialize + DeserializeOwned + PartialEq + Debug>() -> usize {
    // A greater tag takes two bytes.
    let found = (0..0x80).filter_map(|tag| message::<T>(&[tag], 0));
    found.inspect(crosses).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in noise()) {
        let _ = postcard::from_bytes::<Request>(&bytes);
        let _ = postcard::from_bytes::<Reply>(&bytes);
        let _ = postcard::from_bytes::<Notice>(&bytes);
        let _ = postcard::from_bytes::<Snapshot>(&bytes);
    }

    #[test]
    fn no_damaged_message_makes_the_reader_panic(
        seed in any::<u64>(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        is_cut in any::<bool>(),
    ) {
        let snapshot = message::<Snapshot>(&[], seed);
        let mut bytes = postcard::to_allocvec(&snapshot).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        bytes.truncate(if is_cut { at } else { bytes.len() });
        let _ = postcard::from_bytes::<Option<Snapshot>>(&bytes);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[\\[\\]{}:,\"0-9a-zA-Z ]{0,80}") {
        let _ = serde_json::from_str::<Request>(&text);
        let _ = serde_json::from_str::<Reply>(&text);
    }

    #[test]
    fn a_message_is_read_as_it_was_written(seed in any::<u64>(), tag in 0..37_u8) {
        message::<Snapshot>(&[], seed).iter().for_each(crosses);
        message::<Reply>(&[tag], seed).iter().for_each(crosses);
        message::<Notice>(&[tag], seed).iter().for_each(crosses);
    }

    #[test]
    fn a_command_is_the_same_in_json(seed in any::<u64>(), is_chain in 0..2_u8, tag in 0..55_u8) {
        if let Some(command) = message::<Request>(&[is_chain, tag], seed) {
            crosses(&command);
            let json = serde_json::to_string(&command).unwrap();
            prop_assert_eq!(serde_json::from_str::<Request>(&json).unwrap(), command);
        }
    }

    #[test]
    fn a_passphrase_is_added_only_to_commands_that_open_a_new_chain(seed in any::<u64>(), tag in 0..25_u8) {
        let command = message::<ProfileCommand>(&[tag], seed).unwrap();
        let unlocked = command.clone().unlocked("correct horse".into());
        prop_assert_eq!(unlocked.opens_new_chain(), command.opens_new_chain());
        prop_assert_eq!(unlocked != command, command.opens_new_chain());
    }
}

/// The properties above are not empty: there is a message for every command and every answer.
#[test]
fn every_command_and_answer_is_made() {
    assert_eq!(variants::<ProfileCommand>(), 25);
    assert_eq!(variants::<ChainCommand>(), 55);
    assert_eq!(variants::<Reply>(), 37);
    assert!((0..20).any(|seed| message::<Snapshot>(&[], seed).is_some()));
}
