//! The parameters of the REST methods.

use crate::{Param, ParamKind};

pub(super) const BLOCK: &[Param] = &[
    Param::optional(
        "index",
        ParamKind::Number,
        "The height; the genesis block has 0. Either this or `hash` is needed.",
    ),
    Param::optional(
        "hash",
        ParamKind::Text,
        "The hash, 64 hexadecimal digits. Blocks outside the best chain are found only by it.",
    ),
    Param::optional(
        "from",
        ParamKind::Number,
        "The index of the first transaction to list; 0 if missing.",
    ),
];

pub(super) const BLOCKCHAIN: &[Param] = &[
    Param::optional(
        "from",
        ParamKind::Number,
        "The height of the first block; 0 if missing.",
    ),
    Param::optional(
        "count",
        ParamKind::Number,
        "The maximum number of blocks, 1 to 100. If missing: all blocks up to the tip, or 10 from \
         a tab.",
    ),
];

pub(super) const UNPROCESSED: &[Param] = &[
    Param::optional(
        "after",
        ParamKind::Text,
        "List only transactions after this id: the `next` of the previous page.",
    ),
    Param::optional(
        "count",
        ParamKind::Number,
        "The maximum number of transactions, 1 to 100; 100 if missing.",
    ),
];

pub(super) const BALANCE: &[Param] = &[
    Param::required("address", ParamKind::Text, "An address of this chain."),
    CONFIRMATIONS_OF_BALANCE,
];

pub(super) const BALANCES: &[Param] = &[
    Param::required(
        "prefix",
        ParamKind::Text,
        "The beginning of the addresses, with the chain's own prefix.",
    ),
    CONFIRMATIONS_OF_BALANCE,
    Param::optional(
        "after",
        ParamKind::Text,
        "List only addresses after this one: the `next` of the previous page.",
    ),
    Param::optional(
        "count",
        ParamKind::Number,
        "The maximum number of addresses, 1 to 100; 100 if missing.",
    ),
];

const CONFIRMATIONS_OF_BALANCE: Param = Param::optional(
    "confirmations",
    ParamKind::Number,
    "Transactions with fewer confirmations do not count; 1 if missing. 0 counts the mempool, too.",
);

pub(super) const CONFIRMATIONS: &[Param] =
    &[Param::required("transaction_id", ParamKind::Text, TXID)];

pub(super) const TRANSACTION: &[Param] = &[Param::required("id", ParamKind::Text, TXID)];

const TXID: &str = "The transaction's id, 64 hexadecimal digits.";

pub(super) const PUSH: &[Param] = &[Param::required(
    "transaction",
    ParamKind::Text,
    "Its bytes with witnesses (BIP144) in hexadecimal. A body that is not JSON is taken as this.",
)];

pub(super) const REGISTER: &[Param] = &[Param::required(
    "url",
    ParamKind::Text,
    "The URL of a relay (`wss://` or `ws://`), or of a node's direct endpoint.",
)];

pub(super) const CREATE: &[Param] = &[
    Param::required("to", ParamKind::Text, "The payee's address."),
    Param::required(
        "amount",
        ParamKind::Coins,
        "The amount in coins, with at most 8 decimals; or `max` for all that can be spent.",
    ),
    Param::optional("note", ParamKind::Text, "A public note that goes with it."),
    Param::optional(
        "passphrase",
        ParamKind::Text,
        "The passphrase of the node's wallet, if it has one.",
    ),
];
