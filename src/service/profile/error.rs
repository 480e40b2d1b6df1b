//! Why a profile can't be read.

use primitives::DecodeError;
use thiserror::Error;
use wallet::VaultError;

/// The format that this program writes.
pub(super) const VERSION: u8 = 5;

/// The formats that this program reads.
#[derive(Clone, Copy)]
pub(super) enum Format {
    /// Format 2. It is format 3 without labels of chains.
    WithoutLabels,
    /// Format 3. It is format 4 without the person's own name on each chain.
    WithoutNames,
    /// Format 4. It is format 5 without further accounts.
    WithoutAccounts,
    /// Format [`VERSION`].
    Present,
}

impl Format {
    /// The format with this number.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Version`] if this program does not read it.
    pub(super) const fn of(number: u8) -> Result<Self, ProfileError> {
        match number {
            2 => Ok(Self::WithoutLabels),
            3 => Ok(Self::WithoutNames),
            4 => Ok(Self::WithoutAccounts),
            VERSION => Ok(Self::Present),
            other => Err(ProfileError::Version(other)),
        }
    }
}

/// Why a profile's bytes can't be read. The bytes must then be left unchanged, since they may hold
/// the only copy of somebody's words.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// The bytes do not have the layout of a profile.
    #[error("the profile's file is damaged: {0}")]
    Layout(#[from] DecodeError),
    /// Another version of the program wrote the bytes.
    #[error("{}", other_version(*.0))]
    Version(u8),
    /// The vault is damaged.
    #[error("the profile's vault is damaged: {0}")]
    Vault(#[from] VaultError),
}

fn other_version(version: u8) -> String {
    match version {
        ..VERSION => format!(
            "an earlier version of Tabchain wrote it (format {version}), and this version does not read it"
        ),
        _ => format!(
            "a later version of Tabchain wrote it (format {version}); reload the page to get that version"
        ),
    }
}
