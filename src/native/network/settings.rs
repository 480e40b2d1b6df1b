//! The settings of a network, and the errors of its start.

use std::net::SocketAddr;

use signal::IceServer;
use signal::mesh;
use thiserror::Error;

use super::bans::Bans;
use super::datagrams::BindError;
use super::identity::Identity;

/// The settings of a network.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The numbers of links, and the waits.
    pub mesh: mesh::Settings,
    /// The UDP addresses for links that relays introduce. If it is empty, the network uses a port
    /// that the system chooses on each of this machine's addresses, except for those of the
    /// loopback interface if there are others.
    pub udp: Vec<SocketAddr>,
    /// STUN servers, beside those that relays name.
    pub ice: Vec<IceServer>,
    /// This node's direct endpoint; `None` if it has none.
    pub endpoint: Option<EndpointSettings>,
    /// The addresses with which no links are made.
    pub bans: Bans,
}

/// The settings of this node's direct endpoint.
#[derive(Clone, Debug)]
pub struct EndpointSettings {
    /// The UDP address to listen at. The unspecified one stands for all addresses of its family
    /// that the machine has now, and port 0 for any free port.
    pub listen: SocketAddr,
    /// The addresses under which others reach it if they differ from its own, as behind address
    /// translation. Port 0 stands for the port of `listen`. If it is empty, invitations name
    /// `listen`, or the machine's addresses if `listen` is the unspecified address.
    pub external: Vec<SocketAddr>,
    /// Its certificate and password, which must stay the same for invitations to stay valid.
    pub identity: Identity,
}

/// Why a network can't start.
#[derive(Debug, Error)]
pub enum NetworkError {
    /// A UDP address can't be used.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The system gives no randomness.
    #[error("the system gives no randomness: {0}")]
    Entropy(getrandom::Error),
    /// The first address is set as an external address of the endpoint at the second address, but
    /// is unspecified or of another family.
    #[error("{0} is not an external address of the endpoint at {1}: name one of the same family")]
    External(SocketAddr, SocketAddr),
    /// The machine has no address that can stand in an invitation.
    #[error("this machine has no address for an endpoint at {0}: name an external one")]
    NoAddress(SocketAddr),
}

/// Random bytes.
///
/// # Errors
/// [`NetworkError::Entropy`].
pub(super) fn random<const LEN: usize>() -> Result<[u8; LEN], NetworkError> {
    let mut bytes = [0; LEN];
    getrandom::fill(&mut bytes).map_err(NetworkError::Entropy)?;
    Ok(bytes)
}
