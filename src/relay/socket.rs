//! One WebSocket: joining, forwarding messages, leaving.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::Response;
use signal::messages::{MAX_DETAIL, MAX_FRAME};
use signal::{FromRelay, IceServer, MessageError, Refusal, ToRelay};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};

use crate::config::Config;
use crate::local::{Forwarded, Order, Queue};
use crate::relay::Relay;
use crate::rooms::Seat;
use crate::turn;
use connections::{Bucket, Network, visitor};

/// Bytes of each socket's read buffer. Most messages are shorter; the default of 128 KiB would take
/// over a gigabyte for ten thousand sockets.
const READ_BUFFER: usize = 4 << 10;

/// Why a socket is closed.
enum End {
    /// The other side closed it, or the connection failed.
    Gone,
    /// Nothing was received for too long.
    Silent,
    /// The relay stops.
    Stopping,
    /// The relay refuses to serve it.
    Refused(Refusal, String),
}

pub(crate) async fn upgrade(
    State(relay): State<Arc<Relay>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    socket: WebSocketUpgrade,
) -> Response {
    let address = visitor(address.ip(), &headers, &relay.config.trusted_proxies);
    let network = Network::of(address);
    // These bounds are above the allowed length, so that a frame that is slightly too long gets an
    // answer.
    socket
        .read_buffer_size(READ_BUFFER)
        .max_message_size(2 * MAX_FRAME)
        .max_frame_size(2 * MAX_FRAME)
        .on_upgrade(move |socket| live(relay, network, socket))
}

async fn live(relay: Arc<Relay>, network: Network, mut socket: WebSocket) {
    let end = match relay.visitors.admit(network) {
        Ok(_ticket) => Visit::new(&relay, &mut socket, network).run().await,
        Err(reason) => refused(reason),
    };
    // The seat has been released, so a slow goodbye delays nobody.
    goodbye(&relay, &mut socket, end).await;
}

/// Sends the reason to the other side, if it is still connected.
async fn goodbye(relay: &Relay, socket: &mut WebSocket, end: End) {
    let (code, reason) = match end {
        End::Gone => return,
        End::Silent => (close_code::POLICY, "silent for too long"),
        End::Stopping => (close_code::AWAY, "the relay stops"),
        End::Refused(reason, mut detail) => {
            while detail.len() > MAX_DETAIL {
                detail.pop();
            }
            // This fails only if the socket is closed or too slow for the reason.
            send(relay, socket, &FromRelay::Refused { reason, detail })
                .await
                .ok();
            (close_code::POLICY, "refused")
        }
    };
    let frame = CloseFrame {
        code,
        reason: Utf8Bytes::from_static(reason),
    };
    let closing = async {
        socket.send(Message::Close(Some(frame))).await?;
        // Wait for the answer, so that the last message is read before the connection ends.
        while let Some(Ok(_)) = socket.recv().await {}
        Ok::<_, axum::Error>(())
    };
    timeout(relay.config.limits.goodbye / 2, closing).await.ok();
}

struct Visit<'a> {
    relay: &'a Relay,
    socket: &'a mut WebSocket,
    network: Network,
    seat: Option<Seat<'a>>,
    /// The sender of this socket's queue. The room gets it when the peer joins. Until then it is
    /// kept here, because the queue would otherwise be closed.
    own_queue: Option<Queue>,
    frames: Bucket,
    bytes: Bucket,
}

impl<'a> Visit<'a> {
    fn new(relay: &'a Relay, socket: &'a mut WebSocket, network: Network) -> Self {
        let (limits, now) = (&relay.config.limits, Instant::now());
        Self {
            relay,
            socket,
            network,
            seat: None,
            own_queue: None,
            frames: Bucket::new(limits.burst_frames, limits.frames_per_second, now),
            bytes: Bucket::new(limits.burst_bytes, limits.bytes_per_second, now),
        }
    }

    async fn run(mut self) -> End {
        match self.listen().await {
            Ok(()) => End::Gone,
            Err(end) => end,
        }
    }

    async fn listen(&mut self) -> Result<(), End> {
        let limits = &self.relay.config.limits;
        let (queue, mut queued) = mpsc::channel(limits.queue);
        self.own_queue = Some(queue);
        let start = Instant::now();
        let mut silent_at = start + limits.silence;
        let mut pings = interval_at(start + limits.ping_every, limits.ping_every);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stopping = self.relay.stopping.clone();
        // Without a secret the credentials never change.
        let turn = self.relay.config.turn.as_ref();
        let fresh = turn.map_or(limits.silence, |turn| turn.lifetime / 2);
        let mut refresh = interval_at(start + fresh, fresh);
        loop {
            let joined = self.seat.is_some();
            tokio::select! {
                message = self.socket.recv() => {
                    let now = Instant::now();
                    silent_at = now + limits.silence;
                    let Some(Ok(message)) = message else {
                        return Ok(());
                    };
                    self.heard(message, now).await?;
                }
                order = queued.recv() => match order {
                    Some(Order::Send(frame)) => self.write(frame).await?,
                    Some(Order::Probe) => {
                        silent_at = silent_at.min(Instant::now() + limits.probe);
                        self.ping().await?;
                    }
                    Some(Order::Refuse(reason)) => return Err(refused(reason)),
                    None => return Err(refused(Refusal::TooSlow)),
                },
                _ = pings.tick() => self.ping().await?,
                _ = refresh.tick(), if joined && turn.is_some() => {
                    let ice_servers = self.ice_servers();
                    self.send(&FromRelay::IceServers { ice_servers }).await?;
                }
                () = sleep_until(silent_at) => return Err(End::Silent),
                () = sleep_until(start + limits.join_within), if !joined => {
                    return Err(refused(Refusal::NotJoined));
                }
                () = stop(&mut stopping) => return Err(End::Stopping),
            }
        }
    }

