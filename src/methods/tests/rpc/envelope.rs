//! The envelope, as Bitcoin Core's functional test `interface_rpc.py` expects it.

use methods::Access;
use methods::rpc::{Exchange, MAX_BATCH, Rpc};
use serde_json::{Value, json};

use crate::world::{Tab, World};
use chain::MemoryStore;

fn post(world: &mut World, body: &Value) -> (u16, Value) {
    let (status, text) = world.post(&body.to_string(), Access::Wallet);
    let body = match text.as_str() {
        "" => Value::Null,
        text => serde_json::from_str(text).unwrap(),
    };
    (status, body)
}

#[test]
fn versions_differ_in_the_null_member_and_in_the_status() {
    let mut world = World::new();
    for (request, status, response) in [
        (
            json!({ "id": "a", "method": "getblockcount" }),
            200,
            json!({ "id": "a", "result": 0, "error": null }),
        ),
        (
            json!({ "jsonrpc": "1.0", "method": "getblockcount" }),
            200,
            json!({ "result": 0, "error": null }),
        ),
        (
            json!({ "jsonrpc": "2.0", "id": 7, "method": "getblockcount", "params": [] }),
            200,
            json!({ "jsonrpc": "2.0", "id": 7, "result": 0 }),
        ),
        (
            json!({ "id": 1, "method": "getblockhash", "params": [42] }),
            500,
            json!({ "id": 1, "result": null, "error": { "code": -8, "message": "Block height out of range" } }),
        ),
        (
            json!({ "jsonrpc": "2.0", "id": null, "method": "getblockhash", "params": [42] }),
            200,
            json!({ "jsonrpc": "2.0", "id": null, "error": { "code": -8, "message": "Block height out of range" } }),
        ),
        (
            json!({ "id": 1, "method": "invalidmethod" }),
            404,
            json!({ "id": 1, "result": null, "error": { "code": -32601, "message": "Method not found" } }),
        ),
        (
            json!({ "jsonrpc": "2.0", "id": 1, "method": "invalidmethod" }),
            200,
            json!({ "jsonrpc": "2.0", "id": 1, "error": { "code": -32601, "message": "Method not found" } }),
        ),
        (
            json!({ "jsonrpc": 2, "method": "getblockcount" }),
            400,
            json!({ "result": null, "error": { "code": -32600, "message": "jsonrpc field must be a string" } }),
        ),
        (
            json!({ "jsonrpc": "3.0", "method": "getblockcount" }),
            400,
            json!({ "result": null, "error": { "code": -32600, "message": "JSON-RPC version not supported" } }),
        ),
        (
            json!({ "id": 3 }),
            400,
            json!({ "id": 3, "result": null, "error": { "code": -32600, "message": "Missing method" } }),
        ),
        (
            json!({ "id": 3, "method": 4 }),
            400,
            json!({ "id": 3, "result": null, "error": { "code": -32600, "message": "Method must be a string" } }),
        ),
        (
            json!({ "id": 3, "method": "getblockcount", "params": 4 }),
            400,
            json!({ "id": 3, "result": null, "error": { "code": -32600, "message": "Params must be an array or object" } }),
        ),
    ] {
        assert_eq!(post(&mut world, &request), (status, response), "{request}");
    }
}

#[test]
fn bodies_that_are_not_calls_are_refused() {
    let mut world = World::new();
    for (body, status, code) in [
        ("this is bad", 500, -32_700),
        ("", 500, -32_700),
        ("\"getblockcount\"", 500, -32_700),
        ("{\"id\":1", 500, -32_700),
    ] {
        let (found, text) = world.post(body, Access::Wallet);
        let response: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (found, &response["error"]["code"]),
            (status, &json!(code)),
            "{body}"
        );
    }
}

#[test]
fn a_notification_gets_no_response_but_is_carried_out() {
    let mut world = World::new();
    let stop = json!({ "jsonrpc": "2.0", "method": "stop" });
    assert_eq!(post(&mut world, &stop), (204, Value::Null));
    assert!(world.program.is_stopping);
    let both = json!([
        { "jsonrpc": "2.0", "method": "getblockcount" },
        { "jsonrpc": "2.0", "id": 1, "method": "uptime" },
    ]);
    let only = json!([{ "jsonrpc": "2.0", "id": 1, "result": 77 }]);
    assert_eq!(post(&mut world, &both), (200, only));
    let silent = json!([{ "jsonrpc": "2.0", "method": "getblockcount" }]);
    assert_eq!(post(&mut world, &silent), (204, Value::Null));
}

#[test]
fn a_batch_answers_each_call_in_order() {
    let mut world = World::new();
    let batch = json!([
        { "id": 1, "method": "getblockcount" },
        { "id": 2, "method": "invalidmethod" },
        { "jsonrpc": "2.0", "id": 3, "method": "getblockhash", "params": [9] },
        5,
    ]);
    let (status, response) = post(&mut world, &batch);
    assert_eq!(status, 200);
    let ids: Vec<&Value> = response
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["id"])
        .collect();
    assert_eq!(ids, [&json!(1), &json!(2), &json!(3), &Value::Null]);
    assert_eq!(response[0]["result"], 0);
    assert_eq!(response[1]["error"]["code"], -32_601);
    assert_eq!(response[2]["error"]["code"], -8);
    assert_eq!(response[3]["error"]["code"], -32_600);
    assert_eq!(post(&mut world, &json!([])), (200, json!([])));
}

