//! The figures of one node.

use std::time::Duration;

use methods::Call;
use node::SyncState;
use store::RedbStore;

use crate::chains::Chain;
use crate::problem::Problem;

/// The time limit for a node's answer. If it is missed, the node counts as down.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// The figures of one node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figures {
    /// The height of the tip.
    pub(crate) height: u32,
    /// The time since the time in the tip's header; negative if that is in the future.
    pub(crate) tip_age_seconds: f64,
    /// Whether a peer is known to have more work.
    pub(crate) is_behind: bool,
    /// Links to other nodes.
    pub(crate) peers: usize,
    /// Transactions in the mempool.
    pub(crate) pool_transactions: usize,
    /// Their weight in weight units.
    pub(crate) pool_weight: usize,
    /// Their fees in base units.
    pub(crate) pool_fees: u64,
    /// Whether the node mines.
    pub(crate) is_mining: bool,
    /// The hashes per second of its miner.
    pub(crate) hash_rate: f64,
    /// The bytes of its store; `None` if the store does not know.
    pub(crate) stored_bytes: Option<u64>,
    /// Changes that are not written yet, in bytes.
    pub(crate) pending_bytes: usize,
    /// Whether the store fails to save.
    pub(crate) is_failing: bool,
}

impl Figures {
    /// Asks a node for its figures.
    pub(crate) async fn ask(chain: &Chain) -> Result<Self, Problem> {
        chain.ask_within(ANSWER_WITHIN, Self::read).await
    }

    fn read(call: &mut Call<'_, RedbStore>) -> Self {
        let node = call.service.node();
        let (chain, pool) = (node.chain(), node.pool());
        let tip = chain.tip();
        let (now, then) = (call.now.millis(), tip.header.time.seconds());
        Self {
            height: tip.height.value(),
            tip_age_seconds: now as f64 / 1_000.0 - f64::from(then),
            is_behind: !matches!(node.sync_state(), SyncState::Alone | SyncState::Synced),
            peers: node.peers().count(),
            pool_transactions: pool.len(),
            pool_weight: pool.weight(),
            pool_fees: pool.fees().units(),
            is_mining: call.service.is_mining(),
            hash_rate: call.host.hash_rate(),
            stored_bytes: call.service.stored_bytes(),
            pending_bytes: chain.pending_bytes(),
            is_failing: call.service.failing().is_some(),
        }
    }
}