    async fn heard(&mut self, message: Message, now: Instant) -> Result<(), End> {
        let len = match &message {
            Message::Text(text) => text.len(),
            Message::Binary(data) | Message::Ping(data) | Message::Pong(data) => data.len(),
            Message::Close(_) => return Ok(()),
        };
        let len = u32::try_from(len).unwrap_or(u32::MAX);
        if !self.frames.take(1, now) || !self.bytes.take(len, now) {
            return Err(refused(Refusal::TooFast));
        }
        match message {
            Message::Text(text) => {
                self.relay.counters.received.add(text.len());
                let message = ToRelay::decode(&text).map_err(malformed)?;
                self.take(message, text.len()).await
            }
            Message::Binary(data) => {
                self.relay.counters.received.add(data.len());
                let detail = "binary frames are not supported".to_owned();
                Err(End::Refused(Refusal::Malformed, detail))
            }
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => Ok(()),
        }
    }

    async fn take(&mut self, message: ToRelay, len: usize) -> Result<(), End> {
        match (message, &self.seat) {
            (ToRelay::Join { .. }, Some(_)) => Err(refused(Refusal::AlreadyJoined)),
            (ToRelay::Join { room, peer }, None) => {
                let Some(queue) = self.own_queue.take() else {
                    return Err(refused(Refusal::AlreadyJoined));
                };
                let relay = self.relay;
                relay.visitors.count_join(self.network).map_err(refused)?;
                let joined = relay.rooms.join(room, peer, self.network, queue);
                let (seat, peers) = joined.map_err(refused)?;
                self.seat = Some(seat);
                let ice_servers = self.ice_servers();
                self.send(&FromRelay::Welcome { peers, ice_servers }).await
            }
            (ToRelay::Signal { .. }, None) => Err(refused(Refusal::NotJoined)),
            (ToRelay::Signal { to, body }, Some(seat)) => {
                match seat.forward(to, body).map_err(malformed)? {
                    Forwarded::Queued => self.relay.counters.forwarded.add(len),
                    // The caller need not wait for an answer.
                    Forwarded::Absent => self.send(&FromRelay::Left { peer: to }).await?,
                    Forwarded::TooSlow => {}
                }
                Ok(())
            }
            (ToRelay::Alive {}, _) => self.send(&FromRelay::Alive {}).await,
        }
    }

    /// The servers that this visitor's connections may use.
    fn ice_servers(&self) -> Vec<IceServer> {
        let Config {
            ice_servers, turn, ..
        } = &self.relay.config;
        let group = self.relay.tags.tag(self.network);
        turn::with_credentials(ice_servers, turn.as_ref(), group)
    }

    async fn send(&mut self, message: &FromRelay) -> Result<(), End> {
        send(self.relay, self.socket, message).await
    }

    async fn write(&mut self, frame: Utf8Bytes) -> Result<(), End> {
        write(self.relay, self.socket, frame).await
    }

    async fn ping(&mut self) -> Result<(), End> {
        send_message(self.relay, self.socket, Message::Ping(Bytes::new())).await
    }
}

const fn refused(reason: Refusal) -> End {
    End::Refused(reason, String::new())
}

fn malformed(error: MessageError) -> End {
    End::Refused(Refusal::Malformed, error.to_string())
}

async fn send(relay: &Relay, socket: &mut WebSocket, message: &FromRelay) -> Result<(), End> {
    let frame = message.encode().map_err(malformed)?;
    write(relay, socket, frame.into()).await
}

async fn write(relay: &Relay, socket: &mut WebSocket, frame: Utf8Bytes) -> Result<(), End> {
    let len = frame.len();
    send_message(relay, socket, Message::Text(frame)).await?;
    relay.counters.sent.add(len);
    Ok(())
}

async fn send_message(relay: &Relay, socket: &mut WebSocket, message: Message) -> Result<(), End> {
    match timeout(relay.config.limits.send_within, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(refused(Refusal::TooSlow)),
    }
}

/// Waits until the relay stops.
async fn stop(stopping: &mut watch::Receiver<bool>) {
    // An error means that the relay has been dropped.
    stopping.wait_for(|stopping| *stopping).await.ok();
}
