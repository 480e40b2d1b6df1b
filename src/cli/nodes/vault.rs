//! The wallet of the option `--vault` in a data folder.

use std::path::Path;

use api::{Fault, Field, Secret};
use daemon::Folder;
use service::{Entropy, Restored};

use crate::failure::{Exit, Failure};
use crate::faults;
use crate::wallets::read_vault;

/// Reads and opens an exported vault.
///
/// # Errors
///
/// [`Failure`] if the file is not a vault or was changed, or if the passphrase is missing or wrong.
pub(super) fn open(file: &Path, passphrase: Option<&Secret>) -> Result<Restored, Failure> {
    let vault = read_vault(file, "--vault")?;
    let mut entropy = Entropy {
        words: [0; 32],
        salt: [0; 16],
        nonce: [0; 24],
    };
    for bytes in [&mut entropy.salt[..], &mut entropy.nonce] {
        getrandom::fill(bytes)
            .map_err(|error| Failure::new(Exit::Other, format!("no random numbers: {error}")))?;
    }
    let restored = Restored::of_vault(vault, passphrase.map(|secret| &**secret), entropy);
    restored.map_err(|fault| failure(&fault))
}

/// Makes the vault's wallet the data folder's wallet. A wallet that is in use there is replaced
/// only if `may_replace`. The folder keeps the replaced wallet until the next replacement.
///
/// # Errors
///
/// [`Failure`] if another wallet is in use and may not be replaced, or if the profile can't be
/// written.
pub(super) fn take(
    folder: &Folder,
    restored: &Restored,
    may_replace: bool,
    passphrase: Option<&Secret>,
) -> Result<(), Failure> {
    if folder.profile(|profile| profile.is_present(restored)) {
        return Ok(());
    }
    let is_new = folder.is_new();
    if !is_new && !may_replace && folder.profile(service::Profile::is_used) {
        let message = format!(
            "{} has another wallet, which is in use; --replace-wallet puts the vault's wallet in \
             its place",
            folder.path().display()
        );
        return Err(Failure::of("--vault", Exit::Data, message));
    }
    let passphrase = passphrase.map(|secret| &**secret);
    let changed = folder.change(|profile| {
        profile.restore(restored, passphrase)?;
        if is_new {
            // Nobody has seen the words that the new profile was made with.
            profile.forget_replaced();
        }
        Ok(())
    });
    changed.map_err(|error| faults::of_folder(&error))
}

fn failure(fault: &Fault) -> Failure {
    let exit = match fault.field {
        Some(Field::Passphrase | Field::PresentPassphrase) => Exit::Passphrase,
        _ => Exit::Data,
    };
    Failure::of("--vault", exit, fault.reason.to_string())
}
