//! Undo data: the coins that a block spent, needed to disconnect it.
//!
//! The block itself has the outputs that it created.

use crate::coin::Coin;
use primitives::{Decode, DecodeError, Encode, Reader, encoding::put_list};

/// The coins that a block spent, in the order of its inputs. The coinbase's input spends none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undo {
    /// One coin for each input of the transactions other than the coinbase.
    pub spent: Vec<Coin>,
}

/// A lower bound on the length of an encoded coin in bytes: height, amount, and two bytes of a
/// lock.
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
