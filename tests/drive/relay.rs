//! A relay process that a test starts, kills and restarts at the same address.

use std::env;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tokio::process::{Child, Command};

use super::{http, until};

/// A relay that serves the built page and introduces its visitors. It listens on loopback unless it
/// was started by [`on`](Self::on).
pub struct Relay {
    program: PathBuf,
    page: PathBuf,
    address: String,
    /// Options in addition to those that every test's relay has.
    options: Vec<String>,
    child: Option<Child>,
}

impl Relay {
    /// Starts the relay `TABCHAIN_RELAY` with the page in `TABCHAIN_PAGE`, on a free port.
    ///
    /// # Errors
    /// If one of the two variables is not set, or the relay does not start.
    pub async fn start() -> Result<Self> {
        Self::serving(path("TABCHAIN_PAGE")?).await
    }

    /// Starts the relay `TABCHAIN_RELAY` with the files of this folder in place of the built page.
    ///
    /// # Errors
    /// If the variable is not set, or the relay does not start.
    pub async fn serving(page: PathBuf) -> Result<Self> {
        Self::at(page, free("127.0.0.1")?).await
    }

    /// Starts the relay at this address of the machine, on a free port.
    ///
    /// # Errors
    /// If one of the two variables is not set, or the relay does not start.
    pub async fn on(host: &str) -> Result<Self> {
        Self::at(path("TABCHAIN_PAGE")?, free(host)?).await
    }

    async fn at(page: PathBuf, address: String) -> Result<Self> {
        let mut relay = Self {
            program: path("TABCHAIN_RELAY")?,
            page,
            address,
            options: Vec::new(),
            child: None,
        };
        relay.restart().await?;
        Ok(relay)
    }

    /// Sets additional options, which apply from the next start on.
    pub fn set_options(&mut self, options: &[String]) {
        self.options = options.to_vec();
    }

    /// Starts it again at the same address, after [`kill`](Self::kill).
    ///
    /// # Errors
    /// If it does not start.
    pub async fn restart(&mut self) -> Result<()> {
        let child = Command::new(&self.program)
            .args(["--listen", &self.address, "--root"])
            .arg(&self.page)
            .args(&self.options)
            .stdout(Stdio::null())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {}", self.program.display()))?;
        let child = self.child.insert(child);
        let address = &self.address;
        until("the relay to answer", &[], async || {
            ensure!(child.try_wait()?.is_none(), "the relay ended at once");
            Ok(http::get(address, "/health").await.ok())
        })
        .await?;
        Ok(())
    }

    /// Sends SIGKILL, so that it ends without closing its connections in order.
    ///
    /// # Errors
    /// If it can't be killed.
    pub async fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill().await.context("killing the relay")?;
        }
        Ok(())
    }

    /// Its report about itself at `/health`.
    ///
    /// # Errors
    /// If it does not answer with JSON.
    pub async fn health(&self) -> Result<Value> {
        Ok(serde_json::from_str(
            &http::get(&self.address, "/health").await?,
        )?)
    }

    /// Bytes that the relay has received from pages so far, whether or not it passed them on.
    ///
    /// # Errors
    /// If the relay does not report the number.
    pub async fn bytes_heard(&self) -> Result<u64> {
        let health = self.health().await?;
        let bytes = health["received"]["bytes"].as_u64();
        bytes.with_context(|| format!("/health has no number of received bytes: {health}"))
    }

    /// The address at which it listens: host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The URL of the page.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The URL of the WebSocket for signalling.
    pub fn socket_url(&self) -> String {
        format!("ws://{}/signal", self.address)
    }
}

fn path(variable: &str) -> Result<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .with_context(|| format!("{variable} is not set; run `cargo xtask test`"))
}

/// Returns an address with a port that was free a moment ago. A program can't choose a port itself
/// if it must be restarted on the same one.
///
/// # Errors
/// If there is no such address.
pub fn free(host: &str) -> Result<String> {
    Ok(TcpListener::bind((host, 0))?.local_addr()?.to_string())
}
