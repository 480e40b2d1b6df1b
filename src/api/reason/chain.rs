//! Why a command about a chain or its wallet was refused.

use serde::{Deserialize, Serialize};

/// Why a command about a chain or its wallet was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChainReason {
    /// The chain gives no grants.
    NoGrants,
    /// The wallet had its grant, or the chain gives none any more.
    GrantTaken,
    /// The wallet has no address that a grant could be paid to.
    NoGrantAddress,
    /// The profile does not know the chain.
    UnknownChain,
    /// The text is not a relay's URL.
    RelayForm {
        /// The maximum number of its characters.
        most: u64,
    },
    /// The chain uses the relay already.
    RelayKnown,
    /// The chain has as many relays as it may have.
    ManyRelays {
        /// The maximum number of relays.
        most: u64,
    },
    /// The profile has as many chains as it may have.
    ManyChains {
        /// The maximum number of chains.
        most: u64,
    },
    /// No replaced wallet is stored.
    NoReplacedWallet,
    /// A new passphrase has no character.
    EmptyPassphrase,
    /// The wallet's passphrase is missing.
    PassphraseNeeded,
    /// The file is not a wallet's backup, or it was cut or changed.
    NotBackup,
    /// A version of the program that this one does not know made the backup.
    BackupVersion,
    /// The text is not an allowed number of newest blocks to keep.
    KeepNewest {
        /// The least that is allowed.
        least: u64,
    },
    /// The chain has authors, and this person is not one of them.
    NotAuthor,
    /// The text has a character that can't be shown, or that misleads.
    HiddenText,
    /// No chain is open.
    NoChain,
}
