//! Payment requests, contacts and private notes.

use crate::people::{Person, clock, easy, entropy, meet, talk};
use api::{Fault, Field, PaymentReason, PaymentRequest, Reason, command};
use chain::SpecDraft;
use primitives::{Amount, Decode as _, Prefix};
use service::{
    Invitation, Labels, PayeeError, Profile, Setup, read_payee, request_parameters, request_uri,
};
use store::RedbStore;

const PAGE: &str = "https://tab.example/";

fn coins(text: &str) -> Amount {
    text.parse().unwrap()
}

fn vectors(file: &str) -> Vec<serde_json::Value> {
    let file: serde_json::Value = serde_json::from_str(file).unwrap();
    file["vectors"].as_array().unwrap().clone()
}

/// The settings of a chain with this prefix.
fn with_prefix(prefix: &str) -> Setup {
    let mut draft = SpecDraft::clone(&easy().spec);
    draft.prefix = Prefix::new(prefix).unwrap();
    let spec = draft.build().unwrap();
    Setup { spec, ..easy() }
}

#[test]
fn the_program_writes_and_reads_the_vectors() {
    let vectors = vectors(include_str!(
        "../../../../tests/vectors/payment_requests.json"
    ));
    assert!(vectors.len() >= 6);
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap().to_owned();
        let request = PaymentRequest {
            to: text("address"),
            amount: vector["amount"].as_str().map(coins),
            label: text("label"),
            message: text("message"),
        };
        assert_eq!(request_uri(&request), text("uri"));
        assert_eq!(request_parameters(&request), text("parameters"));
        let setup = with_prefix(&text("prefix"));
        assert_eq!(read_payee(&text("uri"), &setup.spec), Ok(request.clone()));
        let link = Invitation {
            spec: setup.spec.clone(),
            relay: "wss://relay.example/signal".into(),
            endpoints: Vec::new(),
        };
        let link = format!("{}&{}", link.to_link(PAGE), text("parameters"));
        assert_eq!(read_payee(&link, &setup.spec), Ok(request.clone()));
        // A messenger may encode the link as a whole.
        let escape = |c: char| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' => c.to_string(),
            other => format!("%{:02X}", u32::from(other)),
        };
        let escaped: String = link.chars().map(escape).collect();
        assert_eq!(read_payee(&escaped, &setup.spec), Ok(request.clone()));
        // The page shows the chain and the request of a link before the person joins.
        let document = Profile::new(entropy(1)).invitation(&link).unwrap();
        assert_eq!(document.genesis, setup.spec.genesis_hash().to_string());
        assert_eq!(document.request, Some(request));
        let mut profile = Profile::new(entropy(1));
        profile.join(&link, false, None).unwrap();
        assert_eq!(profile.last(), None, "joining opens nothing by itself");
    }
}

#[test]
fn what_is_no_request_is_refused_with_its_reason() {
    let vectors = vectors(include_str!(
        "../../../../tests/vectors/invalid_payment_requests.json"
    ));
    assert!(vectors.len() >= 15);
    for vector in vectors {
        let text = vector["text"].as_str().unwrap();
        let setup = with_prefix(vector["prefix"].as_str().unwrap());
        let reason = match read_payee(text, &setup.spec).unwrap_err() {
            PayeeError::Required(_) => "required",
            PayeeError::Twice(_) => "twice",
            PayeeError::Amount(_) => "amount",
            PayeeError::Text(_) => "text",
            PayeeError::Address(_) => "address",
            PayeeError::Scheme(_) => "scheme",
            PayeeError::Link => "link",
            other => panic!("{text}: {other}"),
        };
        assert_eq!(Some(reason), vector["reason"].as_str(), "{text}");
    }
}

#[test]
fn other_things_in_place_of_an_address_are_named() {
    let mut person = Person::new(1);
    let mut said = |text: &str| {
        let text = text.to_owned();
        let fault = person.ask(clock(1), &command::ReadPayee { text });
        let fault = fault.unwrap_err();
        assert_eq!(fault.field, Some(Field::To));
        fault.to_string()
    };
    let invitation = |setup: Setup| Invitation {
        spec: setup.spec,
        relay: String::new(),
        endpoints: Vec::new(),
    };
    let mut draft = SpecDraft::clone(&easy().spec);
    draft.name = "Elsewhere".into();
    let spec = draft.build().unwrap();
    let elsewhere = Setup { spec, ..easy() };
    let here = invitation(easy()).to_link(PAGE);
    let there = invitation(elsewhere).to_link(PAGE);
    assert!(said(&here).contains("This is an invitation to the chain"));
    assert!(said(&there).contains("invitation to the chain “Elsewhere”"));
    let to = Person::new(2).view().wallet.address;
    let request = format!("{there}&pay={to}&amount=1");
    assert!(said(&request).contains("for coins of the chain “Elsewhere”"));
    let words = "abandon ".repeat(11) + "about";
    assert!(said(&words).contains("show them to nobody"));
    assert!(said(&"ab".repeat(32)).contains("the id of a transaction or a block"));
    assert!(said("").contains("empty"));
}

