//! Events over a WebSocket: a JSON text `{"id", "event", "data"}` for each.

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use connections::Bucket;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};

use super::stream::{self, Stream};
use crate::config::Limits;

/// The maximum bytes of a message from a client. Clients send nothing but pongs.
const MAX_MESSAGE_BYTES: usize = 1_024;
/// The maximum number of messages from a client, in a burst and per minute.
const MESSAGES: u32 = 60;

/// The answer that upgrades to a WebSocket.
pub(crate) fn answer(upgrade: WebSocketUpgrade, events: Stream, limits: Limits) -> Response {
    upgrade
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .on_upgrade(move |socket| live(socket, events, limits))
}

/// Sends events until the client leaves, is silent or reads too slowly, or the server stops.
async fn live(mut socket: WebSocket, mut events: Stream, limits: Limits) {
    let reason = send_events(&mut socket, &mut events, &limits).await;
    drop(events);
    let Some((code, reason)) = reason else {
        return;
    };
    let frame = CloseFrame {
        code,
        reason: Utf8Bytes::from_static(reason),
    };
    let closing = async {
        socket.send(Message::Close(Some(frame))).await?;
        while let Some(Ok(_)) = socket.recv().await {}
        Ok::<_, axum::Error>(())
    };
    timeout(limits.goodbye / 2, closing).await.ok();
}

/// Sends events and pings. Returns the code and the reason for closing the socket; `None` if it is
/// closed already.
async fn send_events(
    socket: &mut WebSocket,
    events: &mut Stream,
    limits: &Limits,
) -> Option<(u16, &'static str)> {
    const TOO_SLOW: (u16, &str) = (close_code::POLICY, "the client reads too slowly");
    let start = Instant::now();
    let mut silent_at = start + limits.silence;
    let mut messages = Bucket::by_minute(MESSAGES, MESSAGES, start);
    let mut pings = interval_at(start + limits.ping_every, limits.ping_every);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let message = tokio::select! {
            received = socket.recv() => {
                let now = Instant::now();
                silent_at = now + limits.silence;
                match received {
                    Some(Ok(_)) if messages.take(1, now) => continue,
                    Some(Ok(_)) => return Some((close_code::POLICY, "too many messages")),
                    Some(Err(_)) | None => return None,
                }
            }
            event = events.next() => match event {
                Some(event) => Message::Text(encode(&event).into()),
                None if events.is_stopping() => return Some((close_code::AWAY, "the node stops")),
                None => return Some(TOO_SLOW),
            },
            _ = pings.tick() => Message::Ping(axum::body::Bytes::new()),
            () = sleep_until(silent_at) => return Some((close_code::POLICY, "silent for too long")),
        };
        match timeout(limits.silence, socket.send(message)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return None,
            Err(_) => return Some(TOO_SLOW),
        }
    }
}

/// The text of an event. Its data is JSON already.
fn encode(event: &stream::Message) -> String {
    let id = event
        .id
        .as_ref()
        .map_or_else(|| "null".to_owned(), |id| format!("\"{id}\""));
    let (name, data) = (event.kind.name(), &event.data);
    format!("{{\"id\":{id},\"event\":\"{name}\",\"data\":{data}}}")
}
