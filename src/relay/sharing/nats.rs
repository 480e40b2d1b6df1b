//! NATS as the broker between instances.
//!
//! Messages for all instances go to one subject, to which all subscribe. Messages for one instance
//! go to that instance's own subject. The server stores nothing. The client reconnects
//! automatically, however long the server is unreachable.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, ServerAddr, Subscriber};
use futures_util::StreamExt as _;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::config::NatsUrl;
use crate::relay::Relay;
use crate::sharing::message::{Envelope, InstanceId, Message};
use crate::sharing::outbox::Outgoing;

/// The subject of messages for all instances. It contains the version of the messages, so that
/// instances of different versions do not receive each other's messages.
const ALL: &str = "tabchain.relay.1.all";
/// The maximum number of received messages that are queued. Further ones are dropped, which the
/// numbers of notices reveal.
const MAX_WAITING: usize = 8_192;
/// The time limits for connecting, for passing one message to the client, and for the last
/// messages.
const WITHIN: Duration = Duration::from_secs(5);
const SEND_WITHIN: Duration = Duration::from_secs(1);
const END_WITHIN: Duration = Duration::from_millis(500);
/// The interval between the client's own pings, which find a dead connection.
const PING_EVERY: Duration = Duration::from_secs(10);
/// The wait before another attempt to connect.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// A client of the server, connected or not.
pub(crate) struct Broker {
    own: InstanceId,
    client: Client,
    to_all: Subscriber,
    to_own: Subscriber,
    /// How many times the client has connected so far, and whether it is connected now.
    state: watch::Receiver<(u64, bool)>,
}

/// The subject of messages to one instance.
fn subject(instance: InstanceId) -> String {
    format!("tabchain.relay.1.to.{:016x}", instance.0)
}

impl Broker {
    /// Begins to connect. A server that is unreachable is tried again until it is reached.
    ///
    /// # Errors
    ///
    /// An error if the URL is malformed, or if the client can't subscribe.
    pub(crate) async fn new(url: &NatsUrl) -> io::Result<Self> {
        let servers = url.text().split(',').map(|server| server.trim().parse());
        let servers: Result<Vec<ServerAddr>, _> = servers.collect();
        // The parser's own text may repeat the address, which may hold a password.
        let refused =
            || io::Error::new(io::ErrorKind::InvalidInput, "not the URL of a NATS server");
        let servers = servers.map_err(|_| refused())?;
        let (change, state) = watch::channel((0, false));
        let client = ConnectOptions::new()
            .name("tabchain relay")
            .no_echo()
            .retry_on_initial_connect()
            .connection_timeout(WITHIN)
            .ping_interval(PING_EVERY)
            .reconnect_delay_callback(|_| RETRY_AFTER)
            .subscription_capacity(MAX_WAITING)
            .event_callback(move |event| {
                match event {
                    Event::Connected => {
                        change.send_modify(|(times, reached)| {
                            (*times, *reached) = (*times + 1, true);
                        });
                    }
                    Event::Disconnected => change.send_modify(|(_, reached)| *reached = false),
                    _ => {}
                }
                std::future::ready(())
            })
            .connect(servers)
            .await
            .map_err(io::Error::other)?;
        let own = InstanceId(rand::random());
        let to_all = client.subscribe(ALL).await.map_err(io::Error::other)?;
        let to_own = client.subscribe(subject(own)).await;
        Ok(Self {
            own,
            client,
            to_all,
            to_own: to_own.map_err(io::Error::other)?,
            state,
        })
    }

    /// Shares the relay's rooms until the relay stops.
    pub(crate) async fn run(mut self, relay: Arc<Relay>) {
        let mut queued = relay.rooms.share(self.own);
        let mut beats = interval(relay.config.limits.beat);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stopping = relay.stopping.clone();
        let mut is_reached = false;
        loop {
            tokio::select! {
                changed = self.state.changed() => {
                    is_reached = self.state.borrow_and_update().1;
                    relay.is_broker_reached.store(is_reached, Relaxed);
                    if changed.is_err() {
                        break;
                    }
                    if is_reached {
                        relay.rooms.reached();
                    }
                }
                Some(outgoing) = queued.recv() => {
                    // A message for an unreachable server would arrive late and out of date.
                    if is_reached {
                        self.send(outgoing).await;
                    }
                }
                Some(message) = self.to_all.next() => hear(&relay, &message.payload),
                Some(message) = self.to_own.next() => hear(&relay, &message.payload),
                _ = beats.tick() => relay.rooms.beat(Instant::now()),
                () = stopped(&mut stopping) => break,
            }
        }
        if is_reached {
            self.end(&mut queued).await;
        }
    }

    /// Sends the queued messages, and then [`Message::Ended`].
    async fn end(&self, queued: &mut mpsc::Receiver<Outgoing>) {
        let ending = async {
            while let Ok(outgoing) = queued.try_recv() {
                self.send(outgoing).await;
            }
            let message = Message::Ended {};
            self.send(Outgoing { to: None, message }).await;
            self.client.flush().await.ok();
        };
        // Without this message the others wait for the end of the lease.
        timeout(END_WITHIN, ending).await.ok();
    }

    /// Passes a message to the client. If that fails, the message is lost, which the others notice
    /// by the numbers of notices.
    async fn send(&self, Outgoing { to, message }: Outgoing) {
        let subject = to.map_or_else(|| ALL.to_owned(), subject);
        let from = self.own;
        if let Some(bytes) = (Envelope { from, message }).encode() {
            let sending = self.client.publish(subject, bytes.into());
            timeout(SEND_WITHIN, sending).await.ok();
        }
    }
}

/// Waits until the relay stops.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that the relay has been dropped.
    stopping.wait_for(|stopping| *stopping).await.ok();
}

/// Handles a message. One that can't be decoded is dropped.
fn hear(relay: &Relay, bytes: &[u8]) {
    if let Some(envelope) = Envelope::decode(bytes) {
        relay.rooms.hear(envelope, Instant::now());
    }
}
