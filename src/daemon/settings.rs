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
    /// The chain's spec and relays. The relays that the profile knows for this chain are used, too.
    pub setup: Setup,
    /// The passphrase of the profile's vault. If the vault has one, it is needed to open a chain
    /// for the first time, and to seal. A new profile's vault is encrypted with it.
    pub passphrase: Option<Secret>,
    /// The URL of the page without query and fragment, for invitation links and receipts.
    pub page: String,
    /// The number of threads that search for nonces; the node does not mine if it is 0.
    pub cores: u32,
    /// Whether the node seals blocks with the profile's key, on a chain with authors.
    pub author: bool,
    /// The UDP address of the node's direct endpoint, as
    /// [`listen`](native::network::EndpointSettings::listen); `None` for none.
    pub endpoint: Option<SocketAddr>,
    /// The addresses under which others reach the endpoint, if they differ from its own, as
    /// [`external`](native::network::EndpointSettings::external).
    pub external: Vec<SocketAddr>,
    /// The URL at which an HTTP server mounts [`Running::acceptor`](crate::Running::acceptor), for
    /// invitations; `None` if there is none.
    pub entry: Option<String>,
    /// The URL of a relay that is used besides, and not stored: the one of this program.
    pub own_relay: Option<String>,
    /// The URLs of STUN and TURN servers, in addition to those that relays name.
    pub ice: Vec<String>,
}
