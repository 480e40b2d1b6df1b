//! Disks that are full, temporarily broken, or slow: the page says that nothing is saved,
//! continues, and saves everything once it can.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Tab};

use crate::looks::look;
use crate::moves::{
    END, FIRST_COINS, balance, begin, height, mine, mine_to, reach, says, says_no_more,
    start_chain, start_mining, stop_mining, words,
};
use crate::page_copy::page_with;

/// The page's message while nothing can be saved.
const UNSAVED: &str = "Nothing is being saved right now.";

/// Makes as many writes of the node worker fail as a test says: writes to the profile's files, or
/// writes to databases.
const BREAKABLE: &str = r#"
if (!self.document) {
  const broken = { profile: 0, database: 0 };
  const open = FileSystemFileHandle.prototype.createSyncAccessHandle;
  let channel;
  FileSystemFileHandle.prototype.createSyncAccessHandle = function (...options) {
    channel ??= new BroadcastChannel("disk");
    channel.onmessage = ({ data }) => {
      Object.assign(broken, data);
      channel.postMessage("heard");
    };
    return open.apply(this, options);
  };
  const write = FileSystemSyncAccessHandle.prototype.write;
  FileSystemSyncAccessHandle.prototype.write = function (bytes, options) {
    const isProfile = String.fromCharCode(...bytes.subarray(0, 7)) === "TABPROF";
    const file = isProfile ? "profile" : "database";
    if (broken[file] > 0) {
      broken[file] -= 1;
      throw new DOMException("the disk does not answer", "InvalidStateError");
    }
    return write.call(this, bytes, options);
  };
}"#;

/// Sets how many of the next writes of the node worker fail.
const BREAK: &str = r#"
async (file, writes) => {
  const channel = new BroadcastChannel("disk");
  const heard = new Promise((done) => (channel.onmessage = done));
  channel.postMessage({ [file]: Number(writes) });
  await heard;
  channel.close();
  return "";
}"#;

/// Holds the default profile's lock and its files, as a worker does if it takes long to end.
/// Returns the names of the files.
const HOLD: &str = r#"
async (lock, files) => {
  const rest = (millis) => new Promise((done) => setTimeout(done, millis));
  let folder = await navigator.storage.getDirectory();
  for (const name of ["profiles", "default"]) folder = await folder.getDirectoryHandle(name);
  const held = [];
  for await (const [name, handle] of folder.entries()) held.push([name, await handle.createWritable({ keepExistingData: true })]);
  await new Promise((granted) => navigator.locks.request("profile/default", () => { granted(); return rest(Number(lock)); }));
  rest(Number(files)).then(() => Promise.all(held.map(([, stream]) => stream.abort())));
  return held.map(([name]) => name).sort().join(" ");
}"#;

#[tokio::test]
async fn a_profile_that_can_not_be_written_is_written_later() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let page = page_with(BREAKABLE)?;
    let relay = Relay::serving(page.path().to_owned()).await?;
    let other = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    start_chain(&tab).await?;
    mine(&tab, 1).await?;
    let phrase = words(&tab).await?;

    tab.run(BREAK, &["profile", "Infinity"]).await?;
    // A command that promises durability is refused, and has no effect.
    tab.button("Set a passphrase").click().await?;
    tab.field("New passphrase").fill("correct horse").await?;
    tab.field("New passphrase again")
        .fill("correct horse")
        .await?;
    tab.button("Save the passphrase").click().await?;
    says(&tab, "Nothing was changed, because it can’t be saved").await?;
    says(&tab, UNSAVED).await?;
    look(&tab, "profile-unsaved").await?;
    // Everything else continues in this tab.
    tab.link("Network").click().await?;
    tab.button("Add a relay").click().await?;
    tab.field("Address of the relay")
        .fill(&other.socket_url())
        .await?;
    tab.button("Add this relay").click().await?;
    let added = format!("Remove the relay {}", other.socket_url());
    tab.button(&added).read().await?;
    mine(&tab, 1).await?;
    says(&tab, UNSAVED).await?;

    // Once writes succeed again, the data is saved without a request.
    tab.run(BREAK, &["profile", "0"]).await?;
    says_no_more(&tab, UNSAVED).await?;
    let blocks = height(&tab).await?;
    tab.reload().await?;
    reach(&tab, blocks).await?;
    ensure!(words(&tab).await? == phrase, "there is a passphrase");
    tab.link("Network").click().await?;
    tab.button(&added).read().await?;
    ann.quiet()
}

