//! A native node: a `tabchain node` process that a test starts, asks, kills and restarts.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::relay::free;
use super::{http, until};

/// A `tabchain node`, or a `tabchain serve` with a chain, with a data folder of its own. It is
/// killed when it is dropped.
pub struct NativeNode {
    subcommand: &'static str,
    folder: TempDir,
    /// The address of its API: host and port.
    api: String,
    options: Vec<String>,
    child: Option<Child>,
}

impl NativeNode {
    /// Starts the program `TABCHAIN_PROGRAM` as a node with these options, in a fresh data folder
    /// and with its API on a free port of loopback.
    ///
    /// # Errors
    /// If the variable is not set, or the node does not become ready.
    pub async fn start(options: &[&str]) -> Result<Self> {
        Self::run("node", options).await
    }

    /// Starts the program as a node with page and relay, with these options and the page in
    /// `TABCHAIN_PAGE`.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn serve(options: &[&str]) -> Result<Self> {
        let page = env::var("TABCHAIN_PAGE").context("TABCHAIN_PAGE is not set")?;
        Self::run("serve", &[&["--root", &page], options].concat()).await
    }

    async fn run(subcommand: &'static str, options: &[&str]) -> Result<Self> {
        let mut node = Self {
            subcommand,
            folder: tempfile::tempdir()?,
            api: free("127.0.0.1")?,
            options: options.iter().map(|&option| option.to_owned()).collect(),
            child: None,
        };
        node.restart().await?;
        Ok(node)
    }

    /// Starts it again on the same data folder, after [`kill`](Self::kill) or
    /// [`stop`](Self::stop).
    ///
    /// # Errors
    /// If it does not become ready.
    pub async fn restart(&mut self) -> Result<()> {
        let child = command()?
            .args([self.subcommand, "--api", &self.api, "--data"])
            .arg(self.folder.path())
            .args(&self.options)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("starting tabchain")?;
        let child = self.child.insert(child);
        let api = &self.api;
        until("the native node to answer", &[], async || {
            ensure!(child.try_wait()?.is_none(), "the native node ended at once");
            Ok(http::get(api, "/health").await.ok())
        })
        .await?;
        Ok(())
    }

    /// Sends SIGKILL.
    ///
    /// # Errors
    /// If it can't be killed.
    pub async fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill().await.context("killing the native node")?;
        }
        Ok(())
    }

    /// Calls its method `stop`, and waits until it has ended.
    ///
    /// # Errors
    /// If it does not end, or ends with another exit code than 0.
    pub async fn stop(&mut self) -> Result<()> {
        self.rpc("stop", json!([])).await?;
        if let Some(mut child) = self.child.take() {
            let status = child.wait().await?;
            ensure!(status.success(), "the native node ended with {status}");
        }
        Ok(())
    }

    /// Calls a method of its JSON-RPC with the cookie of its data folder.
    ///
    /// # Errors
    /// If the call fails, with the error that the node answered.
    pub async fn rpc(&self, method: &str, params: Value) -> Result<Value> {
        let cookie = tokio::fs::read_to_string(self.folder.path().join(".cookie")).await?;
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let answer = http::post(&self.api, "/", cookie.trim(), &body.to_string()).await?;
        let answer: Value =
            serde_json::from_str(&answer).with_context(|| format!("{method} answered {answer}"))?;
        match answer.get("error") {
            None | Some(Value::Null) => Ok(answer["result"].clone()),
            Some(error) => bail!("{method}: {error}"),
        }
    }

    /// Runs `tabchain wallet` with this wallet folder and these arguments against the node, and
    /// returns the document that it prints. The command has no terminal, so it can't prompt.
    ///
    /// # Errors
    /// If the command fails, with what it printed.
    pub async fn wallet(&self, folder: &Path, arguments: &[&str]) -> Result<Value> {
        let done = command()?
            .args([
                "wallet",
                "--json",
                "--node",
                &format!("http://{}", self.api),
            ])
            .arg("--cookie")
            .arg(self.folder.path().join(".cookie"))
            .arg("--wallet")
            .arg(folder)
            .args(arguments)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await?;
        let errors = String::from_utf8_lossy(&done.stderr);
        ensure!(
            done.status.success(),
            "tabchain wallet {arguments:?}: {errors}"
        );
        serde_json::from_slice(&done.stdout)
            .with_context(|| format!("tabchain wallet {arguments:?} printed no document"))
    }

    /// The invitation of the running node, with its direct endpoints, to the page at this URL.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn invitation(&self, page: &str) -> Result<String> {
        let url = format!("http://{}", self.api);
        let cookie = self.folder.path().join(".cookie");
        let cookie = cookie.display().to_string();
        let line = ["chain", "link", "--node", &url, "--cookie", &cookie];
        tabchain(&[&line[..], &["--page", page]].concat()).await
    }

    /// The addresses of its peers, without their ports, in order.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn peer_addresses(&self) -> Result<Vec<String>> {
        let peers = self.rpc("getpeerinfo", json!([])).await?;
        let peers = peers.as_array().context("peers are a list")?;
        let addresses = peers.iter().filter_map(|peer| peer["addr"].as_str());
        let hosts = addresses.filter_map(|address| Some(address.rsplit_once(':')?.0.to_owned()));
        let mut hosts: Vec<_> = hosts.collect();
        hosts.sort();
        Ok(hosts)
    }

    /// The height of its tip.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn height(&self) -> Result<u32> {
        let height = self.rpc("getblockcount", json!([])).await?;
        let height = height.as_u64().context("a height is a number")?;
        Ok(u32::try_from(height)?)
    }

    /// The hash of its tip, reversed hexadecimal.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn tip(&self) -> Result<String> {
        let hash = self.rpc("getbestblockhash", json!([])).await?;
        Ok(hash.as_str().context("a hash is a text")?.to_owned())
    }

    /// Waits until its tip is this block.
    ///
    /// # Errors
    /// If that does not happen in time.
    pub async fn reach(&self, tip: &str) -> Result<()> {
        until("the native node to have the tip", &[], async || {
            Ok((self.tip().await? == tip).then_some(()))
        })
        .await
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of its API: host and port.
    pub fn api(&self) -> &str {
        &self.api
    }
}

/// Runs the program to its end, and returns what it printed.
///
/// # Errors
/// If it fails.
pub async fn tabchain(line: &[&str]) -> Result<String> {
    let output = command()?.args(line).output().await?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "tabchain {line:?}: {errors}");
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

/// A command that runs the program, without settings of this test run's environment: its
/// `TABCHAIN_PAGE` is a folder.
fn command() -> Result<Command> {
    let mut command = Command::new(program()?);
    command.env_remove("TABCHAIN_PAGE");
    Ok(command)
}

/// The program `tabchain` of this test run.
fn program() -> Result<PathBuf> {
    env::var_os("TABCHAIN_PROGRAM")
        .map(PathBuf::from)
        .context("TABCHAIN_PROGRAM is not set; run `cargo xtask test`")
}
