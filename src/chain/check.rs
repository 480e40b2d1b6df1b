//! The rules, as pure functions that check headers, transactions and blocks.

pub mod block;
pub mod grant;
pub mod header;
pub mod lookahead;
pub mod position;
pub mod signature;
pub mod signature_cache;
pub mod transaction;
