//! What a network is started with, and why it can't start.

use std::net::SocketAddr;

use signal::mesh;
use signal::{IceServer, WebRtcEndpoint};
use thiserror::Error;

use super::datagrams::BindError;
use super::identity::Identity;

/// What a network is started with.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The numbers of links, and the waits.
    pub mesh: mesh::Settings,
    /// The UDP addresses for links that relays introduce. If it is empty, a port that the system
    /// chooses on each of this machine's addresses, except for those of the loopback interface if
    /// there are others.
    pub udp: Vec<SocketAddr>,
    /// STUN servers, beside those that relays name.
    pub ice: Vec<IceServer>,
    /// The own direct endpoint; `None` for none.
    pub endpoint: Option<EndpointSettings>,
}

/// The settings of the own direct endpoint.
#[derive(Clone, Debug)]
pub struct EndpointSettings {
    /// The UDP address to listen at.
    pub listen: SocketAddr,
    /// The address under which others reach it, for invitations. It differs from `listen` behind
    /// address translation, and where `listen` is the unspecified address.
    pub public: SocketAddr,
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
    /// The own endpoint's public address can't stand in an invitation.
    #[error("the endpoint’s address {0} is not one that others can reach: name the public one")]
    Unspecified(SocketAddr),
}

impl EndpointSettings {
    /// The endpoint as invitations name it.
    ///
    /// # Errors
    /// [`NetworkError::Unspecified`].
    pub(super) fn invited(&self) -> Result<WebRtcEndpoint, NetworkError> {
        let Self {
            public, identity, ..
        } = self;
        if public.ip().is_unspecified() || public.port() == 0 {
            return Err(NetworkError::Unspecified(*public));
        }
        Ok(WebRtcEndpoint {
            address: public.ip().to_string(),
            port: public.port(),
            fingerprint: identity.fingerprint(),
            password: identity.password(),
        })
    }
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
