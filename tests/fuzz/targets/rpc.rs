//! The body of a request of JSON-RPC: a call or a batch.
//!
//! The first byte selects the caller's access.
#![no_main]

use fuzz::small_node::SmallNode;
use libfuzzer_sys::fuzz_target;
use methods::Access;
use methods::rpc::{Exchange, RpcError};

/// The code of an error that is the program's fault.
const INTERNAL_ERROR: i32 = -32_603;

/// The statuses with which Bitcoin Core answers calls.
const STATUSES: [u16; 6] = [200, 204, 400, 403, 404, 500];

fuzz_target!(|bytes: &[u8]| {
    let [choice, body @ ..] = bytes else {
        return;
    };
    let access = match choice % 3 {
        0 => Access::Read,
        1 => Access::Control,
        _ => Access::Wallet,
    };
    SmallNode::with(|node| {
        let mut exchange = Exchange::new(body);
        while let Some(request) = exchange.next() {
            let outcome = match request.method() {
                // It mines for as long as the caller asks for.
                "generatetoaddress" => Err(RpcError {
                    code: -1,
                    message: "left out".to_owned(),
                }),
                _ => request.run(access, &mut node.call()),
            };
            if let Err(error) = &outcome {
                assert_ne!(error.code, INTERNAL_ERROR, "{request:?}: {error}");
            }
            exchange.push(outcome);
        }
        let reply = exchange.finish();
        assert!(STATUSES.contains(&reply.status), "{reply:?}");
        let is_json = serde_json::from_str::<serde_json::Value>(&reply.body).is_ok();
        assert_eq!(is_json, reply.status != 204, "{reply:?}");
        let has_right = access >= Access::Control;
        assert!(has_right || node.program.registered.is_empty());
    });
});
