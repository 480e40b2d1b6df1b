//! Passphrases: from a file, from an open file descriptor, or from the terminal without echo.

use std::fs::File;
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::failure::{Exit, Failure};

/// The maximum length of a passphrase in bytes.
const MAX_PASSPHRASE: u64 = 4_096;

/// The options for a passphrase. Without them, the program asks for it on the terminal.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct PassphraseOptions {
    /// Reads the passphrase from the first line of a file
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "TABCHAIN_PASSPHRASE_FILE",
        conflicts_with = "passphrase_fd"
    )]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Reads the passphrase from the first line of an open file descriptor, such as service
    /// managers pass on
    #[arg(
        long,
        global = true,
        value_name = "NUMBER",
        env = "TABCHAIN_PASSPHRASE_FD"
    )]
    pub(crate) passphrase_fd: Option<u32>,
}

impl PassphraseOptions {
    /// Whether an option says where the passphrase comes from.
    pub(crate) const fn is_given(&self) -> bool {
        self.passphrase_file.is_some() || self.passphrase_fd.is_some()
    }

    /// Reads the passphrase of the options, or asks for it on the terminal with `prompt`.
    ///
    /// # Errors
    ///
    /// [`Failure`] with [`Exit::Passphrase`] if it can't be read, or if there is no terminal.
    pub(crate) fn read(&self, prompt: &str) -> Result<Zeroizing<String>, Failure> {
        match self.given()? {
            Some(passphrase) => Ok(passphrase),
            None => ask(prompt),
        }
    }

    /// Reads a new passphrase. On the terminal, it must be typed twice.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read). Also if the passphrase is empty, or if the two typed ones
    /// differ.
    pub(crate) fn read_new(&self) -> Result<Zeroizing<String>, Failure> {
        let passphrase = match self.given()? {
            Some(passphrase) => passphrase,
            None => {
                let passphrase = ask("New passphrase: ")?;
                if *ask("The same again: ")? != *passphrase {
                    return Err(Failure::new(Exit::Passphrase, "the two passphrases differ"));
                }
                passphrase
            }
        };
        if passphrase.is_empty() {
            let message = "the passphrase is empty; --no-passphrase leaves the words unencrypted";
            return Err(Failure::new(Exit::Passphrase, message));
        }
        Ok(passphrase)
    }

    /// The passphrase of the options; `None` if there is no option.
    ///
    /// # Errors
    ///
    /// [`Failure`] that names the option.
    pub(crate) fn given(&self) -> Result<Option<Zeroizing<String>>, Failure> {
        if let Some(path) = &self.passphrase_file {
            return first_line(path, "--passphrase-file").map(Some);
        }
        let Some(number) = self.passphrase_fd else {
            return Ok(None);
        };
        let path = PathBuf::from(format!("/dev/fd/{number}"));
        first_line(&path, "--passphrase-fd").map(Some)
    }
}

/// The first line of a file with a secret, in Unicode's normalization form NFKD.
///
/// # Errors
///
/// [`Failure`] that names the option.
pub(crate) fn first_line(path: &Path, option: &str) -> Result<Zeroizing<String>, Failure> {
    let fail = |error: String| {
        let message = format!("can't read {}: {error}", path.display());
        Failure::of(option, Exit::Passphrase, message)
    };
    let file = File::open(path).map_err(|error| fail(error.to_string()))?;
    let mut text = Zeroizing::new(String::new());
    file.take(MAX_PASSPHRASE)
        .read_to_string(&mut text)
        .map_err(|error| fail(error.to_string()))?;
    Ok(normalized(text.lines().next().unwrap_or_default()))
}

/// Asks on the terminal, without echo.
fn ask(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    let none = "a passphrase is needed, and there is no terminal to ask for it: use \
                --passphrase-file or --passphrase-fd";
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(Exit::Passphrase, none));
    }
    let typed = rpassword::prompt_password(prompt)
        .map_err(|error| Failure::new(Exit::Passphrase, format!("{none} ({error})")))?;
    Ok(normalized(&Zeroizing::new(typed)))
}

/// The text in the normalization form of BIP39, which vaults expect: keyboards differ in how they
/// compose accents.
fn normalized(text: &str) -> Zeroizing<String> {
    // The capacity suffices for most texts, so that no copy is left in memory.
    let mut normal = Zeroizing::new(String::with_capacity(text.len() * 4));
    normal.extend(text.nfkd());
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_are_the_same_however_they_were_typed() {
        assert_eq!(normalized("caf\u{e9}"), normalized("cafe\u{301}"));
        assert_ne!(normalized("cafe"), normalized("caf\u{e9}"));
    }

    #[test]
    fn a_missing_file_is_named_with_its_option() {
        let options = PassphraseOptions {
            passphrase_file: Some("/no/such/file".into()),
            passphrase_fd: None,
        };
        let failure = options.given().unwrap_err();
        assert_eq!(failure.exit, Exit::Passphrase as u8);
        let text = failure.to_string();
        assert!(
            text.starts_with("--passphrase-file: can't read /no/such/file"),
            "{text}"
        );
    }
}
