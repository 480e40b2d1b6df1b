//! Making blocks: the miner's reward, the seals of an author, and the block message.

mod authoring;
mod block_message;
mod tag;

use api::MiningView;
use chain::{Chain, Store};
use node::Request;
use primitives::{Decode, Encode, Lock};
use wallet::Wallet;

use crate::driver_status::MinerFigures;

pub(crate) use authoring::{Authoring, is_author_needed};
pub(crate) use block_message::BlockMessage;
pub(crate) use tag::{split_tag, tagged};

/// The store's record of the address that all blocks of this wallet pay to, as an encoded lock.
const RECORD: &[u8] = b"miner/address";

/// Whether the node mines, the address that it mines for, and the number of blocks that it has
/// found.
#[derive(Debug, Default)]
pub(crate) struct Mining {
    /// The lock that all blocks pay to, so that others recognise them; `None` if each block pays to
    /// a fresh key.
    lasting: Option<Lock>,
    /// The lock that the miner's present jobs pay to; `None` if it does not mine.
    reward: Option<Lock>,
    /// The number of blocks found since the chain was opened, less the disconnected ones that paid
    /// the wallet.
    found: u32,
}

impl Mining {
    /// Reads the stored address. It is deleted if it can't be read, or if `owns` says that none of
    /// the person's own wallets has it.
    pub(crate) fn read<S: Store>(chain: &mut Chain<S>, owns: impl Fn(&Lock) -> bool) -> Self {
        let stored = chain.record(RECORD).ok().flatten();
        let lasting = stored.and_then(|bytes| Lock::from_bytes(&bytes).ok());
        let lasting = lasting.filter(owns);
        if lasting.is_none() {
            chain.put_record(RECORD, None);
        }
        Self {
            lasting,
            ..Self::default()
        }
    }

    /// Whether all blocks pay to one address.
    pub(crate) const fn is_recognised(&self) -> bool {
        self.lasting.is_some()
    }

    /// Lets all blocks pay to one address from now on, or each to a fresh one. The choice is
    /// stored. The next [`renew_reward`](Self::renew_reward) applies it.
    pub(crate) fn set_recognised<S: Store>(
        &mut self,
        on: bool,
        wallet: &Wallet,
        chain: &mut Chain<S>,
    ) {
        if on != self.is_recognised() {
            self.lasting = on.then(|| wallet.reward_lock());
            let bytes = self.lasting.as_ref().map(Encode::to_bytes);
            chain.put_record(RECORD, bytes.as_deref());
        }
    }

    fn reward_of(&self, wallet: &Wallet) -> Lock {
        let lasting = self.lasting.clone();
        lasting.unwrap_or_else(|| wallet.reward_lock())
    }

    /// Starts or stops mining for the wallet. Returns the request to the node.
    pub(crate) fn set(&mut self, on: bool, wallet: &Wallet) -> Request {
        self.reward = on.then(|| self.reward_of(wallet));
        Request::Mine(self.reward.clone())
    }

    /// Whether the node mines.
    pub(crate) const fn is_on(&self) -> bool {
        self.reward.is_some()
    }

    /// Chooses the lock of the next reward: a fresh key after a block has paid to the last one, or
    /// the lasting address. Returns the request to the node; `None` if there is nothing to change.
    pub(crate) fn renew_reward(&mut self, wallet: &Wallet) -> Option<Request> {
        let reward = self.reward.as_ref()?;
        (*reward != self.reward_of(wallet)).then(|| self.set(true, wallet))
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
