//! Starting the programs that keep running, and stopping them properly.

use api::Secret;
use daemon::{Folder, Running, Settings, StartError};
use relay::arguments::stop_signal;
use service::Setup;
use tokio::sync::watch;

use super::entry::Base;
use super::invitations;
use super::listeners::Listeners;
use super::site::servers;
use super::vault;
use super::{NodeOptions, ServeOptions};
use crate::chain_source;
use crate::failure::{Exit, Failure};
use crate::faults;
use crate::output::{self, Output};

/// Serves page and relay, and keeps chains.
///
/// # Errors
///
/// [`Failure`], which names the option.
pub(crate) fn serve(options: &ServeOptions, output: Output) -> Result<(), Failure> {
    run(Some(options), &options.node, output)
}

/// Keeps chains.
///
/// # Errors
///
/// [`Failure`], which names the option.
pub(crate) fn node(options: &NodeOptions, output: Output) -> Result<(), Failure> {
    if options.chain.is_empty() {
        let message = "a node keeps at least one chain: name it by its link or settings file";
        return Err(Failure::of("--chain", Exit::Usage, message));
    }
    run(None, options, output)
}

/// The page that invitations open if none is named and none is served here.
const DEFAULT_PAGE: &str = "http://127.0.0.1:8080/";

fn run(page: Option<&ServeOptions>, node: &NodeOptions, output: Output) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Other, format!("no threads: {error}")))?;
    runtime.block_on(keep_running(page, node, output))
}

/// Starts everything, waits for the end, and stops everything.
async fn keep_running(
    page: Option<&ServeOptions>,
    options: &NodeOptions,
    output: Output,
) -> Result<(), Failure> {
    let stop = stop_signal().map_err(|error| Failure::new(Exit::Other, format!("{error:#}")))?;
    let mut stop = Box::pin(stop);
    // Errors in the options are found before anything runs.
    let setups = setups(options)?;
    let named = options.page.as_deref().map(base_of_page).transpose()?;
    let listeners = Listeners::open(page, options, !setups.is_empty()).await?;
    let base = listeners.base(named.as_ref());
    let mut nodes = tokio::select! {
        nodes = start_nodes(options, base.as_ref(), setups) => nodes?,
        () = &mut stop => return output::line("stopped"),
    };
    let (shut, shutting) = watch::channel(false);
    let mut servers = listeners.serve(&nodes, &shutting, output)?;
    invitations::print(&nodes, output).await?;
    let ended = tokio::select! {
        () = &mut stop => Ok(()),
        () = any_stopping(&mut nodes) => Ok(()),
        Some(ended) = servers.join_next() => ended.unwrap_or_else(|_| Err(ended_by_panic())),
    };
    // Sending fails only if no server runs.
    shut.send(true).ok();
    let mut failures: Vec<Failure> = ended.err().into_iter().collect();
    while let Some(ended) = servers.join_next().await {
        failures.extend(ended.unwrap_or_else(|_| Err(ended_by_panic())).err());
    }
    for node in nodes {
        if let Err(error) = node.stop().await {
            failures.push(Failure::new(Exit::Other, error.to_string()));
        }
    }
    match failures.into_iter().next() {
        Some(failure) => Err(failure),
        None => output::line("stopped"),
    }
}

/// The chains of the options, each once.
fn setups(options: &NodeOptions) -> Result<Vec<Setup>, Failure> {
    let mut setups: Vec<Setup> = Vec::new();
    for chain in &options.chain {
        let setup = chain_source::read(chain, "--chain")?;
        let genesis = setup.spec.genesis_hash();
        if setups
            .iter()
            .any(|known| known.spec.genesis_hash() == genesis)
        {
            let message = format!("the chain {genesis} is named twice");
            return Err(Failure::of("--chain", Exit::Usage, message));
        }
        setups.push(setup);
    }
    Ok(setups)
}

/// Opens the data folder and starts a node for each chain. `base` is the URL of this program's page
/// and relay; `None` if it serves none.
async fn start_nodes(
    options: &NodeOptions,
    base: Option<&Base>,
    setups: Vec<Setup>,
) -> Result<Vec<Running>, Failure> {
    if setups.is_empty() {
        return Ok(Vec::new());
    }
    let path = options.data_folder();
    let passphrase = options
        .passphrase
        .given()?
        .map(|text| Secret::from(text.as_str()));
    // The vault is opened first: a new folder must not get a passphrase that was mistyped.
    let wallet = options.vault.as_deref();
    let wallet = wallet.map(|file| vault::open(file, passphrase.as_ref()));
    let wallet = wallet.transpose()?;
    let folder =
        Folder::open(&path, passphrase.as_ref()).map_err(|error| faults::of_folder(&error))?;
    if let Some(wallet) = wallet {
        let may_replace = options.replace_wallet;
        vault::take(&folder, &wallet, may_replace, passphrase.as_ref())?;
    }
    let servers = servers(&options.ice)?;
    let mut nodes = Vec::new();
    let page = options.page.clone().or_else(|| base.map(Base::page));
    let page = page.unwrap_or_else(|| DEFAULT_PAGE.to_owned());
    for (at, setup) in setups.into_iter().enumerate() {
        let genesis = setup.spec.genesis_hash();
        let started = daemon::start(Settings {
            folder: folder.clone(),
            setup,
            passphrase: passphrase.clone(),
            page: page.clone(),
            cores: options.mine,
            author: options.author,
            name: options.name.clone(),
            endpoint: options.endpoint.filter(|_| at == 0),
            external: options.external_ip.clone(),
            entry: base.map(|base| base.entry(&genesis, at == 0)),
            own_relay: base.map(Base::relay),
            ice: servers
                .iter()
                .flat_map(|server| server.urls.clone())
                .collect(),
        })
        .await;
        match started {
            Ok(node) => nodes.push(node),
            Err(error) => {
                for node in nodes {
                    // The first failure is reported.
                    node.stop().await.ok();
                }
                return Err(start_failure(&error));
            }
        }
    }
    Ok(nodes)
}

fn base_of_page(url: &str) -> Result<Base, Failure> {
    let message =
        || format!("{url:?} is not an http:// or https:// URL without query and fragment");
    Base::of_page(url).ok_or_else(|| Failure::of("--page", Exit::Usage, message()))
}

async fn any_stopping(nodes: &mut [Running]) {
    if nodes.is_empty() {
        std::future::pending::<()>().await;
    }
    let waits: Vec<_> = nodes
        .iter_mut()
        .map(|node| Box::pin(node.stopping()))
        .collect();
    futures_util::future::select_all(waits).await;
}

fn start_failure(error: &StartError) -> Failure {
    match error {
        StartError::Folder(error) => faults::of_folder(error),
        StartError::Name(_) => Failure::of("--name", Exit::Refused, error.to_string()),
        StartError::Mining(_) => Failure::of("--mine, --author", Exit::Refused, error.to_string()),
        StartError::System { .. } | StartError::Ended => {
            Failure::new(Exit::Other, error.to_string())
        }
        StartError::Network(_) => Failure::of("--endpoint", Exit::Address, error.to_string()),
        StartError::Endpoint(_) => Failure::of("--endpoint", Exit::Data, error.to_string()),
        // Its chain's database can't be used.
        _ => Failure::of("--data", Exit::Data, error.to_string()),
    }
}

fn ended_by_panic() -> Failure {
    Failure::new(Exit::Other, "a server ended by a panic")
}
