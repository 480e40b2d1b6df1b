//! The layout of every page, seen with content: blocks, a friend, payments in both directions, and
//! a running miner.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Role, Tab, until};

use crate::looks::{SIZES, look, picture, settle};
use crate::moves::{
    END, FIRST_COINS, address, in_history, invitation, join, mine, mine_to, pay, pending, same_tip,
    start_chain, start_mining, stop_mining,
};

/// The WebDriver code of the arrow key that selects the option above.
const ARROW_UP: char = '\u{E013}';

/// The accessible name of the field of the search.
const SEARCH: &str = "Find a height, hash, transaction or address";

#[tokio::test]
async fn every_page_is_fit_to_be_seen_at_every_size() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    tab.button("Start a new chain").read().await?;
    look(&tab, "first").await?;
    start_chain(&tab).await?;
    look(&tab, "new").await?;
    mine_to(&tab, FIRST_COINS).await?;
    let friend = join(&bob, &invitation(&tab).await?).await?;
    same_tip(&tab, &friend).await?;

    let first = address(&friend).await?;
    introduce(&friend, "Hello from Bob").await?;
    name(&friend, "Bob").await?;
    name(&tab, "Zoë").await?;
    pay_each_other(&tab, &friend, &first).await?;
    let before = places(&tab).await?;
    start_mining(&tab).await?;
    look_at_the_history(&tab).await?;
    look_at_the_miner(&tab, &before).await?;
    stop_mining(&tab).await?;

    let payee = address(&friend).await?;
    let payment = pay_and_look(&tab, &payee).await?;
    look_at_a_mistake(&tab).await?;
    look_at_blocks_and_network(&tab).await?;
    look_at_a_block(&tab).await?;
    look_at_an_address(&tab, &payee).await?;
    look_at_similar_addresses(&tab, &first).await?;
    mine(&friend, 2).await?;
    same_tip(&tab, &friend).await?;
    look_at_a_confirmed_payment(&tab, &payment).await?;
    ann.quiet()?;
    bob.quiet()
}

/// Sets a block message, and lets others recognise the blocks.
async fn introduce(tab: &Tab, message: &str) -> Result<()> {
    tab.link("Mine").click().await?;
    tab.field("Your block message").fill(message).await?;
    tab.button("Save message").click().await?;
    let choice = "[...document.querySelectorAll('label')]\
                  .find(it => it.innerText.startsWith('Let others recognise')).control";
    tab.eval(&format!("{choice}.click()")).await?;
    until("the choice to be made", &[tab], async || {
        let is_made = format!("{choice}.checked && !{choice}.disabled");
        Ok((tab.eval(&is_made).await? == "true").then_some(()))
    })
    .await
}

/// Gives oneself a name, also in the blocks that one mines.
async fn name(tab: &Tab, name: &str) -> Result<()> {
    tab.link("Network").click().await?;
    tab.field("Name").fill(name).await?;
    tab.button("Save name").click().await?;
    let tag = tab.control(Role::Checkbox, "Write my name into the blocks I mine");
    tag.click().await?;
    tag.when("to be ready again", |now| now.enabled).await?;
    Ok(())
}

/// Pays the friend, who mines the payment and pays back.
async fn pay_each_other(tab: &Tab, friend: &Tab, to: &str) -> Result<()> {
    pay(tab, to, "7.25").await?;
    pending(friend, "7.25").await?;
    mine(friend, 2).await?;
    same_tip(tab, friend).await?;
    pay(friend, &address(tab).await?, "2").await?;
    pending(tab, "2").await
}

/// Waits for the friend's payment in the history, and checks that the history's rows can be told
/// from each other.
async fn look_at_the_history(tab: &Tab) -> Result<()> {
    in_history(tab, &["Received", "+2"], true).await?;
    // Screen readers can distinguish the rewards, too.
    let alike = tab.eval(ALIKE).await?;
    ensure!(alike.is_empty(), "links of the same name: {alike}");
    let blurred = tab.eval(BLURRED).await?;
    ensure!(blurred.is_empty(), "times without seconds: {blurred}");
    Ok(())
}

