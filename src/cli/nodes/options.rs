//! The options of `serve` and `node`.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::data_folder;
use crate::passphrase::PassphraseOptions;

/// The options of a node.
#[derive(Clone, Debug, Args)]
pub(crate) struct NodeOptions {
    /// A chain to keep: an invitation link, or a file with its settings or link; may be repeated
    #[arg(
        long,
        value_name = "LINK|FILE",
        env = "TABCHAIN_CHAIN",
        value_delimiter = ';'
    )]
    pub(crate) chain: Vec<String>,
    /// The data folder: chains, the node's vault, the cookie [default: .tabchain in the home
    /// folder]
    #[arg(long, value_name = "DIR", env = "TABCHAIN_DATA", value_hint = ValueHint::DirPath)]
    pub(crate) data: Option<PathBuf>,
    /// Where programs reach the node: REST, JSON-RPC, Esplora's API, events, metrics
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "TABCHAIN_API",
        default_value = "127.0.0.1:18443"
    )]
    pub(crate) api: SocketAddr,
    /// Mines each chain on this many cores
    #[arg(long, value_name = "CORES", env = "TABCHAIN_MINE", default_value_t = 0)]
    pub(crate) mine: u32,
    /// Seals blocks with the key of the vault, on chains with authors
    #[arg(
        long,
        value_name = "BOOL",
        env = "TABCHAIN_AUTHOR",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        default_value_t = false,
        action = clap::ArgAction::Set
    )]
    pub(crate) author: bool,
    /// A name that is sent to peers, signed by the key of the vault
    #[arg(long, value_name = "NAME", env = "TABCHAIN_NAME")]
    pub(crate) name: Option<String>,
    /// An exported vault whose wallet and author key the node takes, in place of new ones
    #[arg(long, value_name = "FILE", env = "TABCHAIN_VAULT", value_hint = ValueHint::FilePath)]
    pub(crate) vault: Option<PathBuf>,
    /// Lets --vault replace a wallet that is in use in the data folder. The folder keeps the
    /// replaced wallet until the next replacement
    #[arg(
        long,
        value_name = "BOOL",
        env = "TABCHAIN_REPLACE_WALLET",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        default_value_t = false,
        action = clap::ArgAction::Set
    )]
    pub(crate) replace_wallet: bool,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseOptions,
    /// A STUN or TURN server for links through address translators: an address such as
    /// stun:example.org:3478, or a JSON list as RTCPeerConnection takes it; may be repeated
    #[arg(
        long,
        value_name = "SERVERS",
        env = "TABCHAIN_ICE",
        hide_env_values = true,
        value_delimiter = ';'
    )]
    pub(crate) ice: Vec<String>,
    /// The UDP address of the direct endpoint, which needs neither relay nor domain; 0.0.0.0 stands
    /// for all IPv4 addresses of this machine, :: in brackets for all IPv6 ones
    #[arg(long, value_name = "ADDRESS", env = "TABCHAIN_ENDPOINT")]
    pub(crate) endpoint: Option<SocketAddr>,
    /// An address under which others reach the direct endpoint, if it is not one of this machine,
    /// as behind a router that forwards the port: an IP address, or one with a port; may be
    /// repeated
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "TABCHAIN_EXTERNAL_IP",
        value_delimiter = ';',
        value_parser = external_address,
        requires = "endpoint"
    )]
    pub(crate) external_ip: Vec<SocketAddr>,
    /// Where programs that mine by Stratum v1 connect to; they mine the first chain
    #[arg(long, value_name = "ADDRESS", env = "TABCHAIN_STRATUM")]
    pub(crate) stratum: Option<SocketAddr>,
    /// The URL of the page that invitation links open [default: where `serve` listens, or
    /// http://127.0.0.1:8080/]
    #[arg(long, value_name = "URL", env = "TABCHAIN_PAGE")]
    pub(crate) page: Option<String>,
    /// A proxy's address or network, such as 10.0.0.0/8, whose X-Forwarded-For header is believed;
    /// may be repeated
    #[arg(
        long,
        value_name = "NETWORK",
        env = "TABCHAIN_TRUSTED_PROXY",
        value_delimiter = ';'
    )]
    pub(crate) trusted_proxy: Vec<String>,
    /// Lets everyone read by the API, without cookie or password
    #[arg(
        long,
        value_name = "BOOL",
        env = "TABCHAIN_API_PUBLIC_READ",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        default_value_t = false,
        action = clap::ArgAction::Set
    )]
    pub(crate) api_public_read: bool,
    /// An origin whose pages may use the API: scheme, host and port; may be repeated
    #[arg(
        long,
        value_name = "ORIGIN",
        env = "TABCHAIN_API_CORS",
        value_delimiter = ';'
    )]
    pub(crate) api_cors: Vec<String>,
    /// A host name under which the API may be asked, beside localhost and addresses; may be
    /// repeated
    #[arg(
        long,
        value_name = "NAME",
        env = "TABCHAIN_API_HOST",
        value_delimiter = ';'
    )]
    pub(crate) api_host: Vec<String>,
    /// A user of the API, beside the cookie
    #[arg(
        long,
        value_name = "NAME",
        env = "TABCHAIN_API_USER",
        requires = "api_password_file"
    )]
    pub(crate) api_user: Option<String>,
    /// A file whose first line is this user's password
    #[arg(
        long,
        value_name = "FILE",
        env = "TABCHAIN_API_PASSWORD_FILE",
        requires = "api_user",
        value_hint = ValueHint::FilePath
    )]
    pub(crate) api_password_file: Option<PathBuf>,
}

