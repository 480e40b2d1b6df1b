//! The relay's command line: `relay [OPTIONS]`, see [`HELP`].

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, bail};
use lexopt::Parser;
use lexopt::prelude::{Long, Short, ValueExt};
use relay::arguments::{folder, ice_servers, lan_text, network, secret, stop_signal};
use relay::{Config, NatsUrl, TurnSecret};
use signal::messages::MAX_ICE_SERVERS;
use tokio::net::TcpListener;

const HELP: &str = "\
Serves a Tabchain page and introduces its visitors to each other.

Usage: relay [OPTIONS]

  --listen ADDRESS        the address of page and relay; with port 0, any free port (default: 127.0.0.1:8080)
  --lan                   listens on all addresses of this machine, and prints the one of the local network
  --root FOLDER           the folder of the built page; without it, the relay only introduces peers
  --ice SERVERS           a STUN or TURN server, for links across NATs: a URL such as stun:example.org:3478, or a JSON
                          list of servers in the form of RTCPeerConnection; may be repeated
  --turn-secret SECRET    the secret shared with the TURN servers of --ice (coturn: static-auth-secret): each visitor
                          gets credentials that end after six hours
  --trusted-proxy NETWORK the address or network, such as 10.0.0.0/8, of a proxy whose header X-Forwarded-For is
                          trusted; may be repeated. Without it, everybody behind a proxy counts as one visitor
  --group-secret SECRET   the secret from which visitors' network tags are made; all instances of a relay need the
                          same one
  --nats URL              a NATS server, such as nats://user:password@host:4222, through which all instances of one
                          relay share their rooms; several are separated by commas. Needs --group-secret. @FILE
                          reads it from a file
  --help                  this text

A SECRET that begins with @ is the name of a file that holds it.

`/health` has figures of the relay. The relay stops on SIGTERM and on Ctrl-C.";

/// The default port to listen on.
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
        println!("{}", lan_text("http", address.port()));
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
            Long("root") => config.root = Some(folder(text(&mut arguments)?.into())?),
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
