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

    // A link in the address bar opens a dialog first; until it is answered nothing is stored.
    let his = ann.open(&with_profile(&link, "other")).await?;
    dialog(&his, "Join a chain").await?;
    says(&his, "New to this browser").await?;
    look(&his, "join-dialog").await?;
    his.button("Not now").click().await?;
    his.button("Start a new chain").read().await?;
    ensure!(his.output("Height").look().await?.is_none());
    ensure!(!his.page_text().await?.contains("Your chains"));
    // A link that is clicked while mining on another chain does not stop anything either.
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

    // Enter, pressed long before the costs are shown, opens the review but never confirms it.
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
    // The same holds for Enter after the amount was changed and before the new costs are shown.
    hers.field("Amount").fill("100").await?;
    hers.field("Amount").key(ENTER).await?;
    ensure!(bill(&hers).await?.contains("Amount100 TAB"));
    hers.button("Pay now").click().await?;
    until("the confirmation to have the focus", &[&hers], async || {
        let focused = hers.eval(FOCUSED).await?;
        Ok(focused.contains("100 TAB sent to").then_some(()))
    })
    .await?;
    // A screenshot needs the tab to be in front.
    look(&hers, "sent").await?;
    pending(&his, "100").await?;

    // The payment is sped up, then cancelled; the payee sees both.
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
    // It stays in the payee's history with the reason, although it was never in a block.
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

/// The text of the review.
async fn bill(tab: &Tab) -> Result<String> {
    tab.control(Role::Dialog, "Review payment").text().await
}
