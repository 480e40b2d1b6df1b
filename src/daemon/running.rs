//! A running node: its start and its end.

use core::fmt;
use core::time::Duration;
use std::sync::Arc;
use std::thread;

use native::network::Acceptor;
use service::{MAX_ENDPOINTS, Network};
use signal::Room;
use tokio::sync::{broadcast, oneshot, watch};
use tokio::time::timeout;

use crate::inbox::{Inbox, Questions};
use crate::mesh::open_network;
use crate::opening::{Parts, open, open_file};
use crate::program::used;
use crate::{Handle, MAX_EVENTS, Settings, StartError, StopError};

/// How long the program waits for the end of a node.
const STOP_LIMIT: Duration = Duration::from_secs(30);

/// The stack of the node's thread in bytes: that of a program's main thread.
const STACK: usize = 8 << 20;

/// A running node. Dropping it stops the node without waiting for the end.
#[derive(Debug)]
pub struct Running {
    /// The handle for the rest of the program.
    pub handle: Handle,
    /// The URLs of the node's direct endpoints, for invitations; at most
    /// [`service::MAX_ENDPOINTS`].
    pub endpoints: Vec<String>,
    /// The entry for links over WebSocket, which an HTTP server mounts at `/node`; `None` if the
    /// network is not the usual one.
    pub acceptor: Option<Acceptor>,
    stop: StopOnDrop,
    stopping: watch::Receiver<bool>,
    /// The outcome of the node's thread. It is closed if the thread panicked.
    ended: oneshot::Receiver<Result<(), StopError>>,
}

/// Opens a chain and starts its node. Returns when the chain is open; the node then joins its
/// network.
///
/// # Errors
///
/// [`StartError`] names the file or setting at fault.
pub async fn start(settings: Settings) -> Result<Running, StartError> {
    let opening = open_network(&settings)?;
    let acceptor = opening.acceptor();
    // The entry's URL takes the place of the last address.
    let mut endpoints = opening.endpoints();
    endpoints.truncate(MAX_ENDPOINTS - usize::from(settings.entry.is_some()));
    endpoints.extend(settings.entry.clone());
    let (own_relay, own) = (settings.own_relay.clone(), endpoints.clone());
    let room = Room::from_bytes(settings.setup.spec.genesis_hash().to_bytes());
    let parts = Parts {
        store: Box::new(open_file),
        network: Box::new(move |now, setup, emit| {
            let relays = used(&setup.relays, own_relay.as_deref(), &own);
            opening.join(room, &relays, now, move |event| emit(event))
        }),
    };
    let running = start_as(settings, parts, endpoints).await?;
    Ok(Running {
        acceptor: Some(acceptor),
        ..running
    })
}

/// Like [`start`], with another store or network than the usual ones.
///
/// # Errors
///
/// Those of [`start`].
pub async fn start_with<N: Network + 'static>(
    settings: Settings,
    parts: Parts<N>,
) -> Result<Running, StartError> {
    start_as(settings, parts, Vec::new()).await
}

/// Starts a node that invites with these direct endpoints.
async fn start_as<N: Network + 'static>(
    settings: Settings,
    parts: Parts<N>,
    endpoints: Vec<String>,
) -> Result<Running, StartError> {
    let genesis = settings.setup.spec.genesis_hash();
    let inbox = Arc::new(Inbox::default());
    let (events, _) = broadcast::channel(MAX_EVENTS);
    let (stopping, is_stopping) = watch::channel(false);
    let handle = Handle::new(genesis, Arc::clone(&inbox) as _, events.downgrade());
    let (opened, is_opened) = oneshot::channel();
    let (ended, has_ended) = oneshot::channel();
    let stop = StopOnDrop(Arc::clone(&inbox) as _);
    let own = endpoints.clone();
    let run = move || {
        let _closing = CloseOnDrop(Arc::clone(&inbox));
        match open(settings, parts, own, &inbox, events, stopping) {
            Ok(node) => {
                let _ = opened.send(Ok(()));
                // Nobody may wait for the end.
                let _ = ended.send(node.run());
            }
            Err(error) => {
                let _ = opened.send(Err(error));
            }
        }
    };
    let thread = thread::Builder::new().name("node".into()).stack_size(STACK);
    thread.spawn(run).map_err(|error| StartError::System {
        what: "a thread",
        error,
    })?;
    is_opened.await.unwrap_or(Err(StartError::Ended))?;
    Ok(Running {
        handle,
        endpoints,
        acceptor: None,
        stop,
        stopping: is_stopping,
        ended: has_ended,
    })
}

impl Running {
    /// Waits until a caller has asked the node to stop (by JSON-RPC, for example), or until its
    /// thread has ended. The caller then calls [`stop`](Self::stop). Cancelling this loses nothing.
    pub async fn stopping(&mut self) {
        // If the thread has ended, the sender is dropped.
        let _ = self.stopping.wait_for(|is_stopping| *is_stopping).await;
    }

    /// Stops the node: miners and checkers end, links close, and everything is written. Returns
    /// when all threads have ended, or after 30 seconds.
    ///
    /// # Errors
    ///
    /// [`StopError`] if something was not written, or if a thread did not end.
    pub async fn stop(self) -> Result<(), StopError> {
        self.stop.0.stop();
        match timeout(STOP_LIMIT, self.ended).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(StopError::Panicked),
            Err(_) => Err(StopError::Late {
                seconds: STOP_LIMIT.as_secs(),
            }),
        }
    }
}

/// Lets the node stop when this is dropped.
struct StopOnDrop(Arc<dyn Questions>);

impl fmt::Debug for StopOnDrop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StopOnDrop")
    }
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Closes the inbox at the end of the node's thread, also if it panics, so that a caller that waits
/// for an answer gets an error.
struct CloseOnDrop<E>(Arc<Inbox<E>>);

impl<E> Drop for CloseOnDrop<E> {
    fn drop(&mut self) {
        self.0.close();
    }
}
