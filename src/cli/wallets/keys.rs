//! Commands that create, restore, show and copy the wallet's words and vault.

use std::fs;
use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization as _;
use wallet::{Protection, Vault, Words};
use zeroize::Zeroizing;

use super::folder::{read_vault, write_new};
use super::opened::words;
use super::options::WalletOptions;
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// The maximum length of a text with twelve words in bytes.
const MAX_PHRASE: u64 = 4_096;

/// The commands on words and vault.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Makes a wallet with new words, and prints the words
    Create {
        /// Leaves the words unencrypted on this machine
        #[arg(long)]
        no_passphrase: bool,
    },
    /// Makes a wallet from its twelve words
    Restore {
        /// A file with the words; - is standard input [default: the terminal]
        #[arg(long, value_name = "FILE")]
        words_file: Option<PathBuf>,
        /// Leaves the words unencrypted on this machine
        #[arg(long)]
        no_passphrase: bool,
    },
    /// Prints the twelve words; anyone who has them can spend the coins
    Words,
    /// Copies the vault into a file, from which a wallet or a node can be made
    Export {
        /// The new file
        file: PathBuf,
    },
    /// Makes a wallet from an exported vault
    Import {
        /// The file
        file: PathBuf,
    },
}

/// Runs a command on words and vault.
///
/// # Errors
///
/// [`Failure`].
pub(crate) fn run(
    command: &KeyCommand,
    options: &WalletOptions,
    output: Output,
) -> Result<(), Failure> {
    match command {
        KeyCommand::Create { no_passphrase } => {
            let mut entropy = Zeroizing::new([0; 16]);
            fill(entropy.as_mut_slice())?;
            let words = Words::from_entropy(*entropy);
            let vault = add(&words, *no_passphrase, options)?;
            output.remark("Write the words down: they restore the wallet anywhere, and anyone who has them can spend its coins.");
            let phrase = words.phrase();
            output.print(&document(&vault, Some(&phrase)), &phrase)
        }
        KeyCommand::Restore {
            words_file,
            no_passphrase,
        } => {
            options.folder()?.check_empty()?;
            let phrase = phrase(words_file.as_deref())?;
            let words = Words::parse(&phrase)
                .map_err(|error| Failure::new(Exit::Settings, error.to_string()))?;
            let vault = add(&words, *no_passphrase, options)?;
            output.print(&document(&vault, None), &identity_line(&vault))
        }
        KeyCommand::Words => {
            let vault = options.folder()?.vault()?;
            let phrase = words(&vault, &options.passphrase)?.phrase();
            output.print(&document(&vault, Some(&phrase)), &phrase)
        }
        KeyCommand::Export { file } => {
            let vault = options.folder()?.vault()?;
            write_new(file, &vault.to_bytes()).map_err(|error| {
                Failure::of("FILE", Exit::Data, format!("{}: {error}", file.display()))
            })?;
            output.print(&document(&vault, None), &identity_line(&vault))
        }
        KeyCommand::Import { file } => {
            let vault = read_vault(file, "FILE")?;
            options.folder()?.add_vault(&vault)?;
            output.print(&document(&vault, None), &identity_line(&vault))
        }
    }
}

/// Encrypts the words and writes the vault. The folder must not have one yet.
fn add(words: &Words, no_passphrase: bool, options: &WalletOptions) -> Result<Vault, Failure> {
    let folder = options.folder()?;
    folder.check_empty()?;
    let passphrase = match no_passphrase {
        true if options.passphrase.is_given() => {
            let message = "a passphrase is given as well";
            return Err(Failure::of("--no-passphrase", Exit::Usage, message));
        }
        true => None,
        false => Some(options.passphrase.read_new()?),
    };
    let (mut salt, mut nonce) = ([0; 16], [0; 24]);
    fill(&mut salt)?;
    fill(&mut nonce)?;
    let vault = Vault::seal(
        words,
        passphrase.as_ref().map(|text| text.as_str()),
        salt,
        nonce,
    );
    folder.add_vault(&vault)?;
    Ok(vault)
}

/// Fills the bytes with random numbers of the operating system.
///
/// # Errors
///
/// [`Failure`] if the system provides none.
pub(super) fn fill(bytes: &mut [u8]) -> Result<(), Failure> {
    getrandom::fill(bytes)
        .map_err(|error| Failure::new(Exit::Other, format!("no random numbers: {error}")))
}

/// Reads the twelve words from a file, standard input or the terminal, in normalization form NFKD.
fn phrase(file: Option<&Path>) -> Result<Zeroizing<String>, Failure> {
    let read = |reader: &mut dyn io::Read| {
        let mut text = Zeroizing::new(String::new());
        reader
            .take(MAX_PHRASE)
            .read_to_string(&mut text)
            .map(|_| text)
    };
    let fail = |error: io::Error| Failure::of("--words-file", Exit::Settings, error.to_string());
    let text = match file {
        Some(path) if path == Path::new("-") => read(&mut io::stdin()).map_err(fail)?,
        Some(path) => {
            let mut file = fs::File::open(path).map_err(fail)?;
            read(&mut file).map_err(fail)?
        }
        None if io::stdin().is_terminal() => {
            let typed = rpassword::prompt_password("Twelve words: ").map_err(fail)?;
            Zeroizing::new(typed)
        }
        None => {
            let message = "there is no terminal to ask for the words; - reads standard input";
            return Err(Failure::of("--words-file", Exit::Usage, message));
        }
    };
    let mut normal = Zeroizing::new(String::with_capacity(text.len() * 4));
    normal.extend(text.nfkd());
    Ok(normal)
}

fn document(vault: &Vault, phrase: Option<&str>) -> Value {
    let mut document = json!({
        "identity": vault.identity().to_string(),
        "encrypted": vault.protection() == Protection::Passphrase,
    });
    if let Some(phrase) = phrase {
        document["words"] = phrase.into();
    }
    document
}

fn identity_line(vault: &Vault) -> String {
    format!("identity {}", vault.identity())
}
