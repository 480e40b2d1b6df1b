//! Signed messages: who may sign them, and what checking one says.

use api::{Fault, Field, OwnAddressKind, PaymentReason, ProofReason, Reason, Signed, command};
use primitives::signed_message::{MAX_MESSAGE_BYTES, to_sign};
use primitives::{Encode as _, address};

use crate::people::{Person, clock};

fn sign(person: &mut Person, address: &str, message: &str) -> Result<String, Fault> {
    let asked = command::SignMessage {
        address: address.into(),
        message: message.into(),
        passphrase: None,
    };
    person.ask(clock(0), &asked)
}

fn check(person: &mut Person, address: &str, message: &str, signature: &str) -> Signed {
    let asked = command::CheckMessage {
        address: address.into(),
        message: message.into(),
        signature: signature.into(),
    };
    person.ask(clock(0), &asked).unwrap().signed
}

#[test]
fn a_message_of_one_person_is_checked_by_another() {
    let (mut ann, mut bob) = (Person::new(1), Person::new(2));
    let addresses = ann.ask(clock(0), &command::OwnAddresses).unwrap();
    let kinds: Vec<_> = addresses.iter().map(|own| own.kind).collect();
    assert_eq!(kinds, [OwnAddressKind::Present, OwnAddressKind::Identity]);
    for own in &addresses {
        let signature = sign(&mut ann, &own.address, "It was me.\nAnn").unwrap();
        let bobs = bob.ask(clock(0), &command::NewAddress).unwrap();
        let mut verdict = |address: &str, text: &str| check(&mut bob, address, text, &signature);
        assert_eq!(verdict(&own.address, "It was me.\nAnn"), Signed::ByOwner);
        assert_eq!(verdict(&own.address, "It was me. Ann"), Signed::Not);
        assert_eq!(verdict(&bobs, "It was me.\nAnn"), Signed::ByOther);
        // The same key has another address on a chain with another prefix.
        let lock = address::parse_any(&own.address).unwrap();
        let elsewhere = address::encode(&"xyz".parse().unwrap(), &lock).unwrap();
        assert_eq!(verdict(&elsewhere, "It was me.\nAnn"), Signed::ByOwner);
    }
}

#[test]
fn addresses_that_were_paid_to_are_offered_too() {
    let mut ann = Person::new(1);
    for block in 1..=3 {
        ann.mine(clock(block * 10));
    }
    let first = ann.ask(clock(60), &command::NewAddress).unwrap();
    ann.pay(clock(60), &first, "1").unwrap();
    let second = ann.ask(clock(60), &command::NewAddress).unwrap();
    let own = ann.ask(clock(60), &command::OwnAddresses).unwrap();
    let shown: Vec<_> = own
        .iter()
        .map(|own| (own.address.as_str(), own.kind))
        .collect();
    assert_eq!(shown[0], (second.as_str(), OwnAddressKind::Present));
    assert_eq!(shown[1], (first.as_str(), OwnAddressKind::Paid));
    assert_eq!(shown[2].1, OwnAddressKind::Identity);
    assert_eq!(shown.len(), 3);
}

#[test]
fn only_own_addresses_sign_and_wrong_input_is_named() {
    let (mut ann, mut bob) = (Person::new(1), Person::new(2));
    let (own, bobs) = (
        ann.ask(clock(0), &command::NewAddress).unwrap(),
        bob.ask(clock(0), &command::NewAddress).unwrap(),
    );
    let not_own = Fault::of(Field::To, ProofReason::NotOwnAddress);
    assert_eq!(sign(&mut ann, &bobs, "text"), Err(not_own.clone()));
    let wrong = sign(&mut ann, "tst1nonsense", "text").unwrap_err();
    assert_eq!(wrong.field, Some(Field::To));
    let long = "a".repeat(MAX_MESSAGE_BYTES + 1);
    let too_long = sign(&mut ann, &own, &long).unwrap_err();
    assert_eq!(too_long.field, Some(Field::Message));
    let length = MAX_MESSAGE_BYTES as u64 + 1;
    let most = MAX_MESSAGE_BYTES as u64;
    let reason = Reason::from(PaymentReason::TextTooLong { length, most });
    assert_eq!(too_long.reason, reason);
    let review = |address: &str, message: &str| command::ReviewMessage {
        address: address.into(),
        message: message.into(),
    };
    assert_eq!(ann.ask(clock(0), &review(&bobs, "text")), Err(not_own));
    // An address may be typed in capitals, and is shown as others write it.
    let shown = ann
        .ask(clock(0), &review(&own.to_uppercase(), "te\u{200b}xt"))
        .unwrap();
    assert_eq!((shown.address, shown.hidden), (own.clone(), Some(0x200b)));
    let asked = command::CheckMessage {
        address: own,
        message: "text".into(),
        signature: "AkEA".into(),
    };
    let form = Fault::of(Field::Signature, ProofReason::NotMessageSignature);
    assert_eq!(ann.ask(clock(0), &asked), Err(form));
}

/// Nobody can make a payment of a signed message.
#[test]
fn the_transaction_behind_a_message_is_refused_everywhere() {
    let mut ann = Person::new(1);
    let own = ann.ask(clock(0), &command::NewAddress).unwrap();
    let signature = sign(&mut ann, &own, "text").unwrap();
    let lock = address::parse_any(&own).unwrap();
    let mut transaction = to_sign(&lock, "text");
    let bytes = <base64ct::Base64 as base64ct::Encoding>::decode_vec(&signature).unwrap();
    transaction.inputs[0].witness = primitives::Decode::from_bytes(&bytes).unwrap();
    let transaction = base16ct::lower::encode_string(&transaction.to_bytes());
    let refused = ann
        .ask(clock(0), &command::Push { transaction })
        .unwrap_err();
    let reason = refused.reason.to_string();
    assert!(reason.contains("output"), "{reason}");
}
