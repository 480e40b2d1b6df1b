//! Network namespaces: programs under test can reach only each other.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use crate::tools;

/// Brings the loopback interface up, makes it the default route, and then executes the command.
/// Browsers offer no connection without a default route.
const LOOPBACK: &str =
    r#"ip link set lo up && ip route add default dev lo src 127.0.0.1 && exec "$@""#;

/// A command that runs `program` with a loopback interface only. If the system has no such
/// namespaces or forbids them, the program shares the machine's network, and a message says so.
pub(crate) fn alone(program: impl AsRef<OsStr>) -> Command {
    let Some(unshare) = unshare() else {
        println!("network namespaces are not available here: the tests share the network");
        return Command::new(program);
    };
    let mut command = Command::new("unshare");
    command
        .args(unshare)
        .args(["sh", "-c", LOOPBACK, "sh"])
        .arg(program);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/sbin"].map(Into::into);
    // Joining the paths fails only if the name of a folder contains a separator. The search path
    // then remains unchanged.
    if let Ok(path) = std::env::join_paths(std::env::split_paths(&path).chain(system)) {
        command.env("PATH", path);
    }
    command
}

/// The options with which `unshare` creates a network namespace; `None` if it can't.
fn unshare() -> Option<&'static [&'static str]> {
    let options: &[&str] = if tools::is_root() {
        &["--net"]
    } else {
        &["--map-root-user", "--net"]
    };
    let works = Command::new("unshare")
        .args(options)
        .args(["sh", "-c", LOOPBACK, "sh", "true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    works.then_some(options)
}
