//! Nothing happens without consent: a link asks before it opens a chain, a payment is reviewed
//! before it is signed, and an unconfirmed payment can be cancelled.

use anyhow::{Result, ensure};
use primitives::Amount;
use tests::drive::{Person, Relay, Role, Tab, until};

use crate::looks::look;
use crate::moves::{
    FIRST_COINS, address, agree_to_join, balance, in_history, invitation, mine, mine_to, pending,
    same_tip, says, start_chain, start_mining, tip, with_profile,
};

/// The WebDriver codes of two keys.
const ENTER: char = '\u{E007}';
const ESCAPE: char = '\u{E00C}';

/// The id of the element that has the focus, or else its text.
const FOCUSED: &str = "document.activeElement.id || document.activeElement.innerText";

#[tokio::test]
async fn nothing_is_signed_or_joined_that_was_not_agreed_to() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let hers = ann.open(&relay.url()).await?;
    start_chain(&hers).await?;
    mine_to(&hers, FIRST_COINS).await?;
    let link = invitation(&hers).await?;

    let his = ann.open(&with_profile(&link, "other")).await?;
    decline_a_link_in_the_address_bar(&his).await?;
    decline_a_link_while_mining(&his, &link).await?;
    ensure!(tip(&his).await? != tip(&hers).await?);
    follow(&his, &link).await?;
    agree_to_join(&his).await?;
    same_tip(&hers, &his).await?;

    let to = address(&his).await?;
    go_back_from_the_review(&hers, &to).await?;
    pay_after_the_review(&hers).await?;
    pending(&his, "100").await?;
    speed_up(&hers).await?;
    cancel(&hers).await?;
    pending(&his, "0").await?;
    // The cancelled payment stays in the payee's history with the reason, although it was never in
    // a block.
    let kept = ["Received", "100", "another payment spent its coins"];
    in_history(&his, &kept, true).await?;
    look(&his, "taken-back").await?;
    mine(&hers, 1).await?;
    same_tip(&hers, &his).await?;
    in_history(&hers, &["To yourself"], true).await?;
    ensure!(balance(&his).await? == Amount::ZERO);
    look(&hers, "cancelled").await?;
    ann.quiet()
}

/// Answers no to the dialog that a link in the address bar opens. Nothing is stored before the
/// answer or after it.
async fn decline_a_link_in_the_address_bar(tab: &Tab) -> Result<()> {
    dialog(tab, "Join a chain").await?;
    says(tab, "New to this browser").await?;
    look(tab, "join-dialog").await?;
    tab.button("Not now").click().await?;
    tab.button("Start a new chain").read().await?;
    ensure!(tab.output("Height").look().await?.is_none());
    ensure!(!tab.page_text().await?.contains("Your chains"));
    Ok(())
}

/// Starts a chain, opens an invitation link while mining on it, and answers no. Mining continues.
async fn decline_a_link_while_mining(tab: &Tab, link: &str) -> Result<()> {
    start_chain(tab).await?;
    start_mining(tab).await?;
    follow(tab, link).await?;
    dialog(tab, "Join a chain").await?;
    tab.button("Not now").key(ESCAPE).await?;
    no_dialog(tab).await?;
    tab.button("Stop mining").click().await?;
    tab.button("Start mining").read().await?;
    Ok(())
}

/// Presses Enter long before the costs are shown, which opens the review but never confirms it, and
/// goes back.
async fn go_back_from_the_review(tab: &Tab, to: &str) -> Result<()> {
    let before = balance(tab).await?;
    tab.link("Wallet").click().await?;
    tab.field("To").fill(to).await?;
    tab.field("Amount").fill("1").await?;
    tab.field("Amount").key(ENTER).await?;
    ensure!(bill(tab).await?.contains("Amount1 TAB"));
    look(tab, "review").await?;
    tab.button("Back").key(ESCAPE).await?;
    no_dialog(tab).await?;
    ensure!(balance(tab).await? == before, "nothing was paid");
    Ok(())
}

/// Changes the amount, presses Enter before the new costs are shown, and pays after the review.
async fn pay_after_the_review(tab: &Tab) -> Result<()> {
    tab.field("Amount").fill("100").await?;
    tab.field("Amount").key(ENTER).await?;
    ensure!(bill(tab).await?.contains("Amount100 TAB"));
    tab.button("Pay now").click().await?;
    until("the confirmation to have the focus", &[tab], async || {
        let focused = tab.eval(FOCUSED).await?;
        Ok(focused.contains("100 TAB sent to").then_some(()))
    })
    .await?;
    // A screenshot needs the tab to be in front.
    look(tab, "sent").await
}

/// Pays a higher fee for the payment, after another review.
async fn speed_up(tab: &Tab) -> Result<()> {
    tab.button("Speed up").click().await?;
    ensure!(bill(tab).await?.contains("Amount100 TAB"));
    look(tab, "speed-up").await?;
    tab.button("Pay now").click().await?;
    no_dialog(tab).await
}

/// Cancels the payment, after another review.
async fn cancel(tab: &Tab) -> Result<()> {
    tab.button("Cancel payment").click().await?;
    dialog(tab, "Review payment").await?;
    look(tab, "cancel").await?;
    tab.button("Pay now").click().await?;
    no_dialog(tab).await?;
    says(tab, "Cancelled").await
}

/// Opens a link in the tab, as a click on it does.
async fn follow(tab: &Tab, link: &str) -> Result<()> {
    let hash = link.split_once('#').map_or("", |(_, hash)| hash);
    tab.eval(&format!("location.hash = '{hash}'")).await?;
    Ok(())
}

async fn dialog(tab: &Tab, name: &str) -> Result<()> {
    tab.control(Role::Dialog, name).read().await?;
    Ok(())
}

async fn no_dialog(tab: &Tab) -> Result<()> {
    until("no dialog to be open", &[tab], async || {
        let open = tab.eval("String(document.querySelector('dialog[open]') !== null)");
        Ok((open.await? == "false").then_some(()))
    })
    .await
}

/// The text of the review.
async fn bill(tab: &Tab) -> Result<String> {
    tab.control(Role::Dialog, "Review payment").text().await
}
