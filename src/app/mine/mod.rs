//! Making blocks: the miner, and the authors on chains that have some.

mod alone_dialog;
pub(crate) mod authors;
mod block_words;
mod cores;
mod making_controls;
mod mining_controls;
mod mining_explanation;
mod mining_results;
pub(crate) mod page;
mod recognised;
pub(crate) mod search;
