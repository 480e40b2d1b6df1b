//! Esplora's REST API, with its paths and shapes.
//!
//! Esplora's clients and its front end work unchanged. Amounts are in base units. Failures are
//! plain text. A key lock has the type `unknown`, since Bitcoin does not use its witness version,
//! so that no client takes a P-256 key for one of secp256k1. Headers and blocks have Bitcoin's
//! bytes, without the seals of authors.
//!
//! | answer | bound |
//! | --- | --- |
//! | blocks of a list | 10 |
//! | transactions of a page | 25; 50 more in the mempool |
//! | coins of an address | 500 |
//! | confirmed transactions of an address that are counted | 10,000 |
//!
//! A longer answer is refused. Where blocks were pruned, `funded_txo_count` and `spent_txo_count`
//! leave out pruned transactions; the sums include them.

mod addresses;
mod blocks;
mod documents;
mod mempool;
mod params;
mod script;
mod source;
mod transactions;

use core::marker::PhantomData;

use chain::Store;

use crate::http::{self, Caching, Request, Response, Style};
use crate::{Access, Call, Method, Param, Verb};
use crate::{Answer, Failure};

/// The methods of this surface, for nodes on stores of type `S`.
pub struct Esplora<S>(PhantomData<S>);

/// The function of a method.
type Run<S> = fn(&mut Call<'_, S>) -> Result<Answer, Failure>;

impl<S: Store + 'static> Esplora<S> {
    /// All methods, in the order of their documentation.
    pub const METHODS: &'static [Method<S>] = &[
        get(
            "blocks/tip/height",
            "Returns the height of the best chain's tip.",
            &[],
            "The height as text.",
            blocks::tip_height,
        ),
        get(
            "blocks/tip/hash",
            "Returns the hash of the best chain's tip.",
            &[],
            "The hash as text.",
            blocks::tip_hash,
        ),
        get(
            "blocks",
            "Lists the newest blocks.",
            &[],
            "10 blocks, newest first.",
            blocks::list,
        ),
        get(
            "blocks/:start_height",
            "Lists blocks from a height down.",
            params::START_HEIGHT,
            "10 blocks, newest first.",
            blocks::list,
        ),
        get(
            "block-height/:height",
            "Returns the hash of the best chain's block at a height.",
            params::HEIGHT,
            "The hash as text.",
            blocks::at_height,
        ),
        get(
            "block/:hash",
            "Shows a block.",
            params::HASH,
            "The block: height, header fields, size, weight, number of transactions.",
            blocks::block,
        ),
        get(
            "block/:hash/status",
            "Tells whether a block is on the best chain.",
            params::HASH,
            "`in_best_chain`, `height` and `next_best`.",
            blocks::status,
        ),
        get(
            "block/:hash/header",
            "Returns a block's header.",
            params::HASH,
            "80 bytes in hexadecimal.",
            blocks::header,
        ),
        get(
            "block/:hash/raw",
            "Returns a block's bytes.",
            params::HASH,
            "The bytes, without an author's seal.",
            blocks::raw,
        ),
        get(
            "block/:hash/txids",
            "Lists the ids of a block's transactions.",
            params::HASH,
            "The ids, coinbase first.",
            blocks::txids,
        ),
        get(
            "block/:hash/txid/:index",
            "Returns the id of a transaction of a block.",
            params::HASH_INDEX,
            "The id as text.",
            blocks::txid_at,
        ),
        get(
            "block/:hash/txs",
            "Shows the first transactions of a block.",
            params::HASH,
            "25 transactions, coinbase first.",
            blocks::transactions,
        ),
        get(
            "block/:hash/txs/:start_index",
            "Shows transactions of a block from an index on.",
            params::HASH_START,
            "25 transactions.",
            blocks::transactions,
        ),
        get(
            "tx/:txid",
            "Shows a transaction of the best chain or the mempool.",
            params::TXID,
            "The transaction with its inputs' spent outputs, its fee and its status.",
            transactions::transaction,
        ),
        get(
            "tx/:txid/status",
            "Tells whether a transaction is confirmed.",
            params::TXID,
            "`confirmed`, and block and time if it is.",
            transactions::status,
        ),
        get(
            "tx/:txid/hex",
            "Returns a transaction's bytes in hexadecimal.",
            params::TXID,
            "The bytes with witnesses (BIP144) in hexadecimal.",
            transactions::hex,
        ),
        get(
            "tx/:txid/raw",
            "Returns a transaction's bytes.",
            params::TXID,
            "The bytes with witnesses (BIP144).",
            transactions::raw,
        ),
        get(
            "tx/:txid/merkle-proof",
            "Proves that a transaction is in its block.",
            params::TXID,
            "Electrum's form: `block_height`, `merkle` and `pos`.",
            transactions::merkle_proof,
        ),
        get(
            "tx/:txid/merkleblock-proof",
            "Proves that a transaction is in its block.",
            params::TXID,
            "A Merkle block (BIP37) in hexadecimal.",
            transactions::merkle_block_proof,
        ),
        get(
            "tx/:txid/outspend/:vout",
            "Tells which transaction spends an output.",
            params::OUTPUT,
            "`spent`; and the spending input's `txid`, `vin` and `status`, unless it was pruned.",
            transactions::spending,
        ),
        get(
            "tx/:txid/outspends",
            "Tells which transactions spend the outputs of a transaction.",
            params::TXID,
            "A list with the answer of `outspend` for each output, in order.",
            transactions::spendings,
        ),
        Method {
            verb: Verb::Post,
            name: "tx",
            about: "Puts a signed transaction into the mempool and announces it.",
            params: params::TRANSACTION,
            answer: "The transaction's id as text.",
            access: Access::Read,
            run: transactions::broadcast,
        },
        get(
            "address/:address",
            "Shows what an address received and spent.",
            params::ADDRESS,
            "`chain_stats` and `mempool_stats`: outputs, sums, transactions.",
            addresses::totals,
        ),
        get(
            "address/:address/txs",
            "Shows the newest transactions of an address.",
            params::ADDRESS,
            "Up to 50 of the mempool and 25 confirmed ones, newest first.",
            addresses::transactions,
        ),
        get(
            "address/:address/txs/chain",
            "Shows the newest confirmed transactions of an address.",
            params::ADDRESS,
            "25 transactions, newest first.",
            addresses::confirmed_transactions,
        ),
        get(
            "address/:address/txs/chain/:last_seen_txid",
            "Shows confirmed transactions of an address before one of them.",
            params::ADDRESS_LAST,
            "25 transactions, newest first.",
            addresses::confirmed_transactions,
        ),
        get(
            "address/:address/txs/mempool",
            "Shows the transactions of an address in the mempool.",
            params::ADDRESS,
            "Up to 50 transactions, newest first.",
            addresses::waiting_transactions,
        ),
        get(
            "address/:address/utxo",
            "Lists the unspent outputs of an address.",
            params::ADDRESS,
            "Up to 500 outputs with `txid`, `vout`, `value` and `status`.",
            addresses::coins,
        ),
        get(
            "scripthash/:scripthash",
            "Shows what a lock received and spent.",
            params::SCRIPT,
            "The same as for an address.",
            addresses::totals,
        ),
        get(
            "scripthash/:scripthash/txs",
            "Shows the newest transactions of a lock.",
            params::SCRIPT,
            "The same as for an address.",
            addresses::transactions,
        ),
        get(
            "scripthash/:scripthash/txs/chain",
            "Shows the newest confirmed transactions of a lock.",
            params::SCRIPT,
            "The same as for an address.",
            addresses::confirmed_transactions,
        ),
        get(
            "scripthash/:scripthash/txs/chain/:last_seen_txid",
            "Shows confirmed transactions of a lock before one of them.",
            params::SCRIPT_LAST,
            "The same as for an address.",
            addresses::confirmed_transactions,
        ),
        get(
            "scripthash/:scripthash/txs/mempool",
            "Shows the transactions of a lock in the mempool.",
            params::SCRIPT,
            "The same as for an address.",
            addresses::waiting_transactions,
        ),
        get(
            "scripthash/:scripthash/utxo",
            "Lists the unspent outputs of a lock.",
            params::SCRIPT,
            "The same as for an address.",
            addresses::coins,
        ),
        get(
            "address-prefix/:prefix",
            "Lists used addresses with the same beginning.",
            params::PREFIX,
            "Up to 10 addresses.",
            addresses::search,
        ),
        get(
            "mempool",
            "Shows the size of the mempool.",
            &[],
            "`count`, `vsize`, `total_fee` and `fee_histogram`.",
            mempool::totals,
        ),
        get(
            "mempool/txids",
            "Lists the ids of all transactions in the mempool.",
            &[],
            "The ids, in no particular order.",
            mempool::txids,
        ),
        get(
            "mempool/recent",
            "Lists the transactions that entered the mempool last.",
            &[],
            "10 transactions with `txid`, `fee`, `vsize` and `value`.",
            mempool::recent,
        ),
        get(
            "fee-estimates",
            "Tells which fee rates get a transaction into the next blocks.",
            &[],
            "Base units per virtual byte, by number of blocks.",
            mempool::estimates,
        ),
        get(
            "block-template",
            "Shows the next block that this node would make.",
            &[],
            "As the method `getblocktemplate` of JSON-RPC.",
            mempool::block_template,
        ),
    ];
}

/// A method that reads.
const fn get<S: Store>(
    name: &'static str,
    about: &'static str,
    params: &'static [Param],
    answer: &'static str,
    run: Run<S>,
) -> Method<S> {
    Method {
        verb: Verb::Get,
        name,
        about,
        params,
        answer,
        access: Access::Read,
        run,
    }
}

/// Answers a request below `/esplora/`.
pub fn respond<S: Store + 'static>(request: &Request<'_>, call: &mut Call<'_, S>) -> Response {
    let style = Style {
        caching,
        ..Style::TEXT
    };
    http::respond(Esplora::METHODS.iter(), &style, request, call)
}

/// An answer that the block's hash commits to never changes.
fn caching(method: &str) -> Caching {
    match method {
        "block/:hash"
        | "block/:hash/header"
        | "block/:hash/raw"
        | "block/:hash/txids"
        | "block/:hash/txid/:index" => Caching::Immutable("hash"),
        _ => Caching::Revalidate,
    }
}