#[test]
fn a_request_is_paid_by_what_its_own_address_received() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    meet(&mut alice, &mut bob, 1, clock(50));
    let ask = |amount: &str| command::RequestPayment {
        amount: amount.into(),
        label: "Bob".into(),
        message: "Lunch".into(),
    };
    let first = bob.ask(clock(50), &ask("2")).unwrap();
    let second = bob.ask(clock(51), &ask("")).unwrap();
    assert_ne!(first.request.to, second.request.to);
    let present = bob.view().wallet.address;
    assert!(present != first.request.to && present != second.request.to);

    // The payer pastes the request, and agrees to the amount that the form shows.
    let text = first.uri.clone();
    let read = alice.ask(clock(52), &command::ReadPayee { text }).unwrap();
    assert_eq!(read, first.request);
    alice.pay(clock(52), &first.uri, "1.5").unwrap();
    talk(&mut alice, &mut bob, 1, clock(52));
    let rows = bob.ask(clock(53), &command::Requests).unwrap();
    assert_eq!(
        (rows[0].request.to.as_str(), rows[1].request.to.as_str()),
        (second.request.to.as_str(), first.request.to.as_str()),
        "newest first"
    );
    assert_eq!(
        (rows[1].received, rows[1].confirmed),
        (coins("1.5"), Amount::ZERO)
    );
    assert!(
        !rows[1].is_paid_by(rows[1].received),
        "half a coin is missing"
    );
    alice.pay(clock(54), &first.request.to, "0.5").unwrap();
    alice.mine(clock(60));
    talk(&mut alice, &mut bob, 1, clock(60));
    let rows = bob.ask(clock(61), &command::Requests).unwrap();
    assert!(rows[1].is_paid_by(rows[1].confirmed), "{:?}", rows[1]);
    assert!(!rows[0].is_paid_by(rows[0].received));

    let address = first.request.to;
    bob.ask(clock(62), &command::RemoveRequest { address })
        .unwrap();
    let left = bob.ask(clock(63), &command::Requests).unwrap();
    assert_eq!(left.len(), 1);
}

#[test]
fn requests_are_bounded_and_each_has_an_address_of_its_own() {
    let mut bob = Person::new(2);
    let ask = command::RequestPayment {
        amount: String::new(),
        label: String::new(),
        message: String::new(),
    };
    let mut addresses = std::collections::BTreeSet::new();
    let refused = loop {
        match bob.ask(clock(1), &ask) {
            Ok(row) => assert!(addresses.insert(row.request.to)),
            Err(fault) => break fault,
        }
    };
    assert_eq!(addresses.len(), 16);
    assert_eq!(
        refused.reason,
        Reason::Payment(PaymentReason::ManyRequests { most: 16 })
    );
    // A request can be made again once another one is removed.
    let address = addresses.first().unwrap().clone();
    bob.ask(clock(1), &command::RemoveRequest { address })
        .unwrap();
    bob.ask(clock(1), &ask).unwrap();
}

#[test]
fn a_request_has_a_positive_amount_and_short_visible_texts() {
    let mut bob = Person::new(2);
    let mut refused = |amount: &str, label: &str, message: &str| {
        let command = command::RequestPayment {
            amount: amount.into(),
            label: label.into(),
            message: message.into(),
        };
        bob.ask(clock(1), &command).unwrap_err().field
    };
    assert_eq!(refused("0", "", ""), Some(Field::Amount));
    assert_eq!(refused("abc", "", ""), Some(Field::Amount));
    assert_eq!(refused("", &"x".repeat(65), ""), Some(Field::Label));
    assert_eq!(refused("", "a\u{202e}b", ""), Some(Field::Label));
    assert_eq!(refused("", "", &"x".repeat(257)), Some(Field::Message));
    assert_eq!(refused("", "", "two\nlines"), Some(Field::Message));
}

