//! Random bodies and calls: each gets a response, and none is the program's fault.

use std::cell::RefCell;

use chain::MemoryStore;
use methods::Access;
use methods::rpc::Rpc;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::world::{World, unknown};

thread_local! {
    /// One node for all cases of a test, since making it takes longer than a call.
    static WORLD: RefCell<World> = RefCell::new(World::with_coins());
}

/// Arguments that some methods know, and others that none knows.
fn argument() -> impl Strategy<Value = Value> {
    let known = WORLD.with_borrow_mut(|world| {
        let txid = world.pay(1.0);
        let hash = world.ok("getblockhash", json!([3]));
        let coinbase = world.ok("getblock", json!([hash]))["tx"][0].clone();
        vec![
            world.ok("getblock", json!([hash, 0])),
            world.ok("getrawtransaction", json!([txid])),
            world.ok("gettxoutproof", json!([[coinbase]])),
            json!(world.elsewhere()),
            json!({ "rules": ["segwit"] }),
            json!({ "mode": "proposal", "data": world.ok("getblock", json!([hash, 0])) }),
            json!([txid]),
            json!(txid),
            hash,
            json!(unknown()),
        ]
    });
    prop_oneof![
        4 => select(known),
        2 => (-2_i64..40).prop_map(Value::from),
        1 => select(vec![json!(null), json!(true), json!(1e300), json!(u64::MAX), json!([]), json!({})]),
        1 => select(vec![json!("add"), json!("remove"), json!("*"), json!("1e5"), json!("")]),
        1 => "[0-9a-f]{0,70}".prop_map(Value::from),
        1 => "\\PC{0,20}".prop_map(Value::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_call_has_a_result_or_an_error_that_the_caller_can_explain(
        name in select(Rpc::<MemoryStore>::METHODS.iter().map(|method| method.name).collect::<Vec<_>>()),
        params in proptest::collection::vec(argument(), 0..5),
    ) {
        // Making blocks is bounded, but takes long for a thousand cases.
        prop_assume!(name != "generatetoaddress");
        let result = WORLD.with_borrow_mut(|world| world.call(name, Value::from(params.clone())));
        if let Err((code, message)) = result {
            prop_assert!(code != -32_603 && code != -32_601, "{name} {params:?}: {message}");
            prop_assert!(!message.is_empty());
        }
    }

    #[test]
    fn each_body_has_a_response(body in "[\\[\\]{},:\"a-z0-9 ]{0,60}|\\PC{0,40}") {
        let (status, text) = WORLD.with_borrow_mut(|world| world.post(&body, Access::Read));
        prop_assert!([200, 204, 400, 403, 404, 500].contains(&status));
        let is_json = serde_json::from_str::<Value>(&text).is_ok();
        prop_assert_eq!(is_json, status != 204, "{}", text);
    }
}
