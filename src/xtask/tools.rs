//! The tools that the machine needs besides cargo: the wasm target, and, for tests, browsers and
//! their drivers.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::steps::run;
use crate::workspace::WASM;

/// A program that tests need, and the Debian package that contains it.
struct Tool {
    /// The names of the program; any one of them suffices.
    names: &'static [&'static str],
    package: &'static str,
}

const CHROMIUM: Tool = Tool {
    names: &["chromium"],
    package: "chromium",
};
const CHROMEDRIVER: Tool = Tool {
    names: &["chromedriver"],
    package: "chromium-driver",
};
const FIREFOX: Tool = Tool {
    names: &["firefox-esr", "firefox"],
    package: "firefox-esr",
};
const PYTHON: Tool = Tool {
    names: &["python3"],
    package: "python3",
};
const OPENSSL: Tool = Tool {
    names: &["openssl"],
    package: "openssl",
};
const TURNSERVER: Tool = Tool {
    names: &["turnserver"],
    package: "coturn",
};
const NATS_SERVER: Tool = Tool {
    names: &["nats-server"],
    package: "nats-server",
};
const IP: Tool = Tool {
    names: &["ip"],
    package: "iproute2",
};

const NFT: Tool = Tool {
    names: &["nft"],
    package: "nftables",
};

/// Installs the compiler's wasm target if it is missing.
pub(crate) fn wasm_target() -> anyhow::Result<()> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM])
        .stderr(Stdio::inherit())
        .output()
        .context("can't start rustc")?;
    let folder = String::from_utf8_lossy(&output.stdout);
    if output.status.success() && PathBuf::from(folder.trim()).is_dir() {
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", WASM])).with_context(|| {
        format!("the compiler lacks the target {WASM}, and rustup could not add it")
    })
}

/// Installs a subcommand of cargo if it is missing.
pub(crate) fn cargo_tool(subcommand: &str) -> anyhow::Result<()> {
    let mut version = Command::new("cargo");
    version.args([subcommand, "--version"]);
    let quiet = version.stdout(Stdio::null()).stderr(Stdio::null());
    if quiet.status().is_ok_and(|status| status.success()) {
        return Ok(());
    }
    let package = format!("cargo-{subcommand}");
    run(Command::new("cargo").args(["install", &package, "--locked"]))
}

/// Installs the programs that native tests compare our files with, if they are missing: Python,
/// which confirms the vectors, and OpenSSL, which reads and writes keys.
pub(crate) fn provide_references() -> anyhow::Result<()> {
    provide(&[PYTHON, OPENSSL])
}

/// Installs Chromium, its driver and the tool that isolates them (`ip`) if they are missing.
pub(crate) fn provide_chromium() -> anyhow::Result<()> {
    provide(&[CHROMIUM, CHROMEDRIVER, IP])
}

/// Installs the tools of [`provide_chromium`] and Firefox if they are missing.
pub(crate) fn provide_firefox() -> anyhow::Result<()> {
    provide(&[CHROMIUM, CHROMEDRIVER, FIREFOX, IP])
}

/// Installs the tools of [`provide_chromium`] and those for stories of people in separate networks,
/// if they are missing: a TURN server, address translation (`nft`), and OpenSSL, which makes
/// certificates.
pub(crate) fn provide_networks() -> anyhow::Result<()> {
    provide(&[CHROMIUM, CHROMEDRIVER, TURNSERVER, IP, NFT, OPENSSL])
}

/// Installs the NATS server, through which relays share rooms, if it is missing.
pub(crate) fn provide_nats() -> anyhow::Result<()> {
    provide(&[NATS_SERVER])
}

/// The path of the TURN server; `None` if it is missing.
pub(crate) fn turnserver() -> Option<PathBuf> {
    TURNSERVER.find()
}

/// The path of Chromium's driver; `None` if it is missing.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    CHROMEDRIVER.find()
}

/// The path of Chromium; `None` if it is missing.
pub(crate) fn chromium() -> Option<PathBuf> {
    CHROMIUM.find()
}

/// The path of Node; `None` if it is missing. Only a comparison needs it, so it is never installed.
pub(crate) fn node() -> Option<PathBuf> {
    find("node").or_else(|| find("nodejs"))
}

/// Whether the files with which programs are linked to OpenSSL are there. Only a comparison needs
/// them, so they are never installed.
pub(crate) fn has_openssl() -> bool {
    let mut command = Command::new("pkg-config");
    let status = command.args(["--exists", "openssl"]).status();
    status.is_ok_and(|status| status.success())
}

/// The path of Node's package manager; `None` if it is missing.
pub(crate) fn npm() -> Option<PathBuf> {
    find("npm")
}

/// The path of Firefox; `None` if it is missing.
pub(crate) fn firefox() -> Option<PathBuf> {
    FIREFOX.find()
}

impl Tool {
    fn find(&self) -> Option<PathBuf> {
        self.names.iter().copied().find_map(find)
    }
}

/// The path of a program; `None` if it is missing.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    // On Debian, the path of ordinary users lacks the folders of system programs.
    let system = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path)
        .chain(system)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

fn provide(tools: &[Tool]) -> anyhow::Result<()> {
    // Only Linux has the network namespaces that `ip` and `nft` set up.
    let is_for_namespaces = |tool: &&Tool| [IP.package, NFT.package].contains(&tool.package);
    let wanted = |tool: &&Tool| cfg!(target_os = "linux") || !is_for_namespaces(tool);
    let missing = |tool: &&Tool| tool.find().is_none();
    let missing: Vec<_> = tools.iter().filter(wanted).filter(missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<_> = missing.iter().map(|tool| tool.package).collect();
    if !(is_root() && find("apt-get").is_some()) {
        let names: Vec<_> = missing.iter().map(|tool| tool.names[0]).collect();
        bail!(
            "these programs are missing: {}; on Debian: sudo apt-get install {}",
            names.join(", "),
            packages.join(" ")
        );
    }
    println!("installing {}", packages.join(" "));
    if apt_get(&["install"], &packages).is_err() {
        // The package lists may be old or missing.
        apt_get(&["update"], &[])?;
        apt_get(&["install"], &packages)?;
    }
    Ok(())
}

fn apt_get(subcommand: &[&str], packages: &[&str]) -> anyhow::Result<()> {
    run(Command::new("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["--yes", "--quiet", "--no-install-recommends"])
        .args(subcommand)
        .args(packages))
}

/// Whether this process runs as root, by the owner of its own entry in `/proc`, which exists on
/// Linux only.
#[cfg(unix)]
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Whether this process runs as root; always `false` on systems without that user.
#[cfg(not(unix))]
pub(crate) fn is_root() -> bool {
    false
}
