//! Stamps and receipts: made in one browser and verified in another, which accepts nothing that is
//! wrong.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Role, Tab, until};

use crate::looks::look;
use crate::moves::{
    FIRST_COINS, address, invitation, join, mine, mine_to, pay, same_tip, says, start_chain,
    start_mining, stop_mining,
};

/// Number of confirmations from which a proof by itself shows by when the file existed.
const BOUNDED: u32 = 11;

#[tokio::test]
async fn a_stamped_file_is_proven_to_who_has_no_chain() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let folder = tempfile::tempdir()?;
    let novel = write(
        folder.path(),
        "novel.txt",
        b"It was a dark and stormy night.",
    )?;
    let tab = ann.open(&relay.url()).await?;
    tab.save_to(folder.path()).await?;
    start_chain(&tab).await?;
    tab.link("Proofs").click().await?;
    look(&tab, "proofs-empty").await?;
    mine_to(&tab, FIRST_COINS).await?;

    tab.link("Proofs").click().await?;
    tab.control(Role::File, "File to stamp")
        .choose(&novel)
        .await?;
    look(&tab, "proofs-stamp").await?;
    tab.button("Stamp it").click().await?;
    stamped(&tab, &["novel.txt", "Waiting for a block"]).await?;
    mine(&tab, BOUNDED).await?;
    tab.reload().await?;
    tab.link("Proofs").click().await?;
    stamped(&tab, &["novel.txt", "In block"]).await?;
    tab.button("Save the proof of novel.txt").click().await?;
    let proof = saved(&tab, &folder.path().join("novel.txt.tabproof")).await?;
    look(&tab, "proofs-stamped").await?;
    tab.link("novel.txt").click().await?;
    look(&tab, "stamp").await?;

    let other = bob.open(&relay.url()).await?;
    other.link("Verify it here").click().await?;
    look(&other, "check-empty").await?;
    check(&other, &proof, Some(&novel)).await?;
    let verdict = other.output("Verdict").text().await?;
    for words in [
        "This exact file existed by",
        "Our chain",
        "You have not joined its chain",
    ] {
        ensure!(verdict.contains(words), "{words} is not in: {verdict}");
    }
    look(&other, "check-right").await?;

    let forged = write(
        folder.path(),
        "forged.txt",
        b"It was a bright and sunny day.",
    )?;
    check(&other, &proof, Some(&forged)).await?;
    refused(
        &other,
        Role::File,
        "The stamped file",
        "not the file that was stamped",
    )
    .await?;
    look(&other, "check-wrong").await?;
    let mut bytes = std::fs::read(&proof)?;
    let cut = write(folder.path(), "cut.tabproof", &bytes[..bytes.len() - 1])?;
    check(&other, &cut, Some(&novel)).await?;
    refused(
        &other,
        Role::File,
        "Proof or receipt",
        "damaged or cut short",
    )
    .await?;
    // The nonce of the first header: it is another block then, and the next header does not follow
    // it.
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let damaged = write(folder.path(), "damaged.tabproof", &bytes)?;
    check(&other, &damaged, Some(&novel)).await?;
    refused(&other, Role::File, "Proof or receipt", "damaged").await?;
    check(&other, &novel, None).await?;
    refused(&other, Role::File, "Proof or receipt", "not a proof").await?;

    other.button("More").click().await?;
    other
        .field("Expected chain (optional)")
        .fill(&"00".repeat(32))
        .await?;
    check(&other, &proof, Some(&novel)).await?;
    refused(
        &other,
        Role::Textbox,
        "Expected chain (optional)",
        "another chain",
    )
    .await?;

    // The description of a stamp is updated when it is confirmed.
    start_mining(&tab).await?;
    tab.link("Proofs").click().await?;
    tab.control(Role::File, "File to stamp")
        .choose(&forged)
        .await?;
    tab.button("Stamp it").click().await?;
    says(&tab, "forged.txt is stamped, in block").await?;
    stop_mining(&tab).await?;
    ann.quiet()?;
    bob.quiet()
}

