//! The relay: serves the page and introduces its visitors to each other.
//!
//! The relay keeps nothing on disk and knows nothing about chains. A room is a name, a peer is a
//! random key, and two peers exchange session descriptions of a few kilobytes. Blocks, payments and
//! wallets never pass through the relay, as the byte counts of [`/health`](Health) show.
//!
//! - `/` and all files below: the page, from [`Config::root`] or [`Config::embedded`].
//! - `/signal`: a WebSocket with the messages of the `signal` crate, within the bounds of
//!   [`Limits`].
//! - `/health`: a JSON document with counts.
//!
//! Any number of instances can share their rooms through a NATS server ([`Config::nats`]).
//!
//! [`serve`] runs in any tokio runtime, so that tests can start a relay in their own process.

#![cfg_attr(
    not(feature = "nats"),
    allow(
        dead_code,
        reason = "without a broker nothing comes from other instances"
    )
)]

pub mod arguments;
mod clock;
mod config;
mod counters;
mod embedded;
mod health;
mod known;
mod limits;
mod local;
mod page;
mod relay;
mod rooms;
mod sharing;
mod socket;
mod tags;
mod turn;
mod visitors;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::routing::get;
use axum::{Router, middleware};
use connections::{Handshake, Plain};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::counters::Counters;
use crate::relay::Relay;
use crate::rooms::Rooms;
use crate::tags::Tags;
use crate::visitors::Visitors;

pub use config::{Config, NatsUrl};
pub use counters::Traffic;
pub use embedded::EmbeddedFile;
pub use health::{Health, Shared};
pub use limits::Limits;
pub use turn::TurnSecret;

/// Serves until `shutdown` completes, then closes every WebSocket and returns after
/// [`Limits::goodbye`] at the latest.
///
/// # Errors
/// If [`Config::nats`] is not an address, or this program was built without the feature `nats`. A
/// failing `accept`, for example with too many open files, is repeated.
pub async fn serve<F>(listener: TcpListener, config: Config, shutdown: F) -> io::Result<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    serve_with(listener, config, Plain, Router::new(), shutdown).await
}

/// Serves as [`serve`] does, after a handshake such as that of TLS, and with further routes beside
/// the relay's own. The answers of these routes get the page's headers.
///
/// # Errors
/// As [`serve`].
pub async fn serve_with<F>(
    listener: TcpListener,
    config: Config,
    handshake: impl Handshake,
    routes: Router,
    shutdown: F,
) -> io::Result<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    let goodbye = config.limits.goodbye;
    let (stop, stopping) = watch::channel(false);
    let (limits, proxies) = (config.limits.connections, config.trusted_proxies.clone());
    let tags = Arc::new(Tags::new(&config.group_secret));
    let relay = Arc::new(Relay {
        visitors: Visitors::new(&config.limits),
        rooms: Rooms::new(&config.limits, Arc::clone(&tags)),
        tags,
        config,
        counters: Counters::new(),
        is_broker_reached: AtomicBool::new(false),
        stopping: stopping.clone(),
    });
    let sharing = share(&relay).await?;
    let pages = router(relay, routes).into_make_service_with_connect_info::<SocketAddr>();
    let deadline = async move {
        shutdown.await;
        // Sending fails only if the server has already ended.
        stop.send(true).ok();
        tokio::time::sleep(goodbye).await;
    };
    tokio::select! {
        () = connections::serve(listener, pages, limits, &proxies, handshake, stopping) => {}
        () = deadline => {}
    }
    // The end of the sharing takes a bounded time.
    sharing.await.ok();
    Ok(())
}

/// Begins to share the rooms if [`Config::nats`] is set.
#[cfg(feature = "nats")]
async fn share(relay: &Arc<Relay>) -> io::Result<JoinHandle<()>> {
    let broker = match &relay.config.nats {
        Some(url) => Some(sharing::nats::Broker::new(url).await?),
        None => None,
    };
    let relay = Arc::clone(relay);
    Ok(tokio::spawn(async move {
        if let Some(broker) = broker {
            broker.run(relay).await;
        }
    }))
}

/// Refuses to share the rooms.
#[cfg(not(feature = "nats"))]
async fn share(relay: &Arc<Relay>) -> io::Result<JoinHandle<()>> {
    if relay.config.nats.is_some() {
        let reason = "this program was built without NATS (cargo build --features nats)";
        return Err(io::Error::new(io::ErrorKind::Unsupported, reason));
    }
    Ok(tokio::spawn(std::future::ready(())))
}

fn router(relay: Arc<Relay>, routes: Router) -> Router {
    let page = page::service(relay.config.root.as_deref(), relay.config.embedded);
    Router::new()
        .route("/signal", get(socket::upgrade))
        .route("/health", get(health::report))
        .with_state(relay)
        .merge(routes)
        .fallback_service(page)
        .layer(middleware::from_fn(page::add_headers))
}
