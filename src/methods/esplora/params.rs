//! The parameters of Esplora's methods. Each of them is in the path or is the body.

use crate::{Param, ParamKind};

pub(super) const START_HEIGHT: &[Param] =
    &[number("start_height", "The height of the newest block.")];
pub(super) const HEIGHT: &[Param] = &[number("height", "The height.")];
pub(super) const HASH: &[Param] = &[BLOCK];
pub(super) const HASH_INDEX: &[Param] = &[
    BLOCK,
    number("index", "The transaction's index in the block."),
];
pub(super) const HASH_START: &[Param] = &[
    BLOCK,
    number(
        "start_index",
        "The index of the first transaction, a multiple of 25.",
    ),
];
pub(super) const TXID: &[Param] = &[ID];
pub(super) const OUTPUT: &[Param] = &[ID, number("vout", "The output's index.")];
pub(super) const TRANSACTION: &[Param] = &[text(
    "transaction",
    "The body: the transaction's bytes with witnesses (BIP144) in hexadecimal.",
)];
pub(super) const ADDRESS: &[Param] = &[WHOSE];
pub(super) const ADDRESS_LAST: &[Param] = &[WHOSE, LAST];
pub(super) const SCRIPT: &[Param] = &[WHICH];
pub(super) const SCRIPT_LAST: &[Param] = &[WHICH, LAST];
pub(super) const PREFIX: &[Param] = &[text(
    "prefix",
    "The beginning of the addresses, with the chain's own prefix.",
)];

const BLOCK: Param = text("hash", "The block's hash.");
const ID: Param = text("txid", "The transaction's id.");
const WHOSE: Param = text("address", "An address of this chain.");
const WHICH: Param = text(
    "scripthash",
    "The SHA-256 of the lock's script in hexadecimal, not reversed.",
);
const LAST: Param = text(
    "last_seen_txid",
    "The last transaction of the previous page.",
);

const fn text(name: &'static str, about: &'static str) -> Param {
    Param::required(name, ParamKind::Text, about)
}

const fn number(name: &'static str, about: &'static str) -> Param {
    Param::required(name, ParamKind::Number, about)
}
