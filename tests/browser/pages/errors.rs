//! Wrong input is explained in plain words at the field that holds it, and changes nothing.

use anyhow::{Context as _, Result, ensure};
use base64ct::{Base64UrlUnpadded, Encoding};
use futures_util::{SinkExt as _, StreamExt as _};
use primitives::sha256d;
use signal::{FromRelay, Refusal};
use tests::drive::{Person, Relay, Role, Tab, until};
use tokio::fs;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use crate::moves::{
    address, agree_to_join, balance, history, invitation, mine, mine_to, saved_settings, says,
    start_chain, tip,
};
use crate::page_copy::{copy_page, version};

#[tokio::test]
async fn a_wrong_link_is_refused_at_its_field() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let giver = ann.open(&format!("{}?profile=giver", relay.url())).await?;
    // The chain has the default settings, with which the node measures the starting difficulty.
    giver.button("Start a new chain").click().await?;
    giver.output("Height").read().await?;
    let good = invitation(&giver).await?;
    let file = saved_settings(&giver).await?;
    ensure!(
        !file.contains("\"bits\": \"1e0fffff\""),
        "the default: {file}"
    );

    let tab = ann.open(&relay.url()).await?;
    let cut = &good[..good.len() - 3];
    let changed = with_interval(&good, 0)?;
    for (link, word) in [
        ("", "link"),
        ("good morning", "link"),
        (cut, "damaged"),
        (&changed, "interval"),
    ] {
        tab.field("Chain link").fill(link).await?;
        tab.button("Join").click().await?;
        alert(&tab, "Chain link", word).await?;
    }
    // The same link in the address bar of a new tab.
    let direct = ann.open(&changed).await?;
    alert(&direct, "Chain link", "interval").await?;

    // None of the links left anything behind, and the right link still works.
    ensure!(
        tab.output("Height").look().await?.is_none(),
        "no chain is open"
    );
    tab.field("Chain link").fill(&good).await?;
    tab.button("Join").click().await?;
    agree_to_join(&tab).await?;
    let there = tip(&giver).await?;
    tab.output("Tip")
        .when("to be the giver's", |tip| tip.text == there)
        .await?;
    ann.quiet()
}

