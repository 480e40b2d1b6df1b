//! The address of the nodes' API.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use daemon::Handle;
use ipnet::IpNet;
use serde_json::json;
use server::{Config, Login, ServeError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::NodeOptions;
use super::listen::{ended, listen};
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::passphrase::first_line;

/// The API, ready to be served.
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

    /// Prints the API's URL.
    ///
    /// # Errors
    ///
    /// [`Failure`] if standard output is closed.
    pub(crate) fn announce(&self, output: Output) -> Result<(), Failure> {
        let url = format!("http://{}/", self.address);
        output.print(&json!({ "api": url }), &format!("API on {url}"))
    }

    /// Serves API and further routes until `shutting` becomes true.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the server can't be started.
    pub(crate) async fn serve(
        self,
        handles: Vec<Handle>,
        routes: Router,
        shutting: watch::Receiver<bool>,
    ) -> Result<(), Failure> {
        let (listener, config, ended) = (self.listener, self.config, ended(shutting));
        let served = server::serve_with(listener, config, handles, routes, ended).await;
        served.map_err(|error| match error {
            ServeError::Cookie { .. } => Failure::of("--data", Exit::Data, error.to_string()),
            other => Failure::of("--api", Exit::Other, other.to_string()),
        })
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
