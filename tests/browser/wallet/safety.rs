//! The safety of a wallet: its words, its passphrase, and restoring it from its words alone.

use std::fs;
use std::path::Path;

use anyhow::{Result, anyhow, ensure};
use bip39::Mnemonic;
use tests::drive::{Person, Relay, Tab, until};

use super::refused;
use crate::looks::look;
use crate::moves::{
    END, FIRST_COINS, address, amount, balance, in_history, invitation, join, mine, mine_to, pay,
    same_tip, says, shown_words, start_chain, words,
};

const PASSPHRASE: &str = "correct horse battery";

#[tokio::test]
async fn a_passphrase_guards_the_words_and_every_payment() -> Result<()> {
    let mut ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    start_chain(&tab).await?;
    mine_to(&tab, FIRST_COINS).await?;
    let words = words(&tab).await?;
    let (secret, length) = Mnemonic::parse_normalized(&words)
        .map_err(|error| anyhow!("{error}"))?
        .to_entropy_array();
    let secret = &secret[..length];
    ensure!(
        holds(ann.folder(), secret)?,
        "without a passphrase the secret is kept in clear"
    );
    set_a_passphrase(&tab).await?;
    ensure!(
        !holds(ann.folder(), secret)?,
        "the secret still rests in clear"
    );

    // After a crash the balance is there at once. The words and the coins need the passphrase.
    let kept = balance(&tab).await?;
    ann.kill()?;
    ann.start().await?;
    let tab = ann.open(&relay.url()).await?;
    ensure!(balance(&tab).await? == kept);
    ensure!(unlock_the_words(&tab).await? == words);
    let own = address(&tab).await?;
    pay_with_the_passphrase(&tab, &own).await?;
    pay_until_it_is_locked(&tab, &own).await?;
    start_a_chain_with_the_passphrase(&tab).await?;
    ensure!(address(&tab).await? != own);
    ann.quiet()
}

/// Sets the passphrase. The first attempt repeats it wrongly and is refused.
async fn set_a_passphrase(tab: &Tab) -> Result<()> {
    tab.button("Set a passphrase").click().await?;
    tab.field("New passphrase").fill(PASSPHRASE).await?;
    tab.field("New passphrase again")
        .fill("something else")
        .await?;
    tab.button("Save the passphrase").click().await?;
    refused(tab, "New passphrase again").await?;
    tab.field("New passphrase again").fill(PASSPHRASE).await?;
    tab.button("Save the passphrase").click().await?;
    tab.button("Change the passphrase").read().await?;
    Ok(())
}

/// Shows the twelve words and returns them. The first attempt has a wrong passphrase and is
/// refused.
async fn unlock_the_words(tab: &Tab) -> Result<String> {
    let field = "Passphrase for the words";
    tab.link("Wallet").click().await?;
    tab.button("Your words").click().await?;
    tab.field(field).fill("wrong horse").await?;
    tab.button("Show the words").click().await?;
    refused(tab, field).await?;
    tab.field(field).fill(PASSPHRASE).await?;
    tab.button("Show the words").click().await?;
    shown_words(tab).await
}

/// Pays to an own address, and lets the wallet stay unlocked. The first attempt has a wrong
/// passphrase and pays nothing.
async fn pay_with_the_passphrase(tab: &Tab, own: &str) -> Result<()> {
    tab.button("Lock the wallet by itself").click().await?;
    tab.choice("Lock it").key(END).await?;
    let before = balance(tab).await?;
    tab.field("To").fill(own).await?;
    tab.field("Amount").fill("1").await?;
    tab.button("Send").click().await?;
    tab.field("Passphrase").fill("wrong horse").await?;
    tab.button("Pay now").click().await?;
    refused(tab, "Passphrase").await?;
    ensure!(balance(tab).await? == before);
    tab.field("Passphrase").fill(PASSPHRASE).await?;
    tab.button("Pay now").click().await?;
    in_history(tab, &["To yourself"], false).await
}

/// Pays without the passphrase, since it was given just before, and locks the wallet.
async fn pay_until_it_is_locked(tab: &Tab, own: &str) -> Result<()> {
    let review = async || {
        tab.field("To").fill(own).await?;
        tab.field("Amount").fill("1").await?;
        tab.button("Send").click().await?;
        says(tab, "Review payment").await
    };
    review().await?;
    ensure!(tab.eval(PASSPHRASE_FIELD).await? == "false");
    tab.button("Pay now").click().await?;
    says(tab, "sent to").await?;
    tab.button("Make a new wallet with 24 words")
        .click()
        .await?;
    look(tab, "wallet-safety").await?;
    tab.button("Lock it now").click().await?;
    until("the wallet to be locked", &[tab], async || {
        Ok((tab.eval(IS_LOCKED).await? == "true").then_some(()))
    })
    .await?;
    review().await?;
    tab.field("Passphrase").read().await?;
    tab.button("Back").click().await?;
    Ok(())
}

