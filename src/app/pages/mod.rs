//! The pages, one file each.

pub(crate) mod address;
mod answered;
pub(crate) mod block;
pub(crate) mod blocks;
pub(crate) mod chains;
pub(crate) mod ended;
pub(crate) mod mine;
pub(crate) mod network;
pub(crate) mod origin;
pub(crate) mod proofs;
pub(crate) mod starting;
pub(crate) mod transaction;
pub(crate) mod unreadable;
pub(crate) mod wallet;
