//! Why a command about a chain or its wallet was refused.

use serde::{Deserialize, Serialize};

use super::notation::Notation;
use crate::texts::reasons as texts;

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
    /// The file that lists relays beside the page is not used, since it is not a list of at most
    /// `most` URLs.
    RelayList {
        /// The maximum number of relays.
        most: u64,
    },
    /// The file that lists relays beside the page is not used, since an entry is not a relay's URL.
    ListedRelay {
        /// The beginning of the entry.
        url: String,
    },
    /// The profile has as many chains as it may have.
    ManyChains {
        /// The maximum number of chains.
        most: u64,
    },
    /// No replaced wallet is stored.
    NoReplacedWallet,
    /// The wallet that was replaced before would be erased.
    ReplacedWalletKept,
    /// A new passphrase has no character.
    EmptyPassphrase,
    /// The wallet's passphrase is missing.
    PassphraseNeeded,
    /// The file is not a wallet's backup, or it was cut or changed.
    NotBackup,
    /// A later version of the program made the backup, in a form that this one does not know.
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
    /// A person's own name is too long, or has a slash.
    NameForm {
        /// The maximum number of characters.
        characters: u64,
        /// The maximum number of bytes.
        bytes: u64,
    },
    /// A miner's tag and the block message are too long together.
    TagTooLong {
        /// The bytes of tag and message together.
        length: u64,
        /// The maximum number of bytes.
        most: u64,
    },
    /// No chain is open.
    NoChain,
    /// The wallet has as many accounts on the chain as it may have.
    ManyAccounts {
        /// The maximum number of accounts.
        most: u64,
    },
    /// The wallet has no such account, or it can't be removed.
    NoAccount,
    /// The account of a descriptor is here already.
    AccountKnown,
    /// The account of a descriptor is on another chain than the open one.
    DescriptorElsewhere,
    /// The account is only watched, so nothing can be signed with it.
    WatchOnly,
}

impl ChainReason {
    /// The reason as a whole sentence.
    pub(super) fn sentence(&self, notation: &dyn Notation) -> String {
        match self {
            Self::NoGrants => texts::no_grants().to_owned(),
            Self::GrantTaken => texts::grant_taken().to_owned(),
            Self::NoGrantAddress => texts::no_grant_address().to_owned(),
            Self::UnknownChain => texts::unknown_chain().to_owned(),
            Self::RelayKnown => texts::relay_known().to_owned(),
            Self::NoReplacedWallet => texts::no_replaced_wallet().to_owned(),
            Self::ReplacedWalletKept => texts::replaced_wallet_kept().to_owned(),
            Self::EmptyPassphrase => texts::empty_passphrase().to_owned(),
            Self::PassphraseNeeded => texts::passphrase_needed().to_owned(),
            Self::NotBackup => texts::not_backup().to_owned(),
            Self::BackupVersion => texts::backup_version().to_owned(),
            Self::NotAuthor => texts::not_author().to_owned(),
            Self::HiddenText => texts::hidden_text().to_owned(),
            Self::NoChain => texts::no_chain().to_owned(),
            Self::NameForm { characters, bytes } => {
                texts::name_form(&notation.number(*characters), &notation.number(*bytes))
            }
            Self::TagTooLong { length, most } => {
                texts::tag_too_long(&notation.number(*length), &notation.number(*most))
            }
            Self::NoAccount => texts::no_account().to_owned(),
            Self::AccountKnown => texts::account_known().to_owned(),
            Self::DescriptorElsewhere => texts::descriptor_elsewhere().to_owned(),
            Self::WatchOnly => texts::watch_only().to_owned(),
            Self::ManyAccounts { most } => texts::many_accounts(&notation.number(*most)),
            Self::RelayForm { most } => texts::relay_form(&notation.number(*most)),
            Self::ManyRelays { most } => texts::many_relays(&notation.number(*most)),
            Self::RelayList { most } => texts::relay_list(&notation.number(*most)),
            Self::ListedRelay { url } => texts::listed_relay(url),
            Self::ManyChains { most } => texts::many_chains(&notation.number(*most)),
            Self::KeepNewest { least } => texts::keep_newest(&notation.number(*least)),
        }
    }
}
