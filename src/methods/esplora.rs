//! Esplora's REST API, with its paths and shapes.

use core::marker::PhantomData;

use chain::Store;

use crate::{Access, Answer, Call, Failure, Method, Verb};

/// The methods of this surface, for nodes on stores of type `S`.
pub struct Esplora<S>(PhantomData<S>);

impl<S: Store + 'static> Esplora<S> {
    /// All methods, in the order of their documentation.
    pub const METHODS: &'static [Method<S>] = &[Method {
        verb: Verb::Get,
        name: "blocks/tip/height",
        about: "Returns the height of the best chain's tip.",
        params: &[],
        answer: "The height as text.",
        access: Access::Read,
        run: tip_height,
    }];
}

fn tip_height<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let height = call.service.node().chain().tip().height.value();
    Ok(Answer::Text(height.to_string()))
}
