//! The steps of every surface before and after a method: verbs, lengths, arguments, entity tags.

use methods::http::{MAX_BODY_BYTES, MAX_TARGET_BYTES, Request};
use serde_json::{Value, json};

use crate::small::{BLOCKS, Small, post, request, text};

#[test]
fn verbs_are_checked_and_named() {
    let mut small = Small::new();
    let delete = Request {
        verb: "DELETE",
        ..request("running")
    };
    let refused = small.rest(&delete);
    assert_eq!(
        (refused.status, refused.header("Allow")),
        (405, Some("GET, HEAD"))
    );
    let refused = small.rest(&request("pushtx"));
    assert_eq!(
        (refused.status, refused.header("Allow")),
        (405, Some("POST"))
    );
    let head = Request {
        verb: "HEAD",
        ..request("running")
    };
    assert_eq!(small.rest(&head), small.rest(&request("running")));
    assert_eq!(small.rest(&request("nothing")).status, 404);
    assert_eq!(small.rest(&request("")).status, 404);
}

#[test]
fn a_problem_document_says_what_is_wrong() {
    let mut small = Small::new();
    let response = small.rest(&request("block?index=x"));
    assert_eq!(response.content_type, "application/problem+json");
    let problem: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(
        problem,
        json!({
            "type": "about:blank",
            "title": "Bad Request",
            "status": 400,
            "detail": "the argument `index` is not a whole number",
        })
    );
    for (target, wanted) in [
        ("block", "`index` is missing"),
        ("block?index=1&hash=00", "not both"),
        ("block?index=1&index=1", "`index` is given twice"),
        ("block?indx=1", "`indx` is unknown"),
        ("block?index=%zz", "percent-encoded"),
        ("balance?address=", "`address` is missing"),
    ] {
        let response = small.rest(&request(target));
        assert_eq!(response.status, 400, "{target}");
        assert!(
            text(&response).contains(wanted),
            "{target}: {}",
            text(&response)
        );
    }
}

#[test]
fn requests_that_are_too_long_are_refused() {
    let mut small = Small::new();
    let long = "a".repeat(MAX_TARGET_BYTES + 1);
    assert_eq!(small.rest(&Request::get(&long, "")).status, 414);
    assert_eq!(small.rest(&Request::get("running", &long)).status, 414);
    let body = "0".repeat(MAX_BODY_BYTES + 1);
    assert_eq!(small.rest(&post("pushtx", &body)).status, 413);
    assert_eq!(small.esplora(&post("tx", &body)).status, 413);
    // The largest body is read, and is not a transaction.
    assert_eq!(small.rest(&post("pushtx", &body[1..])).status, 400);
}

#[test]
fn bodies_that_are_not_objects_are_refused() {
    let mut small = Small::new();
    for body in ["{", "{\"to\":1,}", "{} {}"] {
        assert_eq!(
            small.rest(&post("create-and-send", body)).status,
            400,
            "{body}"
        );
    }
    let list = Request::post("pushtx", "application/json", b"[1]", methods::Access::Read);
    assert_eq!(small.rest(&list).status, 400);
    let bytes = Request::post("pushtx", "text/plain", &[0xff], methods::Access::Read);
    assert_eq!(small.rest(&bytes).status, 400);
}

#[test]
fn an_answer_that_the_caller_has_is_not_sent_again() {
    let mut small = Small::new();
    let answer = small.rest(&request("running"));
    let tag = answer.header("ETag").unwrap().to_owned();
    assert_eq!(answer.header("Cache-Control"), Some("no-cache"));
    let again = Request {
        if_none_match: Some(&tag),
        ..request("running")
    };
    let known = small.rest(&again);
    assert_eq!((known.status, known.body.len()), (304, 0));
    assert_eq!(known.header("ETag"), Some(tag.as_str()));
    // The answer of another state has another tag.
    let other = small.rest(&request("chainlength"));
    assert_ne!(other.header("ETag"), Some(tag.as_str()));
}

#[test]
fn answers_that_a_hash_commits_to_are_immutable() {
    let mut small = Small::new();
    let hash = small.hash_at(BLOCKS);
    for part in ["", "/header", "/raw", "/txids", "/txid/0"] {
        let target = format!("block/{hash}{part}");
        let answer = small.esplora(&request(&target));
        assert_eq!(
            answer.header("ETag"),
            Some(format!("\"{hash}\"").as_str()),
            "{part}"
        );
        assert!(
            answer
                .header("Cache-Control")
                .unwrap()
                .contains("immutable")
        );
    }
    let target = format!("block/{hash}/status");
    let answer = small.esplora(&request(&target));
    assert_eq!(answer.header("Cache-Control"), Some("no-cache"));
}