#[tokio::test]
async fn one_failed_write_loses_nothing() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let page = page_with(BREAKABLE)?;
    let relay = Relay::serving(page.path().to_owned()).await?;
    let tab = begin(&ann, &relay).await?;

    start_mining(&tab).await?;
    tab.run(BREAK, &["database", "1"]).await?;
    says(&tab, UNSAVED).await?;
    let blocks = height(&tab).await?;
    reach(&tab, blocks + 1).await?;
    says_no_more(&tab, UNSAVED).await?;
    stop_mining(&tab).await?;
    let (blocks, coins) = (height(&tab).await?, balance(&tab).await?);
    tab.reload().await?;
    reach(&tab, blocks).await?;
    ensure!(balance(&tab).await? == coins);
    ann.quiet()
}

#[tokio::test]
async fn slow_locks_and_files_are_waited_for() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    start_chain(&tab).await?;
    mine(&tab, 2).await?;
    let (blocks, phrase) = (height(&tab).await?, words(&tab).await?);

    // Pages of the same origin that do not start a node, so that the profile is free.
    let nothing = format!("{}?profile=/", relay.url());
    tab.goto(&nothing).await?;
    let holder = ann.open(&nothing).await?;
    let held = holder.run(HOLD, &["1500", "2500"]).await?;
    ensure!(
        held.contains(".redb") && held.contains("profile.0"),
        "{held}"
    );
    tab.goto(&relay.url()).await?;
    reach(&tab, blocks).await?;
    let page = tab.page_text().await?;
    ensure!(
        !page.contains("Another tab"),
        "it counts as another tab:\n{page}"
    );
    ensure!(words(&tab).await? == phrase);
    // This tab now holds the profile's files.
    mine(&tab, 1).await?;
    let blocks = height(&tab).await?;
    tab.reload().await?;
    reach(&tab, blocks).await?;
    ann.quiet()
}

/// Starts a chain whose blocks keep coming as quickly as they can be stored, so that its database
/// soon needs more space.
async fn start_practice_chain(tab: &Tab) -> Result<()> {
    tab.button("Settings").click().await?;
    tab.field("Starting difficulty (hashes)")
        .fill("65536")
        .await?;
    tab.choice("Difficulty").key(END).await?;
    tab.button("Start a new chain").click().await?;
    tab.output("Height").read().await?;
    Ok(())
}

#[tokio::test]
async fn a_full_device_is_told_and_what_came_meanwhile_is_kept_later() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let site = relay.url();
    let tab = ann.open(&site).await?;
    start_practice_chain(&tab).await?;
    mine_to(&tab, FIRST_COINS).await?;
    ann.storage_full(true);
    tab.limit_storage(&site, Some(1_000)).await?;
    start_mining(&tab).await?;
    says(&tab, UNSAVED).await?;
    let full = height(&tab).await?;
    reach(&tab, full + 2).await?;
    tab.link("Wallet").click().await?;
    look(&tab, "device-full").await?;
    // Mining and the wallet continue.
    tab.field("Your address").read().await?;
    balance(&tab).await?;
    stop_mining(&tab).await?;

    tab.limit_storage(&site, None).await?;
    says_no_more(&tab, UNSAVED).await?;
    ann.storage_full(false);
    let (blocks, coins) = (height(&tab).await?, balance(&tab).await?);
    ensure!(blocks >= full + 2);
    tab.reload().await?;
    reach(&tab, blocks).await?;
    ensure!(balance(&tab).await? == coins);
    ann.quiet()
}
