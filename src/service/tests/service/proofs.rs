//! Data outputs and stamps that a wallet makes, and proofs of them with and without a chain.

use crate::people::{Person, clock, easy, entropy};
use api::{
    Evidence, Fault, Field, FileBytes, Found, Here, HistoryKind, Meaning, Notice, ProofQuestion,
    ProofReason, Reason, StampReview, Stamps, TransactionDocument, VerdictDocument, command,
};
use primitives::{Amount, Time, sha256};
use service::check;
use store::RedbStore;

/// A person with three spendable rewards.
pub(crate) fn rich() -> Person {
    let mut person = Person::new(1);
    mine(&mut person, 1..=4);
    person
}

pub(crate) fn mine(person: &mut Person, blocks: core::ops::RangeInclusive<u64>) {
    for block in blocks {
        person.mine(clock(block * 10));
    }
}

fn hex(file: &[u8]) -> String {
    base16ct::lower::encode_string(&sha256(file))
}

pub(crate) fn stamp(person: &mut Person, now: Time, file: &[u8]) -> String {
    let command = command::Stamp {
        sha256: hex(file),
        fee: Amount::COIN,
        passphrase: None,
    };
    person.ask(now, &command).unwrap().txid
}

fn stamps(person: &mut Person) -> Stamps {
    person.ask(clock(0), &command::Stamps).unwrap()
}

pub(crate) fn proof(person: &mut Person, txid: &str) -> Result<Vec<u8>, Fault> {
    person
        .ask(clock(0), &command::Prove { txid: txid.into() })
        .map(|file| file.0)
}

pub(crate) fn about(bytes: &[u8], file: Option<&[u8]>) -> ProofQuestion {
    ProofQuestion {
        proof: Evidence::File(FileBytes(bytes.to_vec())),
        sha256: file.map(hex),
        chain: String::new(),
    }
}

pub(crate) fn alone(question: &ProofQuestion) -> Result<VerdictDocument, Fault> {
    check(question, clock(1_000).to_timestamp())
}

pub(crate) fn asked(
    person: &mut Person,
    question: &ProofQuestion,
) -> Result<VerdictDocument, Fault> {
    person
        .ask(clock(1_000), &command::Check(Box::new(question.clone())))
        .map(|it| *it)
}

fn transaction(person: &mut Person, txid: &str) -> TransactionDocument {
    *person
        .ask(clock(0), &command::Transaction { txid: txid.into() })
        .unwrap()
}

#[test]
fn a_stamp_costs_its_fee_confirms_and_is_proven_without_a_chain() {
    let mut alice = rich();
    let review = command::ReviewStamp {
        sha256: hex(b"a novel"),
    };
    let Ok(StampReview { fee, left, earlier }) = alice.ask(clock(50), &review) else {
        panic!("there is enough to pay for it")
    };
    assert_eq!(earlier, None);
    let txid = stamp(&mut alice, clock(50), b"a novel");
    assert_eq!(alice.view().wallet.balance, left);
    let row = &alice.view().wallet.history[0];
    assert_eq!(
        (row.kind, row.amount, row.fee),
        (HistoryKind::Stamp, Amount::ZERO, Some(fee))
    );
    let waiting = stamps(&mut alice).rows;
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (
            &waiting[0].sha256,
            waiting[0].height,
            waiting[0].confirmations
        ),
        (&hex(b"a novel"), None, 0)
    );
    let fault = proof(&mut alice, &txid).unwrap_err();
    assert_eq!(fault.reason, ProofReason::StillWaits.into());

    mine(&mut alice, 6..=6);
    assert!(alice.notices.contains(&Notice::DataConfirmed));
    let young = proof(&mut alice, &txid).unwrap();
    let verdict = alone(&about(&young, Some(b"a novel"))).unwrap();
    assert_eq!((verdict.confirmations, verdict.not_after), (1, None));
    mine(&mut alice, 7..=16);
    let row = &stamps(&mut alice).rows[0];
    assert_eq!((row.height, row.confirmations), (Some(5), 11));
    let old = proof(&mut alice, &txid).unwrap();
    let verdict = alone(&about(&old, Some(b"a novel"))).unwrap();
    assert!(verdict.whole && verdict.stamped && !verdict.reward);
    assert_eq!(
        (verdict.chain.as_str(), verdict.symbol.as_str()),
        ("Test", "TST")
    );
    assert_eq!(verdict.genesis, easy().spec.genesis_hash());
    assert_eq!(verdict.txid.to_string(), txid);
    assert_eq!((verdict.height, verdict.confirmations), (5, 11));
    assert_eq!(verdict.here, Here::Elsewhere);
    let not_after = verdict
        .not_after
        .expect("eleven confirmations give a bound");
    assert!(verdict.not_before < verdict.time && verdict.time < not_after);
    assert_eq!(verdict.sealed, None);
    // The proof gives the same result now and later, with the chain open and without.
    let now = clock(170).to_timestamp();
    assert!(now < not_after);
    let early = check(&about(&old, None), now).unwrap();
    assert_eq!(early.not_after, Some(not_after));
    let question = command::Check(Box::new(about(&old, None)));
    let here = alice.ask(clock(171), &question).expect("it is right");
    assert_eq!(here.not_after, Some(not_after));
    assert!(0.0 < verdict.buried && verdict.buried < verdict.work);

    let again = alice
        .ask(clock(200), &review)
        .expect("it can be stamped again");
    assert_eq!(again.earlier.map(|txid| txid.to_string()), Some(txid));
}

