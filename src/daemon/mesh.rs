//! The network that a node usually has: the mesh, with an endpoint of its own if the settings name
//! an address.

use native::network::{EndpointSettings, Identity, Network, Opening};
use signal::IceServer;
use tokio::runtime;

use crate::{Settings, StartError};

/// The file with the certificate of the direct endpoint, below the data folder.
const ENDPOINT_FILE: &str = "endpoint.pem";

/// Opens the sockets of a node's network.
///
/// # Errors
///
/// [`StartError::Network`] or [`StartError::Endpoint`].
pub(crate) fn open_network(settings: &Settings) -> Result<Opening, StartError> {
    let endpoint = match settings.endpoint {
        None => None,
        Some(listen) => Some(EndpointSettings {
            listen,
            external: settings.external.clone(),
            identity: Identity::open(&settings.folder.path().join(ENDPOINT_FILE))?,
        }),
    };
    let servers = settings.ice.iter().map(|url| IceServer {
        urls: vec![url.clone()],
        username: None,
        credential: None,
    });
    let network = native::network::Settings {
        ice: servers.collect(),
        endpoint,
        bans: settings.folder.bans().shared(),
        ..native::network::Settings::default()
    };
    Ok(Network::open(network, runtime::Handle::current())?)
}
