//! Receipts of payments, checked with and without their chain.

use crate::people::{Person, clock, meet, part, talk};
use crate::proofs::{about, alone, asked, mine, proof, rich, stamp};
use api::{Evidence, Field, Here, Meaning, ProofQuestion, ProofReason, command};

fn receipt(person: &mut Person, txid: &str) -> String {
    person
        .ask(clock(0), &command::Receipt { txid: txid.into() })
        .unwrap()
}

/// A payment with three confirmations on Alice's chain, and its documents. Bob has none of the
/// blocks.
struct Paid {
    alice: Person,
    bob: Person,
    /// Bob's address, which was paid.
    to: String,
    txid: String,
    whole: Vec<u8>,
    link: String,
}

fn paid() -> Paid {
    let (mut alice, bob) = (rich(), Person::new(2));
    let to = bob.view().wallet.address;
    let txid = alice
        .pay_with_note(clock(50), &to, "7.5", " For the bicycle ")
        .unwrap();
    mine(&mut alice, 6..=8);
    Paid {
        whole: proof(&mut alice, &txid).unwrap(),
        link: receipt(&mut alice, &txid),
        alice,
        bob,
        to,
        txid,
    }
}

/// A question about a short receipt.
fn short(text: &str) -> ProofQuestion {
    ProofQuestion {
        proof: Evidence::Text(text.into()),
        sha256: None,
        chain: String::new(),
    }
}

#[test]
fn a_proof_shows_payee_and_amount_without_a_chain() {
    let paid = paid();
    let history = paid.alice.view().wallet.history;
    let row = history.iter().find(|row| row.txid.to_string() == paid.txid);
    let note = row.and_then(|row| row.note.as_deref());
    assert_eq!(note, Some("For the bicycle"));
    let verdict = alone(&about(&paid.whole, None)).unwrap();
    assert_eq!((verdict.confirmations, verdict.stamped), (3, false));
    let mut outputs = verdict.outputs.iter();
    assert!(
        outputs.any(|output| output.address.as_ref() == Some(&paid.to)
            && output.amount == "7.5".parse().unwrap())
    );
    let text = Meaning::Text("For the bicycle".into());
    let mut data = verdict.outputs.iter().filter_map(|it| it.data.as_ref());
    assert!(data.any(|data| data.meaning == text));
    let fault = alone(&about(&paid.whole, Some(b"a novel"))).unwrap_err();
    assert_eq!(fault.field, Some(Field::File));
}

#[test]
fn a_receipt_proves_nothing_without_its_chain() {
    let Paid {
        mut bob,
        whole,
        link,
        ..
    } = paid();
    assert!(link.starts_with("http://127.0.0.1/#receipt=") && link.len() < 2_900);
    let fault = alone(&short(&link)).unwrap_err();
    assert_eq!(fault.reason, ProofReason::ReceiptNeedsChain.into());
    // Bob has not received these blocks yet.
    let verdict = asked(&mut bob, &about(&whole, None)).unwrap();
    assert_eq!(verdict.here, Here::Unknown);
    assert!(asked(&mut bob, &short(&link)).is_err());
}

#[test]
fn a_receipt_gets_the_state_of_its_block_on_this_node() {
    let Paid {
        mut alice,
        mut bob,
        txid,
        whole,
        link,
        ..
    } = paid();
    meet(&mut alice, &mut bob, 1, clock(90));
    bob.mine(clock(90));
    talk(&mut alice, &mut bob, 1, clock(90));
    let here = Here::Best { confirmations: 4 };
    assert_eq!(asked(&mut bob, &about(&whole, None)).unwrap().here, here);
    for text in [
        link.clone(),
        format!(" {} \n {}", &link[..60], &link[60..]),
        link.rsplit_once('=').unwrap().1.to_owned(),
    ] {
        let verdict = asked(&mut bob, &short(&text)).unwrap();
        assert_eq!((verdict.here, verdict.confirmations), (here, 4));
        assert!(!verdict.whole);
        assert_eq!(verdict.txid.to_string(), txid);
    }
    let as_file = about(link.as_bytes(), None);
    assert_eq!(asked(&mut bob, &as_file).unwrap().here, here);
}

#[test]
fn a_damaged_receipt_or_one_of_another_chain_is_refused_at_its_field() {
    let Paid {
        mut alice, link, ..
    } = paid();
    for bad in [
        "",
        "hello",
        &link[..link.len() - 1],
        &link.replace('=', "=A"),
    ] {
        let fault = asked(&mut alice, &short(bad)).unwrap_err();
        assert_eq!(fault.field, Some(Field::Proof), "{bad}: {fault}");
    }
    let long = "x".repeat(api::MAX_RECEIPT_TEXT + 1);
    assert!(asked(&mut alice, &short(&long)).is_err());
    let other = ProofQuestion {
        chain: "00".repeat(32),
        ..short(&link)
    };
    let fault = asked(&mut alice, &other).unwrap_err();
    assert_eq!(fault.field, Some(Field::Chain));
}

#[test]
fn a_receipt_of_a_lost_block_is_called_lost() {
    let (mut alice, mut bob) = (rich(), Person::new(2));
    meet(&mut alice, &mut bob, 1, clock(50));
    part(&mut alice, &mut bob, 1, clock(51));
    let txid = stamp(&mut alice, clock(52), b"a novel");
    alice.mine(clock(60));
    let (whole, link) = (
        proof(&mut alice, &txid).unwrap(),
        receipt(&mut alice, &txid),
    );
    mine(&mut bob, 6..=8);
    meet(&mut alice, &mut bob, 2, clock(90));
    let verdict = asked(&mut alice, &about(&whole, Some(b"a novel"))).unwrap();
    assert_eq!(verdict.here, Here::Lost);
    let fault = asked(&mut alice, &short(&link)).unwrap_err();
    assert_eq!(fault.reason, ProofReason::ReceiptLost.into());
}
