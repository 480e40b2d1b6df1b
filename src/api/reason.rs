//! Why something was refused or went wrong, as a code with its values.

mod chain;
mod explorer;
mod notation;
mod payment;
mod proof;
mod setting;
mod storage;

use core::fmt;

use notation::Plain;
use serde::{Deserialize, Serialize};

pub use chain::ChainReason;
pub use explorer::ExplorerReason;
pub use notation::Notation;
pub use payment::PaymentReason;
pub use proof::ProofReason;
pub use setting::SettingReason;
pub use storage::StorageReason;

/// Why a command was refused, or a failure to report to the person.
///
/// A reason is sent as a code with its values. Its sentence is written once, in `texts`, for the
/// page ([`sentence`](Self::sentence)) and for programs (`Display`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// A whole sentence for the person, in English: a reason that has no code yet.
    Text(String),
    /// An error in a setting of a new chain.
    Setting(SettingReason),
    /// Why a payment was refused.
    Payment(PaymentReason),
    /// Why a search was refused, or why a transaction was not found.
    Explorer(ExplorerReason),
    /// Why a command about a chain or its wallet was refused.
    Chain(ChainReason),
    /// An error in the data on this device, or a refusal because another tab owns the data.
    Storage(StorageReason),
    /// An error in a proof, a receipt or a stamp, or why none can be made.
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

impl Reason {
    /// The reason as a whole sentence, with numbers and amounts in this notation.
    pub fn sentence(&self, notation: &dyn Notation) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Setting(reason) => reason.sentence(notation),
            Self::Payment(reason) => reason.sentence(notation),
            Self::Explorer(reason) => reason.sentence(notation),
            Self::Chain(reason) => reason.sentence(notation),
            Self::Storage(reason) => reason.sentence(notation),
            Self::Proof(reason) => reason.sentence(notation),
        }
    }
}

/// The sentence in English, with digits that are not grouped: for programs, logs and tests.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(&Plain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_its_values_in_its_sentence() {
        let bounds = SettingReason::OutOfBounds {
            value: 0,
            least: 1,
            most: 4_000_000,
        };
        assert_eq!(
            Reason::from(bounds).to_string(),
            "Enter 1 to 4000000; 0 is outside of that."
        );
        let hidden = SettingReason::HiddenCharacter { code: 0x200b };
        assert_eq!(
            Reason::from(hidden).to_string(),
            "Hidden or misleading characters aren’t allowed (U+200B): type it again."
        );
    }
}
