//! Receipts: what a payer saves proves the payment to its payee.

use anyhow::Result;
use tests::drive::{Person, Relay, Role, Tab};

use super::{check, refused, saved};
use crate::looks::look;
use crate::moves::{
    FIRST_COINS, address, invitation, join, mine, mine_to, pay, same_tip, start_chain,
};

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
