//! `tabchain wallet`: a wallet on the command line. Its keys are in an encrypted vault of the
//! page's format and never leave this program: it signs, and gives a node the signed transactions.

mod explorer;
mod folder;
mod keys;
mod load;
mod messages;
mod names;
mod opened;
mod options;
mod overview;
mod payments;
mod pem;
mod rows;

use clap::{Args, Subcommand};

pub(crate) use self::folder::read_vault;
use self::keys::KeyCommand;
use self::load::LoadOptions;
use self::messages::MessageCommand;
use self::options::WalletOptions;
use self::overview::OverviewCommand;
use self::payments::SendOptions;
use self::pem::PemCommand;
use crate::failure::Failure;
use crate::output::Output;

/// A wallet command with its options.
#[derive(Debug, Args)]
pub(crate) struct WalletArguments {
    #[command(flatten)]
    options: WalletOptions,
    #[command(subcommand)]
    command: WalletCommand,
}

/// The wallet commands.
#[derive(Debug, Subcommand)]
enum WalletCommand {
    #[command(flatten)]
    Keys(KeyCommand),
    #[command(flatten)]
    Overview(OverviewCommand),
    /// Pays an address, or a name in the address book
    Send(SendOptions),
    #[command(flatten)]
    Message(MessageCommand),
    #[command(flatten)]
    Pem(PemCommand),
    /// Makes payments to itself at a given rate, and reports how the node performs
    Load(LoadOptions),
}

/// Runs a wallet command.
///
/// # Errors
///
/// [`Failure`], which names the argument or the file.
pub(crate) fn run(arguments: &WalletArguments, output: Output) -> Result<(), Failure> {
    let options = &arguments.options;
    match &arguments.command {
        WalletCommand::Keys(command) => keys::run(command, options, output),
        WalletCommand::Overview(command) => overview::run(command, options, output),
        WalletCommand::Send(command) => payments::run(command, options, output),
        WalletCommand::Message(command) => messages::run(command, options, output),
        WalletCommand::Pem(command) => pem::run(command, options, output),
        WalletCommand::Load(command) => load::run(command, options, output),
    }
}
