//! JSON-RPC: Bitcoin Core's methods, with its names, shapes and error codes.

use core::marker::PhantomData;

use chain::Store;
use serde_json::Value;

use crate::{Access, Answer, Call, Failure, Method, Verb};

/// The methods of this surface, for nodes on stores of type `S`.
pub struct Rpc<S>(PhantomData<S>);

impl<S: Store + 'static> Rpc<S> {
    /// All methods, in the order of their documentation.
    pub const METHODS: &'static [Method<S>] = &[Method {
        verb: Verb::Post,
        name: "getblockcount",
        about: "Returns the height of the best chain's tip.",
        params: &[],
        answer: "The height; the genesis block has height 0.",
        access: Access::Read,
        run: get_block_count,
    }];
}

fn get_block_count<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let height = call.service.node().chain().tip().height.value();
    Ok(Answer::Json(Value::from(height)))
}
