//! The rules, as pure functions: what a header, a transaction and a block must hold to by themselves and in their place.

pub mod ahead;
pub mod block;
pub mod grant;
pub mod header;
pub mod place;
pub mod seen;
pub mod signature;
pub mod transaction;
