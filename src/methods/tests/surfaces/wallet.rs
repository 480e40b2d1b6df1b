//! Payments from the node's own wallet.

use methods::Access;
use methods::http::Request;
use serde_json::{Value, json};

use crate::small::{Small, post, text};

#[test]
fn a_payment_is_created_signed_and_in_the_mempool() {
    let mut small = Small::new();
    let body = json!({ "to": small.address(2), "amount": 1.5, "note": "thanks" });
    let sent = small.post("create-and-send", &body.to_string());
    assert_eq!(sent["amount"], 150_000_000);
    let total = sent["amount"].as_u64().unwrap() + sent["fee"].as_u64().unwrap();
    assert_eq!(sent["total"], total);
    let id = sent["txid"].as_str().unwrap().to_owned();
    let found = small.get(&format!("transaction?id={id}"));
    assert_eq!(found["confirmations"], 0);
    let outputs = found["outputs"].as_array().unwrap();
    let pays = |output: &Value| output["address"] == json!(small.address(2));
    assert!(
        outputs
            .iter()
            .any(|it| pays(it) && it["amount"] == 150_000_000)
    );
}

#[test]
fn an_amount_is_a_number_or_its_text_and_exact() {
    let mut small = Small::new();
    for (amount, units) in [
        (json!("0.1"), 10_000_000),
        (json!(0.1), 10_000_000),
        (json!(2), 200_000_000),
        (json!(0.000_01), 1_000),
    ] {
        let body = json!({ "to": small.address(2), "amount": amount });
        let sent = small.post("create-and-send", &body.to_string());
        assert_eq!(sent["amount"], units, "{amount}");
        small.drain();
    }
}

#[test]
fn an_amount_that_is_not_whole_base_units_is_refused_and_not_rounded() {
    let mut small = Small::new();
    for amount in [
        json!(0.000_000_009),
        json!(1.999_999_999),
        json!("1.999999999"),
    ] {
        let body = json!({ "to": small.address(2), "amount": amount }).to_string();
        let response = small.rest(&post("create-and-send", &body));
        assert_eq!(response.status, 400, "{amount}");
        assert!(text(&response).contains("amount"), "{amount}");
    }
}

#[test]
fn a_payment_needs_the_right_json_and_the_passphrase() {
    let mut small = Small::with_passphrase("open sesame");
    let to = small.address(2);
    let pay = |passphrase: &Value| {
        json!({ "to": to, "amount": "1", "passphrase": passphrase }).to_string()
    };
    let (none, wrong, right) = (
        pay(&Value::Null),
        pay(&json!("no")),
        pay(&json!("open sesame")),
    );
    let mut status = |request: &Request<'_>| {
        let response = small.rest(request);
        assert!(!text(&response).contains("open sesame"));
        response.status
    };
    assert_eq!(status(&post("create-and-send", &none)), 403);
    assert_eq!(status(&post("create-and-send", &wrong)), 403);
    let control = Request {
        access: Access::Control,
        ..post("create-and-send", &right)
    };
    assert_eq!(status(&control), 403);
    // A form of a foreign page can't send JSON.
    let form = Request {
        content_type: Some("text/plain"),
        ..post("create-and-send", &right)
    };
    assert_eq!(status(&form), 415);
    // No secret is taken from a URL.
    let url = Request {
        query: "passphrase=open+sesame",
        ..post("create-and-send", &none)
    };
    assert_eq!(status(&url), 400);
    assert_eq!(status(&post("create-and-send", &right)), 200);
}

#[test]
fn more_than_the_wallet_has_is_refused() {
    let mut small = Small::new();
    let body = json!({ "to": small.address(2), "amount": "5000" }).to_string();
    let response = small.rest(&post("create-and-send", &body));
    assert_eq!(response.status, 422);
    let problem: Value = serde_json::from_slice(&response.body).unwrap();
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.starts_with("Not enough coins: "), "{detail}");
}
