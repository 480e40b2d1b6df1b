//! `tabchain chain`: settings files, invitation links and genesis blocks.

mod link;
mod new;

use clap::Subcommand;
use primitives::{Encode as _, Height};
use serde_json::{Value, json};
use service::{Setup, to_json};

use self::link::LinkOptions;
use self::new::NewOptions;
use crate::chain_source;
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// The commands on chains.
#[derive(Debug, Subcommand)]
pub(crate) enum ChainCommand {
    /// Prints the settings file of a new chain
    New(Box<NewOptions>),
    /// Prints the settings file of a chain
    Show {
        /// An invitation link, or a file with a chain's settings or link
        #[arg(value_name = "LINK|FILE")]
        chain: String,
    },
    /// Prints the invitation link of a chain
    Link(Box<LinkOptions>),
    /// Prints the genesis block of a chain: its hash, and its bytes in hexadecimal
    Genesis {
        /// An invitation link, or a file with a chain's settings or link
        #[arg(value_name = "LINK|FILE")]
        chain: String,
    },
}

/// Runs a command on chains.
///
/// # Errors
///
/// [`Failure`], which names the argument.
pub(crate) fn run(command: &ChainCommand, output: Output) -> Result<(), Failure> {
    match command {
        ChainCommand::New(options) => {
            let spec = new::spec(options, output)?;
            show(&Setup::new(spec, ""), output)
        }
        ChainCommand::Show { chain } => show(&chain_source::read(chain, "LINK|FILE")?, output),
        ChainCommand::Link(options) => link::run(options, output),
        ChainCommand::Genesis { chain } => {
            genesis(&chain_source::read(chain, "LINK|FILE")?, output)
        }
    }
}

/// Prints a settings file. It is JSON in any case.
fn show(setup: &Setup, output: Output) -> Result<(), Failure> {
    let text = to_json(&setup.spec);
    let document = serde_json::from_str::<Value>(&text)
        .map_err(|error| Failure::new(Exit::Other, error.to_string()))?;
    output.print(&document, &text)
}

fn genesis(setup: &Setup, output: Output) -> Result<(), Failure> {
    let block = setup.spec.genesis();
    let hash = setup.spec.genesis_hash();
    let mut bytes = Vec::new();
    block.encode(&mut bytes);
    let hex = base16ct::lower::encode_string(&bytes);
    let document = json!({
        "hash": hash.to_string(),
        "height": Height::GENESIS.value(),
        "block": hex,
    });
    output.print(&document, &format!("{hash}\n{hex}"))
}
