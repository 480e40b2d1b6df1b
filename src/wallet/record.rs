//! A transaction of the wallet, and its state.

use primitives::{Decode, DecodeError, Encode, Height, Reader, Timestamp, Transaction, Txid};

/// A transaction that pays to the wallet or spends from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// A number that counts up in the order in which the wallet first saw its transactions.
    pub(crate) sequence: u64,
    /// The time when it was first seen unconfirmed; `None` if it was first seen in a block.
    pub(crate) seen: Option<Timestamp>,
    /// Whether the transaction spends coins, and all of them are the wallet's. Then the wallet made
    /// it, and trusts its change before it is confirmed.
    pub(crate) ours: bool,
    /// Its state.
    pub(crate) state: State,
    /// The transaction.
    pub(crate) transaction: Transaction,
}

impl Record {
    /// Whether it is a block reward, which must mature. The coinbase of the genesis block is not a
    /// reward, and need not mature.
    pub(crate) fn is_reward(&self) -> bool {
        self.transaction.is_coinbase() && self.state.height() != Some(Height::GENESIS)
    }
}

/// The state of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It is unconfirmed.
    Pending,
    /// It is in a block of the best chain.
    Confirmed {
        /// The block's height.
        height: Height,
        /// The index in the block.
        index: u32,
        /// The block's time.
        time: Timestamp,
    },
    /// It was dropped: it is not in a block, and no longer counts as unconfirmed.
    Dropped(Cause),
}

/// Why a transaction was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Another transaction spent its coins.
    Conflict {
        /// The other transaction.
        by: Txid,
        /// The height of the block with the other transaction. `None` if the other one was
        /// preferred while both were unconfirmed, or if the block can't be disconnected any more.
        height: Option<Height>,
    },
    /// The transaction whose outputs it spends was dropped or removed.
    Unfunded {
        /// That transaction.
        by: Txid,
    },
    /// The mempool dropped it: it was there for too long, the mempool was full, or it broke a rule
    /// after a reorganisation. It may still confirm, since other mempools may have it.
    GivenUp,
}

impl State {
    /// Whether it is unconfirmed.
    pub(crate) const fn is_pending(&self) -> bool {
        matches!(self, Self::Pending)
    }

    /// The height of its block; `None` if it is not confirmed.
    pub(crate) const fn height(&self) -> Option<Height> {
        match self {
            Self::Confirmed { height, .. } => Some(*height),
            _ => None,
        }
    }
}

impl Encode for Record {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.sequence.to_le_bytes());
        put_optional(out, self.seen.map(|seen| seen.0));
        out.push(u8::from(self.ours));
        match self.state {
            State::Pending => out.push(0),
            State::Confirmed {
                height,
                index,
                time,
            } => {
                out.push(1);
                for number in [height.0, index, time.0] {
                    out.extend_from_slice(&number.to_le_bytes());
                }
            }
            State::Dropped(Cause::Conflict { by, height }) => {
                out.push(2);
                by.encode(out);
                put_optional(out, height.map(|height| height.0));
            }
            State::Dropped(Cause::Unfunded { by }) => {
                out.push(3);
                by.encode(out);
            }
            State::Dropped(Cause::GivenUp) => out.push(4),
        }
        self.transaction.encode(out);
    }
}

impl Decode for Record {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            sequence: match r.u64()? {
                u64::MAX => return Err(r.invalid("no record comes after this one")),
                sequence => sequence,
            },
            seen: optional(r)?.map(Timestamp),
            ours: flag(r)?,
            state: match r.u8()? {
                0 => State::Pending,
                1 => State::Confirmed {
                    height: Height(r.u32()?),
                    index: r.u32()?,
                    time: Timestamp(r.u32()?),
                },
                2 => State::Dropped(Cause::Conflict {
                    by: Txid::decode(r)?,
                    height: optional(r)?.map(Height),
                }),
                3 => State::Dropped(Cause::Unfunded {
                    by: Txid::decode(r)?,
                }),
                4 => State::Dropped(Cause::GivenUp),
                _ => return Err(r.invalid("a state is 0 to 4")),
            },
            transaction: Transaction::decode(r)?,
        })
    }
}

fn put_optional(out: &mut Vec<u8>, number: Option<u32>) {
    out.push(u8::from(number.is_some()));
    if let Some(number) = number {
        out.extend_from_slice(&number.to_le_bytes());
    }
}

fn optional(r: &mut Reader<'_>) -> Result<Option<u32>, DecodeError> {
    Ok(if flag(r)? { Some(r.u32()?) } else { None })
}

/// Reads a byte that is 0 or 1.
pub(crate) fn flag(r: &mut Reader<'_>) -> Result<bool, DecodeError> {
    match r.u8()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(r.invalid("a flag is 0 or 1")),
    }
}
