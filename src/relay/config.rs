//! The configuration of a relay.

use std::fmt;
use std::path::PathBuf;

use ipnet::IpNet;
use signal::IceServer;

use crate::embedded::EmbeddedFile;
use crate::limits::Limits;
use crate::turn::TurnSecret;

/// The configuration of a relay.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The folder of the built page; `None` if the relay serves the embedded page.
    pub root: Option<PathBuf>,
    /// The files of the page inside the program; empty if it has none.
    pub embedded: &'static [EmbeddedFile],
    /// The ICE servers sent to each page.
    pub ice_servers: Vec<IceServer>,
    /// The secret for temporary credentials of those TURN servers that are listed without
    /// credentials; `None` to send them without credentials.
    pub turn: Option<TurnSecret>,
    /// The key of the networks' tags, which all instances of a relay share; empty to draw one at
    /// random.
    pub group_secret: Vec<u8>,
    /// The NATS server through which the instances of a relay share their rooms; `None` if this is
    /// the only instance. All of them need the same [`group_secret`](Self::group_secret).
    pub nats: Option<NatsUrl>,
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// The limits for visitors.
    pub limits: Limits,
}

/// The address of a NATS server, such as `nats://user:password@host:4222`, or more than one, with
/// commas between. It may hold a password, so it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct NatsUrl(String);

impl NatsUrl {
    /// The address in this text.
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    #[cfg(feature = "nats")]
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NatsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NatsUrl(…)")
    }
}
