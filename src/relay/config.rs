//! The configuration of a relay.

use std::path::PathBuf;

use ipnet::IpNet;
use signal::IceServer;

use crate::limits::Limits;
use crate::turn::TurnSecret;

/// The configuration of a relay.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The folder of the built page; `None` if the relay serves no page.
    pub root: Option<PathBuf>,
    /// The ICE servers sent to each page.
    pub ice_servers: Vec<IceServer>,
    /// The secret for temporary credentials of those TURN servers that are listed without
    /// credentials; `None` to send them without.
    pub turn: Option<TurnSecret>,
    /// The key of the networks' tags, which all instances of a relay share; empty to draw one at
    /// random.
    pub group_secret: Vec<u8>,
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// The limits for visitors.
    pub limits: Limits,
}
