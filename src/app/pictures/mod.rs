//! Pictures of the chain and of the mempool, below the newest blocks: who made each block, branches
//! beside the chain, charts, and the map of the mempool.

pub(crate) mod branches;
mod charts;
pub(crate) mod maker;
pub(crate) mod newest;
pub(crate) mod pool_map;
mod shares;
pub(crate) mod statistics;
