//! A transaction of the wallet, and what became of it.

use primitives::{Decode, DecodeError, Encode, Height, Reader, Timestamp, Transaction, Txid};

/// A transaction that pays to the wallet or spends from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// Counts up in the order in which the wallet met its transactions.
    pub(crate) sequence: u64,
    /// When it was first seen waiting; nothing where the wallet met it in a block.
    pub(crate) seen: Option<Timestamp>,
    /// The wallet owns everything that it spends: the wallet made it, and trusts its change before
    /// it is confirmed.
    pub(crate) ours: bool,
    /// What became of it.
    pub(crate) state: State,
    /// The transaction.
    pub(crate) transaction: Transaction,
}

impl Record {
    /// Whether it is the reward of a block, which must mature. What the genesis block pays need
    /// not: it is no reward.
    pub(crate) fn is_reward(&self) -> bool {
        self.transaction.is_coinbase() && self.state.height() != Some(Height::GENESIS)
    }
}

/// What became of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It waits for a block.
    Pending,
    /// It stands in a block of the best chain.
    Confirmed {
        /// The block's height.
        height: Height,
        /// Position in the block.
        index: u32,
        /// The block's time.
        time: Timestamp,
    },
    /// It waits no longer.
    Dropped(Cause),
}

/// Why a transaction waits no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Another transaction spent its coins.
    Conflict {
        /// The other one.
        by: Txid,
        /// The block that has the other one. Nothing where that was preferred while both waited, or
        /// where the block is too deep to be taken back.
        height: Option<Height>,
    },
    /// The transaction whose coins it spends is gone.
    Unfunded {
        /// That one.
        by: Txid,
    },
    /// The pool gave it up: it waited for too long, the pool was full, or it broke a rule after a
    /// change of branches. It may still arrive, since other pools may have it.
    GivenUp,
}

impl State {
    /// Whether it waits.
    pub(crate) const fn is_pending(&self) -> bool {
        matches!(self, Self::Pending)
    }

    /// The block it stands in.
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

/// A byte that is 0 or 1.
pub(crate) fn flag(r: &mut Reader<'_>) -> Result<bool, DecodeError> {
    match r.u8()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(r.invalid("a flag is 0 or 1")),
    }
}
