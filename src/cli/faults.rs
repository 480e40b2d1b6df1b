//! The refusals of chains and profiles as failures of the command line.

use api::{Fault, Field};
use daemon::FolderError;

use crate::failure::{Exit, Failure};

/// The failure for a refusal. It names the option that sets the refused field.
pub(crate) fn failure(fault: &Fault) -> Failure {
    let exit = match fault.field {
        Some(Field::Passphrase | Field::PresentPassphrase) => Exit::Passphrase,
        Some(_) => Exit::Settings,
        None => Exit::Refused,
    };
    let message = fault.to_string();
    match fault.field.as_ref().and_then(option) {
        Some(option) => Failure::of(&option, exit, message),
        None => Failure::new(exit, message),
    }
}

/// The failure for a data folder that can't be used.
pub(crate) fn of_folder(error: &FolderError) -> Failure {
    match error {
        FolderError::Refused(fault) => failure(fault),
        other => Failure::of("--data", Exit::Data, other.to_string()),
    }
}

/// The option of `tabchain chain new` or of a node that sets a field; `None` if there is none.
fn option(field: &Field) -> Option<String> {
    let name = match field {
        Field::Name => "--name",
        Field::Symbol => "--symbol",
        Field::Interval => "--interval",
        Field::Reward => "--reward",
        Field::Prefix => "--prefix",
        Field::Difficulty => "--difficulty",
        Field::Halving => "--halving",
        Field::Maturity => "--maturity",
        Field::Confirmations => "--confirmations",
        Field::MaxWeight => "--max-weight",
        Field::MaxTransactions => "--max-transactions",
        Field::LeastTransactions => "--least-transactions",
        Field::EmptyBlocks => "--empty-blocks",
        Field::Filler => "--filler",
        Field::MaxPeers => "--max-peers",
        Field::Grant => "--grant",
        Field::GrantUntil => "--grant-until",
        Field::Authors => "--author-key",
        Field::GenesisAuthor => "--genesis-author",
        Field::Text => "--text",
        Field::ShareTo(row) | Field::ShareAmount(row) => {
            return Some(format!("--allocate (number {})", row + 1));
        }
        Field::Link | Field::SettingsFile | Field::Relay => "--chain",
        _ => return None,
    };
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::{ChainReason, SettingReason};

    #[test]
    fn a_refusal_names_its_option_and_has_a_sentence() {
        let fault = Fault::of(
            Field::Interval,
            SettingReason::OutOfBounds {
                value: 0,
                least: 1,
                most: 86_400,
            },
        );
        let failure = failure(&fault);
        assert_eq!(
            failure.to_string(),
            "--interval: Enter 1 to 86400; 0 is outside of that."
        );
        assert_eq!(failure.exit, Exit::Settings as u8);
    }

    #[test]
    fn a_missing_passphrase_has_its_exit_code() {
        let fault = Fault::of(Field::Passphrase, ChainReason::PassphraseNeeded);
        assert_eq!(failure(&fault).exit, Exit::Passphrase as u8);
    }
}
