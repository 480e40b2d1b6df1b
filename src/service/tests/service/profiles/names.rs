//! The names that people choose for themselves: they are sent to peers, stored in the profile, and
//! put into blocks.

use api::{ChainReason, Fault, Field, OwnName, PersonView, command};
use primitives::{BlockHash, SecretKey, address};
use serde_json::Value;
use service::Profile;
use store::RedbStore;
use wire::{Message, NameCard, NamedLink};

use crate::people::{Person, clock, easy, entropy, meet, part, talk};

fn named(name: &str) -> command::SetOwnName {
    command::SetOwnName {
        name: name.into(),
        tags_blocks: false,
        passphrase: None,
    }
}

fn tagging(name: &str) -> command::SetOwnName {
    command::SetOwnName {
        tags_blocks: true,
        ..named(name)
    }
}

fn message(text: &str) -> command::SetBlockMessage {
    command::SetBlockMessage { text: text.into() }
}

/// The person behind the only peer.
fn peer(person: &Person) -> Option<PersonView> {
    let mut peers = person.view().peers.into_iter();
    peers.next().expect("there is a peer").person
}

#[test]
fn a_person_is_told_by_the_name_and_the_key_of_the_profile() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    meet(&mut alice, &mut bob, 1, clock(0));
    assert_eq!((peer(&bob), alice.view().own_name), (None, None));
    alice.ask(clock(5), &named(" Ann ")).unwrap();
    talk(&mut alice, &mut bob, 1, clock(6));
    let own = OwnName {
        name: "Ann".into(),
        tags_blocks: false,
    };
    assert_eq!(alice.view().own_name, Some(own));
    let identity = alice.profile.identity();
    let wanted = PersonView {
        name: "Ann".into(),
        key: identity.to_string(),
        address: address::encode_key(&easy().spec.prefix, identity.key_hash()),
    };
    assert_eq!(peer(&bob), Some(wanted.clone()));
    assert_eq!(peer(&alice), None, "Bob has told no name");

    // The name is there again after a new link, as after a reload of Bob's page.
    part(&mut alice, &mut bob, 1, clock(10));
    meet(&mut alice, &mut bob, 2, clock(11));
    assert_eq!(peer(&bob), Some(wanted));
    alice.ask(clock(20), &named("")).unwrap();
    talk(&mut alice, &mut bob, 2, clock(21));
    assert_eq!((peer(&bob), alice.view().own_name), (None, None));
    assert!(bob.dropped.is_none() && alice.dropped.is_none());
}

#[test]
fn a_locked_wallet_signs_a_name_once_and_tells_it_at_every_start() {
    let mut profile = Profile::new(entropy(1));
    profile
        .set_passphrase(None, Some("secret"), entropy(3))
        .unwrap();
    let setup = easy();
    let genesis = profile.add(setup.clone(), Some("secret")).unwrap();
    let store = || RedbStore::in_memory().unwrap();
    let mut alice = Person::with_profile(profile, 1, setup, store());
    let refused = alice.ask(clock(0), &named("Ann")).unwrap_err();
    assert!(refused.needs_passphrase(), "{refused}");
    let signed = command::SetOwnName {
        passphrase: Some("secret".into()),
        ..named("Ann")
    };
    alice.ask(clock(1), &signed).unwrap();
    // The tag changes without a signature.
    alice.ask(clock(2), &tagging("Ann")).unwrap();

    let mut profile = alice.profile;
    profile.set_labels(&genesis, alice.service.take_labels().unwrap());
    let mut profile = Profile::from_bytes(&profile.to_bytes()).unwrap();
    let (setup, _) = profile.opened(&genesis).unwrap();
    let mut alice = Person::with_profile(profile, 1, setup, store());
    let mut bob = Person::new(2);
    meet(&mut alice, &mut bob, 1, clock(10));
    assert_eq!(peer(&bob).unwrap().name, "Ann");
    assert!(alice.view().own_name.unwrap().tags_blocks);
}

#[test]
fn a_restored_wallet_has_no_name_of_the_one_before() {
    let mut profile = Profile::new(entropy(1));
    let genesis = profile.add(easy(), None).unwrap();
    let mut alice = Person::with_profile(profile, 1, easy(), RedbStore::in_memory().unwrap());
    alice.ask(clock(0), &named("Ann")).unwrap();
    let mut profile = alice.profile;
    profile.set_labels(&genesis, alice.service.take_labels().unwrap());
    let words = wallet::Words::from_entropy([9; 16]).phrase().to_string();
    let other = service::Restored::of_words(&words, None, entropy(9)).unwrap();
    profile.restore(&other, None).unwrap();
    let (setup, _) = profile.opened(&genesis).unwrap();
    assert_eq!(setup.labels, service::Labels::default());
}

