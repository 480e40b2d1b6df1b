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

mod address;
mod clock;
mod connections;
mod health;
mod limits;
mod page;
mod rooms;
mod socket;
mod tags;
mod turn;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::routing::get;
use axum::{Router, middleware};
use ipnet::IpNet;
use signal::IceServer;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::health::Counters;
use crate::rooms::Rooms;

pub use health::{Health, Traffic};
pub use limits::Limits;
pub use turn::TurnSecret;

/// What a relay is to do.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The folder of the built page. Without one the relay only introduces.
    pub root: Option<PathBuf>,
    /// The servers for ways through address translators that each page is given.
    pub ice_servers: Vec<IceServer>,
    /// Where it is set, TURN servers without credentials are given out with some that end by themselves.
    pub turn: Option<TurnSecret>,
    /// The secret under which networks get their tags; all instances of a relay need the same one. Empty for one of this
    /// relay's own.
    pub group_secret: Vec<u8>,
    /// Proxies in front of the relay, whose `X-Forwarded-For` is believed. Nobody else's is.
    pub trusted_proxies: Vec<IpNet>,
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
}

/// Serves until `shutdown` is done, then says goodbye to every socket and returns: at the latest
/// [`Limits::goodbye`] after.
///
/// # Errors
/// None at present: a listener that fails for a while, as when too many files are open, is tried again.
pub async fn serve<F>(listener: TcpListener, config: Config, shutdown: F) -> io::Result<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    let goodbye = config.limits.goodbye;
    let (stop, stopping) = watch::channel(false);
    let relay = Arc::new(Relay {
        rooms: Rooms::new(&config.limits, &config.group_secret),
        config: config.clone(),
        counters: Counters::new(),
        stopping: stopping.clone(),
    });
    let pages = router(relay).into_make_service_with_connect_info::<SocketAddr>();
    let deadline = async move {
        shutdown.await;
        // Nobody listens any more only if the server has ended already.
        stop.send(true).ok();
        tokio::time::sleep(goodbye).await;
    };
    tokio::select! {
        () = connections::serve(listener, pages, &config, stopping) => {}
        () = deadline => {}
    }
    Ok(())
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
