//! Temporary credentials for TURN servers, in the form that coturn calls its REST API
//! (`use-auth-secret`, `static-auth-secret`; draft-uberti-behave-turn-rest-00).
//!
//! The user name is the time of expiry in seconds since 1970, a colon and a name. The password is
//! the base64 of the user name's HMAC-SHA1 under a secret that the relay and the TURN server share.
//! The name is the tag of the visitor's network, so that the TURN server's quota for one user holds
//! for one network.

use std::time::Duration;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use signal::{Group, IceServer};

use crate::clock::since_1970;

/// The secret that a relay shares with its TURN servers.
#[derive(Clone, Debug)]
pub struct TurnSecret {
    /// The secret of the TURN servers.
    pub secret: String,
    /// The lifetime of credentials. New credentials are sent after half of it. A link with expired
    /// credentials lasts until its allocation must be renewed.
    pub lifetime: Duration,
}

impl TurnSecret {
    /// A secret for credentials with the usual lifetime of six hours.
    pub fn new(secret: String) -> Self {
        let lifetime = Duration::from_secs(6 * 3_600);
        Self { secret, lifetime }
    }
}

/// Returns the servers for one visitor. TURN servers without credentials get temporary ones.
pub(crate) fn with_credentials(
    servers: &[IceServer],
    turn: Option<&TurnSecret>,
    group: Group,
) -> Vec<IceServer> {
    let mut servers = servers.to_vec();
    if let Some(turn) = turn {
        let ends = (since_1970() + turn.lifetime).as_secs();
        let username = format!("{ends}:{group}");
        let credential = password(&turn.secret, &username);
        for server in servers
            .iter_mut()
            .filter(|server| wants_credentials(server))
        {
            server.username = Some(username.clone());
            server.credential = Some(credential.clone());
        }
    }
    servers
}

/// Whether a server is for TURN and has no credentials.
pub(crate) fn wants_credentials(server: &IceServer) -> bool {
    let is_turn = |url: &String| url.starts_with("turn:") || url.starts_with("turns:");
    server.username.is_none() && server.urls.iter().any(is_turn)
}

fn password(secret: &str, username: &str) -> String {
    let mut mac =
        Hmac::<Sha1>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(username.as_bytes());
    Base64::encode_string(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_base64_of_hmac_sha1() {
        // Test case 2 of RFC 2202: effcdf6ae5eb2fa2d27416d5f184df9c259a7c79.
        let password = password("Jefe", "what do ya want for nothing?");
        assert_eq!(password, "7/zfauXrL6LSdBbV8YTfnCWafHk=");
    }

    #[test]
    fn only_turn_servers_without_credentials_get_some_and_these_expire() {
        let server = |url: &str, username: Option<&str>| IceServer {
            urls: vec![url.to_owned()],
            username: username.map(str::to_owned),
            credential: username.map(str::to_owned),
        };
        let servers = [
            server("stun:a.example", None),
            server("turn:b.example", Some("fixed")),
            server("turns:c.example:443", None),
        ];
        let group = Group::from_bytes([0xab; 8]);
        let turn = TurnSecret::new("secret".to_owned());
        let given = with_credentials(&servers, Some(&turn), group);
        assert_eq!(given[..2], servers[..2]);
        let username = given[2].username.clone().unwrap();
        let (ends, name) = username.split_once(':').unwrap();
        assert_eq!(name, "abababababababab");
        let left = ends.parse::<u64>().unwrap() - since_1970().as_secs();
        assert!((21_590..=21_600).contains(&left), "{left} s");
        assert_eq!(given[2].credential, Some(password("secret", &username)));
        assert_eq!(with_credentials(&servers, None, group), servers);
    }
}