/// Looks at the page of the miner while it mines. `before` are the [`places`] before it mined.
async fn look_at_the_miner(tab: &Tab, before: &str) -> Result<()> {
    tab.link("Mine").click().await?;
    let after = places(tab).await?;
    ensure!(
        before == after,
        "the header jumps when mining starts: {before}, then {after}"
    );
    news_is_small(tab).await?;
    let spoken = tab.count_accessible(Role::Status, "News").await?;
    ensure!(spoken == 1, "{spoken} places for news");
    look(tab, "mine").await?;
    the_open_page_is_told_without_colours(tab).await
}

/// Pays, looks at the wallet and at the unconfirmed payment, and returns the payment's ID.
async fn pay_and_look(tab: &Tab, payee: &str) -> Result<String> {
    pay(tab, payee, "1").await?;
    look(tab, "wallet").await?;
    tab.link("See the payment").click().await?;
    tab.output("Risk").read().await?;
    let payment = tab.eval("location.hash.split('/').pop()").await?;
    look(tab, "payment-waiting").await?;
    Ok(payment)
}

/// Sends coins to a text that is not an address, and looks at the error and at the coins to choose
/// from.
async fn look_at_a_mistake(tab: &Tab) -> Result<()> {
    tab.link("Wallet").click().await?;
    tab.field("To").fill("nobody").await?;
    tab.field("Amount").fill("1").await?;
    tab.button("Send").click().await?;
    tab.field("To")
        .when("to say what is wrong", |now| !now.alert.is_empty())
        .await?;
    tab.button("Options").click().await?;
    let coins = "String(document.querySelectorAll('.coin-list li').length)";
    until("the coins", &[tab], async || {
        Ok((tab.eval(coins).await? != "0").then_some(()))
    })
    .await?;
    look(tab, "wallet-error").await
}

/// Looks at the pages of the blocks and of the network, and at the question before old blocks are
/// deleted.
async fn look_at_blocks_and_network(tab: &Tab) -> Result<()> {
    for page in ["Blocks", "Network"] {
        tab.link(page).click().await?;
        look(tab, &page.to_lowercase()).await?;
    }
    tab.link("Big board").click().await?;
    look(tab, "board").await?;
    look_at_the_statistics(tab).await?;
    tab.link("Network").click().await?;
    tab.button("Keep only the newest").click().await?;
    tab.button("Delete old blocks").read().await?;
    look(tab, "network-drop").await?;
    tab.button("Keep everything").click().await
}

/// Opens the statistics of the whole chain.
async fn look_at_the_statistics(tab: &Tab) -> Result<()> {
    tab.link("Blocks").click().await?;
    let summary =
        "[...document.querySelectorAll('summary')].find(it => it.innerText === 'Statistics')";
    tab.eval(&format!("{summary}.click()")).await?;
    tab.button("Whole chain").click().await?;
    let shares = tab.list("Shares of the miners").read().await?;
    let named = |name: &str| shares.rows.iter().flatten().any(|text| text.contains(name));
    ensure!(named("You"), "the shares: {:?}", shares.rows);
    look(tab, "statistics").await
}

/// Finds the newest block by its hash.
async fn look_at_a_block(tab: &Tab) -> Result<()> {
    let tip = tab.output("Tip").text().await?;
    search(tab, &tip).await?;
    look(tab, "block").await
}

/// Finds an address that an unconfirmed payment pays. Its balance depends on the chosen number of
/// confirmations.
async fn look_at_an_address(tab: &Tab, payee: &str) -> Result<()> {
    search(tab, payee).await?;
    let held = tab.output("Balance of this address");
    held.when("to count what stands in blocks", |now| {
        now.text.starts_with("0 ")
    })
    .await?;
    tab.choice("Minimum confirmations").key(ARROW_UP).await?;
    held.when("to count what waits", |now| now.text.starts_with("1 "))
        .await?;
    look(tab, "address").await
}

/// Searches for the beginning of an address. The list of results contains the address.
async fn look_at_similar_addresses(tab: &Tab, address: &str) -> Result<()> {
    tab.link("Blocks").click().await?;
    tab.field(SEARCH).fill(&address[..8]).await?;
    tab.button("Search").click().await?;
    tab.link(address).read().await?;
    look(tab, "addresses").await
}

