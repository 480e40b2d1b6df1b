//! Actions that several stories share.

use anyhow::{Context as _, Result, ensure};
use primitives::Amount;
use tests::drive::{Person, Relay, Role, Tab, until};

/// Number of blocks after which the first reward can be spent, with the default maturity of six.
pub(crate) const FIRST_COINS: u32 = 8;

/// The WebDriver code of the key `End`, which moves a slider to its maximum.
pub(crate) const END: char = '\u{E010}';

/// A starting difficulty, in hashes, with which the first blocks come quickly.
pub(crate) const FEW_HASHES: &str = "1000000";

/// The content of the file that the link with this name saves.
const SAVED: &str = "
(name) => {
  const named = (element) => element.textContent.trim() === name && element.download;
  const { href } = [...document.querySelectorAll('a')].find(named);
  return decodeURIComponent(href.slice(href.indexOf(',') + 1));
}";

/// Starts a chain whose first blocks come quickly, with default settings otherwise, and waits until
/// it is open.
pub(crate) async fn start_chain(tab: &Tab) -> Result<()> {
    let settings = tab.button("Settings");
    settings.click().await?;
    tab.field("Starting difficulty (hashes)")
        .fill(FEW_HASHES)
        .await?;
    tab.button("Start a new chain").click().await?;
    tab.output("Height").read().await?;
    Ok(())
}

/// Opens the page in a new tab, starts a chain there, and mines until its first reward can be
/// spent.
pub(crate) async fn begin(person: &Person, relay: &Relay) -> Result<Tab> {
    let tab = person.open(&relay.url()).await?;
    start_chain(&tab).await?;
    mine_to(&tab, FIRST_COINS).await?;
    Ok(tab)
}

/// Joins the chain of another tab in a new tab, and waits until both have the same tip.
pub(crate) async fn follow(person: &Person, other: &Tab) -> Result<Tab> {
    let tab = join(person, &invitation(other).await?).await?;
    same_tip(other, &tab).await?;
    Ok(tab)
}

/// Opens an invitation link in a new tab and agrees to join.
pub(crate) async fn join(person: &Person, link: &str) -> Result<Tab> {
    let tab = person.open(link).await?;
    agree_to_join(&tab).await?;
    Ok(tab)
}

/// Confirms the dialog that asks whether to join a chain, and waits until the chain is open.
pub(crate) async fn agree_to_join(tab: &Tab) -> Result<()> {
    tab.control(Role::Dialog, "Join a chain").read().await?;
    tab.button("Join this chain").click().await?;
    until("the dialog to go", &[tab], async || {
        let dialog = tab.control(Role::Dialog, "Join a chain").look().await?;
        Ok(dialog.is_none().then_some(()))
    })
    .await?;
    tab.output("Height").read().await?;
    Ok(())
}

/// The height that a tab shows.
pub(crate) async fn height(tab: &Tab) -> Result<u32> {
    let text = tab.output("Height").text().await?;
    text.parse().with_context(|| format!("the height “{text}”"))
}

/// The tip that a tab shows.
pub(crate) async fn tip(tab: &Tab) -> Result<String> {
    tab.output("Tip").text().await
}

/// The balance that a tab shows.
pub(crate) async fn balance(tab: &Tab) -> Result<Amount> {
    amount(&tab.output("Balance").text().await?)
}

/// Parses an amount.
pub(crate) fn amount(text: &str) -> Result<Amount> {
    text.parse().with_context(|| format!("the amount “{text}”"))
}

/// Starts mining.
pub(crate) async fn start_mining(tab: &Tab) -> Result<()> {
    tab.link("Mine").click().await?;
    tab.button("Start mining").click().await?;
    tab.button("Stop mining").read().await?;
    Ok(())
}

/// Starts mining on a chain that was joined but whose peers have not sent a block yet, and confirms
/// the dialog that asks about it.
pub(crate) async fn start_mining_alone(tab: &Tab) -> Result<()> {
    tab.link("Mine").click().await?;
    tab.button("Start mining").click().await?;
    tab.button("Mine anyway").click().await?;
    tab.button("Stop mining").read().await?;
    Ok(())
}

/// Stops mining.
pub(crate) async fn stop_mining(tab: &Tab) -> Result<()> {
    tab.link("Mine").click().await?;
    tab.button("Stop mining").click().await?;
    tab.button("Start mining").read().await?;
    Ok(())
}

/// Mines until the chain has at least this height.
pub(crate) async fn mine_to(tab: &Tab, wanted: u32) -> Result<()> {
    start_mining(tab).await?;
    reach(tab, wanted).await?;
    stop_mining(tab).await
}

/// Mines this many more blocks.
pub(crate) async fn mine(tab: &Tab, blocks: u32) -> Result<()> {
    mine_to(tab, height(tab).await? + blocks).await
}

/// Waits until the chain has at least this height.
pub(crate) async fn reach(tab: &Tab, wanted: u32) -> Result<()> {
    let high = |text: &str| text.parse::<u32>().is_ok_and(|height| height >= wanted);
    tab.output("Height")
        .when(&format!("to reach {wanted}"), |now| high(&now.text))
        .await?;
    Ok(())
}

/// Waits until both tabs have the same tip, and returns it.
pub(crate) async fn same_tip(one: &Tab, other: &Tab) -> Result<String> {
    let what = format!("{} and {} to have the same tip", one.who(), other.who());
    until(&what, &[one, other], async || {
        let (a, b) = (tip(one).await?, tip(other).await?);
        Ok((a == b).then_some(a))
    })
    .await
}

