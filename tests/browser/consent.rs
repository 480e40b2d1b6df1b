//! Nothing happens that nobody agreed to: a link asks before it opens, a payment is reviewed before
//! it is signed, and a waiting payment can be taken back.

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

/// What has the focus: its id, else its text.
const FOCUSED: &str = "document.activeElement.id || document.activeElement.innerText";

#[tokio::test]
async fn nothing_is_signed_or_joined_that_was_not_agreed_to() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let hers = ann.open(&relay.url()).await?;
    start_chain(&hers).await?;
    mine_to(&hers, FIRST_COINS).await?;
    let link = invitation(&hers).await?;

    // A link in the address bar asks first; until then nothing is kept.
    let his = ann.open(&with_profile(&link, "other")).await?;
    dialog(&his, "Join a chain").await?;
    says(&his, "New to this browser").await?;
    look(&his, "join-dialog").await?;
    his.button("Not now").click().await?;
    his.button("Start a new chain").read().await?;
    ensure!(his.output("Height").look().await?.is_none());
    ensure!(!his.page_text().await?.contains("Your chains"));
    // A link clicked while one mines on another chain stops nothing, either.
    start_chain(&his).await?;
    start_mining(&his).await?;
    let own = his.output("Tip").text().await?;
    follow(&his, &link).await?;
    dialog(&his, "Join a chain").await?;
    his.button("Not now").key(ESCAPE).await?;
    no_dialog(&his).await?;
    his.button("Stop mining").click().await?;
    his.button("Start mining").read().await?;
    ensure!(own != tip(&hers).await?);
    follow(&his, &link).await?;
    agree_to_join(&his).await?;
    same_tip(&hers, &his).await?;

    // Enter, long before a preview is shown, leads to the review and never past it.
    let to = address(&his).await?;
    let before = balance(&hers).await?;
    hers.link("Wallet").click().await?;
    hers.field("To").fill(&to).await?;
    hers.field("Amount").fill("1").await?;
    hers.field("Amount").key(ENTER).await?;
    ensure!(bill(&hers).await?.contains("Amount1 TAB"));
    look(&hers, "review").await?;
    hers.button("Back").key(ESCAPE).await?;
    no_dialog(&hers).await?;
    ensure!(balance(&hers).await? == before, "nothing was paid");
    // So does Enter after more was typed than a preview has shown.
    hers.field("Amount").fill("100").await?;
    hers.field("Amount").key(ENTER).await?;
    ensure!(bill(&hers).await?.contains("Amount100 TAB"));
    hers.button("Pay now").click().await?;
    until("the confirmation to have the focus", &[&hers], async || {
        let focused = hers.eval(FOCUSED).await?;
        Ok(focused.contains("100 TAB sent to").then_some(()))
    })
    .await?;
    // A picture takes a tab in front.
    look(&hers, "sent").await?;
    pending(&his, "100").await?;

    // It is sped up, then cancelled: the payee hears of both.
    hers.button("Speed up").click().await?;
    ensure!(bill(&hers).await?.contains("Amount100 TAB"));
    look(&hers, "speed-up").await?;
    hers.button("Pay now").click().await?;
    no_dialog(&hers).await?;
    hers.button("Cancel payment").click().await?;
    dialog(&hers, "Review payment").await?;
    look(&hers, "cancel").await?;
    hers.button("Pay now").click().await?;
    no_dialog(&hers).await?;
    says(&hers, "Cancelled").await?;
    pending(&his, "0").await?;
    // It stays in his history with why, though it never stood in a block.
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

/// Follows a link in the tab, as a click on it does.
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

/// What the review shows.
async fn bill(tab: &Tab) -> Result<String> {
    tab.control(Role::Dialog, "Review payment").text().await
}
