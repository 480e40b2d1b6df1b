//! Values on the command line of a program that runs a relay.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::PathBuf;

use anyhow::{Context, bail};
use ipnet::IpNet;
use signal::IceServer;

/// Checks that a folder holds a built page.
///
/// # Errors
///
/// An error that names the folder.
pub fn folder(path: PathBuf) -> anyhow::Result<PathBuf> {
    if !path.join("index.html").is_file() {
        bail!(
            "{} holds no index.html: it is not a built page",
            path.display()
        );
    }
    Ok(path)
}

/// Reads a secret: the text itself, or the content of the file after `@`.
///
/// # Errors
///
/// An error that names the file, and never the secret.
pub fn secret(text: String) -> anyhow::Result<String> {
    let secret = match text.strip_prefix('@') {
        Some(file) => std::fs::read_to_string(file)
            .with_context(|| format!("can't read the secret in {file}"))?
            .trim()
            .to_owned(),
        None => text,
    };
    if secret.is_empty() {
        bail!("a secret is empty");
    }
    Ok(secret)
}

/// Parses a network or a single address.
///
/// # Errors
///
/// An error with the text.
pub fn network(text: &str) -> anyhow::Result<IpNet> {
    let network = match text.parse::<IpAddr>() {
        Ok(address) => Ok(address.into()),
        Err(_) => text.parse(),
    };
    network.with_context(|| format!("not an address or network: {text}"))
}

/// Returns this machine's address in the local network, the one that it would send from. Nothing is
/// sent.
pub fn lan_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address for documentation (RFC 5737). Only the route to it matters.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

/// The text that `--lan` prints. `scheme` is `http` or `https`.
pub fn lan_text(scheme: &str, port: u16) -> String {
    lan_text_for(lan_address(), scheme, port)
}

fn lan_text_for(address: Option<IpAddr>, scheme: &str, port: u16) -> String {
    match address {
        Some(address) => {
            let place = SocketAddr::from((address, port));
            let warning = match scheme {
                "https" => "",
                _ => "\n(without HTTPS, pages there keep everything in memory only)",
            };
            format!("on the local network: {scheme}://{place}/{warning}")
        }
        None => "no local network was found: only this computer reaches the page".to_owned(),
    }
}

/// Parses a server's address, or a JSON list of servers.
///
/// # Errors
///
/// An error that names what is wrong.
pub fn ice_servers(text: &str) -> anyhow::Result<Vec<IceServer>> {
    let servers = if text.trim_start().starts_with('[') {
        serde_json::from_str(text).context("not a list of ice servers")?
    } else {
        vec![IceServer {
            urls: vec![text.to_owned()],
            username: None,
            credential: None,
        }]
    };
    for server in &servers {
        server.check()?;
        let known = |url: &&String| {
            ["stun:", "stuns:", "turn:", "turns:"]
                .iter()
                .any(|scheme| url.starts_with(scheme))
        };
        if let Some(url) = server.urls.iter().find(|url| !known(url)) {
            bail!(
                "{url} is not an address of an ICE server: it must begin with stun:, stuns:, turn: or turns:"
            );
        }
    }
    Ok(servers)
}

/// Resolves on SIGTERM or Ctrl-C. The signals are caught from this call on, not from the first
/// wait.
///
/// # Errors
///
/// The system's error if the signals can't be caught.
#[cfg(unix)]
pub fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Resolves on Ctrl-C.
///
/// # Errors
///
/// None on this system.
#[cfg(not(unix))]
pub fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler the relay can only be killed, which equals stopping at once.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_local_networks_address_is_printed() {
        let text = lan_text_for(Some([192, 168, 1, 20].into()), "http", 8080);
        assert!(text.contains("http://192.168.1.20:8080/"), "{text}");
        assert!(text.contains("without HTTPS"), "{text}");
        let text = lan_text_for(Some([192, 168, 1, 20].into()), "https", 443);
        assert_eq!(text, "on the local network: https://192.168.1.20:443/");
        assert!(lan_text_for(None, "http", 8080).contains("no local network"));
    }
}
