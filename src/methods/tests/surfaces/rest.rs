//! The REST methods that read, and the pushing of a transaction.

use methods::http::Request;
use methods::{Access, rest};
use primitives::Encode as _;
use serde_json::{Value, json};

use crate::small::{BLOCKS, PAYMENTS, Small, json, request, txid};

#[test]
fn the_node_shows_its_chain_and_its_tip() {
    let mut small = Small::new();
    let node = small.get("running");
    assert_eq!(node["blocks"], BLOCKS + 1);
    assert_eq!(node["genesis"], small.hash_at(0));
    assert_eq!(node["tip"], small.hash_at(BLOCKS));
    assert_eq!((&node["waiting"], &node["nodes"]), (&json!(1), &json!(0)));
    assert_eq!(small.get("chainlength"), json!({ "length": BLOCKS + 1 }));
    assert_eq!(small.get("nodes"), json!([]));
}

#[test]
fn a_block_is_found_by_height_and_by_hash() {
    let mut small = Small::new();
    let by_height = small.get(&format!("block?index={PAYMENTS}"));
    let by_hash = small.get(&format!("block?hash={}", small.hash_at(PAYMENTS)));
    assert_eq!(by_height, by_hash);
    assert_eq!(by_height["hash"], small.hash_at(PAYMENTS));
    assert_eq!(by_height["confirmations"], BLOCKS - PAYMENTS + 1);
    let transactions = by_height["transactions"].as_array().unwrap();
    let ids: Vec<&Value> = transactions.iter().map(|it| &it["txid"]).collect();
    assert_eq!(
        ids[1..],
        [&json!(txid(&small.paid)), &json!(txid(&small.child))]
    );
    assert_eq!(by_height["fees"], 10_000_000 + 10_000);
    // The rest of a long list of transactions.
    let rest = small.get(&format!("block?index={PAYMENTS}&from=2"));
    assert_eq!(rest["transaction_count"], 3);
    assert_eq!(
        rest["transactions"].as_array().unwrap()[..],
        transactions[2..]
    );
}

#[test]
fn the_chain_is_read_in_pages_and_as_one_stream() {
    let mut small = Small::new();
    let (mut pages, mut from) = (Vec::new(), json!(0));
    while let Some(height) = from.as_u64() {
        let page = small.get(&format!("blockchain?from={height}&count=5"));
        pages.extend(page["blocks"].as_array().unwrap().clone());
        from = page["next"].clone();
    }
    assert_eq!(from, Value::Null);
    let heights: Vec<_> = pages.iter().map(|block| block["height"].as_u64()).collect();
    let wanted: Vec<_> = (0..=u64::from(BLOCKS)).map(Some).collect();
    assert_eq!(heights, wanted);
    // A caller to which no stream can be sent gets the first page.
    assert_eq!(small.get("blockchain")["next"], 10);

    let streamed = stream(&mut small, "");
    assert_eq!(streamed, json!({ "blocks": pages, "next": null }));
    let last = stream(&mut small, &format!("from={BLOCKS}"));
    assert_eq!(
        last["blocks"].as_array().unwrap()[..],
        pages[BLOCKS as usize..]
    );
}

/// The body of the streamed chain, put together.
fn stream(small: &mut Small, query: &str) -> Value {
    let request = Request {
        can_stream: true,
        ..Request::get("blockchain", query)
    };
    let response = small.rest(&request);
    assert_eq!(response.status, 200);
    let (mut body, mut rest) = (response.body, response.stream);
    while let Some(stream) = rest {
        let (part, left) = stream.proceed(&mut small.call()).unwrap();
        body.extend(part);
        rest = left;
    }
    serde_json::from_slice(&body).unwrap()
}

#[test]
fn a_stream_past_the_tip_is_refused_at_once() {
    let mut small = Small::new();
    let request = Request {
        can_stream: true,
        ..Request::get("blockchain", "from=13")
    };
    assert_eq!(small.rest(&request).status, 404);
    // With a count it is a page.
    let paged = Request {
        query: "from=3&count=2",
        ..request
    };
    let response = small.rest(&paged);
    assert_eq!(response.stream, None);
    assert_eq!(json(&response)["next"], 5);
}

