//! The HTTP of a node's API: REST, JSON-RPC, Esplora's API, events and figures, over the
//! [`Handle`]s of one or more nodes.
//!
//! | path | answer |
//! | --- | --- |
//! | `POST /` | JSON-RPC with Bitcoin Core's methods |
//! | `/api/…` | REST; `/api/` itself is a page to try it, `/api/openapi.json` its description |
//! | `/api/events` | events, as server-sent events or over a WebSocket |
//! | `/esplora/…` | Esplora's API |
//! | `/health`, `/ready`, `/metrics` | whether the program runs, whether its nodes can be used, figures |
//! | `/chains/GENESIS/…` | all of this for the chain with this genesis hash |
//!
//! Without a genesis hash the first chain answers. The methods are those of the crate `methods`.
//! The server adds the transport: it authenticates callers ([`Login`], the file `.cookie`), refuses
//! requests of other sites' pages (by `Host` and `Origin`), and limits each caller ([`Limits`]). A
//! request that can't be answered now gets 429 or 503 with `Retry-After`.
//!
//! A caller with a password has every right, as with Bitcoin Core. A caller without one has none,
//! unless [`Config::is_reading_public`] is set: then it may read, and push signed transactions and
//! blocks.

mod bodies;
mod callers;
mod chains;
mod config;
mod dispatch;
mod events;
mod health;
mod metrics;
mod miners;
mod page;
mod problem;
mod rpc;
mod server;
mod stop;
mod tables;
mod target;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use connections::Plain;
use daemon::Handle;
use ipnet::IpNet;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::callers::cookie::{Cookie, random};
use crate::chains::{Chain, Chains};
use crate::events::log::Log;
use crate::server::Server;
use crate::stop::Stopping;

pub use callers::login::{Login, LoginError};
pub use config::{Config, Limits, MinerLimits};
pub use miners::serve_stratum;

/// Why a server can't be started.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// There is no chain to serve.
    #[error("the API has no chain to serve")]
    NoChain,
    /// The cookie file can't be written.
    #[error("{}: the cookie file can't be written: {error}", folder.display())]
    Cookie {
        /// The folder.
        folder: PathBuf,
        /// The cause.
        error: io::Error,
    },
    /// The operating system provides no random numbers.
    #[error("the system provides no random numbers: {0}")]
    Randomness(io::Error),
}

/// Serves these chains, as [`prepare`] and [`Prepared::serve`] do.
///
/// # Errors
///
/// [`ServeError`] if the server can't be started. Nothing was served then.
pub async fn serve<F>(
    listener: TcpListener,
    config: Config,
    handles: Vec<Handle>,
    shutdown: F,
) -> Result<(), ServeError>
where
    F: Future<Output = ()> + Send + 'static,
{
    let prepared = prepare(config, handles, Router::new())?;
    prepared.serve(listener, shutdown).await;
    Ok(())
}

/// An API that serves nobody yet. Its cookie file is there, so a program that learns the address
/// now can log in as soon as the API answers.
pub struct Prepared {
    router: Router,
    limits: Limits,
    proxies: Vec<IpNet>,
    /// Ends calls that wait for an event, and streams of events.
    stop: watch::Sender<bool>,
    stopping: watch::Receiver<bool>,
    cookie: Option<Cookie>,
}

/// Writes the cookie file, and records the events of these chains from now on. Must be called
/// within a runtime of tokio. `routes` are served beside the API; a request to them passes none of
/// the API's checks.
///
/// # Errors
///
/// [`ServeError`] if the API can't be served.
pub fn prepare(
    config: Config,
    handles: Vec<Handle>,
    routes: Router,
) -> Result<Prepared, ServeError> {
    if handles.is_empty() {
        return Err(ServeError::NoChain);
    }
    let (stop, stopping) = watch::channel(false);
    let cookie = config
        .cookie_folder
        .as_deref()
        .map(|folder| {
            Cookie::write(folder).map_err(|error| ServeError::Cookie {
                folder: folder.to_owned(),
                error,
            })
        })
        .transpose()?;
    let chains = open(handles, &config.limits, &Stopping(stopping.clone()))?;
    let (limits, proxies) = (config.limits.clone(), config.trusted_proxies.clone());
    let login = cookie.as_ref().map(Cookie::login);
    let server = Server::new(config, login, chains, Stopping(stopping.clone()));
    let router = Router::new()
        .fallback(dispatch::answer)
        .with_state(server)
        .merge(routes);
    Ok(Prepared {
        router,
        limits,
        proxies,
        stop,
        stopping,
        cookie,
    })
}

impl Prepared {
    /// Serves until `shutdown` completes. Then calls that wait for an event end at once, as do
    /// streams of events; other requests are answered within [`Limits::goodbye`]. The cookie file
    /// is removed at the end.
    pub async fn serve<F>(self, listener: TcpListener, shutdown: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let service = self
            .router
            .into_make_service_with_connect_info::<SocketAddr>();
        let goodbye = self.limits.goodbye;
        let stop = self.stop;
        let deadline = async move {
            shutdown.await;
            // Sending fails only if the server has already ended.
            stop.send(true).ok();
            tokio::time::sleep(goodbye).await;
        };
        let (limits, stopping) = (self.limits.connections, self.stopping);
        tokio::select! {
            () = connections::serve(listener, service, limits, &self.proxies, Plain, stopping) => {}
            () = deadline => {}
        }
        drop(self.cookie);
    }
}

/// The chains of these nodes. Their events are recorded from now on.
fn open(handles: Vec<Handle>, limits: &Limits, stopping: &Stopping) -> Result<Chains, ServeError> {
    let mut chains = Vec::with_capacity(handles.len());
    for handle in handles {
        let run = random().map_err(ServeError::Randomness)?;
        let log = Log::new(u32::from_be_bytes(run), limits.events);
        let events = handle.events();
        let chain = Chain::new(handle, log, limits.answer_within);
        tokio::spawn(chain.clone().follow(events, stopping.clone()));
        chains.push(chain);
    }
    Ok(Chains(chains))
}
