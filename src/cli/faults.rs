//! The refusals of chains and profiles as failures of the command line, with their sentences.

use api::{ChainReason, Fault, Field, Reason, SettingReason};

use crate::failure::{Exit, Failure};

/// The failure for a refusal, with the option that sets the field.
pub(crate) fn failure(fault: &Fault) -> Failure {
    let exit = match fault.field {
        Some(Field::Passphrase | Field::PresentPassphrase) => Exit::Passphrase,
        Some(_) => Exit::Settings,
        None => Exit::Refused,
    };
    let message = sentence(&fault.reason);
    match fault.field.as_ref().and_then(option) {
        Some(option) => Failure::of(&option, exit, message),
        None => Failure::new(exit, message),
    }
}

/// What a refusal says.
pub(crate) fn sentence(reason: &Reason) -> String {
    match reason {
        Reason::Setting(reason) => setting(reason),
        Reason::Chain(reason) => chain(reason),
        other => other.to_string(),
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

fn setting(reason: &SettingReason) -> String {
    match reason {
        SettingReason::NotWholeNumber { text } => {
            format!("{text:?} is not a whole number that fits here")
        }
        SettingReason::OutOfBounds { value, least, most } => {
            format!("{value} is outside of {least} to {most}")
        }
        SettingReason::Length {
            length,
            least,
            most,
        } => {
            format!("{least} to {most} characters are allowed; this has {length}")
        }
        SettingReason::HiddenCharacter { code } => {
            format!("the hidden or misleading character U+{code:04X} is not allowed")
        }
        SettingReason::Character { character } => format!("{character:?} is not allowed here"),
        SettingReason::PrefixTaken { prefix, currency } => format!(
            "addresses would begin with {prefix}, as those of {currency} do; choose another symbol or a --prefix"
        ),
        SettingReason::SymbolForm => {
            "a symbol has 2 to 8 letters A to Z or digits, such as TAB".to_owned()
        }
        SettingReason::FirstDifficulty { least, most } => {
            format!("the first block takes {least} to {most} hashes")
        }
        SettingReason::AuthorKey { line, error } => format!("number {line}: {error}"),
        SettingReason::AuthorTwice { line } => format!("number {line} is listed already"),
        SettingReason::NoAuthors => "at least one author's public key is needed".to_owned(),
        SettingReason::EmptyAllocation => "the amount is 0".to_owned(),
        SettingReason::Supply => "all coins together are more than can be counted".to_owned(),
        SettingReason::NobodyCanPay => {
            "nobody could make the first block's transactions: --allocate coins".to_owned()
        }
        SettingReason::FewCanPay { possible } => format!(
            "with the first coins, at most {possible} transactions can be made in the first block"
        ),
        SettingReason::OnlyGrants { least } => format!(
            "grants cost nothing and could keep all payments out: at least {least} transactions a block must be allowed"
        ),
        SettingReason::LeastTooHeavy => {
            "so many transactions do not fit into the largest block".to_owned()
        }
        SettingReason::UselessFiller => "a filler needs blocks that may be empty".to_owned(),
        SettingReason::UnpaidAuthor => "the first block pays nothing if the reward is 0".to_owned(),
    }
}

fn chain(reason: &ChainReason) -> String {
    match reason {
        ChainReason::PassphraseNeeded => {
            "the wallet's passphrase is needed: --passphrase-file or --passphrase-fd".to_owned()
        }
        ChainReason::EmptyPassphrase => "a passphrase has at least one character".to_owned(),
        ChainReason::ManyChains { most } => {
            format!("the data folder keeps {most} chains already, and no more fit")
        }
        ChainReason::ManyRelays { most } => format!("a chain has at most {most} relays"),
        ChainReason::RelayForm { most } => format!(
            "a relay's address begins with wss:// or ws:// and has at most {most} characters"
        ),
        ChainReason::NotAuthor => {
            "only the listed authors make blocks on this chain, and the vault's key is not one of them"
                .to_owned()
        }
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "--interval: 0 is outside of 1 to 86400"
        );
        assert_eq!(failure.exit, Exit::Settings as u8);
    }

    #[test]
    fn a_missing_passphrase_has_its_exit_code() {
        let fault = Fault::of(Field::Passphrase, ChainReason::PassphraseNeeded);
        assert_eq!(failure(&fault).exit, Exit::Passphrase as u8);
    }
}