#[test]
fn balances_count_from_a_number_of_confirmations_on() {
    let mut small = Small::new();
    let (second, third) = (small.address(2), small.address(3));
    let mut balance = |address: &str, confirmations: &str| {
        let target = format!("balance?address={address}{confirmations}");
        small.get(&target)["balance"].clone()
    };
    assert_eq!(balance(&second, ""), 0);
    assert_eq!(balance(&third, ""), 1_999_990_000_u64);
    assert_eq!(
        balance(&third, "&confirmations=0"),
        1_999_990_000_u64 + 2_989_980_000
    );
    assert_eq!(balance(&third, "&confirmations=5"), 0);
    let page = small.get("balances?prefix=bcrt1&count=1");
    let next = page["next"].as_str().unwrap().to_owned();
    let rest = small.get(&format!("balances?prefix=bcrt1&after={next}"));
    assert_eq!(page["balances"][0]["address"], next.as_str());
    let all = small.get("balances?prefix=bcrt1");
    let count = |page: &Value| page["balances"].as_array().unwrap().len();
    assert_eq!(count(&all), 1 + count(&rest));
    assert_eq!(all["next"], Value::Null);
}

#[test]
fn transactions_are_shown_from_chain_and_mempool() {
    let mut small = Small::new();
    let paid = txid(&small.paid);
    let found = small.get(&format!("transaction?id={paid}"));
    assert_eq!(found["height"], PAYMENTS);
    assert_eq!(
        found["outputs"][2]["data"]["meaning"],
        json!({ "Text": "for lunch" })
    );
    let depth = small.get(&format!("confirmations?transaction_id={paid}"));
    assert_eq!(
        depth,
        json!({ "txid": paid, "confirmations": BLOCKS - PAYMENTS + 1, "height": PAYMENTS })
    );
    let waiting = txid(&small.waiting);
    let found = small.get(&format!("transaction?id={waiting}"));
    assert_eq!(
        (&found["block"], &found["fee"]),
        (&Value::Null, &json!(20_000))
    );
    let list = small.get("unprocessed");
    assert_eq!(list["total"], 1);
    assert_eq!(list["transactions"][0]["txid"], waiting.as_str());
    let after = small.get(&format!("unprocessed?after={waiting}"));
    assert_eq!(after["transactions"], json!([]));
}

#[test]
fn a_transaction_is_pushed_as_text_or_as_json() {
    let mut small = Small::new();
    let bytes = base16ct::lower::encode_string(&small.waiting.to_bytes());
    let wanted = json!({ "txid": txid(&small.waiting) });
    // Each time the mempool has the transaction already, so the mempool refuses it, not the parser.
    for body in [bytes.clone(), json!({ "transaction": bytes }).to_string()] {
        let response = small.rest(&crate::small::post("pushtx", &body));
        let problem: Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(response.status, 422, "{problem}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            detail.starts_with("The transaction was refused: "),
            "{detail}"
        );
    }
    assert_eq!(
        small.get("unprocessed")["transactions"][0]["txid"],
        wanted["txid"]
    );
}

#[test]
fn a_reading_node_takes_neither_pushes_nor_registrations() {
    let mut small = Small::new();
    let mut status =
        |request: &Request<'_>| rest::respond_reading(request, &mut small.call()).status;
    assert_eq!(status(&request("running")), 200);
    assert_eq!(status(&crate::small::post("pushtx", "00")), 404);
    assert_eq!(status(&request("register?url=ws://a/")), 404);
    assert_eq!(status(&crate::small::post("create-and-send", "{}")), 404);
    assert_eq!(status(&crate::small::post("running", "")), 405);
}

#[test]
fn an_invitation_names_the_connected_relay_and_first_the_nodes_own_endpoints() {
    let mut small = Small::new();
    let mut asked = request("invitation");
    assert_eq!(small.rest(&asked).status, 403);
    asked.access = Access::Control;
    let answer = json(&small.rest(&asked));
    let expected = ["wss://tab.example/node", "wss://node.example/node"];
    assert_eq!(answer["endpoints"], serde_json::json!(expected));
    assert_eq!(answer["relay"], "wss://second.example/signal");
    let link = answer["link"].as_str().unwrap();
    let invitation = service::Invitation::parse(link).unwrap();
    assert_eq!(invitation.endpoints, expected);
    assert_eq!(&invitation.spec, small.service.node().chain().spec());
}

#[test]
fn a_relay_is_registered_only_with_the_right_to_control() {
    let mut small = Small::new();
    let reader = request("register?url=ws%3A%2F%2F127.0.0.1%3A9%2Fsignal");
    assert_eq!(small.rest(&reader).status, 403);
    assert!(small.host.registered.is_empty());
    let owner = Request {
        access: Access::Control,
        ..reader
    };
    let answer = json(&small.rest(&owner));
    assert_eq!(answer, json!({ "url": "ws://127.0.0.1:9/signal" }));
    assert_eq!(small.host.registered, ["ws://127.0.0.1:9/signal"]);
}
