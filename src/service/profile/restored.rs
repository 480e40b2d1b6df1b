//! A wallet that was read from its words or from a backup, before it replaces the present one.

use api::command::{MAX_BACKUP_BYTES, WalletSource};
use api::{ChainReason, Fault, Field};
use wallet::{Protection, Vault, VaultError, Words};

use super::entropy::Entropy;
use super::vaults::{open_vault, seal};
use crate::refusal::sentence;

/// A wallet that may replace the present one: its words, and their vault.
pub struct Restored {
    words: Words,
    vault: Vault,
}

impl Restored {
    /// Reads a wallet from a person's words or backup file, or makes a new one.
    ///
    /// # Errors
    ///
    /// As for [`fresh`](Self::fresh), [`of_words`](Self::of_words) and
    /// [`of_vault`](Self::of_vault), or if the file is not a backup.
    pub fn read(
        source: &WalletSource,
        passphrase: Option<&str>,
        entropy: Entropy,
    ) -> Result<Self, Fault> {
        let bytes = match source {
            WalletSource::Fresh => return Self::fresh(passphrase, entropy),
            WalletSource::Words(words) => return Self::of_words(words, passphrase, entropy),
            WalletSource::Backup(file) => &file.0,
        };
        if bytes.len() > MAX_BACKUP_BYTES {
            return Err(not_backup());
        }
        let vault = Vault::from_bytes(bytes).map_err(|error| match error {
            VaultError::UnknownVersion(_) => Fault::of(Field::Backup, ChainReason::BackupVersion),
            _ => not_backup(),
        })?;
        Self::of_vault(vault, passphrase, entropy)
    }

    /// Makes a new wallet with 24 words, which `passphrase` encrypts; `None` leaves them
    /// unencrypted.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if `passphrase` is empty.
    pub fn fresh(passphrase: Option<&str>, entropy: Entropy) -> Result<Self, Fault> {
        let words = entropy.twenty_four_words();
        let vault = seal(&words, passphrase, entropy)?;
        Ok(Self { words, vault })
    }

    /// Reads the words of BIP39, 12 to 24, which `passphrase` encrypts from now on; `None` leaves
    /// them unencrypted.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if a word is wrong, or `passphrase` is empty.
    pub fn of_words(
        words: &str,
        passphrase: Option<&str>,
        entropy: Entropy,
    ) -> Result<Self, Fault> {
        let words =
            Words::parse(words).map_err(|error| Fault::of(Field::Words, sentence(&error)))?;
        let vault = seal(&words, passphrase, entropy)?;
        Ok(Self { words, vault })
    }

    /// Opens a vault. It stays encrypted with its passphrase. If it has none, `passphrase` encrypts
    /// the words from now on; `None` leaves them unencrypted.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if `passphrase` is missing, wrong or empty, or if the vault was changed.
    pub fn of_vault(
        vault: Vault,
        passphrase: Option<&str>,
        entropy: Entropy,
    ) -> Result<Self, Fault> {
        if vault.protection() == Protection::Passphrase {
            let words = open_vault(&vault, passphrase)?;
            return Ok(Self { words, vault });
        }
        let words = vault.open(None).map_err(|_| not_backup())?;
        let vault = seal(&words, passphrase, entropy)?;
        Ok(Self { words, vault })
    }

    /// The words.
    pub(super) const fn words(&self) -> &Words {
        &self.words
    }

    /// The vault with the words.
    pub(super) const fn vault(&self) -> &Vault {
        &self.vault
    }
}

fn not_backup() -> Fault {
    Fault::of(Field::Backup, ChainReason::NotBackup)
}
