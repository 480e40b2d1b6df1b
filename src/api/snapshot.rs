//! The state of one node and its wallet, as the page shows it.

mod chain;
mod notice;
mod peers;
mod wallet;

use primitives::{Amount, Time};
use serde::{Deserialize, Serialize};

use crate::Reason;

pub use chain::{
    AuthorView, AuthorityView, BlockSummary, ChainView, JOINED_CHAIN_BYTES, KeptView,
    LEAST_WHOLE_BLOCKS, MiningView, OwnName, PoolView, SyncView,
};
pub use notice::Notice;
pub use peers::{LinkKind, PeerView, PersonView, TrafficView};
pub use wallet::{AccountView, Failure, HistoryKind, HistoryRow, WalletView};

/// All that the page shows at once. Its size is bounded (each list states its bound), so that it
/// can be sent whenever it changes. Longer data are requested by a [`Command`](crate::Command).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The chains that this profile knows, last opened first; at most 64.
    pub chains: Vec<KnownChain>,
    /// Where the data is stored.
    pub storage: StorageView,
    /// How the wallet's words are protected.
    pub protection: Protection,
    /// How the words of the replaced wallet are protected; `None` if no replaced wallet is kept.
    pub replaced: Option<Protection>,
    /// The public key of this person's identity, the same on every chain: 66 hexadecimal digits.
    pub key: String,
    /// The chain that could not be opened, or whose opening did not finish; `None` if there is
    /// none.
    pub unopened: Option<UnopenedView>,
    /// The open chain; `None` if none is open.
    pub chain: Option<ChainView>,
}

/// A chain whose stored data may be damaged. The person chooses what to do with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnopenedView {
    /// Its genesis hash, reversed hexadecimal.
    pub genesis: String,
    /// Its name.
    pub name: String,
    /// The reason, as far as it is known.
    pub reason: Reason,
}

/// A chain that can be opened again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownChain {
    /// Its genesis hash, reversed hexadecimal.
    pub genesis: String,
    /// Its name.
    pub name: String,
    /// The symbol of its coin.
    pub symbol: String,
    /// The bytes that it takes on this device; `None` if nothing is stored or the size is not
    /// known.
    pub stored: Option<f64>,
    /// The reason why this program can't open it, a sentence; `None` if it can.
    pub refusal: Option<String>,
    /// Its state when it was last open here with the present wallet; `None` if it never was.
    pub standing: Option<Standing>,
}

/// The state of a chain at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The wallet's balance, including immature rewards and unconfirmed payments from others.
    pub worth: Amount,
    /// The height of the tip.
    pub height: u32,
    /// The time (milliseconds since 1970).
    pub time: Time,
}

/// Where data is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StorageView {
    /// On this device, durably.
    Durable,
    /// On this device, but the last attempt to save failed. Later changes are in memory only, and
    /// saving is tried again. `reason` says why it failed.
    Failing {
        /// The storage's error.
        reason: String,
    },
    /// Another tab of this profile stores the data. This tab has a copy in memory.
    OtherTab,
    /// The profile's file can't be read, and is left unchanged. Nothing can be done with this
    /// profile.
    Unreadable {
        /// The reason.
        reason: Reason,
    },
    /// In memory only: the data is lost when the tab closes.
    Memory {
        /// The reason why nothing can be stored.
        reason: Reason,
    },
}

/// How the wallet's words are protected on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Protection {
    /// Not encrypted: anyone who uses this browser profile can spend.
    None,
    /// Encrypted with a passphrase.
    Passphrase,
}
