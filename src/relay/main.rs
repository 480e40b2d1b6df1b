//! The relay's command line: `relay [OPTIONS]`, see [`HELP`].

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::PathBuf;

use anyhow::{Context, bail};
use lexopt::Parser;
use lexopt::prelude::{Long, Short, ValueExt};
use relay::{Config, NatsUrl, TurnSecret};
use signal::IceServer;
use signal::messages::MAX_ICE_SERVERS;
use tokio::net::TcpListener;

const HELP: &str = "\
Serves a Tabchain page and introduces its visitors to each other.

Usage: relay [OPTIONS]

  --listen ADDRESS        where to listen (127.0.0.1:8080; port 0 takes any free one)
  --lan                   listens on all addresses of this machine, and prints the one of the local network
  --root FOLDER           the built page (none: only introductions)
  --ice SERVERS           a server that helps pages behind address translators: an address such as
                          stun:example.org:3478, or a JSON list as RTCPeerConnection takes it; may be repeated
  --turn-secret SECRET    the secret shared with the TURN servers among these (coturn: static-auth-secret): each visitor
                          gets credentials that end after six hours
  --trusted-proxy NETWORK an address or network such as 10.0.0.0/8 whose X-Forwarded-For header is believed; may be
                          repeated. Without it everybody behind a proxy counts as one visitor
  --group-secret SECRET   the secret that networks' tags are made with; the same for all instances of one relay
  --nats URL              a NATS server, such as nats://user:password@host:4222, through which all instances of one
                          relay share their rooms; several with commas between. Needs --group-secret. @FILE reads
                          it from a file
  --help                  this text

A SECRET that begins with @ is the name of a file that holds it.

`/health` tells what the relay does. It stops on SIGTERM and on Ctrl-C.";

/// The default address to listen on.
const PORT: u16 = 8080;

struct Options {
    listen: String,
    lan: bool,
    config: Config,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Some(options) = parse(Parser::from_env())? else {
        println!("{HELP}");
        return Ok(());
    };
    let listener = TcpListener::bind(&options.listen)
        .await
        .with_context(|| format!("can't listen on {}", options.listen))?;
    let stop = stop_signal()?;
    let address = listener.local_addr()?;
    println!("listening on http://{address}/");
    if options.lan {
        println!("{}", lan_words(lan_address(), address.port()));
    }
    relay::serve(listener, options.config, stop).await?;
    println!("stopped");
    Ok(())
}

/// Parses the command line; `None` if it asks for help.
fn parse(mut arguments: Parser) -> anyhow::Result<Option<Options>> {
    let mut options = Options {
        listen: String::new(),
        lan: false,
        config: Config::default(),
    };
    let config = &mut options.config;
    while let Some(argument) = arguments.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Long("listen") => options.listen = text(&mut arguments)?,
            Long("root") => config.root = Some(folder(text(&mut arguments)?)?),
            Long("lan") => options.lan = true,
            Long("turn-secret") => {
                config.turn = Some(TurnSecret::new(secret(text(&mut arguments)?)?));
            }
            Long("group-secret") => {
                config.group_secret = secret(text(&mut arguments)?)?.into_bytes();
            }
            Long("nats") => config.nats = Some(NatsUrl::new(secret(text(&mut arguments)?)?)),
            Long("trusted-proxy") => config
                .trusted_proxies
                .push(network(&text(&mut arguments)?)?),
            Long("ice") => config
                .ice_servers
                .extend(ice_servers(&text(&mut arguments)?)?),
            other => bail!("{}; --help lists the options", other.unexpected()),
        }
    }
    if options.listen.is_empty() {
        let address = match options.lan {
            true => Ipv4Addr::UNSPECIFIED,
            false => Ipv4Addr::LOCALHOST,
        };
        options.listen = SocketAddr::from((address, PORT)).to_string();
    }
    if options.config.nats.is_some() && options.config.group_secret.is_empty() {
        bail!("--nats needs --group-secret, the same for all instances");
    }
    let servers = options.config.ice_servers.len();
    if servers > MAX_ICE_SERVERS {
        bail!("{servers} ice servers, at most {MAX_ICE_SERVERS} are allowed");
    }
    Ok(Some(options))
}

/// The value of an option.
fn text(arguments: &mut Parser) -> Result<String, lexopt::Error> {
    arguments.value()?.string()
}

fn folder(text: String) -> anyhow::Result<PathBuf> {
    let path = PathBuf::from(text);
    if !path.join("index.html").is_file() {
        bail!(
            "{} holds no index.html: it is not a built page",
            path.display()
        );
    }
    Ok(path)
}

