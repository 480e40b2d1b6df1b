//! Payments by the wallet on the command line, through a node.

use serde_json::Value;

use crate::nodes::Node;
use crate::place::Place;

/// A wallet in its own folder, and the coins that a chain gives it from the start.
struct Person<'a> {
    place: &'a Place,
    folder: String,
}

impl Person<'_> {
    fn new<'a>(place: &'a Place, name: &str) -> Person<'a> {
        let folder = place.text(name);
        place.ok(&["wallet", "--wallet", &folder, "create", "--no-passphrase"]);
        Person { place, folder }
    }

    fn identity(&self) -> String {
        let line = ["wallet", "--wallet", &self.folder, "address", "--identity"];
        self.place.ok(&line).trim_end().to_owned()
    }

    /// The start of a wallet command on this chain.
    fn line<'a>(&'a self, chain: &'a str, node: &'a Node, more: &[&'a str]) -> Vec<&'a str> {
        let head = ["wallet", "--wallet", &self.folder, "--chain", chain];
        let access = ["--node", &node.url, "--cookie", &node.cookie];
        [&head, &access[..], more].concat()
    }
}

fn amount(document: &Value, key: &str) -> f64 {
    document[key].as_str().unwrap().parse().unwrap()
}

#[test]
fn one_person_pays_another() {
    let place = Place::new();
    let (ann, ben) = (Person::new(&place, "ann"), Person::new(&place, "ben"));
    let share = format!("{}=100", ann.identity());
    let chain = place.chain(
        "Pay",
        &[
            "--fixed-difficulty",
            "--prefix",
            "bcrt",
            "--allocate",
            &share,
        ],
    );
    let node = Node::start(&place, &chain, "data", &[]);
    let balance = |person: &Person<'_>| place.json(&person.line(&chain, &node, &["balance"]));
    assert_eq!(amount(&balance(&ann), "spendable"), 100.0);

    let address = place.ok(&ben.line(&chain, &node, &["address"]));
    let address = address.trim_end();
    place.ok(&ann.line(&chain, &node, &["book", "add", "ben", address]));
    let refused = ann.line(&chain, &node, &["send", "ben", "1000", "--yes"]);
    place.fails(&refused, 8, &["needed with the fee"]);
    place.fails(
        &ann.line(&chain, &node, &["send", "ben", "1"]),
        2,
        &["--yes"],
    );
    place.fails(
        &ann.line(&chain, &node, &["send", "eve", "1", "--yes"]),
        2,
        &["TO: \"eve\""],
    );
    place.fails(
        &ann.line(&chain, &node, &["send", "ben", "x", "--yes"]),
        2,
        &["AMOUNT"],
    );

    let sent = place.json(&ann.line(
        &chain,
        &node,
        &["send", "ben", "12.5", "--yes", "--label", "rent"],
    ));
    assert_eq!(sent["to"], address);
    assert_eq!(sent["amount"], "12.5");
    // The payment waits in the mempool, and both know of it.
    assert_eq!(amount(&balance(&ben), "incoming"), 12.5);
    let history = place.json(&ann.line(&chain, &node, &["history"]));
    assert_eq!(history[0]["txid"], sent["txid"]);
    assert_eq!(history[0]["label"], "rent");
    assert_eq!(history[0]["height"], Value::Null);
    node.answer(&place, &["generatetoaddress", "1", address]);
    assert_eq!(amount(&balance(&ben), "spendable"), 12.5);
    let left = 100.0 - 12.5 - amount(&sent, "fee");
    assert!((amount(&balance(&ann), "spendable") - left).abs() < 1e-8);
    let history = place.json(&ben.line(&chain, &node, &["history"]));
    assert_eq!(history[0]["kind"], "received");
    assert_eq!(history[0]["confirmations"], 1);
    assert_eq!(history[1]["kind"], "reward");

    // The node does not keep this other chain.
    let other = place.chain("Other", &[]);
    place.fails(
        &ann.line(&other, &node, &["balance"]),
        5,
        &["--node", "keeps the chain"],
    );
}

#[test]
fn a_pem_files_coins_are_swept_into_the_wallet() {
    let place = Place::new();
    let ann = Person::new(&place, "ann");
    let share = format!("{}=10", ann.identity());
    let chain = place.chain(
        "Sweep",
        &[
            "--fixed-difficulty",
            "--prefix",
            "bcrt",
            "--allocate",
            &share,
        ],
    );
    let node = Node::start(&place, &chain, "data", &[]);
    let pem = place.text("key.pem");
    let made = place.json(&ann.line(&chain, &node, &["create-address", "--pem", &pem]));
    let address = made["address"].as_str().unwrap();
    let own = place.ok(&ann.line(&chain, &node, &["address"]));
    let own = own.trim_end();
    place.fails(
        &ann.line(&chain, &node, &["sweep", "--pem", &pem]),
        8,
        &["--pem"],
    );
    place.ok(&ann.line(&chain, &node, &["send", address, "3", "--yes"]));
    node.answer(&place, &["generatetoaddress", "1", own]);
    // OpenSSL's older form of the same key is accepted, too.
    let sec1 = place.text("sec1.pem");
    let mut openssl = std::process::Command::new("openssl");
    let done = crate::place::finished(openssl.args(["ec", "-in", &pem, "-out", &sec1]));
    assert_eq!(done.code, 0, "{done:?}");
    let swept = place.json(&ann.line(&chain, &node, &["sweep", "--pem", &sec1]));
    node.answer(&place, &["generatetoaddress", "1", own]);
    let balance = place.json(&ann.line(&chain, &node, &["balance"]));
    assert!(amount(&balance, "spendable") > 9.9, "{swept}: {balance}");
}

#[test]
fn a_load_is_accepted_and_confirmed() {
    let place = Place::new();
    let ann = Person::new(&place, "ann");
    let share = format!("{}=10", ann.identity());
    // A block takes some tenths of a second on one core.
    let chain = place.chain(
        "Load",
        &[
            "--fixed-difficulty",
            "--prefix",
            "bcrt",
            "--interval",
            "1",
            "--difficulty",
            "1000000",
            "--allocate",
            &share,
        ],
    );
    let node = Node::start(&place, &chain, "data", &["--mine", "1"]);
    let load = [
        "load",
        "--rate",
        "20",
        "--duration",
        "3",
        "--connections",
        "2",
        "--coins",
        "5",
    ];
    let report = place.json(&ann.line(&chain, &node, &load));
    assert_eq!(report["accepted"], 60, "{report}");
    assert_eq!(report["confirmed"], 60, "{report}");
    assert_eq!(report["refused"], 0, "{report}");
    assert!(
        report["confirmed_within_seconds"]["p99"].as_f64().unwrap() > 0.0,
        "{report}"
    );
    // Nothing but fees is spent.
    let balance = place.json(&ann.line(&chain, &node, &["balance"]));
    let all = amount(&balance, "spendable") + amount(&balance, "incoming");
    assert!(all > 9.99, "{balance}");
    assert_eq!(node.service.stop(), Some(0));
}
