//! A network of one's own: programs under test reach themselves and nothing else.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use crate::tools;

/// Brings the loopback interface up and makes it the way to everywhere, for browsers offer no
/// connection without one; then becomes the command.
const LOOPBACK: &str =
    r#"ip link set lo up && ip route add default dev lo src 127.0.0.1 && exec "$@""#;

/// A command that runs `program` with nothing but loopback. Where the system has no such namespaces
/// or forbids them, the program runs beside everything else, and that is said.
pub(crate) fn alone(program: impl AsRef<OsStr>) -> Command {
    let Some(unshare) = unshare() else {
        println!("network namespaces are not to be had here: the tests share the network");
        return Command::new(program);
    };
    let mut command = Command::new("unshare");
    command
        .args(unshare)
        .args(["sh", "-c", LOOPBACK, "sh"])
        .arg(program);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/sbin"].map(Into::into);
    // A path with a separator in it was never found in anyway, so the old one does then.
    if let Ok(path) = std::env::join_paths(std::env::split_paths(&path).chain(system)) {
        command.env("PATH", path);
    }
    command
}

/// The options with which `unshare` makes a network namespace, if it can.
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
