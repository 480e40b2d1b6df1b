//! `tabchain wallet`: a wallet on the command line. Its keys are in an encrypted vault of the
//! page's format and never leave this program: it signs, and gives a node the signed transactions.

mod explorer;
mod folder;
mod keys;
mod load;
mod names;
mod opened;
mod overview;
mod payments;
mod pem;
mod rows;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use indicatif::ProgressBar;

use self::explorer::Explorer;
use self::folder::WalletFolder;
pub(crate) use self::folder::read_vault;
use self::keys::KeyCommand;
use self::load::LoadOptions;
use self::opened::OpenWallet;
use self::overview::OverviewCommand;
use self::payments::SendOptions;
use self::pem::PemCommand;
use crate::data_folder;
use crate::failure::Failure;
use crate::node_client::{NodeAccess, NodeClient};
use crate::output::Output;
use crate::passphrase::PassphraseOptions;

/// A wallet command with its options.
#[derive(Debug, Args)]
pub(crate) struct WalletArguments {
    #[command(flatten)]
    options: WalletOptions,
    #[command(subcommand)]
    command: WalletCommand,
}

/// The options of every wallet command.
#[derive(Clone, Debug, Args)]
pub(crate) struct WalletOptions {
    /// The wallet's folder [default: wallet in the default data folder]
    #[arg(long, global = true, value_name = "FOLDER", env = "TABCHAIN_WALLET")]
    pub(crate) wallet: Option<PathBuf>,
    /// The chain: an invitation link or a settings file [default: the only one that the wallet
    /// knows]
    #[arg(long, global = true, value_name = "LINK|FILE", env = "TABCHAIN_CHAIN")]
    pub(crate) chain: Option<String>,
    #[command(flatten)]
    pub(crate) access: NodeAccess,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseOptions,
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
    Pem(PemCommand),
    /// Makes payments to itself at a rate, and reports how the node bears it
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
        WalletCommand::Pem(command) => pem::run(command, options, output),
        WalletCommand::Load(command) => load::run(command, options, output),
    }
}

impl WalletOptions {
    /// Locks the wallet's folder.
    fn folder(&self) -> Result<WalletFolder, Failure> {
        let default = || data_folder::default().join("wallet");
        WalletFolder::open(&self.wallet.clone().unwrap_or_else(default))
    }

    /// Opens the wallet on its chain, without asking a node.
    fn open(&self) -> Result<OpenWallet, Failure> {
        OpenWallet::open(self.folder()?, self.chain.as_deref(), &self.passphrase)
    }

    /// Opens the wallet on its chain, and follows the node's chain to its tip.
    fn open_at_tip(&self, output: Output) -> Result<(OpenWallet, Explorer), Failure> {
        let mut opened = self.open()?;
        let node = Explorer::find(NodeClient::new(&self.access)?, &opened.genesis())?;
        let bar = bar(output, 0);
        bar.set_message("reading blocks");
        let followed = opened.follow(&node, |height, tip| {
            bar.set_length(tip.into());
            bar.set_position(height.into());
        });
        bar.finish_and_clear();
        followed?;
        Ok((opened, node))
    }
}

/// A progress bar on standard error. It is hidden if nobody sees it.
fn bar(output: Output, length: u64) -> ProgressBar {
    match output.is_json {
        true => ProgressBar::hidden(),
        false => ProgressBar::new(length),
    }
}
