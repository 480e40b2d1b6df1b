//! Completions for shells and manual pages, made from the definition of the command line.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Command, Subcommand};
use clap_complete::Shell;

use crate::failure::{Exit, Failure};

/// The commands that packagers call.
#[derive(Debug, Subcommand)]
pub(crate) enum DocumentCommand {
    /// Prints the completions for a shell
    #[command(hide = true)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Writes the manual pages, one for each command, into a folder
    #[command(hide = true)]
    Manual {
        /// The folder, which is created if it is missing
        folder: PathBuf,
    },
}

/// Prints completions or writes manual pages of a command line.
///
/// # Errors
///
/// [`Failure`] if it can't be written.
pub(crate) fn run(command: &DocumentCommand, mut definition: Command) -> Result<(), Failure> {
    match command {
        DocumentCommand::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut definition, "tabchain", &mut text);
            io::stdout()
                .write_all(&text)
                .map_err(|error| Failure::new(Exit::Other, format!("can't write: {error}")))
        }
        DocumentCommand::Manual { folder } => manual(folder, definition),
    }
}

fn manual(folder: &Path, definition: Command) -> Result<(), Failure> {
    let fail = |error: io::Error| {
        Failure::of(
            "FOLDER",
            Exit::Other,
            format!("can't write into {}: {error}", folder.display()),
        )
    };
    fs::create_dir_all(folder).map_err(fail)?;
    clap_mangen::generate_to(definition, folder).map_err(fail)
}