/// Waits until the tab has this many peers.
pub(crate) async fn peers(tab: &Tab, count: usize) -> Result<()> {
    let count = count.to_string();
    tab.output("Peers")
        .when(&format!("to be {count}"), |now| now.text == count)
        .await?;
    Ok(())
}

/// Waits until the connection's status starts with these words.
pub(crate) async fn connection(tab: &Tab, words: &str) -> Result<()> {
    tab.output("Connection")
        .when(&format!("to begin with “{words}”"), |now| {
            now.text.trim_start().starts_with(words)
        })
        .await?;
    Ok(())
}

/// The invitation link.
pub(crate) async fn invitation(tab: &Tab) -> Result<String> {
    tab.link("Network").click().await?;
    tab.field("Invitation link").value().await
}

/// The settings file that the page of the network saves.
pub(crate) async fn saved_settings(tab: &Tab) -> Result<String> {
    const LINK: &str = "Download chain settings";
    tab.link(LINK).read().await?;
    tab.run(SAVED, &[LINK]).await
}

/// The receiving address of this person.
pub(crate) async fn address(tab: &Tab) -> Result<String> {
    tab.link("Wallet").click().await?;
    tab.field("Your address").value().await
}

/// Reviews a payment and makes it, and waits until the page confirms it.
pub(crate) async fn pay(tab: &Tab, to: &str, amount: &str) -> Result<()> {
    tab.link("Wallet").click().await?;
    tab.field("To").fill(to).await?;
    tab.field("Amount").fill(amount).await?;
    tab.button("Send").click().await?;
    tab.control(Role::Dialog, "Review payment").read().await?;
    tab.button("Pay now").click().await?;
    tab.field("To")
        .when("to be empty again, the payment made", |to| {
            to.value.is_empty()
        })
        .await?;
    Ok(())
}

/// Waits until the wallet's unconfirmed incoming amount is this.
pub(crate) async fn pending(tab: &Tab, amount: &str) -> Result<()> {
    tab.link("Wallet").click().await?;
    tab.output("Pending")
        .when(&format!("to be {amount}"), |now| now.text == amount)
        .await?;
    Ok(())
}

/// Waits until the tab's mempool has this many payments. Any miner among its peers then confirms
/// them.
pub(crate) async fn waiting(tab: &Tab, count: usize) -> Result<()> {
    tab.link("Blocks").click().await?;
    tab.table("Waiting payments")
        .when(&format!("to have {count} rows"), |table| {
            table.rows.len() == count + 1
        })
        .await?;
    Ok(())
}

/// The rows of the history, newest first, without its header.
pub(crate) async fn history(tab: &Tab) -> Result<Vec<Vec<String>>> {
    tab.link("Wallet").click().await?;
    let rows = tab.table("History").read().await?.rows;
    Ok(rows.into_iter().skip(1).collect())
}

/// Waits until the history has a row that contains all of `words` and is confirmed, or is
/// unconfirmed.
pub(crate) async fn in_history(tab: &Tab, words: &[&str], confirmed: bool) -> Result<()> {
    tab.link("Wallet").click().await?;
    let fits = |row: &Vec<String>| {
        let line = row.join(" ");
        words.iter().all(|word| line.contains(word)) && line.contains("Waiting") != confirmed
    };
    let how = if confirmed { "confirmed" } else { "waiting" };
    tab.table("History")
        .when(&format!("to have {words:?}, {how}"), |table| {
            table.rows.iter().skip(1).any(fits)
        })
        .await?;
    Ok(())
}

/// The wallet's twelve words, as the page shows them. It does not work with a passphrase.
pub(crate) async fn words(tab: &Tab) -> Result<String> {
    tab.link("Wallet").click().await?;
    tab.button("Your words").click().await?;
    tab.button("Show the words").click().await?;
    let words = shown_words(tab).await?;
    tab.button("Your words").click().await?;
    Ok(words)
}

/// Reads the words from the page and hides them.
pub(crate) async fn shown_words(tab: &Tab) -> Result<String> {
    let items = tab.list("Your words").read().await?.rows.concat();
    ensure!(items.len() == 12, "{} words", items.len());
    tab.button("Hide the words").click().await?;
    Ok(items.join(" "))
}

/// Waits until the page contains this text.
pub(crate) async fn says(tab: &Tab, words: &str) -> Result<()> {
    until(
        &format!("{} to read “{words}”", tab.who()),
        &[tab],
        async || Ok(tab.page_text().await?.contains(words).then_some(())),
    )
    .await
}

/// Waits until the page no longer contains this text.
pub(crate) async fn says_no_more(tab: &Tab, words: &str) -> Result<()> {
    until(
        &format!("{} to read “{words}” no more", tab.who()),
        &[tab],
        async || Ok((!tab.page_text().await?.contains(words)).then_some(())),
    )
    .await
}

/// Waits until the element with the focus has this accessible name.
pub(crate) async fn has_focus(tab: &Tab, name: &str) -> Result<()> {
    let focused =
        "(it => it.ariaLabel ?? it.labels?.[0]?.innerText ?? it.innerText)(document.activeElement)";
    until(
        &format!("“{name}” to have the focus"),
        &[tab],
        async || Ok((tab.eval(focused).await? == name).then_some(())),
    )
    .await
}

/// The link for a person who has a second wallet, in another profile of the same browser.
pub(crate) fn with_profile(link: &str, profile: &str) -> String {
    link.replacen('#', &format!("?profile={profile}#"), 1)
}
