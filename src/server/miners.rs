//! Stratum v1: outside miners, each on a connection of its own.

mod connection;
mod works;

use std::collections::HashMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use connections::Network;
use daemon::Handle;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use self::connection::Miner;
use crate::config::MinerLimits;
use crate::stop::Stopping;

/// The wait after `accept` failed, mostly because too many files are open.
const AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(50);

/// Serves miners that speak Stratum v1 until `shutdown` completes. Their rewards go to the node's
/// wallet. Anyone who reaches the listener may mine, under any name, so it should listen on
/// loopback or in a trusted network.
pub async fn serve_stratum<F>(
    listener: TcpListener,
    limits: MinerLimits,
    handle: Handle,
    shutdown: F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let (stop, stopping) = watch::channel(false);
    let stopping = Stopping(stopping);
    let (offer, offered) = watch::channel(None);
    let works = works::follow(handle.clone(), offer, limits.look_every, stopping.clone());
    let works = tokio::spawn(works);
    tokio::select! {
        () = accept(listener, limits, handle, offered, stopping) => {}
        () = shutdown => {}
    }
    // Sending fails only if nobody is connected any more.
    stop.send(true).ok();
    works.await.ok();
}

/// Accepts connections until the future is dropped.
async fn accept(
    listener: TcpListener,
    limits: MinerLimits,
    handle: Handle,
    offered: watch::Receiver<works::Offer>,
    stopping: Stopping,
) {
    let connections = Arc::new(OpenConnections::default());
    let started = Instant::now();
    let mut number = 0_u32;
    loop {
        let Ok((stream, address)) = listener.accept().await else {
            sleep(AFTER_FAILED_ACCEPT).await;
            continue;
        };
        let Some(connection) = OpenConnections::take(&connections, address, &limits) else {
            // The connection is closed without an answer.
            continue;
        };
        // Two miners of one node never search the same coinbases.
        number = number.wrapping_add(1);
        let miner = Miner {
            handle: handle.clone(),
            limits: limits.clone(),
            extra_nonce: number.to_be_bytes(),
            started,
            offered: offered.clone(),
            stopping: stopping.clone(),
        };
        tokio::spawn(async move {
            let end = miner.run(stream).await;
            tracing::info!(reason = end, "miner left");
            drop(connection);
        });
    }
}

/// The open connections, in all and by network.
#[derive(Debug, Default)]
struct OpenConnections(Mutex<HashMap<Network, usize>>);

/// A counted connection. Dropping it decrements the count.
struct OpenConnection {
    connections: Arc<OpenConnections>,
    network: Network,
}

impl OpenConnections {
    /// Counts one more connection; `None` if a limit is reached.
    fn take(
        connections: &Arc<Self>,
        address: SocketAddr,
        limits: &MinerLimits,
    ) -> Option<OpenConnection> {
        let network = Network::of(address.ip());
        let mut open = connections.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_network = open.get(&network).copied().unwrap_or_default();
        let all: usize = open.values().sum();
        if all >= limits.connections || of_network >= limits.connections_per_network {
            return None;
        }
        open.insert(network, of_network + 1);
        Some(OpenConnection {
            connections: Arc::clone(connections),
            network,
        })
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        let mut open = self
            .connections
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(of_network) = open.get_mut(&self.network) {
            *of_network -= 1;
            if *of_network == 0 {
                open.remove(&self.network);
            }
        }
    }
}
