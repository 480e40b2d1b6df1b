//! Events as server-sent events (the HTML standard's `text/event-stream`).

use core::convert::Infallible;
use core::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::stream::Stream;

/// The time after which a browser connects again.
const RETRY_AFTER: Duration = Duration::from_secs(3);

/// The answer that streams `events`, with a comment after each `ping_every` without an event. An
/// event is taken from the log when the connection has room for it, so that no events are queued
/// for a slow client.
pub(crate) fn answer(events: Stream, ping_every: Duration) -> Response {
    let first = Event::default().retry(RETRY_AFTER).comment("tabchain");
    let rest = stream::unfold(events, |mut events| async move {
        let message = events.next().await?;
        let mut event = Event::default()
            .event(message.kind.name())
            .data(&*message.data);
        if let Some(id) = message.id {
            event = event.id(id);
        }
        Some((event, events))
    });
    let events = stream::StreamExt::chain(stream::iter([first]), rest);
    let events = stream::StreamExt::map(events, Ok::<_, Infallible>);
    Sse::new(events)
        .keep_alive(KeepAlive::new().interval(ping_every))
        .into_response()
}
