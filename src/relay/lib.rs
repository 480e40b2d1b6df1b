//! The relay: serves the page and introduces its visitors to each other.
//!
//! The relay keeps nothing on disk and knows nothing about chains. A room is a name, a peer is a
//! random key, and two peers exchange session descriptions of a few kilobytes. Blocks, payments and
//! wallets never pass through the relay, as the byte counts of [`/health`](Health) show.
//!
//! - `/` and all files below: the page, from [`Config::root`].
//! - `/signal`: a WebSocket with the messages of the `signal` crate, within the bounds of
//!   [`Limits`].
//! - `/health`: a JSON document with counts.
//!
//! [`serve`] runs in any tokio runtime, so that tests can start a relay in their own process.

mod clock;
mod config;
mod counters;
mod health;
mod limits;
mod page;
mod relay;
mod rooms;
mod socket;
mod tags;
mod turn;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::routing::get;
use axum::{Router, middleware};
use connections::Plain;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::counters::Counters;
use crate::relay::Relay;
use crate::rooms::Rooms;

pub use config::Config;
pub use counters::Traffic;
pub use health::Health;
pub use limits::Limits;
pub use turn::TurnSecret;

/// Serves until `shutdown` completes, then closes every WebSocket and returns after
/// [`Limits::goodbye`] at the latest.
///
/// # Errors
/// None at present: a failing `accept`, for example with too many open files, is repeated.
pub async fn serve<F>(listener: TcpListener, config: Config, shutdown: F) -> io::Result<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    let goodbye = config.limits.goodbye;
    let (stop, stopping) = watch::channel(false);
    let (limits, proxies) = (config.limits.connections, config.trusted_proxies.clone());
    let relay = Arc::new(Relay {
        rooms: Rooms::new(&config.limits, &config.group_secret),
        config,
        counters: Counters::new(),
        stopping: stopping.clone(),
    });
    let pages = router(relay).into_make_service_with_connect_info::<SocketAddr>();
    let deadline = async move {
        shutdown.await;
        // Sending fails only if the server has already ended.
        stop.send(true).ok();
        tokio::time::sleep(goodbye).await;
    };
    tokio::select! {
        () = connections::serve(listener, pages, limits, &proxies, Plain, stopping) => {}
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