#[tokio::test]
async fn a_receipt_counts_for_who_gets_it() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let folder = tempfile::tempdir()?;
    let tab = ann.open(&relay.url()).await?;
    tab.save_to(folder.path()).await?;
    start_chain(&tab).await?;
    tab.field("Your block message")
        .fill("Greetings from Ann")
        .await?;
    tab.button("Save message").click().await?;
    mine_to(&tab, FIRST_COINS).await?;
    let friend = join(&bob, &invitation(&tab).await?).await?;
    same_tip(&tab, &friend).await?;
    let to = address(&friend).await?;
    tab.link("Wallet").click().await?;
    tab.field("Public note").fill("For the bicycle").await?;
    look(&tab, "note").await?;
    pay(&tab, &to, "7.25").await?;
    tab.link("See the payment").click().await?;
    let payment = tab.eval("location.hash").await?;
    mine(&tab, 2).await?;
    same_tip(&tab, &friend).await?;
    tab.goto(&format!("{}{payment}", relay.url())).await?;
    tab.button("Show as a QR code").click().await?;
    let short = tab.field("Short receipt").value().await?;
    look(&tab, "receipt").await?;
    tab.button("Save a receipt").click().await?;
    let txid = payment.rsplit('/').next().unwrap_or_default();
    let name = format!("receipt-{}.tabproof", &txid[..8]);
    let receipt = saved(&tab, &folder.path().join(name)).await?;

    friend.link("Proofs").click().await?;
    check(&friend, &receipt, None).await?;
    verdict_names(&friend, &to).await?;
    let fragment = short.rsplit('#').next().unwrap_or_default();
    friend.goto(&format!("{}#{fragment}", relay.url())).await?;
    verdict_names(&friend, &to).await?;
    look(&friend, "receipt-right").await?;
    friend
        .field("Text of a QR code")
        .fill(&short[..short.len() - 1])
        .await?;
    friend.button("Check").click().await?;
    refused(
        &friend,
        Role::Textbox,
        "Text of a QR code",
        "damaged or cut off",
    )
    .await?;
    ann.quiet()?;
    bob.quiet()
}

/// Waits for the verdict on Ann's payment.
async fn verdict_names(tab: &Tab, to: &str) -> Result<()> {
    let wanted = [
        "The receipt is right",
        to,
        "7.25",
        "For the bicycle",
        "Your own node has the block",
    ];
    tab.output("Verdict")
        .when("to be all of it", |now| {
            wanted.iter().all(|words| now.text.contains(words))
        })
        .await?;
    Ok(())
}

/// Chooses the files and presses the button.
async fn check(tab: &Tab, proof: &Path, file: Option<&Path>) -> Result<()> {
    tab.control(Role::File, "Proof or receipt")
        .choose(proof)
        .await?;
    if let Some(file) = file {
        tab.control(Role::File, "The stamped file")
            .choose(file)
            .await?;
    }
    tab.button("Check").click().await
}

/// Waits until a field has an error with these words and no verdict is shown.
async fn refused(tab: &Tab, role: Role, field: &str, words: &str) -> Result<()> {
    tab.control(role, field)
        .when(&format!("to say “{words}”"), |now| {
            now.alert.contains(words)
        })
        .await?;
    let verdict = tab.output("Verdict").look().await?;
    ensure!(verdict.is_none(), "a verdict on what is wrong: {verdict:?}");
    Ok(())
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

/// Waits until the browser has saved a file.
async fn saved(tab: &Tab, path: &Path) -> Result<PathBuf> {
    until(
        &format!("{} to be saved", path.display()),
        &[tab],
        async || Ok(path.exists().then(|| path.to_owned())),
    )
    .await
}

fn write(folder: &Path, name: &str, content: &[u8]) -> Result<PathBuf> {
    let path = folder.join(name);
    std::fs::write(&path, content)?;
    Ok(path)
}
