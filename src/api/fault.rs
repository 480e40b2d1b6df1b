//! The refusal of a command, with its reason and the input that it is about.

use serde::{Deserialize, Serialize};

use crate::Reason;

/// The refusal of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The invalid input; `None` if the refusal is not about a single input.
    pub field: Option<Field>,
    /// The reason.
    pub reason: Reason,
}

impl Fault {
    /// A refusal that is not about a single input.
    pub fn new(reason: impl Into<Reason>) -> Self {
        Self {
            field: None,
            reason: reason.into(),
        }
    }

    /// A refusal of the content of `field`.
    pub fn of(field: Field, reason: impl Into<Reason>) -> Self {
        Self {
            field: Some(field),
            reason: reason.into(),
        }
    }

    /// Whether the wallet's passphrase is missing or wrong. The same command with the right
    /// passphrase may succeed.
    pub fn needs_passphrase(&self) -> bool {
        self.field == Some(Field::Passphrase)
    }
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.reason.fmt(f)
    }
}

impl core::error::Error for Fault {}

/// The input fields of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// A new chain's name.
    Name,
    /// A new chain's coin symbol.
    Symbol,
    /// A new chain's block interval.
    Interval,
    /// A new chain's block reward.
    Reward,
    /// The prefix of a new chain's addresses.
    Prefix,
    /// The difficulty of a new chain's first block.
    Difficulty,
    /// A new chain's halving interval.
    Halving,
    /// A new chain's maturity of block rewards.
    Maturity,
    /// A new chain's confirmations after which a payment is final.
    Confirmations,
    /// The maximum weight of a new chain's blocks.
    MaxWeight,
    /// The maximum number of transactions in a new chain's blocks.
    MaxTransactions,
    /// The minimum number of transactions in a new chain's blocks.
    LeastTransactions,
    /// Whether a new chain's blocks may be empty.
    EmptyBlocks,
    /// The filler that a new chain's empty blocks carry.
    Filler,
    /// The maximum number of peers on a new chain.
    MaxPeers,
    /// The grant of a new chain.
    Grant,
    /// The last height at which a new chain gives grants.
    GrantUntil,
    /// A new chain's authors.
    Authors,
    /// The payee of a new chain's genesis block.
    GenesisAuthor,
    /// The text in a new chain's genesis block.
    Text,
    /// The recipient in a row of the list of a new chain's first coins. Rows count from 0.
    ShareTo(u32),
    /// The amount in a row of the list of a new chain's first coins. Rows count from 0.
    ShareAmount(u32),
    /// A file with a chain's settings.
    SettingsFile,
    /// An invitation link.
    Link,
    /// A relay's URL.
    Relay,
    /// A payee's address.
    To,
    /// The amount of a payment.
    Amount,
    /// The address of a further payee. Payees count from 0.
    MoreTo(u32),
    /// The amount of a further payee. Payees count from 0.
    MoreAmount(u32),
    /// A passphrase: the wallet's present one if it has one, otherwise the new one.
    Passphrase,
    /// The passphrase of the wallet that is to be replaced.
    PresentPassphrase,
    /// A new passphrase, typed again.
    PassphraseAgain,
    /// A wallet's twelve words.
    Words,
    /// The descriptor of an account.
    Descriptor,
    /// A wallet's backup file.
    Backup,
    /// A transaction in hexadecimal.
    Transaction,
    /// A search text.
    Search,
    /// A number of cores.
    Cores,
    /// A number of newest blocks to keep.
    Keep,
    /// The name of a contact, or of a payee in a request.
    Label,
    /// What a request is for, or the text of a signed message.
    Message,
    /// The signature of a message.
    Signature,
    /// A file with labels.
    LabelsFile,
    /// A public note that goes with a payment.
    Note,
    /// The block message of the miner.
    BlockMessage,
    /// A file to stamp, or to check a stamp of.
    File,
    /// A proof or a receipt.
    Proof,
    /// The chain that a proof must belong to.
    Chain,
    /// The name that a person chooses for themselves.
    OwnName,
}