#[test]
fn names_that_mislead_or_are_too_long_are_refused() {
    let mut alice = Person::new(1);
    let form = Fault::of(
        Field::OwnName,
        ChainReason::NameForm {
            characters: 32,
            bytes: 64,
        },
    );
    let hidden = Fault::of(Field::OwnName, ChainReason::HiddenText);
    for (name, fault) in [
        ("a/b", &form),
        (&"a".repeat(33), &form),
        (&"张".repeat(22), &form),
        ("Ann\u{202e}", &hidden),
        ("An\u{200b}n", &hidden),
    ] {
        assert_eq!(
            alice.ask(clock(0), &named(name)).as_ref(),
            Err(fault),
            "{name:?}"
        );
    }
    assert_eq!(alice.view().own_name, None);
}

#[test]
fn blocks_have_the_name_as_a_tag_if_the_person_wants_it() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    meet(&mut alice, &mut bob, 1, clock(0));
    alice.ask(clock(1), &named("Ann")).unwrap();
    alice.mine(clock(5));
    alice.ask(clock(6), &tagging("Ann")).unwrap();
    alice.mine(clock(10));
    alice.ask(clock(11), &message("Hello")).unwrap();
    alice.mine(clock(15));
    alice.ask(clock(16), &named("")).unwrap();
    alice.mine(clock(20));
    talk(&mut alice, &mut bob, 1, clock(21));
    let told = |block: api::BlockSummary| (block.tag, block.message);
    let blocks: Vec<_> = bob.view().blocks.into_iter().map(told).collect();
    let text = |text: &str| Some(text.to_owned());
    let wanted = [
        (None, text("Hello")),
        (text("Ann"), text("Hello")),
        (text("Ann"), None),
        (None, None),
    ];
    assert_eq!(blocks[..4], wanted);

    // If tag and message together do not fit into a block, nothing is changed.
    let long = "x".repeat(70);
    alice.ask(clock(30), &message(&long)).unwrap();
    let refused = alice.ask(clock(31), &tagging("Ann")).unwrap_err();
    let reason = ChainReason::TagTooLong {
        length: 76,
        most: 75,
    };
    assert_eq!(refused, Fault::of(Field::OwnName, reason.clone()));
    alice.ask(clock(32), &message("")).unwrap();
    alice.ask(clock(33), &tagging("Ann")).unwrap();
    let refused = alice.ask(clock(34), &message(&long)).unwrap_err();
    assert_eq!(refused, Fault::of(Field::BlockMessage, reason));
    assert_eq!(alice.view().words, "");
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap()
}

fn bytes(vector: &Value, name: &str) -> Vec<u8> {
    base16ct::lower::decode_vec(text(vector, name)).unwrap()
}

fn vectors(json: &str) -> Vec<Value> {
    let json: Value = serde_json::from_str(json).unwrap();
    json["vectors"].as_array().unwrap().clone()
}

#[test]
fn signed_names_have_the_bytes_of_the_vectors() {
    for vector in vectors(include_str!("../../../../../tests/vectors/names.json")) {
        let identity = bytes(&vector, "identity_private").try_into().unwrap();
        let identity = SecretKey::from_bytes(identity).unwrap();
        let genesis: BlockHash = text(&vector, "genesis").parse().unwrap();
        let (offer, answer) = (&vector["offer"], &vector["answer"]);
        let binding = match (offer.as_str(), answer.as_str()) {
            (Some(offer), Some(answer)) => wire::link_binding(offer, answer),
            _ => [0; 32],
        };
        let link = NamedLink {
            genesis,
            binding,
            from: vector["from"].as_u64().unwrap(),
            to: vector["to"].as_u64().unwrap(),
        };
        let card = NameCard::sign(text(&vector, "name"), &identity, genesis).unwrap();
        let told = card.tell(&link);
        assert!(told.is_valid_on(&link));
        let digest = wire::name_digest(genesis, &told.identity, &told.key, &told.name);
        let hex = base16ct::lower::encode_string;
        assert_eq!(hex(&digest), text(&vector, "name_digest"));
        let on_link = wire::link_digest(&digest, &link);
        assert_eq!(hex(&on_link), text(&vector, "link_digest"));
        let message = Message::Name(Some(Box::new(told))).encode();
        assert_eq!(hex(&message), text(&vector, "message"));
    }
}
