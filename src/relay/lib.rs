//! The relay: serves the built page and introduces its visitors to each other.
//!
//! It needs no state on disk and knows nothing of chains: a room is a name, a peer is a random key, and what passes
//! between two peers is a session description of a few kilobytes. Blocks, payments and wallets never come here, which
//! [`/health`](Health) lets anybody check by its byte counts.
//!
//! - `/` and all files below: the page, from [`Config::root`].
//! - `/signal`: a WebSocket that speaks the words of the `signal` crate, see [`Limits`] for its bounds.
//! - `/health`: a JSON document of what the relay does and did.
//!
//! [`serve`] runs it inside any tokio runtime, so that tests can start one in their own process.

mod health;
mod limits;
mod page;
mod rooms;
mod socket;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::routing::get;
use axum::{Router, middleware};
use signal::IceServer;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use crate::health::Counters;
use crate::rooms::Rooms;

pub use health::{Health, Traffic};
pub use limits::Limits;

/// What a relay is to do.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The folder of the built page. Without one the relay only introduces.
    pub root: Option<PathBuf>,
    /// The servers for ways through address translators that each page is given.
    pub ice_servers: Vec<IceServer>,
    /// The bounds that visitors keep.
    pub limits: Limits,
}

/// What all handlers share.
struct Relay {
    config: Config,
    rooms: Rooms,
    counters: Counters,
    /// Turns true when the relay stops.
    stopping: watch::Receiver<bool>,
    /// Every open socket holds a clone, so that the last one gone is noticed.
    alive: mpsc::Sender<()>,
}

/// Serves until `shutdown` is done, then says goodbye to every socket and returns: at the latest
/// [`Limits::goodbye`] after.
///
/// # Errors
/// If the listener fails.
pub async fn serve<F>(listener: TcpListener, config: Config, shutdown: F) -> io::Result<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    let goodbye = config.limits.goodbye;
    let (stop, stopping) = watch::channel(false);
    let (alive, mut all_gone) = mpsc::channel(1);
    let mut stopped = stopping.clone();
    let relay = Arc::new(Relay {
        rooms: Rooms::new(&config.limits),
        config,
        counters: Counters::new(),
        stopping,
        alive,
    });
    let service = router(relay).into_make_service_with_connect_info::<SocketAddr>();
    let wind_down = async move {
        shutdown.await;
        // Nobody listens any more only if the server has ended already.
        stop.send(true).ok();
    };
    let server = async move {
        axum::serve(listener, service)
            .with_graceful_shutdown(wind_down)
            .await?;
        // The server waits for its answers, not for sockets; those are waited for here. Nothing is ever sent.
        all_gone.recv().await;
        Ok(())
    };
    let deadline = async move {
        // An error here means that the server has ended, and with it the other branch.
        stopped.wait_for(|stopping| *stopping).await.ok();
        tokio::time::sleep(goodbye).await;
    };
    tokio::select! {
        result = server => result,
        () = deadline => Ok(()),
    }
}

fn router(relay: Arc<Relay>) -> Router {
    let page = page::service(relay.config.root.as_deref());
    Router::new()
        .route("/signal", get(socket::upgrade))
        .route("/health", get(health::report))
        .with_state(relay)
        .fallback_service(page)
        .layer(middleware::from_fn(page::add_headers))
}
