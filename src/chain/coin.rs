//! Coins: outputs that exist and are unspent, with what their spending depends on.

use primitives::{Decode, DecodeError, Encode, Height, OutPoint, Output, Reader, put_compact};

/// An unspent output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coin {
    /// The output itself.
    pub output: Output,
    /// The height of the block that made it.
    pub height: Height,
    /// Whether it is a reward, which must mature before it is spent.
    pub coinbase: bool,
}

/// Where coins are looked up: a chain's tip, or that with a pool's transactions on top.
pub trait Coins {
    /// Why a look-up fails; never because the coin does not exist.
    type Error;

    /// The coin at `outpoint`, if it exists and is unspent.
    ///
    /// # Errors
    /// When the storage can't tell.
    fn coin(&self, outpoint: &OutPoint) -> Result<Option<Coin>, Self::Error>;
}

impl Encode for Coin {
    fn encode(&self, out: &mut Vec<u8>) {
        // As in Bitcoin Core's database: height and coinbase flag share a number.
        put_compact(
            out,
            u64::from(self.height.value()) << 1 | u64::from(self.coinbase),
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
            coinbase: code & 1 == 1,
        })
    }
}
