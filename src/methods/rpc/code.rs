//! Bitcoin Core's error codes, and the code of each kind of failure.

use crate::{Failure, Kind};

/// The request is not valid JSON-RPC (JSON-RPC 2.0).
pub(crate) const INVALID_REQUEST: i32 = -32_600;
/// There is no such method (JSON-RPC 2.0).
pub(crate) const METHOD_NOT_FOUND: i32 = -32_601;
/// A bug in this program (JSON-RPC 2.0).
pub(crate) const INTERNAL_ERROR: i32 = -32_603;
/// The body is not JSON (JSON-RPC 2.0).
pub(crate) const PARSE_ERROR: i32 = -32_700;

/// A call that can't be answered for a reason without its own code, such as a wrong number of
/// arguments (`RPC_MISC_ERROR`).
pub(crate) const MISC_ERROR: i32 = -1;
/// The caller has no right to the method. Bitcoin Core reserves this code
/// (`RPC_FORBIDDEN_BY_SAFE_MODE`) without using it: it answers with the HTTP status 403 alone.
pub(crate) const FORBIDDEN: i32 = -2;
/// An argument has another type, or an amount is out of range (`RPC_TYPE_ERROR`).
pub(crate) const TYPE_ERROR: i32 = -3;
/// There is no such block, transaction or address, or a text is not an address
/// (`RPC_INVALID_ADDRESS_OR_KEY`).
pub(crate) const INVALID_ADDRESS_OR_KEY: i32 = -5;
/// An argument is invalid (`RPC_INVALID_PARAMETER`).
pub(crate) const INVALID_PARAMETER: i32 = -8;
/// The store failed (`RPC_DATABASE_ERROR`).
pub(crate) const DATABASE_ERROR: i32 = -20;
/// A block or a transaction can't be decoded (`RPC_DESERIALIZATION_ERROR`).
pub(crate) const DESERIALIZATION_ERROR: i32 = -22;
/// A transaction spends coins that don't exist, or exceeds a limit that the caller set
/// (`RPC_TRANSACTION_ERROR`).
pub(crate) const TRANSACTION_ERROR: i32 = -25;
/// A rule rejects a transaction or a block (`RPC_TRANSACTION_REJECTED`).
pub(crate) const TRANSACTION_REJECTED: i32 = -26;
/// A transaction is confirmed already (`RPC_TRANSACTION_ALREADY_IN_CHAIN`).
pub(crate) const ALREADY_IN_CHAIN: i32 = -27;
/// The node is catching up (`RPC_CLIENT_IN_INITIAL_DOWNLOAD`).
pub(crate) const IN_INITIAL_DOWNLOAD: i32 = -10;
/// There is no such peer (`RPC_CLIENT_NODE_NOT_CONNECTED`).
pub(crate) const NOT_CONNECTED: i32 = -29;
/// An address or subnet is not valid (`RPC_CLIENT_INVALID_IP_OR_SUBNET`).
pub(crate) const INVALID_SUBNET: i32 = -30;

/// The wallet refuses for a reason without a code of its own (`RPC_WALLET_ERROR`).
pub(crate) const WALLET_ERROR: i32 = -4;
/// The wallet has too few coins (`RPC_WALLET_INSUFFICIENT_FUNDS`).
pub(crate) const INSUFFICIENT_FUNDS: i32 = -6;
/// The wallet is locked (`RPC_WALLET_UNLOCK_NEEDED`).
pub(crate) const UNLOCK_NEEDED: i32 = -13;
/// The passphrase is wrong (`RPC_WALLET_PASSPHRASE_INCORRECT`).
pub(crate) const PASSPHRASE_INCORRECT: i32 = -14;
/// The wallet has no passphrase (`RPC_WALLET_WRONG_ENC_STATE`).
pub(crate) const WRONG_ENCRYPTION_STATE: i32 = -15;

/// The code of a failure.
pub(super) fn of(failure: &Failure) -> i32 {
    failure.code.unwrap_or(match failure.kind {
        Kind::Invalid => INVALID_PARAMETER,
        Kind::NotFound => INVALID_ADDRESS_OR_KEY,
        Kind::Forbidden => FORBIDDEN,
        Kind::Refused | Kind::Unsupported => MISC_ERROR,
        Kind::Unavailable => DATABASE_ERROR,
        Kind::Internal => INTERNAL_ERROR,
    })
}
