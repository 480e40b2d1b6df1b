//! Removing a chain from the device, fetching it again from others, and adding and removing relays.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay};

use crate::looks::look;
use crate::moves::{
    address, agree_to_join, amount, balance, begin, follow, has_focus, in_history, invitation,
    join, mine, pay, peers, same_tip, says, says_no_more, start_chain, waiting,
};

/// The names of the databases in the default profile's folder.
const KEPT: &str = r#"
(async () => {
  let folder = await navigator.storage.getDirectory();
  for (const name of ["profiles", "default"]) folder = await folder.getDirectoryHandle(name);
  const kept = [];
  for await (const name of folder.keys()) if (name.endsWith(".redb")) kept.push(name);
  return kept.join(" ");
})()"#;

#[tokio::test]
async fn a_removed_chain_comes_back_from_the_others() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let a = begin(&ann, &relay).await?;
    let link = invitation(&a).await?;
    let b = join(&bob, &link).await?;
    same_tip(&a, &b).await?;
    pay(&a, &address(&b).await?, "12.5").await?;
    waiting(&a, 1).await?;
    mine(&a, 1).await?;
    in_history(&b, &["Received", "+12.5"], true).await?;

    b.link("Network").click().await?;
    b.button("All chains").click().await?;
    ensure!(!b.eval(KEPT).await?.is_empty());
    b.button("Remove Our chain").click().await?;
    says(&b, "Remove this chain and its blocks from this device?").await?;
    look(&b, "remove-chain").await?;
    b.button("No, keep it").click().await?;
    has_focus(&b, "Remove Our chain").await?;
    b.button("Open Our chain").read().await?;
    b.button("Remove Our chain").click().await?;
    b.button("Yes, remove it").click().await?;
    peers(&a, 0).await?;
    b.button("Start a new chain").read().await?;
    says_no_more(&b, "Your chains").await?;
    has_focus(&b, "A blockchain in your browser tabs").await?;
    ensure!(b.eval(KEPT).await?.is_empty(), "the blocks are still there");

    // The link brings back the chain, and the wallet finds its coins in it.
    b.field("Chain link").fill(&link).await?;
    b.button("Join").click().await?;
    agree_to_join(&b).await?;
    same_tip(&a, &b).await?;
    in_history(&b, &["Received", "+12.5"], true).await?;
    ensure!(balance(&b).await? == amount("12.5")?);
    ann.quiet()?;
    bob.quiet()
}

#[tokio::test]
async fn a_relay_is_added_beside_the_first_and_the_first_removed() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let other = Relay::start().await?;
    let a = ann.open(&relay.url()).await?;
    start_chain(&a).await?;
    mine(&a, 2).await?;
    let old = invitation(&a).await?;
    a.button("Add a relay").click().await?;
    a.field("Address of the relay")
        .fill("http://nowhere")
        .await?;
    a.button("Add this relay").click().await?;
    a.field("Address of the relay")
        .when("to say what is wrong", |now| {
            now.invalid && now.alert.contains("wss://")
        })
        .await?;
    look(&a, "relay").await?;
    a.field("Address of the relay")
        .fill(&other.socket_url())
        .await?;
    a.button("Add this relay").click().await?;
    // Both relays are used; the first one is dropped only when a person removes it.
    let remove = |url: &str| format!("Remove the relay {url}");
    a.button(&remove(&other.socket_url())).read().await?;
    a.button(&remove(&relay.socket_url())).click().await?;
    a.field("Invitation link")
        .when("to name the other relay", |now| now.value != old)
        .await?;
    let heard = relay.bytes_heard().await?;
    follow(&bob, &a).await?;
    ensure!(
        relay.bytes_heard().await? == heard,
        "the first relay introduced somebody"
    );
    ann.quiet()?;
    bob.quiet()
}
