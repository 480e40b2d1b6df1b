//! `tabchain chain`: settings files, invitation links and genesis blocks.

mod new;

use clap::Subcommand;
use primitives::{Encode as _, Height};
use serde_json::{Value, json};
use service::{Invitation, Setup, to_json};

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
    Link {
        /// An invitation link, or a file with a chain's settings or link
        #[arg(value_name = "LINK|FILE")]
        chain: String,
        /// The URL of the page that the link opens
        #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080/")]
        page: String,
        /// The relay that the link names, a ws:// or wss:// URL; by default that of the given link
        #[arg(long, value_name = "URL")]
        relay: Option<String>,
    },
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
        ChainCommand::Link { chain, page, relay } => {
            let setup = chain_source::read(chain, "LINK|FILE")?;
            link(setup, page, relay.as_deref(), output)
        }
        ChainCommand::Genesis { chain } => {
            genesis(&chain_source::read(chain, "LINK|FILE")?, output)
        }
    }
}

/// The settings file is JSON, whether or not JSON is asked for.
fn show(setup: &Setup, output: Output) -> Result<(), Failure> {
    let text = to_json(&setup.spec);
    let document = serde_json::from_str::<Value>(&text)
        .map_err(|error| Failure::new(Exit::Other, error.to_string()))?;
    output.print(&document, &text)
}

fn link(setup: Setup, page: &str, relay: Option<&str>, output: Output) -> Result<(), Failure> {
    if !(page.starts_with("http://") || page.starts_with("https://")) || page.contains(['#', '?']) {
        let message =
            format!("{page:?} is not an http:// or https:// URL without query and fragment");
        return Err(Failure::of("--page", Exit::Usage, message));
    }
    let known = setup.relays.first().cloned().unwrap_or_default();
    let invitation = Invitation {
        relay: relay.map_or(known, str::to_owned),
        spec: setup.spec,
        endpoints: Vec::new(),
    };
    let link = invitation.to_link(page);
    // Reading the link checks the relay's URL.
    Invitation::parse(&link)
        .map_err(|error| Failure::of("--relay", Exit::Usage, error.to_string()))?;
    let document = json!({
        "link": link,
        "genesis": invitation.spec.genesis_hash().to_string(),
        "relay": invitation.relay,
    });
    output.print(&document, &link)
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
