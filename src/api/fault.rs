//! Why a command could not be carried out, in words for a person, tied to what they typed.

use serde::{Deserialize, Serialize};

/// A command's refusal. `message` is a whole sentence that a newcomer understands and that says
/// what to do about it; `field` is the input it belongs to, where there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The input at fault.
    pub field: Option<Field>,
    /// The sentence to show.
    pub message: String,
}

impl Fault {
    /// A refusal that belongs to no single input.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            field: None,
            message: message.into(),
        }
    }

    /// A refusal of what stands in `field`.
    pub fn of(field: Field, message: impl Into<String>) -> Self {
        Self {
            field: Some(field),
            message: message.into(),
        }
    }

    /// Whether the wallet's passphrase is missing or wrong: the same command with the right one may
    /// be carried out.
    pub fn needs_passphrase(&self) -> bool {
        self.field == Some(Field::Passphrase)
    }
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for Fault {}

/// The inputs a person fills in.
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
    /// What a new chain's addresses begin with.
    Prefix,
    /// A new chain's first difficulty.
    Difficulty,
    /// A new chain's halving.
    Halving,
    /// A new chain's maturity of rewards.
    Maturity,
    /// A new chain's confirmations.
    Confirmations,
    /// A new chain's most weight of a block.
    MaxWeight,
    /// A new chain's most transactions of a block.
    MaxTransactions,
    /// A new chain's fewest transactions of a block.
    LeastTransactions,
    /// Whether a new chain's blocks may be empty.
    EmptyBlocks,
    /// What a new chain's empty blocks carry.
    Filler,
    /// A new chain's most peers.
    MaxPeers,
    /// What a new chain gives a newcomer.
    Grant,
    /// Until when it does.
    GrantUntil,
    /// A new chain's authors.
    Authors,
    /// Whom a new chain's first block pays.
    GenesisAuthor,
    /// What a new chain's first block says.
    Text,
    /// Who gets a new chain's first coins, in a row counted from 0.
    ShareTo(u32),
    /// How many, in a row counted from 0.
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
    /// A passphrase, or the present one where a new one is set.
    Passphrase,
    /// The passphrase of the wallet that another is to replace.
    PresentPassphrase,
    /// A wallet's twelve words.
    Words,
    /// A transaction in hexadecimal.
    Transaction,
    /// A search text.
    Search,
    /// A number of cores.
    Cores,
    /// A number of newest blocks to keep.
    Keep,
    /// A public note that goes with a payment.
    Note,
    /// The words that a miner puts into its blocks.
    BlockWords,
    /// A file whose time is to be shown.
    File,
    /// A proof or a receipt.
    Proof,
    /// The chain that a proof must be of.
    Chain,
}
