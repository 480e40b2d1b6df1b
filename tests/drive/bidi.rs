//! A minimal client of WebDriver BiDi: it sends commands and receives replies and events.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Pending = Arc<Mutex<HashMap<u64, oneshot::Sender<Result<Value>>>>>;

/// How long one command may take before the browser counts as hung.
const HUNG: Duration = Duration::from_secs(60);

/// An open session with one browser.
pub(crate) struct Bidi {
    sink: tokio::sync::Mutex<SplitSink<Socket, Message>>,
    pending: Pending,
    next: AtomicU64,
    reader: JoinHandle<()>,
}

impl Bidi {
    /// Connects to `url`. `on_event` is called with the method and the parameters of every event.
    pub(crate) async fn connect(
        url: &str,
        on_event: impl Fn(&str, &Value) + Send + 'static,
    ) -> Result<Self> {
        let (socket, _) = connect_async(url)
            .await
            .with_context(|| format!("connecting to {url}"))?;
        let (sink, stream) = socket.split();
        let pending = Pending::default();
        let reader = tokio::spawn(read(stream, Arc::clone(&pending), on_event));
        Ok(Self {
            sink: sink.into(),
            pending,
            next: AtomicU64::new(1),
            reader,
        })
    }

    /// Sends a command and waits for its result.
    ///
    /// # Errors
    /// If the browser refuses the command, has ended, or does not answer.
    pub(crate) async fn send(&self, method: &str, params: Value) -> Result<Value> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        lock(&self.pending).insert(id, answer);
        let text = json!({ "id": id, "method": method, "params": params }).to_string();
        self.sink
            .lock()
            .await
            .send(Message::text(text))
            .await
            .with_context(|| format!("sending {method}"))?;
        tokio::time::timeout(HUNG, answered)
            .await
            .with_context(|| format!("{method} was not answered within {HUNG:?}"))?
            .with_context(|| format!("the browser went away during {method}"))?
            .with_context(|| method.to_owned())
    }
}

impl Drop for Bidi {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

async fn read(mut stream: SplitStream<Socket>, pending: Pending, on_event: impl Fn(&str, &Value)) {
    while let Some(Ok(message)) = stream.next().await {
        let Message::Text(text) = message else {
            continue;
        };
        let Ok(word) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        match (word["id"].as_u64(), word["method"].as_str()) {
            (Some(id), _) => {
                if let Some(waiting) = lock(&pending).remove(&id) {
                    // The sender of the command may have stopped waiting.
                    let _ = waiting.send(answer(word));
                }
            }
            (None, Some(method)) => on_event(method, &word["params"]),
            (None, None) => {}
        }
    }
    lock(&pending).clear();
}

fn answer(mut word: Value) -> Result<Value> {
    match word["type"].as_str() {
        Some("success") => Ok(word["result"].take()),
        _ => Err(anyhow!(
            "{}: {}",
            word["error"].as_str().unwrap_or("unknown error"),
            word["message"].as_str().unwrap_or_default()
        )),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
