//! Commands to the owner of a profile: chains, relays, mining and the wallet's words.

use serde::{Deserialize, Serialize};

use crate::{FileBytes, NewChain, ProofQuestion, Secret};

/// Start a new chain and open it.
///
/// This command and every other one that opens a chain for the first time needs the wallet's words.
/// If the words are locked and no passphrase is given, the command is refused with
/// [`Fault::needs_passphrase`](crate::Fault::needs_passphrase).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The settings, as the person filled in the form.
    pub settings: Box<NewChain>,
    /// The wallet's passphrase; `None` if it has none.
    pub passphrase: Option<Secret>,
}

/// Start the chain of a settings file and open it. The same file always gives the same chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StartFrom {
    /// The file's text: JSON in the form of [`Settings`](crate::command::Settings).
    pub settings: String,
    /// The wallet's passphrase, as in [`Start`].
    pub passphrase: Option<Secret>,
}

/// Read an invitation link. Nothing is opened, saved or changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// The whole link, or only the part after its `#`, possibly altered by a messenger.
    pub link: String,
}

/// Join the chain of an invitation link, after the person has agreed to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Join {
    /// The whole link, or only the part after its `#`.
    pub link: String,
    /// The wallet's passphrase, as in [`Start`].
    pub passphrase: Option<Secret>,
    /// Whether to add the link's relay to those of a chain that this profile knows already.
    pub add_relay: bool,
}

/// Open a chain that this profile knows already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Open {
    /// Its genesis hash, reversed hexadecimal.
    pub genesis: String,
}

/// Close the open chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leave;

/// Forget a chain: close it if it is open, and erase its blocks from this device. Its invitation
/// link brings the chain back, and the wallet's words bring back the coins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forget {
    /// Its genesis hash, reversed hexadecimal.
    pub genesis: String,
}

/// Erase the blocks of a chain from this device and download them again from other nodes. It is
/// meant for a chain whose stored data is damaged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refetch {
    /// Its genesis hash, reversed hexadecimal.
    pub genesis: String,
}

/// Add a relay to the open chain, which uses at most 4.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddRelay {
    /// Its WebSocket URL.
    pub url: String,
}

/// Remove a relay from the open chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemoveRelay {
    /// Its WebSocket URL, as in the snapshot.
    pub url: String,
}

/// Set whether the open chain's links go through TURN servers only, so that peers do not see this
/// device's addresses. All links are opened anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HideAddress {
    /// Whether the links go through TURN servers only.
    pub hide: bool,
}

/// Call lost relays and unreachable peers at once, without waiting for the next attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TryAgain;

/// Mine on this many cores; 0 stops. On a chain with authors, the node seals blocks until it is
/// stopped, and searches on this many cores if blocks must prove work too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mine {
    /// The number of workers that search at the same time.
    pub cores: u32,
    /// The wallet's passphrase if it has one and sealing starts; otherwise `None`.
    pub passphrase: Option<Secret>,
}

/// Show the wallet's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShowWords {
    /// The wallet's passphrase; `None` if it has none.
    pub passphrase: Option<Secret>,
}

/// Set, change or remove the passphrase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetPassphrase {
    /// The present passphrase; `None` if the wallet has none.
    pub old: Option<Secret>,
    /// The new passphrase; `None` removes the protection.
    pub new: Option<Secret>,
}

/// Make a backup of the wallet: its vault, encrypted, as a file that [`Restore`] reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backup {
    /// The wallet's passphrase if it has one; otherwise a new one, which encrypts the backup only.
    pub passphrase: Secret,
}

/// The maximum size in bytes of a wallet's backup file.
pub const MAX_BACKUP_BYTES: usize = 4_096;

/// The source from which a wallet is restored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum WalletSource {
    /// The words of BIP39, 12 to 24.
    Words(Secret),
    /// A backup file of at most [`MAX_BACKUP_BYTES`].
    Backup(FileBytes),
    /// Nothing: it is a new wallet with 24 fresh words.
    Fresh,
}

/// Replace this profile's wallet by another one. If the present wallet is in use and the person has
/// not agreed to replace it, nothing is changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Restore {
    /// The source of the other wallet.
    pub source: WalletSource,
    /// The passphrase that encrypts the words from now on: for an encrypted backup, the passphrase
    /// of the backup; `None` for no encryption.
    pub passphrase: Option<Secret>,
    /// Whether the person has seen the balances of the present wallet, and has agreed to replace
    /// it.
    pub agreed: bool,
    /// The present wallet's passphrase; `None` if it has none.
    pub present: Option<Secret>,
}

/// Bring back the wallet that was replaced last. The present wallet then becomes the replaced one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UndoRestore {
    /// The passphrase of the wallet that comes back; `None` if it has none.
    pub passphrase: Option<Secret>,
}

/// Erase the wallet that was replaced last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForgetReplaced;

/// Check a proof or a receipt. A full proof needs no open chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check(pub Box<ProofQuestion>);

/// Add another account of this wallet on the open chain, with keys of its own. It is not shown
/// before it is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddAccount {
    /// The person's name for it; may be empty.
    pub name: String,
    /// The wallet's passphrase; `None` if it has none.
    pub passphrase: Option<Secret>,
}

/// Add the accounts of this wallet on the open chain that were used before, for example before the
/// wallet was restored. The first account that was not used ends the search. The answer is the
/// number of accounts that were added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindAccounts {
    /// The wallet's passphrase; `None` if it has none.
    pub passphrase: Option<Secret>,
}

/// Watch the account of a descriptor on the open chain. Nothing can be paid or signed with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    /// The person's name for it; may be empty.
    pub name: String,
    /// The descriptor, as [`Descriptor`](crate::command::Descriptor) answers it.
    pub descriptor: String,
}

/// Show another account of this wallet on the open chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChooseAccount {
    /// Its index among the accounts in the snapshot.
    pub index: u32,
}

/// Stop watching an account on the open chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemoveAccount {
    /// Its index among the accounts in the snapshot.
    pub index: u32,
}
