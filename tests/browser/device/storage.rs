//! Stored data in three cases: a tab ended unexpectedly, a database was damaged, or the tab that
//! held the profile was closed.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Tab};

use crate::looks::{glance, look};
use crate::moves::{balance, begin, follow, height, mine, reach, same_tip, says, tip, words};

/// Writes the mark of an unfinished opening of the default profile's only chain. A node worker that
/// ends during the opening leaves the same mark.
const INTERRUPT: &str = r#"
async () => {
  let folder = await navigator.storage.getDirectory();
  for (const name of ["profiles", "default"]) folder = await folder.getDirectoryHandle(name);
  const names = [];
  for await (const name of folder.keys()) if (name.endsWith(".redb")) names.push(name);
  const stream = await (await folder.getFileHandle("opening", { create: true })).createWritable();
  await stream.write(names[0].slice(0, -".redb".length));
  await stream.close();
  return names.join(" ");
}"#;

/// Overwrites the only database of the default profile with zeros.
const DAMAGE: &str = r#"
async () => {
  let folder = await navigator.storage.getDirectory();
  for (const name of ["profiles", "default"]) folder = await folder.getDirectoryHandle(name);
  for await (const [name, handle] of folder.entries()) {
    if (!name.endsWith(".redb")) continue;
    const size = (await handle.getFile()).size;
    const stream = await handle.createWritable();
    await stream.write(new Uint8Array(size));
    await stream.close();
  }
  return "";
}"#;

/// Goes to a page of the same origin that does not start a node, so that nothing holds the
/// profile's files.
async fn rest(tab: &Tab, relay: &Relay) -> Result<()> {
    tab.goto(&format!("{}?profile=/", relay.url())).await
}

#[tokio::test]
async fn an_opening_that_did_not_end_and_a_damaged_database_are_asked_about() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let a = begin(&ann, &relay).await?;
    let b = follow(&bob, &a).await?;
    let top = tip(&b).await?;
    let (blocks, coins, phrase) = (height(&a).await?, balance(&a).await?, words(&a).await?);

    // The worker ended while it opened the chain: the next start asks what to do, and the words are
    // available.
    rest(&a, &relay).await?;
    ensure!(!a.run(INTERRUPT, &[]).await?.is_empty());
    a.goto(&relay.url()).await?;
    says(&a, "“Our chain” is not open").await?;
    says(&a, "The last attempt to open this chain did not finish").await?;
    look(&a, "unopened").await?;
    a.button("Try again").click().await?;
    reach(&a, blocks).await?;
    ensure!(balance(&a).await? == coins && words(&a).await? == phrase);

    // The stored data can't be read at all: the blocks come from other nodes, the coins from the
    // words.
    rest(&a, &relay).await?;
    a.run(DAMAGE, &[]).await?;
    a.goto(&relay.url()).await?;
    says(&a, "This chain’s saved data can’t be used").await?;
    a.button("Fetch again from others").click().await?;
    a.button("Yes, fetch them again").click().await?;
    reach(&a, blocks).await?;
    ensure!(same_tip(&a, &b).await? == top);
    ensure!(balance(&a).await? == coins && words(&a).await? == phrase);
    ann.quiet()?;
    bob.quiet()
}

#[tokio::test]
async fn the_next_tab_takes_a_profile_over() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let first = begin(&ann, &relay).await?;
    let second = follow(&ann, &first).await?;
    says(&second, "takes over when that tab closes").await?;
    look(&second, "other-tab").await?;
    mine(&second, 1).await?;
    let phrase = words(&second).await?;

    // What the second tab has mined is stored, and so is what it mines from now on.
    first.close().await?;
    says(
        &second,
        "This tab keeps the chain and the wallet from now on",
    )
    .await?;
    glance(&second, "took-over").await?;
    mine(&second, 1).await?;
    let (blocks, coins) = (height(&second).await?, balance(&second).await?);
    second.goto(&relay.url()).await?;
    reach(&second, blocks).await?;
    ensure!(balance(&second).await? == coins && words(&second).await? == phrase);
    ann.quiet()
}
