//! REST: the queries of the sources (requirements N3, N4 and A8), as `GET` requests with JSON
//! answers.

use core::marker::PhantomData;

use api::command;
use chain::Store;

use crate::{Access, Answer, Call, Failure, Method, Verb};

/// The methods of this surface, for nodes on stores of type `S`.
pub struct Rest<S>(PhantomData<S>);

impl<S: Store + 'static> Rest<S> {
    /// All methods, in the order of their documentation.
    pub const METHODS: &'static [Method<S>] = &[Method {
        verb: Verb::Get,
        name: "running",
        about: "Shows the state of the node.",
        params: &[],
        answer: "The node's document: chain, height, tip, connected nodes.",
        access: Access::Read,
        run: running,
    }];
}

fn running<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let document = call.ask(command::Node)?;
    Answer::json(&document)
}
