//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::chains::ChainCommand;
use crate::documents::DocumentCommand;
use crate::failure::EXIT_CODES;
use crate::nodes::{NodeOptions, ServeOptions};
use crate::rpc::RpcOptions;
use crate::wallets::WalletArguments;

/// A blockchain that lives in browser tabs, and the node that outlives them.
///
/// Every option can also be set by an environment variable, TABCHAIN_ and its name, and by a key
/// with its name in the TOML file of --config. The command line overrides the environment, which
/// overrides the file. Options that may be repeated are lists in the file; in an environment
/// variable, `;` separates their values.
#[derive(Debug, Parser)]
#[command(name = "tabchain", version, after_long_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The options of every command.
#[derive(Clone, Debug, Args)]
pub(crate) struct Common {
    /// Prints results and failures as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// A TOML file with settings: the options of serve and node as keys, and those of wallet and
    /// cli in the tables `[wallet]` and `[cli]`
    #[arg(long, global = true, value_name = "FILE", env = "TABCHAIN_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Prints the settings in effect and where each comes from, without secrets, and exits
    #[arg(long, global = true)]
    pub(crate) print_config: bool,
    /// The level of the log on standard error: off, error, warn, info, debug or trace; levels of
    /// single parts may follow, as in info,daemon=debug
    #[arg(
        long,
        global = true,
        value_name = "FILTER",
        env = "TABCHAIN_LOG",
        default_value = "info"
    )]
    pub(crate) log: String,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves the page, introduces its visitors to each other, and keeps chains
    Serve(Box<ServeOptions>),
    /// Keeps chains, without page and relay
    Node(Box<NodeOptions>),
    /// Makes and reads the settings of chains
    #[command(subcommand)]
    Chain(ChainCommand),
    /// Manages a wallet, whose keys are encrypted on this machine and never leave this program
    Wallet(Box<WalletArguments>),
    /// Calls a method of a node's JSON-RPC, as bitcoin-cli does
    Cli(RpcOptions),
    /// Runs the measurements of `cargo xtask bench`, which asks for them by lines
    #[command(hide = true)]
    Bench,
    /// Prints completions and manual pages
    #[command(flatten)]
    Document(DocumentCommand),
}

impl Command {
    /// The name of the command, which is also that of its section in a settings file.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Serve(_) => "serve",
            Self::Node(_) => "node",
            Self::Chain(_) => "chain",
            Self::Wallet(_) => "wallet",
            Self::Cli(_) => "cli",
            Self::Bench => "bench",
            Self::Document(_) => "document",
        }
    }
}
