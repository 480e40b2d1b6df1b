//! Commands whose answers are drawn as pictures. They only read the open chain.

use serde::{Deserialize, Serialize};

/// Show figures of the best chain at some heights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// The number of newest blocks to show; 0 for all.
    pub newest: u32,
}

/// Show the mempool as a map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolMap;

/// Show the branches that fork from the best chain at one of its newest blocks. Such a branch was
/// replaced, or it never was the best.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Branches {
    /// The number of newest blocks of the best chain.
    pub newest: u32,
}

/// Show which coins of a transaction are the wallet's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnParts {
    /// The transaction's id, reversed hexadecimal.
    pub txid: String,
}
