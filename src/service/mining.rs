//! Making blocks: the miner's reward, the seals of an author, and the block message.

mod authoring;
mod block_message;

use api::MiningView;
use node::Request;
use primitives::Lock;
use wallet::Wallet;

use crate::driver_status::MinerFigures;

pub(crate) use authoring::{Authoring, is_author_needed};
pub(crate) use block_message::BlockMessage;

/// Whether the node mines, and the number of blocks that it has found.
#[derive(Debug, Default)]
pub(crate) struct Mining {
    /// The lock that the miner's present jobs pay to; `None` if it does not mine.
    reward: Option<Lock>,
    /// The number of blocks found since the chain was opened, less the disconnected ones that paid
    /// the wallet.
    found: u32,
}

impl Mining {
    /// Starts or stops mining for the wallet. Returns the request to the node.
    pub(crate) fn set(&mut self, on: bool, wallet: &Wallet) -> Request {
        self.reward = on.then(|| wallet.reward_lock());
        Request::Mine(self.reward.clone())
    }

    /// Whether the node mines.
    pub(crate) const fn is_on(&self) -> bool {
        self.reward.is_some()
    }

    /// Chooses a fresh key for the next reward if a block has paid to the miner's lock. Returns the
    /// request to the node; `None` if there is nothing to change.
    pub(crate) fn renew_reward(&mut self, wallet: &Wallet) -> Option<Request> {
        let reward = self.reward.as_ref()?;
        (*reward != wallet.reward_lock()).then(|| self.set(true, wallet))
    }

    /// Notes that this node has found a block.
    pub(crate) const fn found(&mut self) {
        self.found += 1;
    }

    /// Notes that this many blocks that paid the wallet were disconnected.
    pub(crate) const fn lost(&mut self, blocks: u32) {
        self.found = self.found.saturating_sub(blocks);
    }

    /// The view of the miner, from the driver's figures.
    pub(crate) fn view(&self, figures: MinerFigures) -> MiningView {
        let MinerFigures {
            cores,
            hash_rate,
            hashes,
            delay,
            closest,
        } = figures;
        MiningView {
            cores,
            hash_rate,
            hashes,
            found: self.found,
            delay,
            closest,
        }
    }
}
