//! The settings of a node.

use core::net::SocketAddr;

use api::Secret;
use service::Setup;

use crate::Folder;

/// The settings of a node.
#[derive(Debug)]
pub struct Settings {
    /// The data folder. Nodes of several chains in one process share it.
    pub folder: Folder,
    /// The chain's spec and relays. Relays that the profile knows for this chain are used as well.
    pub setup: Setup,
    /// The passphrase of the profile's vault, if it has one. It is needed to open a chain for the
    /// first time, and to seal. A new profile gets it.
    pub passphrase: Option<Secret>,
    /// The URL of the page without query and fragment, for invitation links and receipts.
    pub page: String,
    /// The number of threads that search for nonces; 0 does not mine.
    pub cores: u32,
    /// Whether the node seals blocks with the profile's key, on a chain with authors.
    pub author: bool,
    /// The name that is sent to peers, signed by the profile's identity; `None` for none.
    pub name: Option<String>,
    /// The UDP address of the node's direct endpoint, as
    /// [`listen`](native::network::EndpointSettings::listen); `None` if it has none.
    pub endpoint: Option<SocketAddr>,
    /// The addresses under which others reach the endpoint, if they differ from its own, as
    /// [`external`](native::network::EndpointSettings::external).
    pub external: Vec<SocketAddr>,
    /// The URL at which an HTTP server mounts [`Running::acceptor`](crate::Running::acceptor), for
    /// invitations; `None` if there is none.
    pub entry: Option<String>,
    /// The URL of this program's own relay, which is used as well but not stored.
    pub own_relay: Option<String>,
    /// The URLs of STUN and TURN servers, in addition to those that relays name.
    pub ice: Vec<String>,
}
