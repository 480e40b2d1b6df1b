//! Notices: events that are reported once.

use primitives::Amount;
use serde::{Deserialize, Serialize};

use crate::{Failure, Reason};

/// Something that happened once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Notice {
    /// This node's miner found a block.
    BlockFound {
        /// Its height.
        height: u32,
        /// Its reward, including fees.
        reward: Amount,
    },
    /// A payment to the wallet entered the mempool.
    PaymentReceived {
        /// The amount.
        amount: Amount,
    },
    /// A payment to or from the wallet got its first confirmation.
    PaymentConfirmed {
        /// The amount.
        amount: Amount,
        /// Whether somebody else paid it to the wallet.
        received: bool,
    },
    /// A payment to or from the wallet failed.
    PaymentFailed {
        /// The amount.
        amount: Amount,
        /// Whether it was a payment to the wallet.
        received: bool,
        /// The reason.
        why: Failure,
    },
    /// A transaction of the wallet that carries only data got its first confirmation.
    DataConfirmed,
    /// The chain switched to a branch with more work.
    Reorganised {
        /// The number of blocks that were disconnected.
        depth: u32,
        /// How many of them had paid this wallet.
        own: u32,
        /// The coins that they had paid the wallet, including fees. These coins no longer exist.
        coins: Amount,
    },
    /// The chain and the wallet are saved again after a failure.
    Saved,
    /// This tab now stores the profile's data, since the tab that did so was closed.
    TookOver,
    /// A failure that the person should know of.
    Trouble {
        /// The reason.
        reason: Reason,
    },
}
