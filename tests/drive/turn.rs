//! A TURN server for tests: coturn, as Debian packages it.

use std::env;
use std::process::Stdio;

use anyhow::{Context as _, Result};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::island::MAINLAND;
use super::process::line_after;

/// The secret that the TURN server shares with the relay.
const SECRET: &str = "a secret of the tests";
/// The port at which the TURN server listens (RFC 8656).
const PORT: u16 = 3478;

/// coturn on the mainland, with time-limited credentials. It ends when it is dropped.
pub struct Turn {
    _server: Child,
    /// Holds its user database, which it writes although there are no users.
    _folder: TempDir,
}

impl Turn {
    /// Starts it, and waits until it listens.
    ///
    /// # Errors
    /// If it is not installed or does not start.
    pub async fn start() -> Result<Self> {
        let program = env::var_os("TURNSERVER").unwrap_or_else(|| "turnserver".into());
        let folder = tempfile::tempdir()?;
        let users = folder.path().join("users");
        let mut server = Command::new(&program)
            .arg(format!("--userdb={}", users.display()))
            // No configuration of the machine is read, and nothing else is written to its disk.
            .args([
                "-n",
                "--no-cli",
                "--no-tls",
                "--no-dtls",
                "--log-file=stdout",
            ])
            .args(["--pidfile=/dev/null", "--realm=tabchain.test"])
            .args([
                "--use-auth-secret",
                "--min-port=50000",
                "--max-port=50099",
                "--verbose",
            ])
            .arg(format!("--static-auth-secret={SECRET}"))
            .arg(format!("--listening-ip={MAINLAND}"))
            .arg(format!("--relay-ip={MAINLAND}"))
            .arg(format!("--listening-port={PORT}"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let output = server.stdout.take().context("no output")?;
        line_after(output, "listener opened on").await?;
        Ok(Self {
            _server: server,
            _folder: folder,
        })
    }

    /// The relay's options for this TURN server.
    pub fn options() -> [String; 4] {
        [
            "--ice".to_owned(),
            format!("turn:{MAINLAND}:{PORT}"),
            "--turn-secret".to_owned(),
            SECRET.to_owned(),
        ]
    }
}
