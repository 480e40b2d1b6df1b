//! What has to be on the machine beside cargo: the wasm target, and for tests browsers and their
//! drivers.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::steps::run;
use crate::workspace::WASM;

/// A program that tests need, and the Debian package that has it.
struct Tool {
    /// Names by which it goes; any one will do.
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
const TURNSERVER: Tool = Tool {
    names: &["turnserver"],
    package: "coturn",
};
const IP: Tool = Tool {
    names: &["ip"],
    package: "iproute2",
};

/// Installs the compiler's wasm target if it is not there.
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

/// Sees to it that Python is there, which confirms the tests' vectors.
pub(crate) fn provide_python() -> anyhow::Result<()> {
    provide(&[PYTHON])
}

/// Sees to it that Chromium, its driver and what isolates them are there.
pub(crate) fn provide_chromium() -> anyhow::Result<()> {
    provide(&[CHROMIUM, CHROMEDRIVER, IP])
}

/// Sees to it that Firefox is there too.
pub(crate) fn provide_firefox() -> anyhow::Result<()> {
    provide(&[CHROMIUM, CHROMEDRIVER, FIREFOX, IP])
}

/// Sees to it that the TURN server for tests is there too.
pub(crate) fn provide_coturn() -> anyhow::Result<()> {
    provide(&[CHROMIUM, CHROMEDRIVER, TURNSERVER, IP])
}

/// Where the TURN server is.
pub(crate) fn turnserver() -> Option<PathBuf> {
    TURNSERVER.find()
}

/// Where Chromium's driver is.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    CHROMEDRIVER.find()
}

/// Where Chromium is.
pub(crate) fn chromium() -> Option<PathBuf> {
    CHROMIUM.find()
}

/// Where Node is. Nothing but a comparison needs it, so it is never installed.
pub(crate) fn node() -> Option<PathBuf> {
    find("node").or_else(|| find("nodejs"))
}

/// Where Node's package manager is.
pub(crate) fn npm() -> Option<PathBuf> {
    find("npm")
}

/// Where Firefox is.
pub(crate) fn firefox() -> Option<PathBuf> {
    FIREFOX.find()
}

impl Tool {
    fn find(&self) -> Option<PathBuf> {
        self.names.iter().copied().find_map(find)
    }
}

/// The path of a program, if it is there.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    // Plain users of Debian do not have the folders of the system's own programs in their path.
    let system = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path)
        .chain(system)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

fn provide(tools: &[Tool]) -> anyhow::Result<()> {
    // Only Linux has the namespaces that `ip` sets up.
    let wanted = |tool: &&Tool| cfg!(target_os = "linux") || tool.package != IP.package;
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
        // The lists of packages may be old, or not there at all.
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

/// Whether this process may do everything: on Linux, where it matters here, the owner of its own
/// entry in `/proc`.
#[cfg(unix)]
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Whether this process may do everything; never asked for with effect where there are no such
/// users.
#[cfg(not(unix))]
pub(crate) fn is_root() -> bool {
    false
}
