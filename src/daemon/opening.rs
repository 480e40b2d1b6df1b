//! Opening a chain, on the node's thread.

use core::time::Duration;
use std::fs::OpenOptions;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use api::{ChainCommand, ChainReason, Fault, Reason, command};
use native::clock;
use node::Config;
use primitives::{Height, Time};
use redb::backends::FileBackend;
use service::{Driver, Keys, Network, Service, Setup};
use signal::Endpoint;
use store::{RedbError, RedbStore};
use tokio::sync::{broadcast, watch};

use crate::inbox::{Inbox, Item};
use crate::node_thread::{NodeThread, Workers};
use crate::program::Program;
use crate::random::random;
use crate::unlocked::Unlocked;
use crate::{Event, Folder, Settings, StartError};

/// The maximum number of threads that search for nonces.
const MAX_CORES: u32 = 256;

/// How long an author waits for its peers before its first block: a call's time limit.
const FIRST_SEAL: Duration = Duration::from_secs(20);

/// The parts of a node that depend on its surroundings.
pub struct Parts<N: Network> {
    /// Opens the database in a file, which is created if it is missing. If the flag is true, the
    /// file may be damaged, and all of it is verified first.
    pub store: OpenStore,
    /// Joins the network of a chain.
    pub network: Join<N>,
}

/// See [`Parts::store`].
pub type OpenStore = Box<dyn FnOnce(&Path, bool) -> Result<RedbStore, RedbError> + Send>;

/// See [`Parts::network`]. It is called on the node's thread.
pub type Join<N> = Box<dyn FnOnce(Time, &Setup, Emit<<N as Network>::Event>) -> N + Send>;

/// Passes a network's event to the node's thread. It never waits.
pub type Emit<E> = Arc<dyn Fn(E) + Send + Sync>;

/// Opens the database in a file, as [`Parts::store`]. A file that is not a store of this program is
/// not changed.
///
/// # Errors
///
/// [`RedbError`].
pub fn open_file(path: &Path, is_checked: bool) -> Result<RedbStore, RedbError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let file = options.open(path).map_err(RedbError::File)?;
    let backend = FileBackend::new(file)?;
    match is_checked {
        true => RedbStore::with_checked_backend(backend),
        false => RedbStore::with_backend(backend),
    }
}

/// Opens a chain and joins its network.
pub(crate) fn open<N: Network>(
    settings: Settings,
    parts: Parts<N>,
    endpoints: Vec<String>,
    inbox: &Arc<Inbox<N::Event>>,
    events: broadcast::Sender<Event>,
    stopping: watch::Sender<bool>,
) -> Result<NodeThread<N>, StartError> {
    check_mining(&settings)?;
    let passphrase = settings.passphrase.as_ref();
    let (setup, keys) = settings.folder.enter(&settings.setup, passphrase)?;
    let service = open_service(&settings, setup.clone(), keys, parts.store, &endpoints)?;
    let base = u64::from_le_bytes(random().map_err(no_randomness)?);
    let all_cores = thread::available_parallelism().map_or(1, usize::from);
    let emitting = Arc::clone(inbox);
    let emit: Emit<N::Event> = Arc::new(move |event| emitting.push(Item::Network(event)));
    let mut node = NodeThread {
        service,
        network: (parts.network)(clock::now(), &setup, emit),
        inbox: Arc::clone(inbox),
        events,
        workers: Workers::new(inbox, base, all_cores),
        program: Program {
            started: clock::ticks(),
            stopping,
            folder: settings.folder.clone(),
            unlocked: Unlocked::default(),
            endpoints,
            own_relay: settings.own_relay.clone(),
            bans_seen: 0,
        },
        driver: Driver::default(),
        wake: Time::default(),
    };
    if settings.cores > 0 || settings.author {
        let mining = node.start_mining(settings.cores, settings.passphrase.as_deref());
        mining.map_err(|fault| StartError::Mining(mining_refusal(&settings.folder, &fault)))?;
    }
    if let Some(name) = settings.name {
        let named = node.set_name(name, settings.passphrase);
        named.map_err(|fault| StartError::Name(fault.to_string()))?;
    }
    Ok(node)
}

/// Opens the service on the chain's database. If the engine panics on damaged bytes, the opening
/// counts as not ended, so that the next opening verifies the bytes first.
fn open_service(
    settings: &Settings,
    setup: Setup,
    keys: Keys,
    open_store: OpenStore,
    endpoints: &[String],
) -> Result<Service<RedbStore>, StartError> {
    let folder = &settings.folder;
    let genesis = setup.spec.genesis_hash();
    let path = folder.database(&genesis);
    let seed = random().map_err(no_randomness)?;
    let is_checked = folder.begin_opening(&genesis)?;
    if is_checked {
        tracing::warn!(path = %path.display(), "the last opening did not end: verifying all bytes");
    }
    let opened = panic::catch_unwind(AssertUnwindSafe(|| {
        let store = open_store(&path, is_checked).map_err(|error| StartError::Database {
            path: path.clone(),
            error: Box::new(error),
        })?;
        let config = Config {
            nonce: endpoints.iter().find_map(|url| Endpoint::nonce_at(url)),
            max_peers: usize::from(setup.spec.max_peers),
            // A node without relays has no peers to wait for.
            first_seal: match setup.relays.is_empty() {
                true => Duration::ZERO,
                false => FIRST_SEAL,
            },
            ..Config::default()
        };
        let page = settings.page.clone();
        let now = clock::now();
        Service::open_with(config, setup, page, store, keys, seed, now).map_err(|error| {
            StartError::Chain {
                path: path.clone(),
                error: Box::new(error),
            }
        })
    }));
    let Ok(opened) = opened else {
        return Err(StartError::Damaged { path });
    };
    folder.end_opening(&genesis)?;
    let mut service = opened?;
    if service.node().chain().tip().height == Height::GENESIS {
        // Others rely on a node that is always on. A person may still choose to prune.
        let all_blocks = command::Prune { newest: None };
        let kept = service.command(clock::now(), &ChainCommand::Prune(all_blocks));
        kept.map_err(|fault| StartError::Folder(fault.into()))?;
    }
    Ok(service)
}

fn no_randomness(error: std::io::Error) -> StartError {
    StartError::System {
        what: "randomness",
        error,
    }
}

/// Refuses settings of the miner that do not fit the chain.
fn check_mining(settings: &Settings) -> Result<(), StartError> {
    let has_authors = settings.setup.spec.authority.is_some();
    let why = match (has_authors, settings.author, settings.cores) {
        (_, _, cores) if cores > MAX_CORES => format!("at most {MAX_CORES} cores can mine"),
        (true, false, 1..) => {
            "only the chain's authors make blocks, and this node is not started as an author"
                .to_owned()
        }
        (false, true, _) => "the chain has no authors, so there is nothing to seal".to_owned(),
        _ => return Ok(()),
    };
    Err(StartError::Mining(why))
}

/// The refusal of a service to mine or seal, as text.
fn mining_refusal(folder: &Folder, fault: &Fault) -> String {
    if fault.reason == Reason::from(ChainReason::NotAuthor) {
        let key = folder.profile(service::Profile::identity);
        return format!("the profile's key {key} is not one of the chain's authors");
    }
    match fault.needs_passphrase() {
        true => "the passphrase of the profile is missing or wrong".to_owned(),
        false => fault.to_string(),
    }
}
