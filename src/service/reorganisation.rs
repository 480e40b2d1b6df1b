//! The report of a switch to another branch: the disconnected blocks, and the coins that they had
//! paid the wallet.

use api::Notice;
use primitives::{Amount, Block};
use wallet::Wallet;

/// The blocks that the present switch has disconnected; all zero if there is none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reorganisation {
    /// The number of blocks.
    blocks: u32,
    /// The number of those blocks that paid the wallet.
    own: u32,
    /// The sum that these blocks paid the wallet.
    coins: Amount,
}

impl Reorganisation {
    /// Notes that a block was disconnected.
    pub(crate) fn disconnected(&mut self, block: &Block, wallet: &Wallet) {
        let coins = own_reward(block, wallet);
        if coins > Amount::ZERO {
            self.own += 1;
            self.coins = self.coins.checked_add(coins).unwrap_or(Amount::MAX);
        }
    }

    /// Notes that the chain has left a branch of this many blocks.
    pub(crate) const fn left(&mut self, blocks: u32) {
        self.blocks = blocks;
    }

    /// Ends the switch, once a block of the new branch was connected. Returns the number of
    /// disconnected blocks that paid the wallet, and the notice; `None` if there was no switch.
    pub(crate) fn take(&mut self) -> Option<(u32, Notice)> {
        let Self { blocks, own, coins } = core::mem::take(self);
        let notice = Notice::Reorganised {
            depth: blocks,
            own,
            coins,
        };
        (blocks > 0).then_some((own, notice))
    }
}

/// The sum that a block's coinbase pays the wallet.
fn own_reward(block: &Block, wallet: &Wallet) -> Amount {
    let coinbase = block.transactions.first().into_iter();
    let outputs = coinbase.flat_map(|coinbase| &coinbase.outputs);
    let own = outputs.filter(|output| wallet.owns(&output.lock));
    Amount::sum(own.map(|output| output.amount)).unwrap_or(Amount::ZERO)
}
