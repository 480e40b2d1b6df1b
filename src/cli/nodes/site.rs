//! Page and relay.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use connections::Plain;
use daemon::Handle;
use ipnet::IpNet;
use relay::arguments::{folder, ice_servers, lan_address, lan_text, network, secret};
use relay::{EmbeddedFile, NatsUrl, TurnSecret};
use signal::IceServer;
use signal::messages::MAX_ICE_SERVERS;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::entry::Base;
use super::listen::{ended, listen};
use super::ready;
use super::tls::Tls;
use super::{NodeOptions, ServeOptions};
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// The default port of page and relay.
const PORT: u16 = 8080;

/// The page inside this program; empty if it was built without.
#[cfg(feature = "embed")]
const PAGE: &[EmbeddedFile] = include!(concat!(env!("OUT_DIR"), "/page.rs"));
#[cfg(not(feature = "embed"))]
const PAGE: &[EmbeddedFile] = &[];

/// Page and relay, ready to be served.
pub(crate) struct Site {
    listener: TcpListener,
    address: SocketAddr,
    is_lan: bool,
    tls: Option<Tls>,
    config: relay::Config,
}

impl Site {
    /// Reads the options, and listens.
    ///
    /// # Errors
    ///
    /// [`Failure`], which names the option.
    pub(crate) async fn new(options: &ServeOptions, node: &NodeOptions) -> Result<Self, Failure> {
        let usage = |option: &str, error: anyhow::Error| {
            Failure::of(option, Exit::Usage, format!("{error:#}"))
        };
        if options.nats.is_some() && !cfg!(feature = "nats") {
            let message = "this program was built without NATS (--features nats)";
            return Err(Failure::of("--nats", Exit::Usage, message));
        }
        let mut config = relay::Config {
            ice_servers: servers(&node.ice)?,
            root: root(options.root.clone())?,
            embedded: PAGE,
            trusted_proxies: proxies(&node.trusted_proxy)?,
            ..relay::Config::default()
        };
        if let Some(text) = &options.turn_secret {
            let text = secret(text.clone()).map_err(|error| usage("--turn-secret", error))?;
            config.turn = Some(TurnSecret::new(text));
        }
        if let Some(text) = &options.group_secret {
            let text = secret(text.clone()).map_err(|error| usage("--group-secret", error))?;
            config.group_secret = text.into_bytes();
        }
        if let Some(text) = &options.nats {
            if config.group_secret.is_empty() {
                let message = "needs --group-secret, the same for all instances";
                return Err(Failure::of("--nats", Exit::Usage, message));
            }
            let text = secret(text.clone()).map_err(|error| usage("--nats", error))?;
            config.nats = Some(NatsUrl::new(text));
        }
        let tls = options.tls_cert.as_deref().zip(options.tls_key.as_deref());
        let tls = tls
            .map(|(certificates, key)| Tls::read(certificates, key))
            .transpose()?;
        let address = options.listen.unwrap_or(match options.lan {
            true => SocketAddr::from(([0, 0, 0, 0], PORT)),
            false => SocketAddr::from(([127, 0, 0, 1], PORT)),
        });
        let (listener, address) = listen(address, "--listen").await?;
        Ok(Self {
            listener,
            address,
            is_lan: options.lan,
            tls,
            config,
        })
    }

    /// The URL at which others find the page: that of the option `--page`, otherwise that of the
    /// listener.
    pub(crate) fn base(&self, page: Option<&Base>) -> Base {
        let served = || Base::of_address(self.scheme(), self.address, lan_address());
        page.cloned().unwrap_or_else(served)
    }

    const fn scheme(&self) -> &'static str {
        match self.tls {
            Some(_) => "https",
            None => "http",
        }
    }

    /// Prints the page's URL.
    ///
    /// # Errors
    ///
    /// [`Failure`] if standard output is closed.
    pub(crate) fn announce(&self, output: Output) -> Result<(), Failure> {
        let scheme = self.scheme();
        let url = format!("{scheme}://{}/", self.address);
        let document = serde_json::json!({ "listening": url });
        output.print(&document, &format!("listening on {url}"))?;
        match self.is_lan {
            true => {
                output.remark(&lan_text(scheme, self.address.port()));
                Ok(())
            }
            false => Ok(()),
        }
    }

    /// Serves page, relay and further routes until `shutting` becomes true.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the relay fails.
    pub(crate) async fn serve(
        self,
        handles: Vec<Handle>,
        routes: Router,
        shutting: watch::Receiver<bool>,
    ) -> Result<(), Failure> {
        let shutdown = ended(shutting);
        let (listener, config) = (self.listener, self.config);
        let routes = ready::routes(handles).merge(routes);
        let served = match self.tls {
            Some(tls) => relay::serve_with(listener, config, tls, routes, shutdown).await,
            None => relay::serve_with(listener, config, Plain, routes, shutdown).await,
        };
        served.map_err(|error| Failure::of("--listen", Exit::Other, error.to_string()))
    }
}

/// The folder of the page; `None` for the page inside this program.
fn root(option: Option<PathBuf>) -> Result<Option<PathBuf>, Failure> {
    if let Some(path) = option {
        let checked = folder(path);
        let checked =
            checked.map_err(|error| Failure::of("--root", Exit::Usage, format!("{error:#}")))?;
        return Ok(Some(checked));
    }
    if !PAGE.is_empty() {
        return Ok(None);
    }
    let message = "this program was built without the page: `cargo xtask build` makes it in \
                   target/page, and `cargo install --path src/cli --features embed` puts it \
                   inside this program";
    Err(Failure::of("--root", Exit::Usage, message))
}

/// The trusted proxies of the options.
///
/// # Errors
///
/// [`Failure`], which names the option.
pub(crate) fn proxies(texts: &[String]) -> Result<Vec<IpNet>, Failure> {
    let parsed = texts.iter().map(|text| network(text));
    let parsed = parsed.collect::<anyhow::Result<_>>();
    parsed.map_err(|error| Failure::of("--trusted-proxy", Exit::Usage, format!("{error:#}")))
}

/// The ICE servers of the options.
///
/// # Errors
///
/// [`Failure`], which names the option.
pub(crate) fn servers(texts: &[String]) -> Result<Vec<IceServer>, Failure> {
    let fail = |message: String| Failure::of("--ice", Exit::Usage, message);
    let mut servers = Vec::new();
    for text in texts {
        servers.extend(ice_servers(text).map_err(|error| fail(format!("{error:#}")))?);
    }
    let count = servers.len();
    match count > MAX_ICE_SERVERS {
        true => Err(fail(format!(
            "{count} servers, at most {MAX_ICE_SERVERS} are allowed"
        ))),
        false => Ok(servers),
    }
}