/// Looks at a payment with two blocks on top of it, against attackers of different strength.
async fn look_at_a_confirmed_payment(tab: &Tab, payment: &str) -> Result<()> {
    search(tab, &payment[..16]).await?;
    tab.output("Risk").read().await?;
    look(tab, "payment").await?;
    tab.slider("Attacker’s share").key(END).await?;
    look(tab, "payment-strong-attacker").await
}

/// The left edges of the links to the pages and of the figures, from left to right.
async fn places(tab: &Tab) -> Result<String> {
    let items =
        "[...document.querySelectorAll('nav[aria-label=Pages] li, [aria-label=Status] > *')]";
    tab.eval(&format!(
        "{items}.map(item => item.getBoundingClientRect().left).join()"
    ))
    .await
}

/// Searches for a text and waits until another page has opened.
async fn search(tab: &Tab, text: &str) -> Result<()> {
    tab.link("Blocks").click().await?;
    let before = tab.eval("location.hash").await?;
    tab.field(SEARCH).fill(text).await?;
    tab.button("Search").click().await?;
    until("the search to lead somewhere", &[tab], async || {
        Ok((tab.eval("location.hash").await? != before).then_some(()))
    })
    .await
}

/// The faults of the toasts on a phone: a toast overlaps the tab bar or the element with the focus,
/// there are several at a time, or a toast takes too much space.
const NEWS: &str = r#"
(() => {
  const seen = [...document.querySelectorAll(".toast")].filter((toast) => toast.checkVisibility());
  if (seen.length === 0) return "none yet";
  const box = seen[0].getBoundingClientRect();
  const faults = seen.length > 1 ? [`${seen.length} at a time`] : [];
  if (box.height > innerHeight / 8) faults.push(`${box.height} pixels high`);
  for (const other of [document.querySelector("nav[aria-label=Pages]"), document.activeElement]) {
    const { left, right, top, bottom } = other.getBoundingClientRect();
    const isApart = left >= box.right || right <= box.left || top >= box.bottom || bottom <= box.top;
    if (!isApart && other !== document.body) faults.push(`over ${other.cloneNode().outerHTML}`);
  }
  return faults.join(" and ");
})()"#;

/// The times in the history that are shown without seconds. Two quick blocks could then seem to
/// have the same time.
const BLURRED: &str = r#"
(() => {
  const times = [...document.querySelectorAll(".history time")].map((time) => time.innerText);
  return times.filter((text) => !/\d\D\d\d\D\d\d/.test(text)).join(" and ") || (times.length ? "" : "no times");
})()"#;

/// Accessible names that several block rewards of the history share.
const ALIKE: &str = r#"
(() => {
  const names = [...document.querySelectorAll(".history td[data-name=What] a")].map((link) => link.ariaLabel ?? link.innerText);
  const rewards = names.filter((name) => name.startsWith("Block reward"));
  return [...new Set(rewards.filter((name, place) => rewards.indexOf(name) !== place))].join(" and ");
})()"#;

/// Checks the toasts on a phone: there is only one, it is small, and it covers neither the tab bar
/// nor the element with the focus.
async fn news_is_small(tab: &Tab) -> Result<()> {
    settle(tab, SIZES[1]).await?;
    let faults = until("some news", &[tab], async || {
        let found = tab.eval(NEWS).await?;
        Ok((found != "none yet").then_some(found))
    })
    .await?;
    ensure!(faults.is_empty(), "the news on a phone: {faults}");
    picture(tab, "news-390-light").await?;
    settle(tab, SIZES[0]).await
}

/// Checks that the open page is marked in the navigation even if the system sets all colours.
async fn the_open_page_is_told_without_colours(tab: &Tab) -> Result<()> {
    tab.force_colors(true).await?;
    settle(tab, SIZES[0]).await?;
    let line = tab
        .eval("getComputedStyle(document.querySelector('nav a[aria-current]')).borderBottomWidth")
        .await?;
    tab.force_colors(false).await?;
    ensure!(line == "4px", "the line below the open page is {line} high");
    Ok(())
}
