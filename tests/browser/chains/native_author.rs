//! A native node that is an author of a chain, beside a tab.

use std::path::Path;

use anyhow::Result;
use tempfile::TempDir;
use tests::drive::{NativeNode, Person, Relay, tabchain, until};

use super::authors::{both_have_made_blocks, make_blocks, start_with_author};
use crate::looks::look;
use crate::moves::{height, invitation, join, reach, says, tip, words};

/// A wallet on the command line, and its exported vault.
struct Vault {
    folder: TempDir,
}

impl Vault {
    /// A wallet with new words.
    async fn new() -> Result<Self> {
        Self::made(&["create", "--no-passphrase"], None).await
    }

    /// The wallet of these words.
    async fn of_words(words: &str) -> Result<Self> {
        let line = ["restore", "--no-passphrase", "--words-file"];
        Self::made(&line, Some(words)).await
    }

    async fn made(line: &[&str], words: Option<&str>) -> Result<Self> {
        let vault = Self {
            folder: tempfile::tempdir()?,
        };
        let file = vault.path("words");
        let mut line = line.to_vec();
        if let Some(words) = words {
            tokio::fs::write(&file, words).await?;
            line.push(&file);
        }
        vault.wallet(&line).await?;
        vault.wallet(&["export", &vault.file()]).await?;
        Ok(vault)
    }

    /// Its public key, as founders list authors.
    async fn key(&self) -> Result<String> {
        self.wallet(&["address", "--identity"]).await
    }

    /// The exported vault.
    fn file(&self) -> String {
        self.path("vault")
    }

    async fn wallet(&self, line: &[&str]) -> Result<String> {
        let folder = self.path("wallet");
        tabchain(&[&["wallet", "--wallet", &folder], line].concat()).await
    }

    fn path(&self, name: &str) -> String {
        let folder: &Path = self.folder.path();
        folder.join(name).display().to_string()
    }
}

#[tokio::test]
async fn a_native_node_and_a_tab_seal_in_turn() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let vault = Vault::new().await?;
    let a = ann.open(&relay.url()).await?;
    start_with_author(&a, &vault.key().await?).await?;
    make_blocks(&a).await?;
    reach(&a, 1).await?;
    let link = invitation(&a).await?;
    let line = ["--chain", &link, "--author", "--vault", &vault.file()];
    let mut node = NativeNode::start(&line).await?;
    reach(&a, 6).await?;
    both_have_made_blocks(&a).await?;
    node.stop().await?;
    ann.quiet()
}

/// The key of Bob's tab is in the vault of a native node, too, which seals already. Bob's tab lets
/// its first turn pass, hears of the node's block and stops.
#[tokio::test]
async fn a_key_in_a_native_node_and_a_tab_seals_one_chain() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let a = ann.open(&relay.url()).await?;
    a.button("Your key, for block authors").click().await?;
    let key = a.field("Your public key").value().await?;
    a.close().await?;
    let b = bob.open(&relay.url()).await?;
    start_with_author(&b, &key).await?;
    let vault = Vault::of_words(&words(&b).await?).await?;
    let link = invitation(&b).await?;
    let line = ["--chain", &link, "--author", "--vault", &vault.file()];
    let node = NativeNode::start(&line).await?;
    reach(&b, 1).await?;
    // Ann and the native node seal in turn.
    let a = join(&ann, &link).await?;
    reach(&a, 1).await?;
    make_blocks(&a).await?;
    reach(&b, 4).await?;

    b.link("Mine").click().await?;
    b.button("Start making blocks").click().await?;
    says(&b, "Your key is in use in another place: it sealed block").await?;
    look(&b, "key-elsewhere").await?;
    b.button("Start making blocks").read().await?;
    let before = height(&a).await?;
    reach(&a, before + 4).await?;
    until("all to have the same tip", &[&a, &b], async || {
        let tips = (tip(&a).await?, tip(&b).await?, node.tip().await?);
        Ok((tips.0 == tips.1 && tips.1 == tips.2).then_some(()))
    })
    .await?;
    ann.quiet()?;
    bob.quiet()
}
