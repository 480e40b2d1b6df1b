//! The options of every wallet command, and opening the wallet with them.

use std::path::PathBuf;

use clap::Args;
use indicatif::ProgressBar;
use wallet::MAX_ACCOUNTS;

use super::explorer::Explorer;
use super::folder::WalletFolder;
use super::opened::OpenWallet;
use crate::data_folder;
use crate::failure::Failure;
use crate::node_client::{NodeAccess, NodeClient};
use crate::output::Output;
use crate::passphrase::PassphraseOptions;

/// The options of every wallet command.
#[derive(Clone, Debug, Args)]
pub(crate) struct WalletOptions {
    /// The wallet's folder [default: wallet, in the default data folder]
    #[arg(long, global = true, value_name = "FOLDER", env = "TABCHAIN_WALLET")]
    pub(crate) wallet: Option<PathBuf>,
    /// The chain: an invitation link or a settings file [default: the only one that the wallet
    /// knows]
    #[arg(long, global = true, value_name = "LINK|FILE", env = "TABCHAIN_CHAIN")]
    pub(crate) chain: Option<String>,
    /// The number of the account, 0 to 7; each has its own coins and addresses
    #[arg(long, global = true, value_name = "NUMBER", env = "TABCHAIN_ACCOUNT", default_value_t = 0,
        value_parser = clap::value_parser!(u32).range(..i64::from(MAX_ACCOUNTS)))]
    pub(crate) account: u32,
    #[command(flatten)]
    pub(crate) access: NodeAccess,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseOptions,
}

impl WalletOptions {
    /// Locks the wallet's folder.
    ///
    /// # Errors
    ///
    /// [`Failure`], which names the argument.
    pub(super) fn folder(&self) -> Result<WalletFolder, Failure> {
        let default = || data_folder::default().join("wallet");
        WalletFolder::open(&self.wallet.clone().unwrap_or_else(default))
    }

    /// Opens the wallet on its chain, without asking a node.
    ///
    /// # Errors
    ///
    /// [`Failure`], which names the argument.
    pub(super) fn open(&self) -> Result<OpenWallet, Failure> {
        let (chain, account) = (self.chain.as_deref(), self.account);
        OpenWallet::open(self.folder()?, chain, account, &self.passphrase)
    }

    /// Opens the wallet on its chain, and follows the node's chain to its tip.
    ///
    /// # Errors
    ///
    /// [`Failure`], which names the argument.
    pub(super) fn open_at_tip(&self, output: Output) -> Result<(OpenWallet, Explorer), Failure> {
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

/// A progress bar on standard error. It is hidden if standard error is not a terminal, or if the
/// output is JSON.
pub(super) fn bar(output: Output, length: u64) -> ProgressBar {
    match output.is_json {
        true => ProgressBar::hidden(),
        false => ProgressBar::new(length),
    }
}