#[test]
fn a_batch_is_bounded() {
    let mut world = World::new();
    let calls = vec![json!({ "id": 1, "method": "uptime" }); MAX_BATCH + 1];
    let (status, response) = post(&mut world, &Value::from(calls));
    assert_eq!((status, &response["error"]["code"]), (400, &json!(-32_600)));
    // The answers of a batch are bounded, too: later calls get an error each.
    let calls = vec![json!({ "id": 1, "method": "x" }); 40];
    let mut exchange = Exchange::new(Value::from(calls).to_string().as_bytes());
    let mut carried_out = 0;
    while exchange.next().is_some() {
        exchange.push(Ok(Value::from("y".repeat(1 << 20))));
        carried_out += 1;
    }
    assert_eq!(carried_out, 16);
    let reply = exchange.finish();
    let responses: Vec<Value> = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(responses.len(), 40);
    assert_eq!(responses[15]["error"], Value::Null);
    assert_eq!(responses[16]["error"]["code"], -8);
}

#[test]
fn arguments_come_by_position_by_name_or_both() {
    let mut world = World::new();
    let hash = world.ok("getblockhash", json!([0]));
    for params in [
        json!([hash, false]),
        json!({ "blockhash": hash, "verbose": false }),
        json!({ "args": [hash], "verbose": false }),
        json!({ "args": [hash, false] }),
    ] {
        let header = world.ok("getblockheader", params);
        assert_eq!(header.as_str().unwrap().len(), 160);
    }
    for (params, code) in [
        (json!([]), -1),
        (json!([null]), -1),
        (json!([hash, false, 1]), -1),
        (json!({ "verbose": false }), -1),
        (json!({ "blockhash": hash, "unknown": 1 }), -8),
        (json!({ "args": [hash], "blockhash": hash }), -8),
        (json!({ "args": 5 }), -8),
    ] {
        assert_eq!(
            world.code("getblockheader", params.clone()),
            code,
            "{params}"
        );
    }
}

#[test]
fn a_caller_without_the_right_is_refused_and_nothing_happens() {
    let mut world = World::new();
    for (access, method) in [
        (Access::Read, "stop"),
        (Access::Read, "getnewaddress"),
        (Access::Control, "getbalance"),
    ] {
        let call = json!({ "id": 1, "method": method });
        let (status, body) = world.post(&call.to_string(), access);
        assert_eq!(status, 403, "{body}");
        // In a batch only the call fails.
        let batch = json!([call, { "id": 2, "method": "uptime" }]);
        let (status, body) = world.post(&batch.to_string(), access);
        let responses: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, &responses[1]["result"]), (200, &json!(77)));
        assert_eq!(responses[0]["error"]["code"], -2);
    }
    assert!(!world.program.is_stopping);
}

#[test]
fn help_lists_and_describes_each_method() {
    let mut world = World::new();
    let list: String = world.typed("help", json!([]));
    for method in Rpc::<MemoryStore>::METHODS {
        let name = method.name;
        let mut lines = list.lines();
        assert!(
            lines.any(|line| line.split(' ').next() == Some(name)),
            "{name}"
        );
        let text: String = world.typed("help", json!([name]));
        assert!(
            text.starts_with(name) && text.contains(method.about),
            "{text}"
        );
    }
    assert!(
        list.contains("getblock \"blockhash\" ( verbosity )"),
        "{list}"
    );
    let unknown: String = world.typed("help", json!(["nothing"]));
    assert!(unknown.contains("unknown command: nothing"));
}

#[test]
fn each_method_refuses_an_argument_too_many_and_says_how_it_is_called() {
    let mut world = World::new();
    let mut names: Vec<&str> = Vec::new();
    for method in Rpc::<MemoryStore>::METHODS {
        let params = vec![Value::Null; method.params.len() + 1];
        let (code, message) = world.call(method.name, Value::from(params)).unwrap_err();
        assert_eq!(code, -1);
        assert!(message.starts_with(method.name), "{message}");
        assert!(
            !names.contains(&method.name),
            "{} is there twice",
            method.name
        );
        names.push(method.name);
    }
    assert!(!world.program.is_stopping);
}

#[test]
fn a_tab_refuses_what_only_a_program_offers() {
    let World {
        mut service, now, ..
    } = World::new();
    let mut call = methods::Call {
        service: &mut service,
        host: &mut Tab,
        now,
        args: methods::Args::default(),
    };
    for body in [
        json!({ "id": 1, "method": "stop" }),
        json!({ "id": 1, "method": "addnode", "params": ["wss://x", "add"] }),
        json!({ "id": 1, "method": "addnode", "params": ["wss://x", "remove"] }),
        json!({ "id": 1, "method": "setban", "params": ["1.2.3.4", "add"] }),
        json!({ "id": 1, "method": "setban", "params": ["1.2.3.4", "remove"] }),
    ] {
        let reply = methods::rpc::answer(body.to_string().as_bytes(), Access::Wallet, &mut call);
        let response: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(
            (reply.status, &response["error"]["code"]),
            (500, &json!(-1)),
            "{body}"
        );
    }
}
