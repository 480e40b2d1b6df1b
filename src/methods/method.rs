//! A method: a name, parameters, a right, and the function that answers.

use api::{Answer as _, Command, Request};
use chain::Store;
use primitives::{BlockHash, Height, Time};
use serde::Serialize;
use serde_json::Value;
use service::Service;

use crate::{Args, Failure, Host, Kind};

/// The rights of a caller, from the least to the greatest. Each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Reading the chain and the mempool, and pushing signed transactions and blocks.
    Read,
    /// Changing the node: its peers, its miner, its end.
    Control,
    /// The node's own wallet.
    Wallet,
}

/// The verb of an HTTP request. `HEAD` counts as `GET`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Reading.
    Get,
    /// Changing something.
    Post,
}

/// One method of a surface.
pub struct Method<S: Store> {
    /// The verb. JSON-RPC is always `Post`.
    pub verb: Verb,
    /// The name. On REST and Esplora, the path below the surface's root, in which `:name` stands
    /// for the parameter of that name.
    pub name: &'static str,
    /// One sentence: what the method does.
    pub about: &'static str,
    /// The parameters. JSON-RPC takes them by name, or by position in this order.
    pub params: &'static [Param],
    /// One sentence: what the answer is.
    pub answer: &'static str,
    /// The right that a caller needs.
    pub access: Access,
    /// Answers a call.
    pub run: fn(&mut Call<'_, S>) -> Result<Answer, Failure>,
}

impl<S: Store> Clone for Method<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Store> Copy for Method<S> {}

/// A parameter of a method.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// The name.
    pub name: &'static str,
    /// The type of its values.
    pub kind: ParamKind,
    /// Whether a call without it is refused.
    pub is_required: bool,
    /// One sentence with unit, bounds and default.
    pub about: &'static str,
}

impl Param {
    /// A parameter without which a call is refused.
    pub const fn required(name: &'static str, kind: ParamKind, about: &'static str) -> Self {
        Self {
            name,
            kind,
            is_required: true,
            about,
        }
    }

    /// A parameter that a call may leave out.
    pub const fn optional(name: &'static str, kind: ParamKind, about: &'static str) -> Self {
        Self {
            is_required: false,
            ..Self::required(name, kind, about)
        }
    }
}

/// The type of a parameter's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// An amount in coins: a number or its decimal text.
    Coins,
    /// Yes or no.
    Bool,
    /// A list.
    List,
    /// An object.
    Object,
}

/// One call of a method.
pub struct Call<'a, S: Store> {
    /// The node and its wallet.
    pub service: &'a mut Service<S>,
    /// The program around the node.
    pub host: &'a mut dyn Host,
    /// The wall-clock time.
    pub now: Time,
    /// The arguments.
    pub args: Args,
}

impl<S: Store> Call<'_, S> {
    /// Lets the open chain carry out a command of the page.
    ///
    /// # Errors
    ///
    /// The refusal of the command. [`Kind::Unsupported`] for commands to the profile, which a chain
    /// can't carry out.
    pub fn ask<C: Command>(&mut self, command: C) -> Result<C::Answer, Failure> {
        let Request::Chain(command) = command.into() else {
            return Err(Failure::new(
                Kind::Unsupported,
                "this is a command to the profile",
            ));
        };
        let reply = self.service.command(self.now, &command)?;
        C::Answer::from_reply(reply)
            .ok_or_else(|| Failure::internal("the answer belongs to another command"))
    }

    /// The hash of the best chain's block at a height.
    ///
    /// # Errors
    ///
    /// [`Failure::not_found`] above the tip.
    pub fn hash_at(&self, height: u32) -> Result<BlockHash, Failure> {
        let hash = self.service.node().chain().hash_at(Height(height));
        hash.ok_or_else(|| Failure::not_found("the chain has no block at this height"))
    }
}

/// The answer of a method.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A JSON value.
    Json(Value),
    /// Plain text.
    Text(String),
    /// Bytes as they are.
    Bytes(Vec<u8>),
}

impl Answer {
    /// The JSON value of a document.
    ///
    /// # Errors
    ///
    /// [`Failure::internal`] if the document has no JSON form, such as a map whose keys are
    /// not texts.
    pub fn json(document: &impl Serialize) -> Result<Self, Failure> {
        serde_json::to_value(document)
            .map(Self::Json)
            .map_err(|error| Failure::internal(error.to_string()))
    }
}