/// Whether the page says that the wallet is locked.
const IS_LOCKED: &str =
    "String([...document.querySelectorAll('[role=status]')].some(it => it.innerText === 'Locked'))";

/// Whether the review asks for the passphrase.
const PASSPHRASE_FIELD: &str = "String(!!document.getElementById('review-passphrase'))";

/// Starts another chain. The first attempt has a wrong passphrase. The chain needs the passphrase
/// because its keys are different, and the locked wallet has not derived them yet.
async fn start_a_chain_with_the_passphrase(tab: &Tab) -> Result<()> {
    tab.link("Network").click().await?;
    tab.button("All chains").click().await?;
    tab.button("Start a new chain").click().await?;
    tab.field("Your passphrase").fill("wrong horse").await?;
    tab.button("Unlock").click().await?;
    refused(tab, "Your passphrase").await?;
    look(tab, "unlock").await?;
    tab.field("Your passphrase").fill(PASSPHRASE).await?;
    tab.button("Unlock").click().await?;
    tab.output("Height")
        .when("to be a new chain's", |now| now.text == "0")
        .await?;
    Ok(())
}

#[tokio::test]
async fn the_words_alone_bring_every_coin_back() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let a = ann.open(&relay.url()).await?;
    start_chain(&a).await?;
    mine_to(&a, FIRST_COINS).await?;
    let b = join(&bob, &invitation(&a).await?).await?;
    // Coins on every kind of address: rewards, change, and a received payment.
    pay(&a, &address(&b).await?, "20").await?;
    mine(&a, FIRST_COINS).await?;
    pay(&b, &address(&a).await?, "5").await?;
    in_history(&a, &["Received", "+5"], false).await?;
    mine(&a, 1).await?;
    same_tip(&a, &b).await?;

    b.link("Wallet").click().await?;
    b.button("Restore a wallet").click().await?;
    b.field("The wallet’s words")
        .fill("twelve words that are none")
        .await?;
    b.button("Restore this wallet").click().await?;
    refused(&b, "The wallet’s words").await?;
    // The words as people write them down: one on a line, with its number.
    let words = words(&a).await?;
    let listed = (1..).zip(words.split(' '));
    let listed: String = listed.map(|(at, word)| format!("{at}. {word}\n")).collect();
    b.field("The wallet’s words").fill(&listed).await?;
    let before = balance(&b).await?;
    b.button("Restore this wallet").click().await?;
    says(&b, "Replace this wallet?").await?;
    says(&b, &format!("{before} TAB on Our chain")).await?;
    says(&b, "Its words are not written down yet.").await?;
    look(&b, "replace-wallet").await?;
    b.button("Keep this wallet").click().await?;
    b.button("Restore this wallet").click().await?;
    b.button("Replace it").click().await?;
    let (all, theirs) = (balance(&a).await?, a.output("Balance").text().await?);
    b.output("Balance")
        .when(&format!("to be {all}, as Ann's"), |now| now.text == theirs)
        .await?;
    in_history(&b, &["Received", "+5"], true).await?;
    in_history(&b, &["Sent", "20"], true).await?;

    // Restoring the same words again changes nothing, and the replaced wallet can be brought back.
    b.field("The wallet’s words").fill(&words).await?;
    b.button("Restore this wallet").click().await?;
    says(&b, "Nothing has changed.").await?;
    b.button("Bring it back").click().await?;
    b.output("Balance")
        .when(&format!("to be {before} again"), |now| {
            amount(&now.text).is_ok_and(|now| now == before)
        })
        .await?;
    ann.quiet()?;
    bob.quiet()
}

/// Whether a file of the folder contains these bytes.
fn holds(folder: &Path, secret: &[u8]) -> Result<bool> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let found = if path.is_dir() && !path.is_symlink() {
            holds(&path, secret)?
        } else if path.is_file() {
            // The browser deletes and renames files meanwhile; a file that does not exist contains
            // nothing.
            let bytes = fs::read(&path).unwrap_or_default();
            bytes.windows(secret.len()).any(|window| window == secret)
        } else {
            false
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}
