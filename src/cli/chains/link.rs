//! `tabchain chain link`.

use clap::Args;
use serde_json::{Value, json};
use service::Invitation;
use signal::Endpoint;

use crate::chain_source;
use crate::failure::{Exit, Failure};
use crate::node_client::{NodeAccess, NodeClient};
use crate::output::Output;

/// The options of `tabchain chain link`.
#[derive(Clone, Debug, Args)]
pub(crate) struct LinkOptions {
    /// An invitation link, or a file with a chain's settings or link [default: the invitation of
    /// the running node, with its direct endpoints]
    #[arg(value_name = "LINK|FILE")]
    chain: Option<String>,
    /// The URL of the page that the link opens [default: that of the node, or
    /// http://127.0.0.1:8080/]
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// The relay that the link names, a ws:// or wss:// URL; by default that of the given link
    #[arg(long, value_name = "URL")]
    relay: Option<String>,
    /// A direct endpoint that the link names: a webrtc:// URL as a node shows it, or
    /// wss://HOST/node; may be repeated; by default those of the given link
    #[arg(long, value_name = "URL")]
    endpoint: Vec<String>,
    #[command(flatten)]
    node: NodeAccess,
}

/// Prints an invitation link.
///
/// # Errors
///
/// [`Failure`], which names the argument.
pub(super) fn run(options: &LinkOptions, output: Output) -> Result<(), Failure> {
    let (mut invitation, page) = match &options.chain {
        Some(chain) => (given(chain)?, None),
        None => asked(&options.node)?,
    };
    if let Some(relay) = &options.relay {
        invitation.relay.clone_from(relay);
    }
    if !options.endpoint.is_empty() {
        invitation.endpoints.clone_from(&options.endpoint);
    }
    let page = options.page.clone().or(page);
    let page = page.unwrap_or_else(|| "http://127.0.0.1:8080/".to_owned());
    let is_web = page.starts_with("http://") || page.starts_with("https://");
    if !is_web || page.contains(['#', '?']) {
        let message =
            format!("{page:?} is not an http:// or https:// URL without query and fragment");
        return Err(Failure::of("--page", Exit::Usage, message));
    }
    let link = invitation.to_link(&page);
    // Reading the link checks its URLs.
    Invitation::parse(&link).map_err(|error| {
        let argument = match error {
            service::InvitationError::Relay(_) => "--relay",
            _ => "--endpoint",
        };
        Failure::of(argument, Exit::Usage, error.to_string())
    })?;
    let document = json!({
        "link": link,
        "genesis": invitation.spec.genesis_hash().to_string(),
        "relay": invitation.relay,
        "endpoints": invitation.endpoints,
    });
    output.print(&document, &link)
}

/// The invitation of a link or a settings file.
fn given(chain: &str) -> Result<Invitation, Failure> {
    let setup = chain_source::read(chain, "LINK|FILE")?;
    let (endpoints, relays): (Vec<_>, Vec<_>) = setup
        .relays
        .into_iter()
        .partition(|url| Endpoint::parse(url).is_some());
    Ok(Invitation {
        spec: setup.spec,
        relay: relays.into_iter().next().unwrap_or_default(),
        endpoints,
    })
}

/// The invitation of the running node, and the page that it opens.
fn asked(access: &NodeAccess) -> Result<(Invitation, Option<String>), Failure> {
    let answer = NodeClient::new(access)?.get("/api/invitation")?;
    let wrong = |what: &str| Failure::of("--node", Exit::Node, format!("the node {what}"));
    if answer.status != 200 {
        return Err(wrong(&format!("refuses: HTTP status {}", answer.status)));
    }
    let document: Value = serde_json::from_slice(&answer.body)
        .map_err(|error| wrong(&format!("answers no JSON: {error}")))?;
    let link = document["link"].as_str();
    let link = link.ok_or_else(|| wrong("answers without a link"))?;
    let invitation = Invitation::parse(link).map_err(|error| wrong(&error.to_string()))?;
    let page = link.split('#').next().map(str::to_owned);
    Ok((invitation, page))
}
