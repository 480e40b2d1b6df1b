//! The addresses of this node's direct endpoint: those of its sockets, and those in invitations.

use std::net::{IpAddr, SocketAddr};

use service::MAX_ENDPOINTS;
use signal::WebRtcEndpoint;

use super::datagrams;
use super::settings::{EndpointSettings, NetworkError};

/// The addresses at which the sockets of an endpoint are to listen. Each address of the machine has
/// a socket of its own, so that answers come from the address that was called. Addresses that the
/// machine gets later are not included.
///
/// # Errors
/// [`NetworkError::NoAddress`], or [`NetworkError::Bind`] if the system does not list its
/// addresses.
pub(super) fn listening(listen: SocketAddr) -> Result<Vec<SocketAddr>, NetworkError> {
    if !listen.ip().is_unspecified() {
        return Ok(vec![listen]);
    }
    let mut own = datagrams::own_addresses()?;
    own.retain(|address| address.is_ipv4() == listen.is_ipv4());
    for address in &mut own {
        address.set_port(listen.port());
    }
    match own.is_empty() {
        true => Err(NetworkError::NoAddress(listen)),
        false => Ok(own),
    }
}

/// The endpoint as invitations name it, at each of its addresses: one at least, and at most
/// [`MAX_ENDPOINTS`]. `bound` are the addresses of its sockets.
///
/// # Errors
/// [`NetworkError::External`].
pub(super) fn invited(
    settings: &EndpointSettings,
    bound: &[SocketAddr],
) -> Result<Vec<WebRtcEndpoint>, NetworkError> {
    let addresses = addresses(bound, &settings.external)?;
    let endpoint = |address: SocketAddr| WebRtcEndpoint {
        address: address.ip().to_string(),
        port: address.port(),
        fingerprint: settings.identity.fingerprint(),
        password: settings.identity.password(),
    };
    Ok(addresses.into_iter().map(endpoint).collect())
}

/// The addresses under which others reach sockets at `bound`: the external ones of the settings,
/// otherwise their own.
fn addresses(
    bound: &[SocketAddr],
    external: &[SocketAddr],
) -> Result<Vec<SocketAddr>, NetworkError> {
    let mut addresses = bound.to_vec();
    if let (Some(first), false) = (bound.first(), external.is_empty()) {
        let wrong = |it: &&SocketAddr| it.ip().is_unspecified() || it.is_ipv4() != first.is_ipv4();
        if let Some(wrong) = external.iter().find(wrong) {
            return Err(NetworkError::External(*wrong, *first));
        }
        addresses = external.to_vec();
        let unnamed = addresses.iter_mut().filter(|address| address.port() == 0);
        unnamed.for_each(|address| address.set_port(first.port()));
    }
    // Strangers reach public addresses only.
    addresses.sort_by_key(|address| is_private(address.ip()));
    addresses.truncate(MAX_ENDPOINTS);
    Ok(addresses)
}

/// Whether an address is for use within a site (RFC 1918, RFC 4193) or a machine.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_private() || address.is_loopback(),
        IpAddr::V6(address) => address.is_unique_local() || address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn public_addresses_come_first_and_external_ones_in_place_of_all() {
        let bound = ["192.168.1.2:9735", "192.0.2.1:9735"].map(at);
        assert_eq!(addresses(&bound, &[]).unwrap(), [bound[1], bound[0]]);
        let external = [at("203.0.113.7:0"), at("203.0.113.8:80")];
        assert_eq!(
            addresses(&bound, &external).unwrap(),
            [at("203.0.113.7:9735"), at("203.0.113.8:80")]
        );
        let many = [at("203.0.113.7:1"); MAX_ENDPOINTS + 1];
        assert_eq!(addresses(&bound, &many).unwrap().len(), MAX_ENDPOINTS);
        for wrong in ["0.0.0.0:80", "[2001:db8::7]:80"] {
            let error = addresses(&bound, &[at(wrong)]).unwrap_err().to_string();
            assert!(error.contains(wrong), "{error}");
        }
    }

    #[test]
    fn the_unspecified_address_stands_for_those_of_the_machine() {
        let one = at("192.0.2.1:9735");
        assert_eq!(listening(one).unwrap(), [one]);
        for address in listening(at("0.0.0.0:9735")).unwrap() {
            assert!(address.is_ipv4() && address.port() == 9735, "{address}");
            assert!(!address.ip().is_unspecified(), "{address}");
        }
    }
}
