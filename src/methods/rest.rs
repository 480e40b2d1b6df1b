//! REST: queries with the names that teaching blockchains have for them, answered with JSON.
//!
//! `GET` reads, `POST` changes. `register` is a `GET` all the same, as in those blockchains; it
//! needs a right that no page of another origin has. Amounts are in base units, times in seconds
//! for blocks and in milliseconds for clocks, as in [`api`]. A list that may be long comes in
//! pages: the answer's `next` is the argument that asks for the next page. `blockchain` without a
//! `count` is one body of any length, sent block by block.

mod changing;
mod params;
mod reading;

use core::marker::PhantomData;

use chain::Store;

use crate::blockchain::{self, Blockchain};
use crate::http::{self, Request, Response, Stream, Style};
use crate::{Access, Call, Method, Verb};

/// The methods of this surface, for nodes on stores of type `S`.
pub struct Rest<S>(PhantomData<S>);

impl<S: Store + 'static> Rest<S> {
    /// The methods that only read what every node of the chain knows. A page answers these.
    pub const READING: &'static [Method<S>] = &[
        Method {
            verb: Verb::Get,
            name: "running",
            about: "Shows the state of the node.",
            params: &[],
            answer: "The node's document: chain, number of blocks, tip, mempool, connected nodes.",
            access: Access::Read,
            run: reading::running,
        },
        Method {
            verb: Verb::Get,
            name: "block",
            about: "Shows a block by its height, or by its hash.",
            params: params::BLOCK,
            answer: "The block's document with up to 1,000 of its transactions, coinbase first.",
            access: Access::Read,
            run: reading::block,
        },
        Method {
            verb: Verb::Get,
            name: "blockchain",
            about: "Shows the blocks of the best chain, lowest first.",
            params: params::BLOCKCHAIN,
            answer: "`blocks`, the blocks' documents, and `next`, the height of the next page; null \
                     after the last block.",
            access: Access::Read,
            run: blockchain::page,
        },
        Method {
            verb: Verb::Get,
            name: "chainlength",
            about: "Counts the blocks of the best chain, including the genesis block.",
            params: &[],
            answer: "`length`, the number of blocks.",
            access: Access::Read,
            run: reading::chain_length,
        },
        Method {
            verb: Verb::Get,
            name: "nodes",
            about: "Lists the connected nodes.",
            params: &[],
            answer: "A document of each node: its link, which side opened it, its height, its latency.",
            access: Access::Read,
            run: reading::nodes,
        },
        Method {
            verb: Verb::Get,
            name: "unprocessed",
            about: "Lists the transactions in the mempool by their ids.",
            params: params::UNPROCESSED,
            answer: "`total`, the number of all; `transactions`; and `next`, the `after` of the next page.",
            access: Access::Read,
            run: reading::unprocessed,
        },
        Method {
            verb: Verb::Get,
            name: "balance",
            about: "Shows the balance of an address at a number of confirmations.",
            params: params::BALANCE,
            answer: "The balance's document: `balance` and `received`, in base units.",
            access: Access::Read,
            run: reading::balance,
        },
        Method {
            verb: Verb::Get,
            name: "balances",
            about: "Shows the balances of all used addresses that have the same beginning.",
            params: params::BALANCES,
            answer: "`balances`, and `next`, the `after` of the next page.",
            access: Access::Read,
            run: reading::balances,
        },
        Method {
            verb: Verb::Get,
            name: "confirmations",
            about: "Shows how many confirmations a transaction has.",
            params: params::CONFIRMATIONS,
            answer: "`confirmations`, 0 in the mempool, and the `height` of its block.",
            access: Access::Read,
            run: reading::confirmations,
        },
        Method {
            verb: Verb::Get,
            name: "transaction",
            about: "Shows a transaction of the best chain or the mempool.",
            params: params::TRANSACTION,
            answer: "The transaction's document: inputs, outputs, fee, block.",
            access: Access::Read,
            run: reading::transaction,
        },
    ];

    /// The methods that push a transaction, or change the node or its wallet.
    pub const CHANGING: &'static [Method<S>] = &[
        Method {
            verb: Verb::Post,
            name: "pushtx",
            about: "Puts a signed transaction into the mempool and announces it.",
            params: params::PUSH,
            answer: "`txid`, the transaction's id.",
            access: Access::Read,
            run: changing::push,
        },
        Method {
            verb: Verb::Get,
            name: "invitation",
            about: "Shows the invitation to the chain, with this node's direct endpoints.",
            params: &[],
            answer: "`link`; the `relay` in it, empty if there is none; and the `endpoints` in it.",
            access: Access::Control,
            run: changing::invitation,
        },
        Method {
            verb: Verb::Get,
            name: "register",
            about: "Adds a relay, or the direct endpoint of a node.",
            params: params::REGISTER,
            answer: "`url`, as it was added.",
            access: Access::Control,
            run: changing::register,
        },
        Method {
            verb: Verb::Post,
            name: "create-and-send",
            about: "Creates a payment from the node's wallet, signs it and announces it to miners.",
            params: params::CREATE,
            answer: "`txid`, and `amount`, `fee` and `total` in base units. `confirmations` tells \
                     when it is mined.",
            access: Access::Wallet,
            run: changing::create_and_send,
        },
    ];

    /// All methods, in the order of their documentation.
    pub fn methods() -> impl Iterator<Item = &'static Method<S>> {
        Self::READING.iter().chain(Self::CHANGING)
    }
}

/// Answers a request below `/api/`.
pub fn respond<S: Store + 'static>(request: &Request<'_>, call: &mut Call<'_, S>) -> Response {
    answer(Rest::methods(), request, call)
}

/// Answers a request to a node that may only be read, such as a tab's. Methods that change
/// something are refused with 404 or 405.
pub fn respond_reading<S: Store + 'static>(
    request: &Request<'_>,
    call: &mut Call<'_, S>,
) -> Response {
    answer(Rest::READING.iter(), request, call)
}

fn answer<S: Store + 'static>(
    methods: impl Iterator<Item = &'static Method<S>>,
    request: &Request<'_>,
    call: &mut Call<'_, S>,
) -> Response {
    let style = &Style::PROBLEM;
    let is_blockchain = request.path.trim_matches('/') == "blockchain";
    if !(request.can_stream && is_blockchain) {
        return http::respond(methods, style, request, call);
    }
    let method = match http::prepare(methods, style, request, call) {
        Ok(method) => method,
        Err(response) => return response,
    };
    if call.args.value("count").is_some() {
        return http::run(style, request, method, call);
    }
    let begun = Blockchain::begin(call).and_then(|whole| whole.proceed(call));
    match begun {
        Ok((body, rest)) => Response {
            status: 200,
            content_type: "application/json",
            headers: vec![("Cache-Control", "no-store".into())],
            body,
            stream: rest.map(Stream),
        },
        Err(failure) => style.refuse(&failure),
    }
}
