//! What a block destroyed, kept so that the block can be taken back: the coins that its transactions spent.
//!
//! What it made needs no keeping, since the block says it.

use crate::coin::Coin;
use primitives::{Decode, DecodeError, Encode, Reader, encoding::put_list};

/// The coins that a block spent, in the order of its inputs, the coinbase's left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undo {
    /// One coin for each input.
    pub spent: Vec<Coin>,
}

/// Fewest bytes of a coin: height, amount, an empty program's lock.
pub(crate) const COIN_MIN_LEN: usize = 1 + 8 + 2;

impl Encode for Undo {
    fn encode(&self, out: &mut Vec<u8>) {
        put_list(out, &self.spent);
    }
}

impl Decode for Undo {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            spent: r.list(usize::MAX, COIN_MIN_LEN, Coin::decode)?,
        })
    }
}
