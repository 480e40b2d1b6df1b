//! The relay as a program: `relay [--listen ADDRESS] [--root FOLDER] [--ice SERVERS]`.

use std::path::PathBuf;

use anyhow::{Context, bail};
use relay::Config;
use signal::IceServer;
use signal::words::MAX_ICE_SERVERS;
use tokio::net::TcpListener;

const HELP: &str = "\
Serves a Tabchain page and introduces its visitors to each other.

Usage: relay [OPTIONS]

  --listen ADDRESS  where to listen (127.0.0.1:8080; port 0 takes any free one)
  --root FOLDER     the built page (none: only introductions)
  --ice SERVERS     a server that helps pages behind address translators: an address such as
                    stun:example.org:3478, or a JSON list as RTCPeerConnection takes it; may be repeated
  --help            this text

`/health` tells what the relay does. It stops on SIGTERM and on Ctrl-C.";

struct Options {
    listen: String,
    config: Config,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Some(options) = parse(std::env::args().skip(1))? else {
        println!("{HELP}");
        return Ok(());
    };
    let listener = TcpListener::bind(&options.listen)
        .await
        .with_context(|| format!("can't listen on {}", options.listen))?;
    let stop = stop_signal()?;
    println!("listening on http://{}/", listener.local_addr()?);
    relay::serve(listener, options.config, stop).await?;
    println!("stopped");
    Ok(())
}

/// The options of a command line, or none if it asks for help.
fn parse(mut args: impl Iterator<Item = String>) -> anyhow::Result<Option<Options>> {
    let mut options = Options {
        listen: "127.0.0.1:8080".to_owned(),
        config: Config::default(),
    };
    while let Some(name) = args.next() {
        if name == "--help" || name == "-h" {
            return Ok(None);
        }
        let mut value = || args.next().with_context(|| format!("{name} wants a value"));
        match name.as_str() {
            "--listen" => options.listen = value()?,
            "--root" => options.config.root = Some(folder(value()?)?),
            "--ice" => options.config.ice_servers.extend(ice_servers(&value()?)?),
            _ => bail!("unknown option {name}; --help lists them"),
        }
    }
    let servers = options.config.ice_servers.len();
    if servers > MAX_ICE_SERVERS {
        bail!("{servers} ice servers, at most {MAX_ICE_SERVERS} are allowed");
    }
    Ok(Some(options))
}

fn folder(text: String) -> anyhow::Result<PathBuf> {
    let path = PathBuf::from(text);
    if !path.join("index.html").is_file() {
        bail!(
            "{} holds no index.html: it is no built page",
            path.display()
        );
    }
    Ok(path)
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
                "{url} is no address of an ice server: stun:, stuns:, turn: or turns: comes first"
            );
        }
    }
    Ok(servers)
}

/// Resolves on SIGTERM or Ctrl-C. The signals are caught from this call on, not from the first wait.
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
        // Without a handler the relay can only be killed, which is no worse than stopping at once.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_line(line: &[&str]) -> anyhow::Result<Option<Options>> {
        parse(line.iter().map(|arg| (*arg).to_owned()))
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
    fn a_wrong_command_line_says_what_is_wrong() {
        let cases = [
            (&["--listen"][..], "--listen wants a value"),
            (&["--shout"], "unknown option --shout"),
            (&["--root", "/no/such/folder"], "holds no index.html"),
            (&["--ice", "example.org"], "is no address of an ice server"),
            (&["--ice", "[7]"], "not a list of ice servers"),
        ];
        for (line, wanted) in cases {
            let error = parse_line(line).err().expect("it is wrong").to_string();
            assert!(error.contains(wanted), "{line:?}: {error}");
        }
        assert!(parse_line(&["--help"]).unwrap().is_none());
    }
}