impl NodeOptions {
    /// The data folder.
    pub(crate) fn data_folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(data_folder::default)
    }
}

/// The options of the page and the relay, and those of the nodes beside them.
#[derive(Clone, Debug, Args)]
pub(crate) struct ServeOptions {
    /// Where the page and the relay are served [default: 127.0.0.1:8080; port 0 takes any free one]
    #[arg(long, value_name = "ADDRESS", env = "TABCHAIN_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,
    /// Listens on all addresses of this machine, and prints the one of the local network
    #[arg(
        long,
        value_name = "BOOL",
        env = "TABCHAIN_LAN",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        default_value_t = false,
        action = clap::ArgAction::Set
    )]
    pub(crate) lan: bool,
    /// The folder of the built page [default: the page inside this program]
    #[arg(long, value_name = "FOLDER", env = "TABCHAIN_ROOT", value_hint = ValueHint::DirPath)]
    pub(crate) root: Option<PathBuf>,
    /// The certificate chain for HTTPS, PEM
    #[arg(
        long,
        value_name = "FILE",
        env = "TABCHAIN_TLS_CERT",
        requires = "tls_key",
        value_hint = ValueHint::FilePath
    )]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The private key for HTTPS, PEM
    #[arg(
        long,
        value_name = "FILE",
        env = "TABCHAIN_TLS_KEY",
        requires = "tls_cert",
        value_hint = ValueHint::FilePath
    )]
    pub(crate) tls_key: Option<PathBuf>,
    /// The secret shared with the TURN servers (coturn's static-auth-secret); @FILE reads it from a
    /// file
    #[arg(
        long,
        value_name = "SECRET",
        env = "TABCHAIN_TURN_SECRET",
        hide_env_values = true
    )]
    pub(crate) turn_secret: Option<String>,
    /// The secret that networks' tags are made with, the same for all instances of a relay; @FILE
    /// reads it from a file
    #[arg(
        long,
        value_name = "SECRET",
        env = "TABCHAIN_GROUP_SECRET",
        hide_env_values = true
    )]
    pub(crate) group_secret: Option<String>,
    /// A NATS server, such as nats://user:password@host:4222, through which all instances of one
    /// relay share their rooms; @FILE reads it from a file
    #[arg(
        long,
        value_name = "URL",
        env = "TABCHAIN_NATS",
        hide_env_values = true
    )]
    pub(crate) nats: Option<String>,
    #[command(flatten)]
    pub(crate) node: NodeOptions,
}

/// Reads an address with or without a port, which is then 0.
fn external_address(text: &str) -> Result<SocketAddr, String> {
    let address = text.parse::<SocketAddr>().or_else(|_| {
        let address = text.parse::<IpAddr>();
        address.map(|address| SocketAddr::new(address, 0))
    });
    address.map_err(|_| "not an IP address, with or without a port".to_owned())
}
