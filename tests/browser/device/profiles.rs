//! A profile whose files can't be read: nothing is written to them, the page says so, and the
//! person can continue with another profile.

use anyhow::{Result, ensure};
use base64ct::{Base64, Encoding};
use primitives::sha256;
use tests::drive::{Person, Relay, Tab};

use crate::looks::look;
use crate::moves::{says, start_chain};

/// A stored profile with a chain, written by a version whose key paths had no level for the chain.
const FORMAT_1: &[u8] = include_bytes!("../../../src/service/tests/service/profiles/format-1");

/// The WebDriver code of the key `Enter`.
const ENTER: char = '\u{E007}';

/// Writes a profile's file, given in base64, below the origin's private folder.
const WRITE: &str = r#"
async (profile, file, base64) => {
  let folder = await navigator.storage.getDirectory();
  for (const name of ["profiles", profile]) folder = await folder.getDirectoryHandle(name, { create: true });
  const stream = await (await folder.getFileHandle(file, { create: true })).createWritable();
  await stream.write(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  await stream.close();
  return "";
}"#;

/// The names of all files of a profile, and the SHA-256 of their contents.
const READ: &str = r#"
async (profile) => {
  let folder = await navigator.storage.getDirectory();
  for (const name of ["profiles", profile]) folder = await folder.getDirectoryHandle(name);
  const files = [];
  for await (const [name, handle] of folder.entries()) {
    const hash = await crypto.subtle.digest("SHA-256", await (await handle.getFile()).arrayBuffer());
    files.push(`${name} ${Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("")}`);
  }
  return files.sort().join("\n");
}"#;

/// The bytes of a profile's file as a browser stores it, in the format of
/// `browser::storage::slots`.
fn slot(sequence: u64, body: &[u8]) -> Vec<u8> {
    let sequence = sequence.to_le_bytes();
    let sum = sha256(&[&sequence, body].concat());
    [b"TABPROF\x01", &sequence[..], &sum, body].concat()
}

async fn write(tab: &Tab, profile: &str, file: &str, bytes: &[u8]) -> Result<()> {
    let base64 = Base64::encode_string(bytes);
    tab.run(WRITE, &[profile, file, &base64]).await?;
    Ok(())
}

#[tokio::test]
async fn an_old_profile_and_garbage_are_left_as_they_are() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    // A page of the same origin that does not start a node.
    let tab = ann.open(&format!("{}?profile=/", relay.url())).await?;
    write(&tab, "default", "profile.0", &slot(7, FORMAT_1)).await?;
    write(&tab, "default", "profile.1", &slot(6, FORMAT_1)).await?;
    write(&tab, "torn", "profile.0", b"no profile at all").await?;
    let old = tab.run(READ, &["default"]).await?;
    let torn = tab.run(READ, &["torn"]).await?;

    tab.goto(&format!("{}?profile=torn", relay.url())).await?;
    says(&tab, "its file is damaged").await?;
    ensure!(tab.run(READ, &["torn"]).await? == torn);

    tab.goto(&relay.url()).await?;
    says(&tab, "an earlier version of Tabchain wrote it (format 1)").await?;
    says(&tab, "was left unchanged").await?;
    look(&tab, "old-profile").await?;
    tab.button("Try again").read().await?;
    // The button is pressed by a key, because it reloads the page. After a mouse click, the driver
    // checks which element the click has hit, and the reload prevents that.
    tab.button("Start anew beside it").key(ENTER).await?;
    tab.goto(&relay.url()).await?;
    start_chain(&tab).await?;
    tab.link("Wallet").click().await?;
    says(&tab, "not written down yet").await?;
    // From now on this device opens the new profile.
    tab.goto(&relay.url()).await?;
    tab.output("Height").read().await?;
    ensure!(!tab.run(READ, &["default-2"]).await?.is_empty());
    ensure!(
        tab.run(READ, &["default"]).await? == old,
        "the old profile has changed"
    );
    ann.quiet()
}
