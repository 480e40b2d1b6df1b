//! The vault with the wallet's words, and the vault of the replaced wallet.

use api::{ChainReason, Fault, Field, FileBytes, Protection};
use primitives::{PublicKey, Reader, put_bytes};
use wallet::{Vault, Words};

use super::entropy::Entropy;
use super::error::ProfileError;
use crate::refusal::sentence;

/// The maximum size of a vault in bytes.
const MAX_VAULT: usize = 4_096;

/// The vaults of the present wallet and of the replaced one.
#[derive(Clone)]
pub(super) struct Vaults {
    present: Vault,
    /// The vault of the wallet that was replaced last, still encrypted with its own passphrase;
    /// `None` if none is kept.
    replaced: Option<Vault>,
}

impl Vaults {
    /// A vault with fresh words, without a passphrase.
    pub(super) fn new(entropy: Entropy) -> Self {
        let words = entropy.twelve_words();
        Self {
            present: Vault::seal(&words, None, entropy.salt, entropy.nonce),
            replaced: None,
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ProfileError> {
        let present = Vault::from_bytes(&reader.bytes(MAX_VAULT)?)?;
        let replaced = reader.bytes(MAX_VAULT)?;
        let replaced = match replaced.is_empty() {
            true => None,
            false => Some(Vault::from_bytes(&replaced)?),
        };
        Ok(Self { present, replaced })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        put_bytes(out, &self.present.to_bytes());
        let replaced = self.replaced.as_ref().map(Vault::to_bytes);
        put_bytes(out, &replaced.unwrap_or_default());
    }

    pub(super) const fn present(&self) -> &Vault {
        &self.present
    }

    pub(super) fn identity(&self) -> PublicKey {
        self.present.identity()
    }

    pub(super) fn protection(&self) -> Protection {
        protection(&self.present)
    }

    pub(super) fn replaced(&self) -> Option<Protection> {
        self.replaced.as_ref().map(protection)
    }

    /// See [`Profile::set_passphrase`](super::Profile::set_passphrase).
    pub(super) fn set_passphrase(
        &mut self,
        old: Option<&str>,
        new: Option<&str>,
        entropy: Entropy,
    ) -> Result<(), Fault> {
        let words = open_vault(&self.present, old)?;
        self.present = seal(&words, new, entropy)?;
        Ok(())
    }

    /// See [`Profile::backup`](super::Profile::backup).
    pub(super) fn backup(&self, passphrase: &str, entropy: Entropy) -> Result<FileBytes, Fault> {
        let words = open_vault(&self.present, Some(passphrase))?;
        let vault = match self.protection() {
            Protection::Passphrase => &self.present,
            Protection::None => &seal(&words, Some(passphrase), entropy)?,
        };
        Ok(FileBytes(vault.to_bytes().to_vec()))
    }

    /// See [`Profile::restore`](super::Profile::restore).
    pub(super) fn restore(&mut self, vault: Vault, present: Option<&str>) -> Result<(), Fault> {
        open_vault(&self.present, present).map_err(|fault| Fault {
            field: Some(Field::PresentPassphrase),
            ..fault
        })?;
        self.replace(vault);
        Ok(())
    }

    /// See [`Profile::undo_restore`](super::Profile::undo_restore). Returns the words of the wallet
    /// that was brought back.
    pub(super) fn undo_restore(&mut self, passphrase: Option<&str>) -> Result<Words, Fault> {
        let none = || Fault::new(ChainReason::NoReplacedWallet);
        let replaced = self.replaced.clone().ok_or_else(none)?;
        let words = open_vault(&replaced, passphrase)?;
        self.replace(replaced);
        Ok(words)
    }

    pub(super) fn forget_replaced(&mut self) {
        self.replaced = None;
    }

    /// Replaces the present wallet, and keeps its vault for an undo.
    fn replace(&mut self, vault: Vault) {
        self.replaced = Some(core::mem::replace(&mut self.present, vault));
    }
}

/// Makes a vault of words. Without a passphrase they are not encrypted; an empty one is refused.
pub(super) fn seal(
    words: &Words,
    passphrase: Option<&str>,
    entropy: Entropy,
) -> Result<Vault, Fault> {
    if passphrase.is_some_and(str::is_empty) {
        return Err(Fault::of(Field::Passphrase, ChainReason::EmptyPassphrase));
    }
    Ok(Vault::seal(words, passphrase, entropy.salt, entropy.nonce))
}

fn protection(vault: &Vault) -> Protection {
    match vault.protection() {
        wallet::Protection::None => Protection::None,
        wallet::Protection::Passphrase => Protection::Passphrase,
    }
}

/// Opens a vault, or refuses with a sentence if the passphrase is missing or wrong.
pub(crate) fn open_vault(vault: &Vault, passphrase: Option<&str>) -> Result<Words, Fault> {
    let given = passphrase.filter(|text| !text.is_empty());
    if given.is_none() && vault.protection() == wallet::Protection::Passphrase {
        return Err(Fault::of(Field::Passphrase, ChainReason::PassphraseNeeded));
    }
    vault
        .open(given)
        .map_err(|error| Fault::of(Field::Passphrase, sentence(&error)))
}
