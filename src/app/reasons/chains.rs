//! Why a command about a chain or its wallet was refused.

use api::ChainReason;

use crate::texts::reasons as texts;

/// The reason as a whole sentence.
pub(super) fn sentence(reason: &ChainReason) -> String {
    match reason {
        ChainReason::NoGrants => texts::no_grants().to_owned(),
        ChainReason::GrantTaken => texts::grant_taken().to_owned(),
        ChainReason::NoGrantAddress => texts::no_grant_address().to_owned(),
        ChainReason::UnknownChain => texts::unknown_chain().to_owned(),
        ChainReason::RelayKnown => texts::relay_known().to_owned(),
        ChainReason::NoReplacedWallet => texts::no_replaced_wallet().to_owned(),
        ChainReason::EmptyPassphrase => texts::empty_passphrase().to_owned(),
        ChainReason::PassphraseNeeded => texts::passphrase_needed().to_owned(),
        ChainReason::NotBackup => texts::not_backup().to_owned(),
        ChainReason::BackupVersion => texts::backup_version().to_owned(),
        ChainReason::NotAuthor => texts::not_author().to_owned(),
        ChainReason::HiddenText => texts::hidden_text().to_owned(),
        ChainReason::NoChain => texts::no_chain().to_owned(),
        ChainReason::RelayForm { most } => texts::relay_form(*most),
        ChainReason::ManyRelays { most } => texts::many_relays(*most),
        ChainReason::ManyChains { most } => texts::many_chains(*most),
        ChainReason::KeepNewest { least } => texts::keep_newest(*least),
    }
}
