//! An error case of each method of REST and Esplora, as its documentation shows it. A test makes
//! each of these requests.

use crate::Verb;

/// A request that the surface refuses.
#[derive(Clone, Copy, Debug)]
pub struct ErrorCase {
    /// The name of the method.
    pub method: &'static str,
    /// The verb of the request.
    pub verb: Verb,
    /// Its path and query below the surface's root.
    pub target: &'static str,
    /// Its body, which is JSON if it begins with a brace; empty for none.
    pub body: &'static str,
    /// The status of the answer.
    pub status: u16,
}

/// The error cases of REST.
pub const REST: &[ErrorCase] = &[
    get("running", "running?verbose=1", 400),
    get("block", "block?index=4294967295", 404),
    get("blockchain", "blockchain?count=101", 400),
    get("chainlength", "chainlength?unit=days", 400),
    get("nodes", "nodes?count=1", 400),
    get("unprocessed", "unprocessed?count=0", 400),
    get("balance", "balance?address=nobody", 400),
    get("balances", "balances", 400),
    get("confirmations", UNKNOWN_CONFIRMATIONS, 404),
    get("transaction", "transaction?id=00", 400),
    post("pushtx", "pushtx", "00", 400),
    get("invitation", "invitation?page=1", 400),
    get("register", "register?url=nowhere", 400),
    post(
        "create-and-send",
        "create-and-send",
        "{\"to\":\"nobody\",\"amount\":1}",
        400,
    ),
];

/// The error cases of Esplora.
pub const ESPLORA: &[ErrorCase] = &[
    wrong_verb("blocks/tip/height", "blocks/tip/height"),
    wrong_verb("blocks/tip/hash", "blocks/tip/hash"),
    wrong_verb("blocks", "blocks"),
    get("blocks/:start_height", "blocks/4000000000", 404),
    get("block-height/:height", "block-height/4000000000", 404),
    get("block/:hash", UNKNOWN_BLOCK, 404),
    get("block/:hash/status", "block/00/status", 400),
    get("block/:hash/header", "block/00/header", 400),
    get("block/:hash/raw", "block/00/raw", 400),
    get("block/:hash/txids", "block/00/txids", 400),
    get("block/:hash/txid/:index", "block/00/txid/0", 400),
    get("block/:hash/txs", "block/00/txs", 400),
    get("block/:hash/txs/:start_index", "block/00/txs/7", 400),
    get("tx/:txid", UNKNOWN_TRANSACTION, 404),
    get("tx/:txid/status", "tx/00/status", 400),
    get("tx/:txid/hex", "tx/00/hex", 400),
    get("tx/:txid/raw", "tx/00/raw", 400),
    get("tx/:txid/merkle-proof", "tx/00/merkle-proof", 400),
    get("tx/:txid/merkleblock-proof", "tx/00/merkleblock-proof", 400),
    get("tx/:txid/outspend/:vout", "tx/00/outspend/0", 400),
    get("tx/:txid/outspends", "tx/00/outspends", 400),
    post("tx", "tx", "00", 400),
    get("address/:address", "address/nobody", 400),
    get("address/:address/txs", "address/nobody/txs", 400),
    get(
        "address/:address/txs/chain",
        "address/nobody/txs/chain",
        400,
    ),
    get(
        "address/:address/txs/chain/:last_seen_txid",
        "address/nobody/txs/chain/00",
        400,
    ),
    get(
        "address/:address/txs/mempool",
        "address/nobody/txs/mempool",
        400,
    ),
    get("address/:address/utxo", "address/nobody/utxo", 400),
    get("scripthash/:scripthash", "scripthash/00", 400),
    get("scripthash/:scripthash/txs", "scripthash/00/txs", 400),
    get(
        "scripthash/:scripthash/txs/chain",
        "scripthash/00/txs/chain",
        400,
    ),
    get(
        "scripthash/:scripthash/txs/chain/:last_seen_txid",
        "scripthash/00/txs/chain/00",
        400,
    ),
    get(
        "scripthash/:scripthash/txs/mempool",
        "scripthash/00/txs/mempool",
        400,
    ),
    get("scripthash/:scripthash/utxo", "scripthash/00/utxo", 400),
    get("address-prefix/:prefix", "address-prefix/nobody", 400),
    wrong_verb("mempool", "mempool"),
    wrong_verb("mempool/txids", "mempool/txids"),
    wrong_verb("mempool/recent", "mempool/recent"),
    wrong_verb("fee-estimates", "fee-estimates"),
    wrong_verb("block-template", "block-template"),
];

const UNKNOWN_CONFIRMATIONS: &str = "confirmations?transaction_id=\
    0000000000000000000000000000000000000000000000000000000000000001";
const UNKNOWN_BLOCK: &str =
    "block/0000000000000000000000000000000000000000000000000000000000000001";
const UNKNOWN_TRANSACTION: &str =
    "tx/0000000000000000000000000000000000000000000000000000000000000001";

const fn get(method: &'static str, target: &'static str, status: u16) -> ErrorCase {
    case(method, Verb::Get, target, "", status)
}

const fn post(
    method: &'static str,
    target: &'static str,
    body: &'static str,
    status: u16,
) -> ErrorCase {
    case(method, Verb::Post, target, body, status)
}

/// A method without arguments, called with a verb that it does not have.
const fn wrong_verb(method: &'static str, target: &'static str) -> ErrorCase {
    case(method, Verb::Post, target, "", 405)
}

const fn case(
    method: &'static str,
    verb: Verb,
    target: &'static str,
    body: &'static str,
    status: u16,
) -> ErrorCase {
    ErrorCase {
        method,
        verb,
        target,
        body,
        status,
    }
}