#[tokio::test]
async fn a_program_that_does_not_load_is_told() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let folder = tempfile::tempdir()?;
    copy_page(folder.path())?;
    let version = folder.path().join("v").join(version(folder.path())?);
    for program in ["tab_bg.wasm", "tab_bg.wasm.br"] {
        fs::remove_file(version.join(program)).await?;
    }
    let relay = Relay::serving(folder.path().to_owned()).await?;
    let tab = ann.open(&relay.url()).await?;
    until("the page to tell", &[&tab], async || {
        let alert = tab.eval("document.querySelector('[role=alert]')?.innerText ?? ''");
        Ok(alert.await?.contains("could not be loaded").then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_page_that_does_not_load_is_told_and_tried_again() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let (folder, aside) = (tempfile::tempdir()?, tempfile::tempdir()?);
    copy_page(folder.path())?;
    let version = folder.path().join("v").join(version(folder.path())?);
    let part = ["split_network.wasm", "split_network.wasm.br"];
    for file in part {
        fs::rename(version.join(file), aside.path().join(file)).await?;
    }
    let relay = Relay::serving(folder.path().to_owned()).await?;
    let tab = ann.open(&relay.url()).await?;
    start_chain(&tab).await?;
    tab.link("Network").click().await?;
    says(&tab, "could not be loaded").await?;
    tab.button("Try again").click().await?;
    says(&tab, "could not be loaded").await?;
    // The rest of the page goes on.
    mine(&tab, 1).await?;
    tab.link("Network").click().await?;
    says(&tab, "could not be loaded").await?;
    for file in part {
        fs::rename(aside.path().join(file), version.join(file)).await?;
    }
    tab.button("Try again").click().await?;
    tab.control(Role::Heading, "Network").read().await?;
    tab.field("Invitation link").read().await?;
    Ok(())
}

#[tokio::test]
async fn a_wrong_payment_is_refused_at_its_field() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    start_chain(&tab).await?;
    mine_to(&tab, 1).await?;
    let own = address(&tab).await?;
    let before = (
        tip(&tab).await?,
        balance(&tab).await?,
        history(&tab).await?.len(),
    );

    let mistyped = format!(
        "{}{}",
        &own[..own.len() - 1],
        if own.ends_with('q') { 'p' } else { 'q' }
    );
    for wrong in [
        "nobody",
        &mistyped,
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "",
    ] {
        refused(&tab, wrong, "1", "To").await?;
    }
    for wrong in ["1000000", "much", "-1", "0", "0.123456789", ""] {
        refused(&tab, &own, wrong, "Amount").await?;
    }
    ensure!(
        before
            == (
                tip(&tab).await?,
                balance(&tab).await?,
                history(&tab).await?.len()
            )
    );
    ann.quiet()
}

#[tokio::test]
async fn a_malformed_message_costs_the_sender_its_socket_to_the_relay() -> Result<()> {
    let relay = Relay::start().await?;
    for nonsense in ["", "{}", "[1,2", r#"{"join":{"room":"x","peer":"y"}}"#] {
        let (mut socket, _) = connect_async(relay.socket_url()).await?;
        socket.send(Message::text(nonsense)).await?;
        let answer = socket.next().await.context("closed without a word")??;
        let answer = FromRelay::decode(answer.to_text()?)?;
        ensure!(
            matches!(
                answer,
                FromRelay::Refused {
                    reason: Refusal::Malformed,
                    ..
                }
            ),
            "{nonsense} was answered by {answer:?}"
        );
        let end = socket.next().await;
        ensure!(
            matches!(end, Some(Ok(Message::Close(_))) | None),
            "still open: {end:?}"
        );
    }
    Ok(())
}

/// Tries to pay and waits for an error at one field; the other field must have none.
async fn refused(tab: &Tab, to: &str, amount: &str, field: &str) -> Result<()> {
    tab.field("To").fill(to).await?;
    tab.field("Amount").fill(amount).await?;
    tab.button("Send").click().await?;
    alert(tab, field, "").await?;
    let other = if field == "To" { "Amount" } else { "To" };
    let other = tab.field(other).read().await?;
    ensure!(
        other.alert.is_empty(),
        "“{to}”, “{amount}”: the wrong field says “{}”",
        other.alert
    );
    Ok(())
}

/// Waits until the field is marked as invalid and an alert that contains `word` is linked to it.
async fn alert(tab: &Tab, field: &str, word: &str) -> Result<()> {
    let told = |alert: &str| !alert.is_empty() && alert.to_lowercase().contains(word);
    tab.field(field)
        .when(&format!("to say what is wrong (“{word}”)"), |now| {
            now.invalid && told(&now.alert)
        })
        .await?;
    Ok(())
}

/// The link with another interval and a matching checksum, which only a program would produce.
fn with_interval(link: &str, interval: u32) -> Result<String> {
    let (page, payload) = link.split_once("#chain=").context("no payload")?;
    let mut bytes = Base64UrlUnpadded::decode_vec(payload)?;
    bytes.truncate(bytes.len() - 4);
    // The interval comes after the link's version, the spec's length, version and rule level, and
    // after the name, symbol and prefix, each with its length.
    let mut at = 5;
    for _ in 0..3 {
        at += 1 + usize::from(bytes[at]);
    }
    bytes[at..at + 4].copy_from_slice(&interval.to_le_bytes());
    let sum = sha256d(&bytes);
    bytes.extend_from_slice(&sum[..4]);
    Ok(format!(
        "{page}#chain={}",
        Base64UrlUnpadded::encode_string(&bytes)
    ))
}
