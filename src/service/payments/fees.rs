//! The fee rates that a person chooses from, with the time that each takes.

use api::{FeeOption, Pace};
use node::Room;
use primitives::FeeRate;
use wallet::Draft;

use super::funds::Funds;

/// The number of blocks of [`Pace::FewBlocks`].
const FEW_BLOCKS: usize = 3;
/// The maximum number of blocks for which a wait is estimated.
const MAX_BLOCKS: usize = 24;

/// The rates of all paces, from one look at the mempool.
pub(super) struct Rates {
    least: FeeRate,
    increment: FeeRate,
    /// The rates that a transaction must exceed to be in the next block, in the next two blocks,
    /// and so on. A rate is 0 if all transactions fit into these blocks.
    beyond: Vec<FeeRate>,
}

impl Rates {
    pub(super) fn of(funds: &Funds<'_>) -> Self {
        let block = Room::of(funds.spec);
        let rooms = (1..=MAX_BLOCKS).map(|blocks| Room {
            weight: block.weight.saturating_mul(blocks),
            count: block.count.saturating_mul(blocks),
        });
        Self {
            least: funds.fee_rate(),
            increment: funds.pool.limits().increment,
            beyond: funds.pool.rates_beyond(rooms),
        }
    }

    /// The rate of a payment at this pace.
    pub(super) fn rate(&self, pace: Pace) -> FeeRate {
        match pace {
            Pace::NextBlock => self.within(1),
            Pace::FewBlocks => self.within(FEW_BLOCKS),
            Pace::NoHurry => self.least,
        }
    }

    /// The fees of a draft that was made at `pace`, the highest first. Without a choice, the result
    /// is empty.
    pub(super) fn options(&self, draft: &Draft, pace: Pace) -> Vec<FeeOption> {
        let weight = draft.weight();
        let mut options: Vec<FeeOption> = Vec::new();
        for option in [Pace::NextBlock, Pace::FewBlocks, Pace::NoHurry] {
            let rate = self.rate(option);
            let fee = match option == pace {
                true => draft.fee,
                false => rate.fee(weight),
            };
            let blocks = self.blocks(rate);
            // Two paces with one rate are one choice.
            match options.last_mut() {
                Some(last) if self.rate(last.pace) == rate => {
                    if option == pace {
                        last.fee = fee;
                    }
                }
                _ => options.push(FeeOption {
                    pace: option,
                    fee,
                    blocks,
                }),
            }
        }
        options
    }

    fn within(&self, blocks: usize) -> FeeRate {
        match self.beyond.get(blocks - 1) {
            None | Some(FeeRate(0)) => self.least,
            Some(rate) => self
                .least
                .max(FeeRate(rate.0.saturating_add(self.increment.0))),
        }
    }

    /// The first of the next blocks that a transaction of this rate fits into; `None` if it is not
    /// among the next [`MAX_BLOCKS`].
    fn blocks(&self, rate: FeeRate) -> Option<u32> {
        let fits = |beyond: &FeeRate| beyond.0 == 0 || *beyond < rate;
        let place = self.beyond.iter().position(fits)?;
        u32::try_from(place + 1).ok()
    }
}
