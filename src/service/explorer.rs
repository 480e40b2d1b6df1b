//! The explorer: answers about blocks, transactions and addresses, from chain, mempool and wallet.

mod addresses;
mod block_content;
mod block_summary;
mod blocks;
mod coin_history;
mod hash_prefix;
mod mempool;
mod pool_map;
mod recent_blocks;
mod script_hashes;
mod search;
mod statistics;
mod transactions;

use api::NodeDocument;
use chain::{Chain, Store};
use node::Pool;
use primitives::Height;
use wallet::Wallet;

use crate::convert::to_u32;

pub(crate) use coin_history::HistorySearches;
pub(crate) use recent_blocks::RecentBlocks;
pub(crate) use script_hashes::ScriptHashes;

/// The sources of all answers, which the explorer only reads.
pub(crate) struct Explorer<'a, S: Store> {
    chain: &'a Chain<S>,
    pool: &'a Pool,
    wallet: &'a Wallet,
}

impl<'a, S: Store> Explorer<'a, S> {
    pub(crate) const fn new(chain: &'a Chain<S>, pool: &'a Pool, wallet: &'a Wallet) -> Self {
        Self {
            chain,
            pool,
            wallet,
        }
    }

    /// The document about the chain and the mempool. `nodes` is the number of connected nodes and
    /// `mining` whether the miner runs, because the explorer does not know these.
    pub(crate) fn node_document(&self, nodes: usize, mining: bool) -> NodeDocument {
        let spec = self.chain.spec();
        NodeDocument {
            name: spec.name.clone(),
            symbol: spec.symbol.clone(),
            genesis: self.chain.genesis(),
            blocks: self.block_count(),
            tip: self.chain.tip().hash,
            waiting: self.waiting_count(),
            nodes: to_u32(nodes),
            mining,
        }
    }

    /// The number of blocks of the best chain.
    pub(crate) fn block_count(&self) -> u32 {
        self.tip().value().saturating_add(1)
    }

    /// The height of the best chain's tip.
    fn tip(&self) -> Height {
        self.chain.tip().height
    }

    /// The number of blocks from a height of the best chain to its tip, including both.
    fn confirmations(&self, height: Height) -> u32 {
        (self.tip().value() + 1).saturating_sub(height.value())
    }
}
