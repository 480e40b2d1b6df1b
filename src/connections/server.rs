//! A server that accepts TCP connections and answers their requests within [`Limits`].

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};
use tower_service::Service as _;

use crate::address::{Network, is_trusted};
use crate::count::Count;
use crate::draining::Draining;
use crate::limits::Limits;

/// The wait after `accept` failed, mostly because too many files are open.
const AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(50);

/// The service that handles requests.
pub type Service = IntoMakeServiceWithConnectInfo<Router, SocketAddr>;

/// A handshake on a connection before its first request, such as TLS.
pub trait Handshake: Clone + Send + 'static {
    /// The stream of requests and answers.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Turns the connection into the stream. The connection is closed if this fails, or takes
    /// longer than [`Limits::head_within`].
    ///
    /// # Errors
    ///
    /// The error of the connection or of the handshake.
    fn shake(&self, connection: Draining) -> impl Future<Output = io::Result<Self::Stream>> + Send;
}

/// No handshake: requests come over TCP as they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

impl Handshake for Plain {
    type Stream = Draining;

    async fn shake(&self, connection: Draining) -> io::Result<Draining> {
        Ok(connection)
    }
}

/// Accepts connections until `stopping` becomes true. Returns when the last connection has ended.
pub async fn serve(
    listener: TcpListener,
    mut service: Service,
    limits: Limits,
    trusted_proxies: &[IpNet],
    handshake: impl Handshake,
    mut stopping: watch::Receiver<bool>,
) {
    let count = Arc::new(Count::new(&limits));
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
        // A proxy's connections belong to its visitors, whose WebSockets are counted elsewhere.
        let network = match is_trusted(address.ip(), trusted_proxies) {
            true => None,
            false => Some(Network::of(address.ip())),
        };
        let Some(counted) = Count::take(&count, network) else {
            // The connection is closed without an answer, because an answer would cost more than
            // the connection is worth.
            continue;
        };
        let service = match service.call(address).await {
            Ok(service) => service,
            Err(never) => match never {},
        };
        let stream = Draining::new(stream, limits.drain_within, (counted, alive.clone()));
        let (handshake, stopping) = (handshake.clone(), stopping.clone());
        tokio::spawn(async move {
            let shaken = timeout(limits.head_within, handshake.shake(stream)).await;
            if let Ok(Ok(stream)) = shaken {
                answer(stream, service, &limits, stopping).await;
            }
        });
    }
    drop(alive);
    all_gone.recv().await;
}

/// Serves one connection to its end.
async fn answer<S>(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    service: S,
    limits: &Limits,
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
        .max_buf_size(limits.head_bytes)
        // The timeout starts again after each answer, so it bounds idle connections, too.
        .header_read_timeout(limits.head_within);
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

/// Waits until the server stops.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that the server has been dropped.
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
