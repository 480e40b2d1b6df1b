//! Completions for shells and manual pages, made from the command line's definition.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, Subcommand};
use clap_complete::Shell;

use crate::arguments::Arguments;
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
    /// Writes the manual pages, one a command, into a folder
    #[command(hide = true)]
    Manual {
        /// The folder; it is made if it is missing
        folder: PathBuf,
    },
}

/// Prints or writes a document.
///
/// # Errors
///
/// [`Failure`] if it can't be written.
pub(crate) fn run(command: &DocumentCommand) -> Result<(), Failure> {
    match command {
        DocumentCommand::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "tabchain", &mut text);
            io::stdout()
                .write_all(&text)
                .map_err(|error| Failure::new(Exit::Other, format!("can't write: {error}")))
        }
        DocumentCommand::Manual { folder } => manual(folder),
    }
}

fn manual(folder: &Path) -> Result<(), Failure> {
    let fail = |error: io::Error| {
        Failure::of(
            "FOLDER",
            Exit::Other,
            format!("can't write into {}: {error}", folder.display()),
        )
    };
    fs::create_dir_all(folder).map_err(fail)?;
    clap_mangen::generate_to(Arguments::command(), folder).map_err(fail)
}
