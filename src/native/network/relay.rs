//! The WebSocket connection to a relay.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use signal::messages::MAX_FRAME;
use signal::{FromRelay, ToRelay};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::event::SocketEvent;

/// Maximum number of messages that wait to be sent to a relay. Beyond that the relay reads too
/// slowly, and later messages are lost; the calls that they belong to time out.
const MAX_OUTGOING: usize = 256;
/// How long a relay may take to accept a connection.
const PATIENCE: Duration = Duration::from_secs(20);

/// A socket to a relay, closed when dropped.
#[derive(Debug)]
pub(super) struct RelaySocket {
    outgoing: mpsc::Sender<String>,
    task: JoinHandle<()>,
}

impl RelaySocket {
    /// Starts to open a socket. `emit` receives its events.
    pub(super) fn open(
        runtime: &Handle,
        url: String,
        emit: impl Fn(SocketEvent) + Send + Sync + 'static,
    ) -> Self {
        let (outgoing, messages) = mpsc::channel(MAX_OUTGOING);
        let task = runtime.spawn(async move {
            let reason = run(&url, messages, &emit).await.err();
            emit(SocketEvent::Closed(reason));
        });
        Self { outgoing, task }
    }

    /// Sends a message. Nothing is sent if a field of it exceeds its bound.
    pub(super) fn send(&self, message: &ToRelay) {
        if let Ok(frame) = message.encode() {
            // Fails on a socket that has closed, which raises its own event, or reads too slowly.
            let _ = self.outgoing.try_send(frame);
        }
    }
}

impl Drop for RelaySocket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Runs a socket until it closes.
///
/// # Errors
/// A sentence for people if the server at the URL can't be used as a relay. A relay that is not
/// reached is not an error.
async fn run(
    url: &str,
    mut messages: mpsc::Receiver<String>,
    emit: &impl Fn(SocketEvent),
) -> Result<(), String> {
    let config = limits(MAX_FRAME);
    let connecting = connect_async_with_config(url, Some(config), true);
    let connected = timeout(PATIENCE, connecting).await;
    let (mut socket, _) = match connected {
        Ok(Ok(connected)) => connected,
        Ok(Err(error)) => return refused(url, &error),
        Err(_) => return Ok(()),
    };
    emit(SocketEvent::Opened);
    loop {
        tokio::select! {
            message = messages.recv() => {
                let Some(message) = message else { return Ok(()) };
                if socket.send(Message::text(message)).await.is_err() {
                    return Ok(());
                }
            }
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    emit(SocketEvent::Message(Box::new(FromRelay::decode(&text))));
                }
                Some(Ok(Message::Binary(_))) => {
                    return Err("The relay sent something that is not a message.".into());
                }
                // Pings are answered by the library.
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Ok(()),
            },
        }
    }
}

/// The reason if the server at a URL can't be used as a relay. People see the reason. A relay that
/// is not reached is called again, and needs no reason.
fn refused(url: &str, error: &Error) -> Result<(), String> {
    match error {
        Error::Io(_) | Error::ConnectionClosed | Error::AlreadyClosed => Ok(()),
        error => Err(format!("{url} is not a relay that can be used: {error}.")),
    }
}

/// The settings of a WebSocket whose messages have at most this many bytes.
pub(super) fn limits(max_bytes: usize) -> WebSocketConfig {
    WebSocketConfig::default()
        .max_message_size(Some(max_bytes))
        .max_frame_size(Some(max_bytes))
}