#[test]
fn every_wrong_proof_is_refused_with_its_reason() {
    let mut alice = rich();
    let txid = stamp(&mut alice, clock(50), b"a novel");
    mine(&mut alice, 6..=8);
    let good = proof(&mut alice, &txid).unwrap();
    let refused = |question: &ProofQuestion| alone(question).unwrap_err();

    let fault = refused(&about(&good, Some(b"another novel")));
    assert_eq!(fault.field, Some(Field::File));
    assert_eq!(fault.reason, ProofReason::OtherFile.into());
    for end in 0..good.len() {
        let fault = refused(&about(&good[..end], Some(b"a novel")));
        assert_eq!(fault.field, Some(Field::Proof), "{fault}");
    }
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 4;
        match alone(&about(&bad, Some(b"a novel"))) {
            Err(fault) => {
                assert_eq!(fault.field, Some(Field::Proof), "{at}: {fault}");
                let is_of_proof = matches!(fault.reason, Reason::Proof(_));
                assert!(is_of_proof, "{fault}");
            }
            // Every second hash meets this chain's target, so the last header may be changed to
            // another valid one.
            Ok(verdict) => assert_eq!(verdict.txid.to_string(), txid, "{at}"),
        }
    }
    for none in [&b"a novel"[..], b"", b"TABPROO", &[0xff; 200]] {
        let fault = refused(&about(none, None));
        assert_eq!(fault.field, Some(Field::Proof), "{fault}");
    }
    let huge = vec![0; api::MAX_PROOF_BYTES + 1];
    let large = ProofReason::TooLarge { megabytes: 40 };
    assert_eq!(refused(&about(&huge, None)).reason, large.into());
    let future = check(&about(&good, None), primitives::Timestamp(1));
    let reason = future.unwrap_err().reason;
    let is_future = matches!(reason, Reason::Proof(ProofReason::Future { .. }));
    assert!(is_future, "{reason}");

    let chain = |text: &str| ProofQuestion {
        chain: text.into(),
        ..about(&good, Some(b"a novel"))
    };
    let genesis = easy().spec.genesis_hash().to_string();
    assert!(alone(&chain(&genesis)).is_ok());
    assert!(alone(&chain(&alice.view().invitation)).is_ok());
    assert_eq!(refused(&chain(&"00".repeat(32))).field, Some(Field::Chain));
    assert_eq!(refused(&chain("our chain")).field, Some(Field::Chain));
    let wrong = ProofQuestion {
        sha256: Some("abc".into()),
        ..about(&good, None)
    };
    assert_eq!(refused(&wrong).field, Some(Field::File));
}

#[test]
fn notes_are_bounded_and_harmless() {
    let mut alice = rich();
    let own = alice.view().wallet.address;
    let review = |alice: &mut Person, note: &str| {
        let command = command::Review {
            to: own.clone(),
            amount: "1".into(),
            note: note.into(),
            pace: api::Pace::default(),
            more: Vec::new(),
            coins: Vec::new(),
        };
        match alice.ask(clock(50), &command) {
            Ok(review) => Ok((review.note, review.fee)),
            Err(fault) => Err(fault),
        }
    };
    let (none, plain) = review(&mut alice, "  ").unwrap();
    assert_eq!(none, None);
    let (note, fee) = review(&mut alice, "Grüße").unwrap();
    assert_eq!(note.as_deref(), Some("Grüße"));
    assert!(fee > plain, "a note costs its weight");
    assert!(review(&mut alice, &"x".repeat(256)).is_ok());
    for bad in [&"x".repeat(257), &"ü".repeat(129), "a\u{202e}b", "a\u{7}"] {
        let fault = review(&mut alice, bad).unwrap_err();
        assert_eq!(fault.field, Some(Field::Note), "{fault}");
    }
}

