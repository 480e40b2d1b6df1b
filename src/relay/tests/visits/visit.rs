//! A relay in this process and visitors that speak its messages.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use relay::{Config, Health};
use signal::{Body, FromRelay, Group, PeerKey, Refusal, Room, ToRelay};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long anything may take before a test counts it as lost.
const PATIENCE: Duration = Duration::from_secs(60);

/// A relay that runs until it is stopped or dropped.
pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
}

impl Relay {
    pub(crate) async fn start(config: Config) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async move {
            stopped.await.ok();
        };
        let served = tokio::spawn(relay::serve(listener, config, shutdown));
        Self {
            address,
            stop,
            served,
        }
    }

    pub(crate) async fn visit(&self) -> Visitor {
        Visitor::connect(self.address).await
    }

    /// A visit from this address, as a proxy in front of the relay names it.
    pub(crate) async fn visit_from(&self, address: &str) -> Visitor {
        let url = format!("ws://{}/signal", self.address);
        let mut request = url.into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("x-forwarded-for", address.parse().unwrap());
        Visitor(within(connect_async(request)).await.unwrap().0)
    }

    pub(crate) async fn health(&self) -> Health {
        health(self.address).await
    }

    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        within(self.served).await.unwrap().unwrap();
    }
}

/// One socket to a relay.
pub(crate) struct Visitor(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Visitor {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let url = format!("ws://{address}/signal");
        Self(within(connect_async(url)).await.unwrap().0)
    }

    /// Joins and returns the peers that the welcome lists.
    pub(crate) async fn join(&mut self, room: Room, peer: PeerKey) -> Vec<PeerKey> {
        self.send_message(&ToRelay::Join { room, peer }).await;
        match self.receive().await {
            FromRelay::Welcome { peers, .. } => peers.iter().map(|other| other.peer).collect(),
            message => panic!("no welcome but {message:?}"),
        }
    }

    pub(crate) async fn send_message(&mut self, message: &ToRelay) {
        self.send(Message::text(message.encode().unwrap())).await;
    }

    pub(crate) async fn signal(&mut self, to: PeerKey, body: Body) {
        self.send_message(&ToRelay::Signal { to, body }).await;
    }

    /// Sends a raw frame. Nothing is sent on a socket that the relay has closed meanwhile.
    pub(crate) async fn send(&mut self, message: Message) {
        within(self.0.send(message)).await.ok();
    }

    pub(crate) async fn receive(&mut self) -> FromRelay {
        loop {
            match within(self.0.next()).await {
                Some(Ok(Message::Text(text))) => return FromRelay::decode(&text).unwrap(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("no message but {other:?}"),
            }
        }
    }

    /// Receives a signalling message from this peer.
    pub(crate) async fn receive_signal(&mut self, peer: PeerKey) -> Body {
        match self.receive().await {
            FromRelay::Signal { from, body, .. } if from == peer => body,
            message => panic!("no signal of {peer} but {message:?}"),
        }
    }

    /// Receives all messages that come before `end`.
    pub(crate) async fn receive_until(&mut self, end: &FromRelay) -> Vec<FromRelay> {
        let mut messages = Vec::new();
        loop {
            let message = self.receive().await;
            if message == *end {
                return messages;
            }
            messages.push(message);
        }
    }

    /// Receives the message that this peer has arrived, and returns the peer's group.
    pub(crate) async fn receive_arrival(&mut self, peer: PeerKey) -> Group {
        match self.receive().await {
            FromRelay::Arrived(arrived) if arrived.peer == peer => arrived.group,
            message => panic!("no arrival of {peer} but {message:?}"),
        }
    }

    /// The next message, if it has come already.
    pub(crate) fn receive_now(&mut self) -> Option<FromRelay> {
        self.receive().now_or_never()
    }

    /// Receives this many pings, which the library answers.
    pub(crate) async fn receive_pings(&mut self, pings: usize) {
        for _ in 0..pings {
            let message = within(self.0.next()).await;
            assert!(matches!(message, Some(Ok(Message::Ping(_)))), "{message:?}");
        }
    }

    /// Receives the relay's refusal and the close that follows it.
    pub(crate) async fn receive_refusal(&mut self) -> (Refusal, String) {
        loop {
            if let FromRelay::Refused { reason, detail } = self.receive().await {
                let close = self.receive_close().await;
                assert_eq!(close.map(|frame| u16::from(frame.code)), Some(1008));
                return (reason, detail);
            }
        }
    }

    /// Waits for the end of the socket. Returns the close frame; `None` if none came.
    pub(crate) async fn receive_close(&mut self) -> Option<CloseFrame> {
        loop {
            match within(self.0.next()).await {
                Some(Ok(Message::Close(frame))) => return frame,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }
}

/// Asks a relay for its health.
pub(crate) async fn health(address: SocketAddr) -> Health {
    let answer = get(address, "/health", "").await;
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

/// Requests a path, with additional header lines. Returns the whole answer as text.
pub(crate) async fn get(address: SocketAddr, path: &str, lines: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n{lines}\r\n");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    within(stream.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("it happens within the patience of a test")
}

pub(crate) const fn room(number: u8) -> Room {
    Room::from_bytes([number; 32])
}

pub(crate) const fn peer(number: u8) -> PeerKey {
    PeerKey::from_bytes([number; 16])
}

pub(crate) fn offer(bytes: usize) -> Body {
    Body::Offer {
        sdp: "v".repeat(bytes),
    }
}
