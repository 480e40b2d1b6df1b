//! The wallet folder: the vault, and for each chain the wallet's state, labels and address book.
//!
//! | path | content |
//! | --- | --- |
//! | `lock` | locked by the process that uses the folder |
//! | `vault` | the vault's bytes ([`wallet::Vault::to_bytes`]), as `export` writes them |
//! | `chains/GENESIS/settings.json` | the chain's settings file |
//! | `chains/GENESIS/account` | the public keys of account 0 ([`wallet::AccountPublic::to_bytes`]) |
//! | `chains/GENESIS/rows` | its rows ([`super::rows`]); made again from the chain if lost |
//! | `chains/GENESIS/account-N`, `rows-N` | the same of account N |
//! | `chains/GENESIS/names.json` | labels and address book ([`super::names`]) |
//!
//! A file is replaced as a whole and durably ([`daemon::replace_file`]). Only the owner may read
//! the folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use primitives::BlockHash;
use wallet::{Vault, VaultError};
use zeroize::Zeroizing;

use crate::failure::{Exit, Failure};

/// The maximum length of a vault's file in bytes; a vault has some hundred.
const MAX_VAULT: u64 = 4_096;

/// A locked wallet folder.
#[derive(Debug)]
pub(crate) struct WalletFolder {
    path: PathBuf,
    /// The lock file, which is unlocked when it is dropped.
    _lock: File,
}

impl WalletFolder {
    /// Locks a wallet folder, which is created if it is missing.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it can't be used, or if another process uses it.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        create_private(path).map_err(|error| unusable(path, &error))?;
        let file = path.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&file)
            .map_err(|error| unusable(&file, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => {
                let message = format!("{}: another process uses this wallet", path.display());
                Err(Failure::of("--wallet", Exit::Data, message))
            }
            Err(TryLockError::Error(error)) => Err(unusable(&file, &error)),
        }
    }

    /// Whether there is a vault.
    pub(crate) fn has_vault(&self) -> bool {
        self.vault_file().exists()
    }

    /// Reads the vault.
    ///
    /// # Errors
    ///
    /// [`Failure`] if there is none, or if it is damaged.
    pub(crate) fn vault(&self) -> Result<Vault, Failure> {
        if !self.has_vault() {
            let message = format!(
                "{}: there is no wallet yet; `tabchain wallet create` makes one",
                self.path.display()
            );
            return Err(Failure::of("--wallet", Exit::Data, message));
        }
        read_vault(&self.vault_file(), "--wallet")
    }

    /// Checks that there is no vault yet.
    ///
    /// # Errors
    ///
    /// [`Failure`] if there is one.
    pub(crate) fn check_empty(&self) -> Result<(), Failure> {
        if !self.has_vault() {
            return Ok(());
        }
        let message = format!(
            "{}: there is a wallet already, and it is never overwritten; choose another folder",
            self.path.display()
        );
        Err(Failure::of("--wallet", Exit::Data, message))
    }

    /// Writes the first vault of this folder.
    ///
    /// # Errors
    ///
    /// [`Failure`] if there is one already, or if it can't be written.
    pub(crate) fn add_vault(&self, vault: &Vault) -> Result<(), Failure> {
        self.check_empty()?;
        self.write(&self.vault_file(), &vault.to_bytes())
    }

    /// The folder of a chain.
    pub(crate) fn chain(&self, genesis: &BlockHash) -> PathBuf {
        self.path.join("chains").join(genesis.to_string())
    }

    /// The settings files of the chains on which this wallet was used.
    pub(crate) fn known_chains(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path.join("chains"));
        let entries = entries.into_iter().flatten().flatten();
        let files = entries.map(|entry| entry.path().join("settings.json"));
        files.filter(|file| file.is_file()).collect()
    }

    /// Replaces a file below the folder.
    ///
    /// # Errors
    ///
    /// [`Failure`] with the file's name. The old content remains.
    pub(crate) fn write(&self, file: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let folder = file.parent().unwrap_or(&self.path);
        create_private(folder)
            .and_then(|()| daemon::replace_file(file, bytes))
            .map_err(|error| unusable(file, &error))
    }

    fn vault_file(&self) -> PathBuf {
        self.path.join("vault")
    }
}

/// Reads a vault's file.
///
/// # Errors
///
/// [`Failure`], which names the argument and the file.
pub(crate) fn read_vault(file: &Path, argument: &str) -> Result<Vault, Failure> {
    let fail = |message: String| {
        Failure::of(
            argument,
            Exit::Data,
            format!("{}: {message}", file.display()),
        )
    };
    let opened = File::open(file).map_err(|error| fail(error.to_string()))?;
    let mut bytes = Zeroizing::new(Vec::new());
    opened
        .take(MAX_VAULT)
        .read_to_end(&mut bytes)
        .map_err(|error| fail(error.to_string()))?;
    Vault::from_bytes(&bytes).map_err(|error| fail(error.to_string()))
}

/// Writes a new file that only its owner may read.
///
/// # Errors
///
/// The error of the file system; also if the file exists.
pub(crate) fn write_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let mut created = private(&mut options).open(file)?;
    created.write_all(bytes)?;
    created.sync_all()
}

/// The failure for a vault that can't be opened.
pub(crate) fn unopened(error: &VaultError) -> Failure {
    match error {
        VaultError::PassphraseNeeded | VaultError::WrongPassphrase => {
            Failure::new(Exit::Passphrase, error.to_string())
        }
        other => Failure::of("--wallet", Exit::Data, other.to_string()),
    }
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    Failure::of(
        "--wallet",
        Exit::Data,
        format!("{}: {error}", path.display()),
    )
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn create_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
