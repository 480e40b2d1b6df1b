//! Random requests: each gets an answer, and none is the program's fault.

use std::cell::RefCell;

use chain::MemoryStore;
use methods::esplora::Esplora;
use methods::http::{Request, Response};
use methods::rest::Rest;
use methods::{Access, Method, Verb};
use proptest::prelude::*;
use proptest::sample::select;

use crate::small::{PAYMENTS, Small, txid};

/// Statuses that the caller's request explains.
const EXPLAINED: [u16; 8] = [200, 304, 400, 403, 404, 405, 415, 422];

thread_local! {
    /// One chain for all cases of a test, since making it takes longer than a request.
    static SMALL: RefCell<Small> = RefCell::new(Small::new());
}

/// Values that some methods know, and others that none knows.
fn value() -> impl Strategy<Value = String> {
    let known = SMALL.with_borrow(|small| {
        vec![
            small.hash_at(PAYMENTS),
            txid(&small.paid),
            txid(&small.waiting),
            small.address(1),
            small.address(3),
            "bcrt1".into(),
        ]
    });
    prop_oneof![
        4 => select(known),
        2 => (0_u64..40).prop_map(|number| number.to_string()),
        1 => Just("4294967296".to_owned()),
        1 => Just("-1".to_owned()),
        1 => "[0-9a-f]{64}",
        1 => "\\PC{0,20}",
    ]
}

/// The name of a method with values in place of its parameters, and a query.
fn target(names: Vec<&'static str>) -> impl Strategy<Value = (String, String)> {
    let params = [
        "index",
        "hash",
        "from",
        "count",
        "address",
        "confirmations",
        "prefix",
        "id",
        "after",
    ];
    let pair = (select(params.to_vec()), value());
    let query = proptest::collection::vec(pair, 0..4);
    let path = (select(names), proptest::collection::vec(value(), 2));
    (path, query).prop_map(|((name, values), query)| {
        let mut values = values.into_iter();
        let segments = name
            .split('/')
            .map(|segment| match segment.strip_prefix(':') {
                Some(_) => values.next().unwrap_or_default(),
                None => segment.to_owned(),
            });
        let path = segments.collect::<Vec<_>>().join("/");
        let pairs = query
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"));
        (path, pairs.collect::<Vec<_>>().join("&"))
    })
}

fn names(
    methods: impl Iterator<Item = &'static Method<MemoryStore>>,
    verb: Verb,
) -> Vec<&'static str> {
    methods
        .filter(|method| method.verb == verb)
        .map(|method| method.name)
        .collect()
}

fn check(response: &Response, request: &Request<'_>) -> Result<(), TestCaseError> {
    let is_explained = EXPLAINED.contains(&response.status);
    prop_assert!(is_explained, "{}: {request:?}", response.status);
    if response.content_type == "application/problem+json" {
        let problem: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
        prop_assert_eq!(&problem["status"], response.status);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn each_random_get_is_answered(
        (path, query) in target(names(Rest::methods(), Verb::Get)),
        (other, _) in target(names(Esplora::METHODS.iter(), Verb::Get)),
        access in select(vec![Access::Read, Access::Wallet]),
    ) {
        let rest = Request { access, ..Request::get(&path, &query) };
        let esplora = Request { path: &other, query: "", ..rest };
        SMALL.with_borrow_mut(|small| {
            check(&small.rest(&rest), &rest)?;
            check(&small.esplora(&esplora), &esplora)
        })?;
    }

    #[test]
    fn each_random_body_is_answered(
        path in select(names(Rest::methods(), Verb::Post)),
        kind in select(vec!["application/json", "text/plain"]),
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            "[{}\\[\\]\":,0-9a-z]{0,60}".prop_map(String::into_bytes),
            "[0-9a-f]{0,200}".prop_map(String::into_bytes),
            (value(), value()).prop_map(|(to, amount)| {
                serde_json::json!({ "to": to, "amount": amount }).to_string().into_bytes()
            }),
        ],
    ) {
        let rest = Request::post(path, kind, &bytes, Access::Wallet);
        let esplora = Request { path: "tx", ..rest };
        SMALL.with_borrow_mut(|small| {
            check(&small.rest(&rest), &rest)?;
            check(&small.esplora(&esplora), &esplora)
        })?;
    }
}
