//! Each error case of the documentation has the documented status.

use std::collections::BTreeSet;

use chain::MemoryStore;
use methods::cases::{self, ErrorCase};
use methods::esplora::Esplora;
use methods::http::{Request, Response};
use methods::rest::Rest;
use methods::rpc::{self, Rpc};
use methods::{Access, Method, Verb};
use serde_json::{Value, json};

use crate::small::{Small, post, request, text};

#[test]
fn each_rest_method_has_an_error_case() {
    let mut small = Small::new();
    check(Rest::<MemoryStore>::methods(), cases::REST, |request| {
        let response = small.rest(request);
        let problem: Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(problem["status"], response.status);
        response
    });
}

#[test]
fn each_esplora_method_has_an_error_case() {
    let mut small = Small::new();
    let methods = Esplora::<MemoryStore>::METHODS.iter();
    check(methods, cases::ESPLORA, |request| {
        let response = small.esplora(request);
        assert_eq!(response.content_type, "text/plain; charset=utf-8");
        assert!(!response.body.is_empty());
        response
    });
}

#[test]
fn a_wrong_number_of_arguments_is_refused_by_each_rpc_method() {
    let mut small = Small::new();
    for method in Rpc::<MemoryStore>::METHODS {
        let required = method.params.iter().any(|param| param.is_required);
        let given = match required {
            true => 0,
            false => method.params.len() + 1,
        };
        let call = json!({ "id": 1, "method": method.name, "params": vec!["x"; given] });
        let reply = rpc::answer(
            call.to_string().as_bytes(),
            Access::Wallet,
            &mut small.call(),
        );
        let reply: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(reply["error"]["code"], -1, "{}: {reply}", method.name);
    }
}

fn check(
    methods: impl Iterator<Item = &'static Method<MemoryStore>>,
    cases: &[ErrorCase],
    mut ask: impl FnMut(&Request<'_>) -> Response,
) {
    let names: BTreeSet<&str> = methods.map(|method| method.name).collect();
    let covered: BTreeSet<&str> = cases.iter().map(|case| case.method).collect();
    assert_eq!(names, covered);
    for case in cases {
        let response = match case.verb {
            Verb::Get => ask(&Request {
                access: Access::Wallet,
                ..request(case.target)
            }),
            Verb::Post => ask(&post(case.target, case.body)),
        };
        assert_eq!(
            response.status,
            case.status,
            "{case:?}: {}",
            text(&response)
        );
    }
}
