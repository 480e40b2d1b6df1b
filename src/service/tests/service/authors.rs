//! Several people on a chain with authors: who may seal blocks, with which key, and when.

use crate::people::{Person, clock, easy, entropy, meet, mine, talk};
use api::{ChainReason, Evidence, Field, ProofQuestion, SealedDocument, command};
use chain::{Authority, SpecDraft};
use primitives::PublicKey;
use service::{Profile, Setup, check};
use store::RedbStore;

/// A chain with these authors, without proof of work.
fn sealed_by(authors: Vec<PublicKey>) -> Setup {
    let mut draft = SpecDraft::clone(&easy().spec);
    let work = false;
    draft.authority = Some(Authority { authors, work });
    let spec = draft.build().unwrap();
    Setup { spec, ..easy() }
}

/// Alice and Bob, who are authors, and Carol, who is not.
fn three() -> [Person; 3] {
    let profiles = [1, 2, 3].map(|byte| Profile::new(entropy(byte)));
    let authors = profiles[..2].iter().map(Profile::identity).collect();
    let setup = sealed_by(authors);
    let mut byte = 0;
    profiles.map(|profile| {
        byte += 1;
        let store = RedbStore::in_memory().unwrap();
        Person::with_profile(profile, byte, setup.clone(), store)
    })
}

#[test]
fn two_authors_alternate_and_a_third_person_cannot_seal() {
    let [mut alice, mut bob, mut carol] = three();
    meet(&mut alice, &mut bob, 1, clock(0));

    let refused = carol.ask(clock(0), &mine(1)).unwrap_err();
    assert_eq!(refused.reason, ChainReason::NotAuthor.into());
    let view = carol.view().authority.unwrap();
    assert_eq!(
        (view.mine, view.making, view.authors.len()),
        (None, false, 2)
    );

    alice.ask(clock(0), &mine(1)).unwrap();
    bob.ask(clock(0), &mine(1)).unwrap();
    for second in (2..=100).step_by(2) {
        talk(&mut alice, &mut bob, 1, clock(second));
    }
    let view = bob.view();
    assert!((8..=11).contains(&view.height), "{} blocks", view.height);
    assert_eq!(view.tip, alice.view().tip);
    let sealed: Vec<_> = view
        .blocks
        .iter()
        .rev()
        .skip(3)
        .map(|it| it.author)
        .collect();
    assert!(sealed.windows(2).all(|two| two[0] != two[1]), "{sealed:?}");
    let made = |person: &Person| person.view().blocks.iter().filter(|it| it.mine).count();
    assert!(made(&alice) >= 4 && made(&bob) >= 4);

    // A proof of a reward names the authors that sealed the blocks, and states no work.
    let reward = alice.view().wallet.history.last().unwrap().txid.to_string();
    let file = alice
        .ask(clock(101), &command::Prove { txid: reward })
        .expect("a reward can be proven");
    let question = ProofQuestion {
        proof: Evidence::File(file),
        sha256: None,
        chain: String::new(),
    };
    let verdict = check(&question, clock(101).to_timestamp()).unwrap();
    let both = SealedDocument {
        by: 2,
        of: 2,
        by_most: true,
    };
    assert_eq!((verdict.sealed, verdict.work), (Some(both), 0.0));

    // Both authors stop sealing, so the chain stops.
    let height = view.height;
    for person in [&mut alice, &mut bob] {
        person.ask(clock(102), &mine(0)).unwrap();
        assert!(!person.view().authority.unwrap().making);
    }
    talk(&mut alice, &mut bob, 1, clock(150));
    assert!(alice.view().height <= height + 1);
    let height = alice.view().height;
    talk(&mut alice, &mut bob, 1, clock(200));
    assert_eq!(alice.view().height, height);
}

#[test]
fn a_protected_key_needs_the_passphrase() {
    let mut profile = Profile::new(entropy(1));
    profile
        .set_passphrase(None, Some("correct horse"), entropy(9))
        .unwrap();
    let setup = sealed_by(vec![profile.identity()]);
    let store = RedbStore::in_memory().unwrap();
    let mut alice = Person::with_profile(profile, 1, setup, store);
    for wrong in [None, Some("wrong")] {
        let command = command::Mine {
            cores: 1,
            passphrase: wrong.map(Into::into),
        };
        let refused = alice.ask(clock(0), &command).unwrap_err();
        assert_eq!(refused.field, Some(Field::Passphrase));
        assert!(!alice.view().authority.unwrap().making);
    }
    let right = command::Mine {
        cores: 1,
        passphrase: Some("correct horse".into()),
    };
    alice.ask(clock(0), &right).unwrap();
    // A change of the number of cores does not need the passphrase again.
    alice.ask(clock(0), &mine(2)).unwrap();
    assert_eq!(alice.view().height, 1, "the first block was due long ago");
    assert_eq!(alice.view().blocks[0].author, Some(0));

    alice.ask(clock(1), &mine(0)).unwrap();
    let refused = alice.ask(clock(1), &mine(1)).unwrap_err();
    assert_eq!(refused.field, Some(Field::Passphrase), "the key was wiped");
}

/// The only author of a chain stops and starts again before the first block is sealed. The node
/// then makes another block to seal, since no other author can continue.
#[test]
fn a_single_author_that_stops_and_starts_at_once_continues() {
    let profile = Profile::new(entropy(1));
    let setup = sealed_by(vec![profile.identity()]);
    let store = RedbStore::in_memory().unwrap();
    let mut alice = Person::with_profile(profile, 1, setup, store);
    for round in 0..3 {
        for cores in [1, 0, 1] {
            alice.service.set_mining(clock(round), cores, None).unwrap();
        }
        alice.drain(clock(round));
        assert_eq!(alice.view().height, 1, "the first block was due long ago");
    }
    for second in 1..=25 {
        alice.service.handle(clock(second), node::Input::Woken);
        alice.drain(clock(second));
    }
    assert!(alice.view().height >= 3);
}
