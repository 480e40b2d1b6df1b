//! The two browsers: how each is started with a profile folder and controlled over BiDi.

use std::env;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tokio::process::{Child, Command};

use super::island::Island;
use super::process::line_after;

/// The browser that a person uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, controlled through chromedriver.
    Chromium,
    /// Firefox, which supports BiDi natively.
    Firefox,
}

/// Arguments of Chromium. The first ones allow WebRTC between pages of one machine without a
/// network, with plain addresses in place of obfuscated names, which could not be resolved there.
/// The next ones let it run as root and without a screen. The rest disables network requests of its
/// own and prompts, and fixes its appearance.
const CHROMIUM: &[&str] = &[
    "--allow-loopback-in-peer-connection",
    "--use-fake-ui-for-media-stream",
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-session-crashed-bubble",
    "--hide-crash-restore-bubble",
    "--no-first-run",
    "--no-default-browser-check",
    "--lang=en-US",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--window-size=1280,900",
];

/// The same for Firefox, as preferences of its profile.
const FIREFOX: &str = r#"
user_pref("media.peerconnection.ice.loopback", true);
user_pref("media.peerconnection.ice.obfuscate_host_addresses", false);
user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("browser.aboutConfig.showWarning", false);
user_pref("browser.sessionstore.resume_from_crash", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.page", 0);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("intl.locale.requested", "en-US");
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("network.dns.disableIPv6", true);
user_pref("remote.active-protocols", 1);
user_pref("services.settings.server", "http://127.0.0.1:9/");
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
"#;

impl Engine {
    /// Starts the browser's outermost process. Returns it and the URL for the BiDi session.
    /// Dropping the child kills it, and a browser ends with its driver.
    pub(crate) async fn start(
        self,
        profile: &Path,
        island: Option<&Island>,
    ) -> Result<(Child, String)> {
        let (mut command, mark) = match self {
            Self::Chromium => {
                let mut command = program("CHROMEDRIVER", "chromedriver", island)?;
                if island.is_some() {
                    // Otherwise chromedriver listens on the loopback of its own namespace only,
                    // where the test is not.
                    command.args(["--allowed-ips=", "--allowed-origins=*"]);
                }
                command
                    .arg("--port=0")
                    .stdout(Stdio::piped())
                    .stderr(Stdio::null());
                (command, "started successfully on port ")
            }
            Self::Firefox => {
                tokio::fs::write(profile.join("user.js"), FIREFOX).await?;
                let mut command = program("FIREFOX", "firefox-esr", island)?;
                command.args([
                    "--headless",
                    "--no-remote",
                    "--new-instance",
                    "--remote-debugging-port=0",
                    "--profile",
                ]);
                command
                    .arg(profile)
                    .stdout(Stdio::null())
                    .stderr(Stdio::piped());
                (command, "WebDriver BiDi listening on ")
            }
        };
        let mut child = command
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| {
                format!(
                    "starting {:?}; `cargo xtask test` installs it on Debian",
                    command.as_std().get_program()
                )
            })?;
        let url = match self {
            Self::Chromium => {
                let port = line_after(child.stdout.take().context("no output")?, mark).await?;
                let host = island.map_or_else(|| "127.0.0.1".to_owned(), Island::address);
                format!("ws://{host}:{}/session", port.trim_end_matches('.'))
            }
            Self::Firefox => format!(
                "{}/session",
                line_after(child.stderr.take().context("no output")?, mark).await?
            ),
        };
        Ok((child, url))
    }

    /// The capabilities to request for a new session.
    pub(crate) fn capabilities(self, profile: &Path, more: &[String]) -> Value {
        let always = match self {
            Self::Chromium => {
                let args = CHROMIUM.iter().map(|arg| (*arg).to_owned());
                let args: Vec<_> = args
                    .chain([format!("--user-data-dir={}", profile.display())])
                    .chain(more.iter().cloned())
                    .collect();
                json!({ "browserName": "chrome", "goog:chromeOptions": { "args": args } })
            }
            Self::Firefox => json!({}),
        };
        json!({ "capabilities": { "alwaysMatch": always } })
    }

    /// The events that report errors of a page.
    pub(crate) fn events(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["log.entryAdded", "goog:cdp.Log.entryAdded"],
            Self::Firefox => &["log.entryAdded"],
        }
    }
}

/// The program that the environment variable names, or else the usual one.
fn program(variable: &str, usual: &str, island: Option<&Island>) -> Result<Command> {
    let program = env::var_os(variable).unwrap_or_else(|| usual.into());
    match island {
        Some(island) => island.command(&program),
        None => Ok(Command::new(program)),
    }
}