/// The fault of giving an address a name.
fn name(person: &mut Person, address: &str, name: &str) -> Result<(), Fault> {
    let (address, name) = (address.to_owned(), name.to_owned());
    person.ask(clock(1), &command::SaveContact { address, name })
}

#[test]
fn contacts_are_named_once_and_in_order() {
    let mut alice = Person::new(1);
    let (bob, carol) = (Person::new(2), Person::new(3));
    let (bob, carol) = (bob.view().wallet.address, carol.view().wallet.address);
    name(&mut alice, &carol, "carol").unwrap();
    name(&mut alice, &bob, " Bob ").unwrap();
    let names = |person: &Person| {
        let contacts = person.view().contacts.into_iter();
        contacts.map(|it| it.name).collect::<Vec<_>>()
    };
    assert_eq!(names(&alice), ["Bob", "carol"]);
    let taken = name(&mut alice, &carol, "BOB").unwrap_err();
    assert_eq!(taken, Fault::of(Field::Label, PaymentReason::NameTaken));
    let none = name(&mut alice, &carol, " ").unwrap_err();
    assert_eq!(none, Fault::of(Field::Label, PaymentReason::NoName));
    assert_eq!(
        name(&mut alice, "nobody", "Dora").unwrap_err().field,
        Some(Field::To)
    );
    name(&mut alice, &bob, "Robert").unwrap();
    assert_eq!(names(&alice), ["carol", "Robert"]);
    let address = bob;
    alice
        .ask(clock(1), &command::RemoveContact { address })
        .unwrap();
    assert_eq!(names(&alice), ["carol"]);
}

#[test]
fn a_private_note_stands_in_the_history_and_goes_nowhere_else() {
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    for second in 1..=4 {
        alice.mine(clock(second * 10));
    }
    meet(&mut alice, &mut bob, 1, clock(50));
    let to = bob.view().wallet.address;
    let txid = alice.pay(clock(50), &to, "1").unwrap();
    let write = |note: &str| command::SetPaymentNote {
        txid: txid.clone(),
        note: note.into(),
    };
    alice.ask(clock(51), &write("for the bread")).unwrap();
    talk(&mut alice, &mut bob, 1, clock(51));
    let note = |person: &Person| {
        let history = person.view().wallet.history;
        let row = history.iter().find(|row| row.txid.to_string() == txid);
        row.and_then(|row| row.private_note.clone())
    };
    assert_eq!(note(&alice).as_deref(), Some("for the bread"));
    assert_eq!(note(&bob), None);
    let page = command::History { from: 0, count: 1 };
    let page = alice.ask(clock(52), &page).unwrap();
    assert_eq!(page[0].private_note.as_deref(), Some("for the bread"));
    alice.ask(clock(53), &write("")).unwrap();
    assert_eq!(note(&alice), None);
    let long = alice.ask(clock(53), &write(&"x".repeat(257))).unwrap_err();
    assert_eq!(long.field, Some(Field::Message));
}

#[test]
fn the_profile_keeps_the_labels_of_each_chain() {
    let mut profile = Profile::new(entropy(1));
    let genesis = profile.add(easy(), None).unwrap();
    let (setup, _) = profile.opened(&genesis).unwrap();
    let mut alice = Person::on(1, setup, RedbStore::in_memory().unwrap());
    assert_eq!(alice.service.take_labels(), None);
    let bob = Person::new(2).view().wallet.address;
    name(&mut alice, &bob, "Bob").unwrap();
    let ask = command::RequestPayment {
        amount: "3".into(),
        label: "Alice".into(),
        message: String::new(),
    };
    alice.ask(clock(1), &ask).unwrap();
    let labels = alice.service.take_labels().unwrap();
    assert_eq!(alice.service.take_labels(), None, "taken once");
    profile.set_labels(&genesis, labels.clone());
    let mut read = Profile::from_bytes(&profile.to_bytes()).unwrap();
    let (setup, _) = read.opened(&genesis).unwrap();
    assert_eq!(setup.labels, labels);
    let mut again = Person::on(1, setup, RedbStore::in_memory().unwrap());
    assert_eq!(again.view().contacts[0].name, "Bob");
    assert_eq!(again.ask(clock(2), &command::Requests).unwrap().len(), 1);
}

