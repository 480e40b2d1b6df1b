//! Coins: unspent outputs with the data that the rules for spending them need.

use primitives::{
    Decode, DecodeError, Encode, Height, OutPoint, Output, Reader, Transaction, Txid, put_compact,
};

/// An unspent output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coin {
    /// The output itself.
    pub output: Output,
    /// The height of the block that created it.
    pub height: Height,
    /// Whether the output must mature before it can be spent: it is an output of a coinbase other
    /// than the genesis block's.
    pub must_mature: bool,
}

/// A source of coins: the tip of a chain, or the tip with the mempool's transactions applied.
pub trait Coins {
    /// Why a look-up fails. A coin that does not exist is not a failure.
    type Error;

    /// Returns the coin at `outpoint`; `None` if it does not exist or is spent.
    ///
    /// # Errors
    /// If the storage can't be read.
    fn coin(&self, outpoint: &OutPoint) -> Result<Option<Coin>, Self::Error>;
}

impl Encode for Coin {
    fn encode(&self, out: &mut Vec<u8>) {
        // As in Bitcoin Core's database, one number has both the height and the flag.
        put_compact(
            out,
            u64::from(self.height.value()) << 1 | u64::from(self.must_mature),
        );
        self.output.encode(out);
    }
}

impl Decode for Coin {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let code = r.compact()?;
        let height =
            u32::try_from(code >> 1).map_err(|_| r.invalid("the height exceeds 32 bits"))?;
        Ok(Self {
            output: Output::decode(r)?,
            height: Height(height),
            must_mature: code & 1 == 1,
        })
    }
}

/// The spendable outputs of a transaction, which become coins.
pub(crate) fn spendable(
    txid: Txid,
    transaction: &Transaction,
) -> impl Iterator<Item = (OutPoint, &Output)> {
    (0..)
        .zip(&transaction.outputs)
        .filter(|(_, output)| !output.lock.is_unspendable())
        .map(move |(index, output)| (OutPoint { txid, index }, output))
}
