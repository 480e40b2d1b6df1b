//! Why something was refused or went wrong, as a code with its values.

mod chain;
mod explorer;
mod payment;
mod proof;
mod setting;
mod storage;

use core::fmt;

use serde::{Deserialize, Serialize};

pub use chain::ChainReason;
pub use explorer::ExplorerReason;
pub use payment::PaymentReason;
pub use proof::ProofReason;
pub use setting::SettingReason;
pub use storage::StorageReason;

/// Why a command was refused, or what the person should know of. The page has the sentences, so
/// that they are in one place and in the person's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// A whole sentence for the person, in English: a reason that has no code yet.
    Text(String),
    /// What is wrong with a setting of a new chain.
    Setting(SettingReason),
    /// Why a payment was refused.
    Payment(PaymentReason),
    /// Why a search was refused, or a transaction is not there.
    Explorer(ExplorerReason),
    /// Why a command about a chain or its wallet was refused.
    Chain(ChainReason),
    /// What went wrong with the data on this device, or why another tab has it.
    Storage(StorageReason),
    /// What is wrong with a proof, a receipt or a stamp, or why none can be made.
    Proof(ProofReason),
}

impl From<&str> for Reason {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Implements `From` for each type that a [`Reason`] is made from.
macro_rules! made_of {
    ($($variant:ident($of:ty)),*) => {
        $(
            impl From<$of> for Reason {
                fn from(reason: $of) -> Self {
                    Self::$variant(reason)
                }
            }
        )*
    };
}

made_of!(
    Text(String),
    Setting(SettingReason),
    Payment(PaymentReason),
    Explorer(ExplorerReason),
    Chain(ChainReason),
    Storage(StorageReason),
    Proof(ProofReason)
);

/// For logs and tests: the sentence, or the code with its values.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            coded => write!(f, "{coded:?}"),
        }
    }
}
