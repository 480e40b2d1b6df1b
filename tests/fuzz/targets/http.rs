//! A request of REST or Esplora: its path, its query and its body.
//!
//! The first byte selects the API, the verb, the type of the body and the caller's access; a line
//! with path and query follows, then the body.
#![no_main]

use fuzz::small_node::SmallNode;
use libfuzzer_sys::fuzz_target;
use methods::http::{Request, Response};
use methods::{Access, esplora, rest};

const ESPLORA: u8 = 1;
const POST: u8 = 2;
const JSON: u8 = 4;
const CONTROL: u8 = 8;
const WALLET: u8 = 16;

/// The statuses that a correct program may answer. 501 is for methods that the program around the
/// node does not offer, 503 for those that the node can't answer yet.
const ALLOWED: [u16; 12] = [200, 304, 400, 403, 404, 405, 413, 414, 415, 422, 501, 503];

fuzz_target!(|bytes: &[u8]| {
    let [choice, rest @ ..] = bytes else {
        return;
    };
    let end = rest.iter().position(|byte| *byte == b'\n');
    let (line, body) = rest.split_at(end.unwrap_or(rest.len()));
    let Ok(target) = std::str::from_utf8(line) else {
        return;
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let is = |flag: u8| choice & flag != 0;
    let request = Request {
        verb: if is(POST) { "POST" } else { "GET" },
        content_type: is(JSON).then_some("application/json"),
        body: body.get(1..).unwrap_or_default(),
        access: match (is(WALLET), is(CONTROL)) {
            (true, _) => Access::Wallet,
            (false, true) => Access::Control,
            (false, false) => Access::Read,
        },
        ..Request::get(path, query)
    };
    SmallNode::with(|node| {
        let response = match is(ESPLORA) {
            true => esplora::respond(&request, &mut node.call()),
            false => rest::respond(&request, &mut node.call()),
        };
        check(&response);
        let has_right = request.access >= Access::Control;
        assert!(has_right || node.program.registered.is_empty());
    });
});

fn check(response: &Response) {
    let Response { status, body, .. } = response;
    assert!(ALLOWED.contains(status), "{status}: {body:?}");
    if response.content_type.ends_with("json") && *status != 304 {
        let value: serde_json::Value = serde_json::from_slice(body).expect("JSON");
        if response.content_type == "application/problem+json" {
            assert_eq!(value["status"], *status);
        }
    }
}
