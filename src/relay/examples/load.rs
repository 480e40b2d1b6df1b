//! The load that a relay bears: `load ADDRESSES SOCKETS [PIDS]`.
//!
//! Opens SOCKETS sockets, in turn to each of the instances at these addresses (with commas
//! between), joins rooms of sixteen, and prints the joins per second, the time from a call to its
//! arrival, and the memory of the processes (on Linux). The relays must trust this machine as a
//! proxy, so that each socket counts as a visitor of its own:
//!
//! ```text
//! relay --listen 127.0.0.1:8080 --trusted-proxy 127.0.0.1 &
//! cargo run --release -p relay --example load -- 127.0.0.1:8080 10000 $!
//! ```
//!
//! The example opens its sockets eight at a time and keeps them, so both programs need as many
//! files (`ulimit -n`).

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use futures_util::future::try_join_all;
use futures_util::{SinkExt as _, StreamExt as _};
use signal::{Body, FromRelay, PeerKey, Room, ToRelay};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

/// Peers in a room.
const ROOM: usize = 16;
/// Sockets that are opened at the same time.
const AT_ONCE: usize = 8;
/// Introductions that are measured.
const CALLS: usize = 1_000;
/// Bytes of a call's session description, as long as a browser's.
const DESCRIPTION: usize = 2_000;
/// The time limit of each answer.
const WITHIN: Duration = Duration::from_secs(30);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [addresses, count, pids @ ..] = &arguments[..] else {
        bail!("wanted: ADDRESSES SOCKETS [PIDS]");
    };
    let addresses: Vec<_> = addresses.split(',').collect();
    let count: usize = count.parse().context("SOCKETS is a number")?;
    print_memory("before", pids)?;

    let start = now();
    let mut sockets = Vec::with_capacity(count);
    let mut welcomes = Vec::with_capacity(count);
    for numbers in (0..count).collect::<Vec<_>>().chunks(AT_ONCE) {
        let joins = numbers.iter().map(|number| {
            // Neighbours in a room are at different instances.
            join(addresses[number % addresses.len()], *number)
        });
        for (socket, took) in try_join_all(joins).await? {
            sockets.push(socket);
            welcomes.push(took);
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "thousands of sockets")]
    let rate = count as f64 / seconds;
    println!("{count} sockets, {rate:.0} connected and joined a second");
    print_times("from connecting to the welcome", welcomes);
    print_memory("with the sockets", pids)?;

    let mut calls = Vec::new();
    for call in 0..CALLS.min(count / 2) {
        // The first two peers of a room, who know each other.
        let room = call % (count / ROOM).max(1);
        let callee = room * ROOM;
        let caller = callee + 1;
        let start = now();
        let body = Body::Offer {
            sdp: "x".repeat(DESCRIPTION),
        };
        let to = key(callee);
        send(&mut sockets[caller], &ToRelay::Signal { to, body }).await?;
        let is_call = |message: &FromRelay| matches!(message, FromRelay::Signal { from, .. } if *from == key(caller));
        receive(&mut sockets[callee], is_call).await?;
        calls.push(start.elapsed());
    }
    print_times("from a call to its arrival", calls);
    print_memory("after the calls", pids)
}

/// Connects as a visitor of its own, and joins. Returns the time that it took.
async fn join(address: &str, number: usize) -> anyhow::Result<(Socket, Duration)> {
    let start = now();
    let mut request = format!("ws://{address}/signal").into_client_request()?;
    let visitor = Ipv4Addr::from_bits((10 << 24) + u32::try_from(number)?);
    let headers = request.headers_mut();
    headers.insert("x-forwarded-for", visitor.to_string().parse()?);
    let config = WebSocketConfig::default().read_buffer_size(4 << 10);
    let (mut socket, _) = connect_async_with_config(request, Some(config), true).await?;
    let mut room = [0; Room::LEN];
    room[..8].copy_from_slice(&(number / ROOM).to_be_bytes());
    let join = ToRelay::Join {
        room: Room::from_bytes(room),
        peer: key(number),
    };
    send(&mut socket, &join).await?;
    receive(&mut socket, |message| {
        matches!(message, FromRelay::Welcome { .. })
    })
    .await?;
    Ok((socket, start.elapsed()))
}

fn key(number: usize) -> PeerKey {
    let mut key = [0; PeerKey::LEN];
    key[..8].copy_from_slice(&number.to_be_bytes());
    PeerKey::from_bytes(key)
}

async fn send(socket: &mut Socket, message: &ToRelay) -> anyhow::Result<()> {
    Ok(socket.send(Message::text(message.encode()?)).await?)
}

/// Receives messages up to the wanted one.
async fn receive(
    socket: &mut Socket,
    is_wanted: impl Fn(&FromRelay) -> bool,
) -> anyhow::Result<()> {
    loop {
        let message = tokio::time::timeout(WITHIN, socket.next()).await?;
        let message = message.context("the relay closed a socket")??;
        if let Message::Text(text) = message {
            let message = FromRelay::decode(&text)?;
            if is_wanted(&message) {
                return Ok(());
            }
            if let FromRelay::Refused { reason, detail } = message {
                bail!("refused: {reason} {detail}");
            }
        }
    }
}

/// Prints the median and the slowest hundredth.
fn print_times(title: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len() - 1));
    if let (Some(median), Some(slow)) = (at(50), at(99)) {
        println!("{title}: median {median:.2?}, 99 % within {slow:.2?}");
    }
}

/// Prints the memory of processes that is resident now.
fn print_memory(title: &str, pids: &[String]) -> anyhow::Result<()> {
    for pid in pids {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))
            .with_context(|| format!("no process {pid}"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        println!("process {pid} {title}: {}", line.unwrap_or("?").trim());
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a clock is what this program is for"
)]
fn now() -> Instant {
    Instant::now()
}
