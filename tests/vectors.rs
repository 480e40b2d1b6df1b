//! Compares the program with the vectors in `tests/vectors`, and the vectors with a script in
//! another language.
//!
//! The files are JSON, so that programs in any language can be checked against them. `confirm.py`
//! in the same folder defines their meaning: it computes every value again with nothing but
//! Python's standard library. Each file has a check here and one in `confirm.py`.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use primitives::address::{encode, parse};
use primitives::signed_message::{
    message_digest, message_hash, sign_message, to_sign, to_spend, verify_message,
};
use primitives::{
    Amount, BlockHash, Decode as _, Encode as _, Lock, Output, Prefix, SecretKey, Sighash,
    Transaction,
};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Checks the program against a vector.
type Check = fn(&Value);

/// The files that are checked in the tests of other crates.
const ELSEWHERE: [&str; 8] = [
    "descriptors.json",
    "difficulty.json",
    "invalid_payment_requests.json",
    "invitations.json",
    "keys.json",
    "miner_tags.json",
    "names.json",
    "payment_requests.json",
];

/// The other files, each with the check for one of its vectors.
const CHECKS: [(&str, Check); 4] = [
    ("addresses.json", check_address),
    ("invalid_addresses.json", check_invalid_address),
    ("messages.json", check_message),
    ("transactions.json", check_transaction),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    let value = vector[name].as_str();
    value.unwrap_or_else(|| panic!("{vector} has no text {name}"))
}

fn bytes(vector: &Value, name: &str) -> Vec<u8> {
    base16ct::lower::decode_vec(text(vector, name)).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

#[test]
fn the_program_agrees_with_the_vectors() {
    for (file, check) in CHECKS {
        let json = std::fs::read_to_string(folder().join(file)).unwrap();
        let json: Value = serde_json::from_str(&json).unwrap();
        let vectors = json["vectors"].as_array().unwrap();
        assert!(!vectors.is_empty(), "{file}");
        vectors.iter().for_each(check);
    }
    let files = std::fs::read_dir(folder()).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<_> = files.filter(|name| name.ends_with(".json")).collect();
    let checked = CHECKS.iter().map(|(file, _)| *file).chain(ELSEWHERE);
    let checked: BTreeSet<_> = checked.map(str::to_owned).collect();
    assert_eq!(files, checked, "every file has a check");
}

#[test]
fn another_language_confirms_the_vectors() {
    let output = Command::new("python3")
        .arg("-B")
        .arg(folder().join("confirm.py"))
        .output()
        .expect("python3 is needed; `cargo xtask test` installs it on Debian");
    let confirmed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{confirmed}{errors}");
    for file in CHECKS.iter().map(|(file, _)| *file).chain(ELSEWHERE) {
        assert!(confirmed.contains(file), "{confirmed}");
    }
}

fn check_address(vector: &Value) {
    let prefix = Prefix::new(text(vector, "prefix")).unwrap();
    let lock = Lock::new(Lock::KEY_VERSION, &bytes(vector, "key_hash")).unwrap();
    let address = text(vector, "address");
    assert_eq!(lock.to_script(), bytes(vector, "script"));
    assert_eq!(encode(&prefix, &lock).as_deref(), Some(address));
    assert_eq!(parse(address, &prefix), Ok(lock));
}

fn check_invalid_address(vector: &Value) {
    let prefix = Prefix::new(text(vector, "prefix")).unwrap();
    let read = parse(text(vector, "text"), &prefix);
    assert!(read.is_err(), "{vector}");
}

fn check_message(vector: &Value) {
    let message = text(vector, "message");
    let lock = Lock::from_script(&bytes(vector, "script"));
    assert_eq!(hex(&message_hash(message)), text(vector, "message_hash"));
    let spend = to_spend(&lock, message).txid().to_string();
    assert_eq!(spend, text(vector, "to_spend"));
    let sign = to_sign(&lock, message).txid().to_string();
    assert_eq!(sign, text(vector, "to_sign"));
    if vector.get("secret").is_none() {
        return;
    }
    assert_eq!(hex(&message_digest(&lock, message)), text(vector, "digest"));
    let secret: [u8; 32] = bytes(vector, "secret").try_into().unwrap();
    let key = SecretKey::from_bytes(secret).unwrap();
    let signature = text(vector, "signature");
    assert_eq!(sign_message(&key, message).as_deref(), Ok(signature));
    let prefix = Prefix::new(text(vector, "prefix")).unwrap();
    assert_eq!(parse(text(vector, "address"), &prefix), Ok(lock));
    let owner = key.public().key_hash();
    assert_eq!(verify_message(owner, message, signature), Ok(()));
}

fn check_transaction(vector: &Value) {
    let bytes_of_it = bytes(vector, "transaction");
    let transaction = Transaction::from_bytes(&bytes_of_it).unwrap();
    assert_eq!(transaction.to_bytes(), bytes_of_it);
    assert_eq!(transaction.txid().to_string(), text(vector, "txid"));
    assert_eq!(transaction.wtxid().to_string(), text(vector, "wtxid"));
    assert_eq!(Some(transaction.weight() as u64), vector["weight"].as_u64());
    let spent = vector["spent"].as_array().unwrap().iter();
    let spent = spent.map(|coin| Output {
        amount: Amount::from_units(coin["amount"].as_u64().unwrap()).unwrap(),
        lock: Lock::from_script(&bytes(coin, "script")),
    });
    let spent: Vec<_> = spent.collect();
    let genesis: BlockHash = text(vector, "genesis").parse().unwrap();
    let sighash = Sighash::new(genesis, &transaction, &spent);
    let digests = (0..spent.len()).map(|input| hex(&sighash.digest(input)));
    let wanted = vector["digests"].as_array().unwrap().iter();
    assert!(digests.eq(wanted.map(|digest| digest.as_str().unwrap())));
}