/// The same labels are always the same bytes.
#[test]
fn labels_out_of_order_are_no_labels() {
    let read = |bytes: &[u8]| Labels::from_bytes(bytes).is_ok();
    let contact = |byte: u8| [&[byte; 20][..], &[1, b'a']].concat();
    let contacts = |keys: &[u8]| {
        let all: Vec<u8> = keys.iter().flat_map(|key| contact(*key)).collect();
        [&[u8::try_from(keys.len()).unwrap()][..], &all, &[0; 4]].concat()
    };
    assert!(read(&contacts(&[1, 2])));
    assert!(!read(&contacts(&[2, 1])));
    assert!(!read(&contacts(&[1, 1])));
    // No contacts, and one request: with an amount, without one, and with a flag that is unknown or
    // contradicts the amount.
    let request = |flag: u8, units: u8| {
        let amount = [&[flag, units][..], &[0; 7]].concat();
        [&[0, 1][..], &[7; 20], &amount, &[0, 0], &[0; 8], &[0; 3]].concat()
    };
    assert!(read(&request(1, 5)) && read(&request(0, 0)));
    assert!(!read(&request(0, 5)) && !read(&request(2, 5)));
}

#[test]
fn labels_have_a_bounded_size() {
    let mut alice = Person::new(1);
    let mut written = 0_u32;
    let refused = loop {
        let command = command::SetPaymentNote {
            txid: format!("{written:064x}"),
            note: "x".repeat(256),
        };
        match alice.ask(clock(1), &command) {
            Ok(()) => written += 1,
            Err(fault) => break fault,
        }
    };
    assert_eq!(refused.reason, Reason::Payment(PaymentReason::LabelsFull));
    // 32 bytes of an id, 3 of a length and 256 of text.
    assert_eq!(written, (32_768 - 4) / 291);
}

/// The lines of BIP329's own examples, with addresses and transactions of this chain in place of
/// Bitcoin's. Some have types or members that this program does not know.
#[test]
fn labels_are_written_for_other_wallets_and_read_from_them() {
    let mut alice = Person::new(1);
    let bob = Person::new(2).view().wallet.address;
    let txid = "f91d0a8a78462bc59398f2c5d7a84fcff491c26ba54c4833478b202796c8aafd";
    let file = [
        format!(r#"{{"type":"tx","ref":"{txid}","label":"Transaction","origin":"wpkh([d34db33f/84'/0'/0'])"}}"#),
        format!(r#"{{"type":"addr","ref":"{bob}","label":"Address"}}"#),
        r#"{"type":"addr","ref":"bc1q34aq5drpuwy3wgl9lhup9892qp6svr8ldzyy7c","label":"Address"}"#.into(),
        r#"{"type":"pubkey","ref":"0283409659355b6d1cc3c32decd5d561abaac86c37a353b52895a5e6c196d6f448","label":"Public Key"}"#.into(),
        format!(r#"{{"type":"input","ref":"{txid}:0","label":"Input"}}"#),
        format!(r#"{{"type":"output","ref":"{txid}:1","label":"Output","spendable":false}}"#),
        r#"{"type":"xpub","ref":"xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8","label":"Extended Public Key"}"#.into(),
        format!(r#"{{"type":"tx","ref":"{txid}","label":"Transaction"}}"#),
    ];
    let text = file.join("\n");
    let read = alice
        .ask(clock(1), &command::ImportLabels { text })
        .unwrap();
    assert_eq!((read.added, read.left_out), (4, 1));
    assert_eq!(alice.view().contacts[0].name, "Address");
    assert!(alice.service.take_labels().is_some());

    let written = alice.ask(clock(1), &command::ExportLabels).unwrap();
    let lines = [
        format!(r#"{{"type":"addr","ref":"{bob}","label":"Address"}}"#),
        format!(r#"{{"type":"tx","ref":"{txid}","label":"Transaction"}}"#),
        format!(r#"{{"type":"output","ref":"{txid}:1","spendable":false}}"#),
    ];
    assert_eq!(written.lines().collect::<Vec<_>>(), lines);
    let mut again = Person::in_another_tab(1);
    let text = written.clone();
    again
        .ask(clock(1), &command::ImportLabels { text })
        .unwrap();
    assert_eq!(
        again.ask(clock(1), &command::ExportLabels).unwrap(),
        written
    );

    let text = format!("{}\nnot json", lines[0]);
    let wrong = alice
        .ask(clock(2), &command::ImportLabels { text })
        .unwrap_err();
    assert_eq!(
        wrong,
        Fault::of(Field::LabelsFile, PaymentReason::NotLabels { line: 2 })
    );
}
