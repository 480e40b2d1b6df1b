//! Failures of commands, and their exit codes.

use serde_json::{Value, json};

/// The exit codes of `tabchain`. `tabchain cli` has the codes of `bitcoin-cli` instead: 1 if the
/// node can't be asked, and otherwise the absolute value of the node's error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// All other failures.
    Other = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A settings file, an invitation link or another input file is wrong.
    Settings = 3,
    /// The program can't listen on an address.
    Address = 4,
    /// A data folder or wallet folder can't be used: it is locked, belongs to another chain, or
    /// can't be read or written.
    Data = 5,
    /// The passphrase is missing or wrong.
    Passphrase = 6,
    /// The node can't be reached, or does not answer as a node does.
    Node = 7,
    /// The wallet or the node refuses: too few coins, an invalid transaction.
    Refused = 8,
}

/// The exit codes in the text of the help.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  another failure
  2  the command line is wrong
  3  a settings file, an invitation link or another input file is wrong
  4  the program can't listen on an address
  5  a data folder or wallet folder is locked, belongs to another chain, or can't be used
  6  the passphrase is missing or wrong
  7  the node can't be reached, or does not answer as a node does
  8  the wallet or the node refuses
`tabchain cli` ends with 1 if the node can't be asked, and otherwise with the absolute value of the
node's error code, as bitcoin-cli does.";

/// Why a command failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", .argument.as_ref().map(|it| format!("{it}: ")).unwrap_or_default())]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) exit: u8,
    /// A sentence that says what is wrong, without the name of the argument.
    pub(crate) message: String,
    /// The option or argument at fault; `None` if no single one is.
    pub(crate) argument: Option<String>,
}

impl Failure {
    /// A failure without a single argument at fault.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit: exit as u8,
            message: message.into(),
            argument: None,
        }
    }

    /// A failure of one option or argument, such as `--chain`.
    pub(crate) fn of(argument: &str, exit: Exit, message: impl Into<String>) -> Self {
        Self {
            argument: Some(argument.to_owned()),
            ..Self::new(exit, message)
        }
    }

    /// The failure as JSON.
    pub(crate) fn document(&self) -> Value {
        json!({ "error": {
            "code": self.exit,
            "argument": self.argument,
            "message": self.message,
        }})
    }
}
