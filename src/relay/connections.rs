//! TCP connections and their limits: their number, the time for a request head, and the time for
//! reading an answer.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, Sleep, sleep};
use tower_service::Service as _;

use crate::address::{Network, is_trusted};
use crate::config::Config;
use crate::limits::Limits;

/// The wait after `accept` failed, mostly because too many files are open.
const AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(50);
/// File descriptors reserved for everything but connections: files of the page, the log, the
/// runtime.
#[cfg(unix)]
const OTHER_FILES: u64 = 64;

/// The service that handles requests.
pub(crate) type Pages = IntoMakeServiceWithConnectInfo<Router, SocketAddr>;

/// Accepts connections until the relay stops. Returns when the last one has ended.
pub(crate) async fn serve(
    listener: TcpListener,
    mut pages: Pages,
    config: &Config,
    mut stopping: watch::Receiver<bool>,
) {
    let count = Arc::new(Count::new(&config.limits));
    // Every connection holds a clone, WebSockets included. The channel closes with the last one.
    let (alive, mut all_gone) = mpsc::channel::<()>(1);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stopping) => break,
        };
        let Ok((stream, address)) = accepted else {
            sleep(AFTER_FAILED_ACCEPT).await;
            continue;
        };
        // A proxy's connections belong to its visitors. Their WebSockets are counted for each
        // visitor instead.
        let network = match is_trusted(address.ip(), &config.trusted_proxies) {
            true => None,
            false => Some(Network::of(address.ip())),
        };
        let Some(place) = Count::take(&count, network) else {
            // The connection is closed without an answer, because an answer would cost more than
            // the connection is worth.
            continue;
        };
        let service = match pages.call(address).await {
            Ok(service) => service,
            Err(never) => match never {},
        };
        let (limits, alive, stopping) = (&config.limits, alive.clone(), stopping.clone());
        let stream = Draining::new(stream, limits.drain_within, (place, alive));
        tokio::spawn(answer(stream, service, limits.head_within, stopping));
    }
    drop(alive);
    all_gone.recv().await;
}

/// Serves one connection to its end.
async fn answer<S>(
    stream: Draining,
    service: S,
    head_within: Duration,
    mut stopping: watch::Receiver<bool>,
) where
    S: tower_service::Service<
            axum::extract::Request,
            Response = axum::response::Response,
            Error = Infallible,
        > + Clone
        + Send
        + 'static,
    S::Future: Send,
{
    let io = TokioIo::new(stream);
    let service = TowerToHyperService::new(FromHyper(service));
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        // The timeout starts again after each answer, so it bounds idle connections, too.
        .header_read_timeout(head_within);
    let mut connection = std::pin::pin!(builder.serve_connection(io, service).with_upgrades());
    tokio::select! {
        // After an error the connection is closed, so there is nobody to report it to.
        _ = connection.as_mut() => {}
        () = stopped(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await.ok();
        }
    }
}

/// Waits until the relay stops.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that the relay has been dropped.
    stopping.wait_for(|stopping| *stopping).await.ok();
}

/// Adapts an axum service to hyper's requests.
#[derive(Clone)]
struct FromHyper<S>(S);

impl<S> tower_service::Service<hyper::Request<hyper::body::Incoming>> for FromHyper<S>
where
    S: tower_service::Service<axum::extract::Request>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: hyper::Request<hyper::body::Incoming>) -> Self::Future {
        self.0.call(request.map(axum::body::Body::new))
    }
}

/// The number of open connections, in all and by network.
struct Count {
    max: usize,
    max_per_network: usize,
    state: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: usize,
    /// No count is zero, so there are at most as many entries as connections.
    networks: HashMap<Network, usize>,
}

/// A counted connection. Dropping it decrements the counts.
struct Place {
    count: Arc<Count>,
    network: Option<Network>,
}

impl Count {
    fn new(limits: &Limits) -> Self {
        Self {
            max: limits.connections.min(files()),
            max_per_network: limits.connections_per_network,
            state: Mutex::default(),
        }
    }

    /// Counts one more connection; `None` if a limit is reached.
    fn take(count: &Arc<Self>, network: Option<Network>) -> Option<Place> {
        let mut open = count.state.lock().unwrap_or_else(PoisonError::into_inner);
        if open.all >= count.max {
            return None;
        }
        if let Some(network) = network {
            let of_network = open.networks.get(&network).copied().unwrap_or_default();
            if of_network >= count.max_per_network {
                return None;
            }
            open.networks.insert(network, of_network + 1);
        }
        open.all += 1;
        Some(Place {
            count: Arc::clone(count),
            network,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self
            .count
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        if let Some(network) = self.network
            && let Some(of_network) = open.networks.get_mut(&network)
        {
            *of_network -= 1;
            if *of_network == 0 {
                open.networks.remove(&network);
            }
        }
    }
}

/// The number of connections for which the system has file descriptors. More would keep files of
/// the page from being opened.
#[cfg(unix)]
fn files() -> usize {
    use rustix::process::{Resource, getrlimit};
    let limit = getrlimit(Resource::Nofile).current;
    let limit = limit.unwrap_or(u64::MAX).saturating_sub(OTHER_FILES);
    usize::try_from(limit).unwrap_or(usize::MAX).max(1)
}

/// The number of connections for which the system has file descriptors; unlimited on other systems.
#[cfg(not(unix))]
fn files() -> usize {
    usize::MAX
}

/// A stream whose writes fail once the peer has read nothing for some time.
struct Draining {
    stream: TcpStream,
    within: Duration,
    /// The deadline of a blocked write.
    late: Option<Pin<Box<Sleep>>>,
    /// Dropped with the connection. As a WebSocket, the connection continues after HTTP has ended.
    _kept: (Place, mpsc::Sender<()>),
}

impl Draining {
    fn new(stream: TcpStream, within: Duration, kept: (Place, mpsc::Sender<()>)) -> Self {
        Self {
            stream,
            within,
            late: None,
            _kept: kept,
        }
    }

    /// Returns the result of a write, or an error if it was blocked for too long.
    fn timed<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.late = None;
            return written;
        }
        let within = self.within;
        let late = self
            .late
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + within)));
        ready!(late.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Draining {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Draining {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.timed(context, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.timed(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, buffers);
        self.timed(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
