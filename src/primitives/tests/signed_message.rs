//! Signed messages: which texts and keys a signature is valid for, and that it pays nothing. The
//! transactions and hashes of BIP322's text are among `tests/vectors/messages.json`.

use base64ct::{Base64, Encoding as _};
use primitives::signed_message::{
    MAX_MESSAGE_BYTES, MessageError, message_digest, sign_message, to_sign, to_spend,
    verify_message,
};
use primitives::{BlockHash, Decode as _, KeyHash, KeySpend, Lock, SecretKey, Sighash, Witness};
use proptest::prelude::*;

fn key(byte: u8) -> SecretKey {
    SecretKey::from_bytes([byte; 32]).unwrap()
}

fn hash(key: &SecretKey) -> KeyHash {
    key.public().key_hash()
}

#[test]
fn a_signature_is_valid_for_one_text_and_one_key() {
    let (ann, bob) = (key(7), key(8));
    let signature = sign_message(&ann, "Meet at noon").unwrap();
    let verify = |owner: &SecretKey, text: &str, signature: &str| {
        verify_message(hash(owner), text, signature)
    };
    assert_eq!(verify(&ann, "Meet at noon", &signature), Ok(()));
    assert_eq!(
        verify(&ann, "Meet at noon", &format!(" {signature}\n")),
        Ok(())
    );
    for text in ["Meet at noon ", "meet at noon", "Meet at\u{200b} noon", ""] {
        let verdict = verify(&ann, text, &signature);
        assert_eq!(verdict, Err(MessageError::Wrong), "{text:?}");
    }
    let verdict = verify(&bob, "Meet at noon", &signature);
    assert_eq!(verdict, Err(MessageError::OtherKey));
    // The same key signs the same again, and another key something else.
    assert_eq!(sign_message(&ann, "Meet at noon").unwrap(), signature);
    assert_ne!(sign_message(&bob, "Meet at noon").unwrap(), signature);
}

#[test]
fn a_text_of_any_language_is_signed_up_to_the_limit() {
    let ann = key(7);
    let longest = "é".repeat(MAX_MESSAGE_BYTES / 2);
    for text in ["", "\n", "两行\r\n第二行", &longest] {
        let signature = sign_message(&ann, text).unwrap();
        assert_eq!(verify_message(hash(&ann), text, &signature), Ok(()));
    }
    let longer = "a".repeat(MAX_MESSAGE_BYTES + 1);
    let too_long = MessageError::TooLong {
        length: MAX_MESSAGE_BYTES + 1,
    };
    assert_eq!(sign_message(&ann, &longer), Err(too_long));
    let signature = sign_message(&ann, "a").unwrap();
    assert_eq!(
        verify_message(hash(&ann), &longer, &signature),
        Err(too_long)
    );
}

#[test]
fn other_texts_are_no_signatures() {
    let ann = key(7);
    let signature = sign_message(&ann, "text").unwrap();
    let longer = format!("{signature}{signature}");
    // The parts of a witness in the wrong order, of which base64 has the same length.
    let bytes = Base64::decode_vec(&signature).unwrap();
    let witness = Witness::from_bytes(&bytes).unwrap();
    let mut items: Vec<&[u8]> = witness.iter().collect();
    items.reverse();
    let swapped: Witness = items.into_iter().collect();
    let swapped = Base64::encode_string(&primitives::Encode::to_bytes(&swapped));
    for wrong in [
        "",
        "a",
        &signature[..signature.len() - 1],
        &signature[4..],
        &longer,
        &signature.replace('A', "*"),
        &swapped,
    ] {
        let verdict = verify_message(hash(&ann), "text", wrong);
        assert_eq!(verdict, Err(MessageError::Form), "{wrong}");
    }
}

/// A person who signs any text, even one that somebody made for the purpose, signs no payment.
#[test]
fn the_signature_of_a_text_is_that_of_no_transaction() {
    let ann = key(7);
    let lock = Lock::Key(hash(&ann));
    let text = "pays nobody";
    let signature = Base64::decode_vec(&sign_message(&ann, text).unwrap()).unwrap();
    let witness = Witness::from_bytes(&signature).unwrap();
    let spend = KeySpend::from_witness(&witness, hash(&ann)).unwrap();
    let (first, second) = (to_spend(&lock, text), to_sign(&lock, text));
    assert_eq!(spend.verify(&message_digest(&lock, text)), Ok(()));
    for byte in 1..=255 {
        let genesis = BlockHash::from_bytes([byte; 32]);
        let digest = Sighash::new(genesis, &second, &first.outputs).digest(0);
        assert!(spend.verify(&digest).is_err(), "on the chain {genesis}");
    }
    // The transaction that it belongs to breaks a rule on every chain, and is worth nothing.
    assert!(matches!(second.outputs[0].lock, Lock::Invalid(_)));
    assert!(second.outputs[0].amount.is_zero() && first.outputs[0].amount.is_zero());
    assert!(first.inputs[0].previous.is_null());
}

proptest! {
    #[test]
    fn every_changed_byte_of_a_signature_is_found(at in 0_usize..101, bit in 0_u8..8) {
        let ann = key(7);
        let mut bytes = Base64::decode_vec(&sign_message(&ann, "text").unwrap()).unwrap();
        bytes[at] ^= 1 << bit;
        let changed = Base64::encode_string(&bytes);
        prop_assert!(verify_message(hash(&ann), "text", &changed).is_err());
    }
}
