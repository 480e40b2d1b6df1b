//! The address of the nodes' API.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use daemon::Handle;
use ipnet::IpNet;
use serde_json::json;
use server::{Config, Login, Prepared, ServeError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::NodeOptions;
use super::listen::{ended, listen};
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::passphrase::first_line;

/// The address of the API, before its nodes run.
pub(crate) struct Api {
    listener: TcpListener,
    address: SocketAddr,
    config: Config,
}

impl Api {
    /// Reads the options, and listens. The cookie is kept in the data folder.
    ///
    /// # Errors
    ///
    /// [`Failure`], which names the option.
    pub(crate) async fn new(
        options: &NodeOptions,
        data: PathBuf,
        trusted_proxies: Vec<IpNet>,
    ) -> Result<Self, Failure> {
        let mut config = Config {
            cookie_folder: Some(data),
            is_reading_public: options.api_public_read,
            hosts: options.api_host.clone(),
            origins: options.api_cors.clone(),
            trusted_proxies,
            ..Config::default()
        };
        config.logins.extend(login(options)?);
        let (listener, address) = listen(options.api, "--api").await?;
        Ok(Self {
            listener,
            address,
            config,
        })
    }

    /// Writes the cookie file, and records the events of these nodes from now on. `routes` are
    /// served beside the API.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the API can't be served.
    pub(crate) fn prepare(
        self,
        handles: Vec<Handle>,
        routes: Router,
    ) -> Result<PreparedApi, Failure> {
        let prepared = server::prepare(self.config, handles, routes);
        let prepared = prepared.map_err(|error| match error {
            ServeError::Cookie { .. } => Failure::of("--data", Exit::Data, error.to_string()),
            other => Failure::of("--api", Exit::Other, other.to_string()),
        })?;
        Ok(PreparedApi {
            listener: self.listener,
            address: self.address,
            prepared,
        })
    }
}

/// The API, ready to be served.
pub(crate) struct PreparedApi {
    listener: TcpListener,
    address: SocketAddr,
    prepared: Prepared,
}

impl PreparedApi {
    /// Prints the address of the API.
    ///
    /// # Errors
    ///
    /// [`Failure`] if standard output is closed.
    pub(crate) fn announce(&self, output: Output) -> Result<(), Failure> {
        let url = format!("http://{}/", self.address);
        output.print(&json!({ "api": url }), &format!("API on {url}"))
    }

    /// Serves the API until `shutting` becomes true.
    pub(crate) async fn serve(self, shutting: watch::Receiver<bool>) -> Result<(), Failure> {
        self.prepared.serve(self.listener, ended(shutting)).await;
        Ok(())
    }
}

/// The user of the options; `None` if they name none.
fn login(options: &NodeOptions) -> Result<Option<Login>, Failure> {
    let Some((user, file)) = options
        .api_user
        .as_ref()
        .zip(options.api_password_file.as_ref())
    else {
        return Ok(None);
    };
    if user.contains(':') {
        return Err(Failure::of(
            "--api-user",
            Exit::Usage,
            "a name has no colon in it",
        ));
    }
    let password = first_line(file, "--api-password-file")?;
    let text = Zeroizing::new(format!("{user}:{}", *password));
    let mut salt = [0; 16];
    getrandom::fill(&mut salt)
        .map_err(|error| Failure::new(Exit::Other, format!("no random numbers: {error}")))?;
    let login = Login::from_password(&text, salt);
    let login = login.map_err(|error| Failure::of("--api-user", Exit::Usage, error.to_string()))?;
    Ok(Some(login))
}
