//! Two people behind routers that translate addresses, and a native node that both can reach: they
//! share a chain through it.
//!
//! Both homes have the same private address, the routers change every port, and nothing but answers
//! comes in, so that the two browsers can't link directly.

use anyhow::{Result, ensure};
use serde_json::json;
use tempfile::TempDir;
use tests::drive::{
    Certificate, Host, Island, MAINLAND, NativeNode, Person, Tab, free, tabchain, until,
};

use crate::moves::{height, join, mine, peers, reach, same_tip, tip};

/// The settings file of a new chain whose blocks come quickly.
struct Chain {
    folder: TempDir,
}

impl Chain {
    async fn new() -> Result<Self> {
        let line = ["chain", "new", "--name", "Apart", "--symbol", "APT"];
        let easy = ["--fixed-difficulty", "--difficulty", "300000"];
        let settings = tabchain(&[&line[..], &easy].concat()).await?;
        let chain = Self {
            folder: tempfile::tempdir()?,
        };
        tokio::fs::write(chain.file(), settings).await?;
        Ok(chain)
    }

    fn file(&self) -> String {
        let path = self.folder.path().join("chain.json");
        path.display().to_string()
    }
}

#[tokio::test]
async fn people_behind_routers_share_a_chain_through_a_native_node_by_wss() -> Result<()> {
    let islands = [
        Island::behind_router(3).await?,
        Island::behind_router(4).await?,
    ];
    let routers = islands.each_ref().map(Island::address);
    let certificate = Certificate::new(MAINLAND).await?;
    let (listen, chain) = (free(MAINLAND)?, Chain::new().await?);
    let tls = certificate.options()?;
    let tls: Vec<&str> = tls.iter().map(String::as_str).collect();
    let file = chain.file();
    let line = ["--listen", &listen, "--chain", &file];
    let node = NativeNode::serve(&[&line[..], &tls].concat()).await?;
    // The link names neither a relay nor a WebRTC endpoint, so that `wss` is the only way.
    let page = format!("https://{listen}/");
    let entry = format!("wss://{listen}/node");
    let line = [
        "chain",
        "link",
        &file,
        "--page",
        &page,
        "--endpoint",
        &entry,
    ];
    let link = tabchain(&line).await?;
    let [ann, bob] = Person::apart_with(islands, certificate.trust()).await?;
    let tabs = share(&node, &ann, &bob, &link).await?;
    addresses(&node, &tabs, &routers).await?;
    ann.quiet()?;
    bob.quiet()
}

#[tokio::test]
async fn people_behind_routers_share_a_chain_at_a_direct_endpoint_without_a_relay() -> Result<()> {
    let islands = [
        Island::behind_router(5).await?,
        Island::behind_router(6).await?,
    ];
    let routers = islands.each_ref().map(Island::address);
    // The page comes from a server of plain files: there is no relay.
    let files = std::env::var("TABCHAIN_PAGE")?;
    let host = Host::on(files.as_ref(), MAINLAND).await?;
    let chain = Chain::new().await?;
    let endpoint = free(MAINLAND)?;
    let node = NativeNode::start(&["--chain", &chain.file(), "--endpoint", &endpoint]).await?;
    let link = node.invitation(host.url()).await?;
    let [ann, bob] = Person::apart(islands, host.url().trim_end_matches('/')).await?;
    let tabs = share(&node, &ann, &bob, &link).await?;
    addresses(&node, &tabs, &routers).await?;
    ann.quiet()?;
    bob.quiet()
}

/// Both join and mine, and both have what the other one has mined. Returns their tabs.
async fn share(node: &NativeNode, ann: &Person, bob: &Person, link: &str) -> Result<[Tab; 2]> {
    // A tab does not begin a chain of its own before it has seen a block of somebody.
    let own = node.rpc("getnewaddress", json!([])).await?;
    node.rpc("generatetoaddress", json!([1, own])).await?;
    let a = join(ann, link).await?;
    reach(&a, 1).await?;
    mine(&a, 2).await?;
    node.reach(&tip(&a).await?).await?;
    let b = join(bob, link).await?;
    reach(&b, 3).await?;
    same_tip(&a, &b).await?;
    mine(&b, 1).await?;
    same_tip(&a, &b).await?;
    ensure!(height(&a).await? >= 4, "what both have mined");
    Ok([a, b])
}

/// Both tabs have one peer, the node, which sees them at the addresses of their routers.
async fn addresses(node: &NativeNode, tabs: &[Tab; 2], routers: &[String; 2]) -> Result<()> {
    let [a, b] = tabs;
    until("the node to have one link with each", &[a, b], async || {
        Ok((node.peer_addresses().await? == *routers).then_some(()))
    })
    .await?;
    for tab in tabs {
        peers(tab, 1).await?;
    }
    Ok(())
}
