//! Stamps: a file that was stamped is proven to a person who does not have its chain.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Role, Tab};

use super::{check, refused, saved};
use crate::looks::look;
use crate::moves::{FIRST_COINS, mine, mine_to, says, start_chain, start_mining, stop_mining};

/// The number of confirmations from which a proof alone gives a time by which the file existed.
const BOUNDED: u32 = 11;

#[tokio::test]
async fn a_stamped_file_is_proven_to_who_has_no_chain() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let novel = write(folder, "novel.txt", b"It was a dark and stormy night.")?;
    let forged = write(folder, "forged.txt", b"It was a bright and sunny day.")?;
    let tab = ann.open(&relay.url()).await?;
    tab.save_to(folder).await?;
    start_chain(&tab).await?;
    tab.link("Proofs").click().await?;
    look(&tab, "proofs-empty").await?;
    mine_to(&tab, FIRST_COINS).await?;
    stamp_a_file(&tab, &novel).await?;
    mine(&tab, BOUNDED).await?;
    tab.reload().await?;
    let proof = save_the_proof(&tab, folder).await?;

    let other = bob.open(&relay.url()).await?;
    other.link("Verify it here").click().await?;
    look(&other, "check-empty").await?;
    check_a_right_proof(&other, &proof, &novel).await?;
    check(&other, &proof, Some(&forged)).await?;
    let not_stamped = "not the file that was stamped";
    refused(&other, Role::File, "The stamped file", not_stamped).await?;
    look(&other, "check-wrong").await?;
    check_damaged_proofs(&other, &proof, &novel).await?;
    check(&other, &novel, None).await?;
    refused(&other, Role::File, "Proof or receipt", "not a proof").await?;
    check_for_another_chain(&other, &proof, &novel).await?;

    stamp_while_mining(&tab, &forged).await?;
    ann.quiet()?;
    bob.quiet()
}

/// Stamps the novel, which waits for a block.
async fn stamp_a_file(tab: &Tab, novel: &Path) -> Result<()> {
    tab.link("Proofs").click().await?;
    tab.control(Role::File, "File to stamp")
        .choose(novel)
        .await?;
    look(tab, "proofs-stamp").await?;
    tab.button("Stamp it").click().await?;
    stamped(tab, &["novel.txt", "Waiting for a block"]).await
}

/// Saves the proof of the novel, and looks at its stamp.
async fn save_the_proof(tab: &Tab, folder: &Path) -> Result<PathBuf> {
    tab.link("Proofs").click().await?;
    stamped(tab, &["novel.txt", "In block"]).await?;
    tab.button("Save the proof of novel.txt").click().await?;
    let proof = saved(tab, &folder.join("novel.txt.tabproof")).await?;
    look(tab, "proofs-stamped").await?;
    tab.link("novel.txt").click().await?;
    look(tab, "stamp").await?;
    Ok(proof)
}

async fn check_a_right_proof(tab: &Tab, proof: &Path, novel: &Path) -> Result<()> {
    check(tab, proof, Some(novel)).await?;
    let verdict = tab.output("Verdict").text().await?;
    for words in [
        "This exact file existed by",
        "Our chain",
        "You have not joined its chain",
    ] {
        ensure!(verdict.contains(words), "{words} is not in: {verdict}");
    }
    look(tab, "check-right").await
}

/// Checks the proof without its last byte, and with one bit changed.
async fn check_damaged_proofs(tab: &Tab, proof: &Path, novel: &Path) -> Result<()> {
    let mut bytes = std::fs::read(proof)?;
    let folder = proof.parent().unwrap_or(proof);
    let cut = write(folder, "cut.tabproof", &bytes[..bytes.len() - 1])?;
    check(tab, &cut, Some(novel)).await?;
    let cut_short = "damaged or cut short";
    refused(tab, Role::File, "Proof or receipt", cut_short).await?;
    // A bit in the middle of the file. In a header it changes the hash, so that the next header
    // does not connect to it.
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let damaged = write(folder, "damaged.tabproof", &bytes)?;
    check(tab, &damaged, Some(novel)).await?;
    refused(tab, Role::File, "Proof or receipt", "damaged").await
}

/// Checks the proof for a chain that the stamp is not in.
async fn check_for_another_chain(tab: &Tab, proof: &Path, novel: &Path) -> Result<()> {
    let expected = "Expected chain (optional)";
    tab.button("More").click().await?;
    tab.field(expected).fill(&"00".repeat(32)).await?;
    check(tab, proof, Some(novel)).await?;
    refused(tab, Role::Textbox, expected, "another chain").await
}

/// Stamps a file while mining. The description of a stamp is updated when it is confirmed.
async fn stamp_while_mining(tab: &Tab, file: &Path) -> Result<()> {
    start_mining(tab).await?;
    tab.link("Proofs").click().await?;
    tab.control(Role::File, "File to stamp")
        .choose(file)
        .await?;
    tab.button("Stamp it").click().await?;
    says(tab, "forged.txt is stamped, in block").await?;
    stop_mining(tab).await
}

/// Waits until the list has a stamp with all of these words.
async fn stamped(tab: &Tab, words: &[&str]) -> Result<()> {
    tab.table("Your stamps")
        .when(&format!("to have {words:?}"), |table| {
            let lines = table.rows.iter().map(|row| row.join(" "));
            lines
                .into_iter()
                .any(|line| words.iter().all(|word| line.contains(word)))
        })
        .await?;
    Ok(())
}

fn write(folder: &Path, name: &str, content: &[u8]) -> Result<PathBuf> {
    let path = folder.join(name);
    std::fs::write(&path, content)?;
    Ok(path)
}