/// Reads a secret: the text itself, or the content of the file after `@`.
fn secret(text: String) -> anyhow::Result<String> {
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
fn network(text: &str) -> anyhow::Result<ipnet::IpNet> {
    let network = match text.parse::<IpAddr>() {
        Ok(address) => Ok(address.into()),
        Err(_) => text.parse(),
    };
    network.with_context(|| format!("not an address or network: {text}"))
}

/// Returns this machine's address in the local network, the one that it would send from. Nothing is
/// sent.
fn lan_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address for documentation (RFC 5737). Only the route to it matters.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

/// The text that `--lan` prints.
fn lan_words(address: Option<IpAddr>, port: u16) -> String {
    match address {
        Some(address) => format!(
            "on the local network: http://{}/\n(without HTTPS, pages there keep everything in memory only)",
            SocketAddr::from((address, port))
        ),
        None => "no local network was found: only this computer reaches the page".to_owned(),
    }
}

fn ice_servers(text: &str) -> anyhow::Result<Vec<IceServer>> {
    let servers = if text.trim_start().starts_with('[') {
        serde_json::from_str(text).with_context(|| format!("not a list of ice servers: {text}"))?
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
                "{url} is not an address of an ICE server: stun:, stuns:, turn: or turns: comes first"
            );
        }
    }
    Ok(servers)
}

/// Resolves on SIGTERM or Ctrl-C. The signals are caught from this call on, not from the first
/// wait.
#[cfg(unix)]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
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
#[cfg(not(unix))]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
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

    fn parse_line(line: &[&str]) -> anyhow::Result<Option<Options>> {
        parse(Parser::from_args(
            line.iter()
                .map(|argument| (*argument).to_owned())
                .collect::<Vec<_>>(),
        ))
    }

    #[test]
    fn ice_servers_are_addresses_or_lists() {
        let list = r#"[{"urls":["turn:b.example"],"username":"u","credential":"c"}]"#;
        let line = ["--ice", "stun:a.example:3478", "--ice", list];
        let servers = parse_line(&line).unwrap().unwrap().config.ice_servers;
        let urls: Vec<_> = servers.iter().map(|server| &server.urls[0][..]).collect();
        assert_eq!(urls, ["stun:a.example:3478", "turn:b.example"]);
        assert_eq!(servers[1].username.as_deref(), Some("u"));
    }

    #[test]
    fn secrets_and_proxies_are_taken() {
        let line = [
            "--turn-secret",
            "s",
            "--trusted-proxy",
            "127.0.0.1",
            "--trusted-proxy",
            "10.0.0.0/8",
            "--group-secret",
            "g",
            "--lan",
        ];
        let options = parse_line(&line).unwrap().unwrap();
        assert_eq!(options.config.turn.unwrap().secret, "s");
        assert_eq!(options.config.group_secret, b"g");
        assert_eq!(options.config.trusted_proxies.len(), 2);
        assert_eq!(options.listen, "0.0.0.0:8080");
        let plain = parse_line(&[]).unwrap().unwrap();
        assert_eq!(plain.listen, "127.0.0.1:8080");
    }

    #[test]
    fn the_local_networks_address_is_printed() {
        let words = lan_words(Some([192, 168, 1, 20].into()), 8080);
        assert!(words.contains("http://192.168.1.20:8080/"), "{words}");
        assert!(lan_words(None, 8080).contains("no local network"));
    }

    #[test]
    fn a_wrong_command_line_says_what_is_wrong() {
        let cases = [
            (&["--listen"][..], "missing argument for option '--listen'"),
            (&["--shout"], "invalid option '--shout'"),
            (&["--root", "/no/such/folder"], "holds no index.html"),
            (
                &["--ice", "example.org"],
                "is not an address of an ICE server",
            ),
            (
                &["--trusted-proxy", "everybody"],
                "not an address or network",
            ),
            (&["--turn-secret", ""], "a secret is empty"),
            (
                &["--turn-secret", "@/no/such/file"],
                "can't read the secret",
            ),
            (&["--ice", "[7]"], "not a list of ice servers"),
            (
                &["--nats", "nats://127.0.0.1"],
                "--nats needs --group-secret",
            ),
        ];
        for (line, wanted) in cases {
            let error = parse_line(line).err().expect("it is wrong").to_string();
            assert!(error.contains(wanted), "{line:?}: {error}");
        }
        assert!(parse_line(&["--help"]).unwrap().is_none());
    }
}
