//! Links over WebSocket: each binary message is a frame.
//!
//! An HTTP server mounts a path for such links, such as `/node`, and hands each socket to
//! [`Acceptor::accept`]. This node calls others with [`dial`].

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::extract::ws;
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use signal::{LinkId, Offence};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;
use tokio_tungstenite::MaybeTlsStream;
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite;
use wire::FRAME;

use super::bans::Bans;
use super::event::{Emit, Event, Kind, LinkEvent};
use super::flow::Flow;
use super::outgoing::{Admission, Frames, MAX_WAITING_CALLERS};
use super::relay::limits;
use crate::clock;

/// How long a connection may take to open, and how long a caller waits to be admitted.
const PATIENCE: Duration = Duration::from_secs(20);

/// A message from a socket.
enum Received {
    Frame(Vec<u8>),
    /// A ping or pong.
    Nothing,
    Text,
}

/// The entry for links over WebSocket; see [`Opening::acceptor`](super::Opening::acceptor).
#[derive(Clone)]
pub struct Acceptor {
    /// Empty until the network has joined its room.
    emit: Arc<OnceLock<Emit>>,
    waiting: Arc<Semaphore>,
    bans: Bans,
}

impl fmt::Debug for Acceptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Acceptor")
    }
}

impl Acceptor {
    pub(super) fn new(emit: Arc<OnceLock<Emit>>, bans: Bans) -> Self {
        let waiting = Arc::new(Semaphore::new(MAX_WAITING_CALLERS));
        Self {
            emit,
            waiting,
            bans,
        }
    }

    /// Carries a link over the socket of a caller at this address, and returns when the link has
    /// ended. The socket is closed at once if the address is banned, if the network has not joined
    /// its room yet, or if [`MAX_WAITING_CALLERS`] callers already wait to be admitted. It is also
    /// closed if the network does not admit it within [`PATIENCE`], for lack of a slot for example.
    /// The caller of this function must limit the socket's messages to [`FRAME`] bytes.
    pub async fn accept(&self, socket: ws::WebSocket, address: SocketAddr) {
        if self.bans.is_banned(address.ip(), clock::now()) {
            return;
        }
        let (Some(emit), Ok(permit)) = (self.emit.get(), self.waiting.try_acquire()) else {
            return;
        };
        let (admission, admitted) = oneshot::channel();
        emit(Event(Kind::Visited(Admission(admission), address)));
        let Ok(Ok((link, flow, frames))) = timeout(PATIENCE, admitted).await else {
            return;
        };
        drop(permit);
        let socket = socket.map(|message| match message {
            Ok(ws::Message::Binary(bytes)) => Ok(Received::Frame(bytes.into())),
            Ok(ws::Message::Text(_)) => Ok(Received::Text),
            Ok(ws::Message::Close(_)) => Err(()),
            Ok(_) => Ok(Received::Nothing),
            Err(_) => Err(()),
        });
        let socket = socket
            .with(async |frame: Vec<u8>| Ok::<_, axum::Error>(ws::Message::Binary(frame.into())));
        carry(socket, link, flow, frames, emit).await;
    }
}

/// Opens a link to the node at this URL, and returns when the link has ended.
pub(super) async fn dial(url: String, link: LinkId, flow: Arc<Flow>, frames: Frames, emit: Emit) {
    let connecting = connect_async_with_config(url, Some(limits(FRAME)), true);
    let Ok(Ok((socket, _))) = timeout(PATIENCE, connecting).await else {
        return emit(Event(Kind::Link(link, LinkEvent::Ended(None))));
    };
    if let Some(address) = address(socket.get_ref()) {
        emit(Event(Kind::Link(link, LinkEvent::Reached(address))));
    }
    let socket = socket.map(|message| match message {
        Ok(tungstenite::Message::Binary(bytes)) => Ok(Received::Frame(bytes.into())),
        Ok(tungstenite::Message::Text(_)) => Ok(Received::Text),
        Ok(tungstenite::Message::Close(_)) | Err(_) => Err(()),
        Ok(_) => Ok(Received::Nothing),
    });
    let socket = socket.with(async |frame: Vec<u8>| {
        Ok::<_, tungstenite::Error>(tungstenite::Message::Binary(frame.into()))
    });
    carry(socket, link, flow, frames, &emit).await;
}

/// The address of the other end of a socket; `None` if the system does not report it.
fn address(stream: &MaybeTlsStream<TcpStream>) -> Option<SocketAddr> {
    match stream {
        MaybeTlsStream::Plain(stream) => stream.peer_addr().ok(),
        MaybeTlsStream::Rustls(stream) => stream.get_ref().0.peer_addr().ok(),
        _ => None,
    }
}

/// Carries frames both ways until the socket closes, the peer commits an offence, or the network
/// drops the link.
async fn carry<E>(
    socket: impl Stream<Item = Result<Received, ()>> + Sink<Vec<u8>, Error = E>,
    link: LinkId,
    flow: Arc<Flow>,
    frames: Frames,
    emit: &Emit,
) {
    let Frames {
        mut frames,
        dropped,
    } = frames;
    let tell = |event| emit(Event(Kind::Link(link, event)));
    tell(LinkEvent::Opened);
    let (mut sink, stream) = socket.split();
    let mut stream = std::pin::pin!(stream);
    let outgoing = async {
        while let Some(frame) = frames.recv().await {
            // The node counts the bytes of messages, so the frame's flag is left out.
            let bytes = frame.len() - 1;
            if sink.send(frame).await.is_err() {
                return;
            }
            if flow.sent(bytes) {
                tell(LinkEvent::Drained);
            }
        }
    };
    let incoming = async {
        loop {
            match stream.next().await {
                Some(Ok(Received::Frame(bytes))) => {
                    let waiting = flow.receive(bytes.len())?;
                    tell(LinkEvent::Frame(bytes, waiting));
                }
                Some(Ok(Received::Text)) => return Err(Some(Offence::Malformed)),
                Some(Ok(Received::Nothing)) => {}
                Some(Err(())) | None => return Err(None),
            }
        }
    };
    let offence = tokio::select! {
        () = outgoing => None,
        _ = dropped => None,
        ended = incoming => {
            let ended: Result<(), Option<Offence>> = ended;
            ended.err().flatten()
        }
    };
    tell(LinkEvent::Ended(offence));
}
