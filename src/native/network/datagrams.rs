//! The UDP sockets of a network.

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket as StdUdpSocket};
use std::sync::Arc;

use thiserror::Error;
use tokio::net::UdpSocket;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Maximum number of sockets for links that relays introduce. A machine with more addresses uses
/// the first ones.
pub(super) const MAX_PORTS: usize = 8;
/// Maximum number of received packets that wait. Beyond that, the system's own buffers fill up, and
/// the system drops later packets.
const MAX_WAITING: usize = 1_024;
/// Maximum bytes of a packet. Packets of WebRTC are shorter, since they must not be fragmented.
const MAX_PACKET: usize = 2_048;

/// A UDP address can't be used.
#[derive(Debug, Error)]
#[error("UDP address {address}: {error}")]
pub struct BindError {
    /// The address.
    pub address: SocketAddr,
    /// The cause.
    pub error: io::Error,
}

/// A received packet.
pub(super) struct Datagram {
    /// The index of the port at which it came.
    pub(super) port: usize,
    pub(super) source: SocketAddr,
    pub(super) bytes: Vec<u8>,
}

/// A UDP socket.
pub(super) struct Port {
    socket: Arc<UdpSocket>,
    pub(super) address: SocketAddr,
    reader: JoinHandle<()>,
}

/// Opens sockets at these addresses. The sockets from the index `together` on share one port. If
/// that port is 0, the system chooses it.
///
/// # Errors
/// The first address that can't be used.
pub(super) fn open(
    runtime: &Handle,
    addresses: &[SocketAddr],
    together: usize,
) -> Result<(Vec<Port>, mpsc::Receiver<Datagram>), BindError> {
    let (sender, datagrams) = mpsc::channel(MAX_WAITING);
    let _entered = runtime.enter();
    let mut ports = Vec::new();
    for address in addresses {
        let mut address = *address;
        let first: Option<&Port> = ports.get(together);
        if let Some(first) = first.filter(|_| address.port() == 0) {
            address.set_port(first.address.port());
        }
        let failed = |error| BindError { address, error };
        let socket = bind(address).map_err(failed)?;
        let own = socket.local_addr().map_err(failed)?;
        let socket = Arc::new(socket);
        let reader = read(Arc::clone(&socket), ports.len(), sender.clone());
        ports.push(Port {
            socket,
            address: own,
            reader: runtime.spawn(reader),
        });
    }
    Ok((ports, datagrams))
}

/// The addresses of this machine, without those of the loopback interface if there are others, each
/// with port 0.
///
/// # Errors
/// If the system does not list its addresses.
pub(super) fn own_addresses() -> Result<Vec<SocketAddr>, BindError> {
    let failed = |error| BindError {
        address: SocketAddr::from(([0, 0, 0, 0], 0)),
        error,
    };
    let interfaces = if_addrs::get_if_addrs().map_err(failed)?;
    let addresses = interfaces.iter().map(if_addrs::Interface::ip);
    let usable = addresses.filter(|ip| match ip {
        IpAddr::V4(ip) => !ip.is_link_local(),
        IpAddr::V6(ip) => !ip.is_unicast_link_local(),
    });
    let mut usable: Vec<_> = usable.map(|ip| SocketAddr::new(ip, 0)).collect();
    if usable.iter().any(|address| !address.ip().is_loopback()) {
        usable.retain(|address| !address.ip().is_loopback());
    }
    usable.truncate(MAX_PORTS);
    Ok(usable)
}

impl Port {
    /// Sends a packet. One that can't be sent is lost, as in any network.
    pub(super) async fn send(&self, destination: SocketAddr, packet: &[u8]) {
        let _ = self.socket.send_to(packet, destination).await;
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

fn bind(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = StdUdpSocket::bind(address)?;
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket)
}

/// Reads packets until the receiver of `datagrams` is dropped.
async fn read(socket: Arc<UdpSocket>, port: usize, datagrams: mpsc::Sender<Datagram>) {
    let mut buffer = vec![0; MAX_PACKET];
    loop {
        // An error here reports that an earlier packet was not delivered.
        let Ok((length, source)) = socket.recv_from(&mut buffer).await else {
            tokio::task::yield_now().await;
            continue;
        };
        let bytes = buffer[..length].to_vec();
        let datagram = Datagram {
            port,
            source,
            bytes,
        };
        if datagrams.send(datagram).await.is_err() {
            return;
        }
    }
}