#[test]
fn a_block_message_is_in_the_miners_blocks() {
    let store = RedbStore::in_memory().unwrap();
    let mut alice = Person::with_store(1, store);
    let set = |alice: &mut Person, text: &str| {
        let text = text.to_owned();
        alice.ask(clock(1), &command::SetBlockMessage { text })
    };
    set(&mut alice, " Hello from Ann ").unwrap();
    assert_eq!(alice.view().words, "Hello from Ann");
    // Heights 1 to 16 are encoded in one byte, greater ones in more.
    mine(&mut alice, 1..=18);
    let words = |alice: &mut Person, height: u32| {
        let text = height.to_string();
        match alice.ask(clock(200), &command::Search { text }) {
            Ok(Found::Block(block)) => block.transactions[0].words.clone(),
            other => panic!("{other:?}"),
        }
    };
    for height in [1, 16, 17, 18] {
        let carried = words(&mut alice, height).expect("the block has words");
        assert_eq!(carried.meaning, Meaning::Text("Hello from Ann".into()));
    }
    assert_eq!(words(&mut alice, 0), None);
    let longest = "x".repeat(75);
    set(&mut alice, &longest).unwrap();
    mine(&mut alice, 19..=19);
    assert_eq!(
        words(&mut alice, 19).map(|carried| carried.meaning),
        Some(Meaning::Text(longest))
    );
    for bad in [&"x".repeat(76), "a\u{202e}b"] {
        let fault = set(&mut alice, bad).unwrap_err();
        assert_eq!(fault.field, Some(Field::BlockMessage), "{fault}");
    }
    set(&mut alice, "").unwrap();
    mine(&mut alice, 20..=20);
    assert_eq!(words(&mut alice, 20), None);
}

#[test]
fn data_of_stamps_and_commitments_is_named() {
    let mut alice = rich();
    let txid = stamp(&mut alice, clock(50), b"a novel");
    let outputs = transaction(&mut alice, &txid).outputs;
    let meanings: Vec<_> = outputs
        .iter()
        .filter_map(|output| output.data.as_ref())
        .map(|data| data.meaning.clone())
        .collect();
    assert_eq!(meanings, [Meaning::Stamp(hex(b"a novel"))]);
    mine(&mut alice, 6..=6);
    let text = "5".to_owned();
    let Ok(Found::Block(block)) = alice.ask(clock(70), &command::Search { text }) else {
        panic!("there is a block 5")
    };
    let coinbase = &block.transactions[0].outputs;
    let commitment = coinbase[1].data.as_ref().unwrap();
    assert_eq!(commitment.meaning, Meaning::Commitment);
    assert!(commitment.hex.starts_with("aa21a9ed"));
}

#[test]
fn a_stamp_needs_coins_and_the_passphrase() {
    let mut alice = Person::new(1);
    let command = |passphrase: Option<&str>| command::Stamp {
        sha256: hex(b"a novel"),
        fee: Amount::COIN,
        passphrase: passphrase.map(Into::into),
    };
    let fault = alice.ask(clock(1), &command(None)).unwrap_err();
    let needs_coins = matches!(fault.reason, Reason::Proof(ProofReason::StampFunds { .. }));
    assert!(needs_coins, "{fault}");
    mine(&mut alice, 1..=4);
    let set = alice
        .profile
        .set_passphrase(None, Some("correct horse"), entropy(9));
    set.unwrap();
    alice.service.set_vault(alice.profile.vault().clone());
    let fault = alice.ask(clock(50), &command(Some("wrong"))).unwrap_err();
    assert_eq!(fault.field, Some(Field::Passphrase));
    assert!(
        alice
            .ask(clock(50), &command(Some("correct horse")))
            .is_ok()
    );
    let none = command::Stamp {
        sha256: "12".into(),
        fee: Amount::COIN,
        passphrase: None,
    };
    assert_eq!(
        alice.ask(clock(50), &none).unwrap_err().field,
        Some(Field::File)
    );
}
