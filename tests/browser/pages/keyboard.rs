//! A first visit with the keyboard alone: a chain is started, coins are mined and paid, and a
//! friend is invited.

use anyhow::{Result, bail, ensure};
use tests::drive::{Person, Relay, Role, Tab, until};

use crate::moves::{FEW_HASHES, FIRST_COINS, reach, start_chain, start_mining};

/// The WebDriver codes of keys.
const TAB: char = '\u{E004}';
const ENTER: char = '\u{E007}';
const DELETE: char = '\u{E017}';

/// The maximum number of presses of the Tab key: more than any page has elements that take the
/// focus.
const MOST_STOPS: usize = 120;

/// The accessible name of the element that has the focus.
const FOCUSED: &str = "(it => it.ariaLabel ?? it.labels?.[0]?.innerText ?? it.innerText)(document.activeElement).trim()";

/// Goes to an address, or back in the history if it is empty, and returns the heading that is shown
/// as soon as the page has handled the change.
const MOVE: &str = "
async (address) => {
  const moved = new Promise((done) => addEventListener('hashchange', done, { once: true }));
  if (address === '') history.back();
  else location.hash = address;
  await moved;
  await new Promise((done) => setTimeout(done));
  return document.querySelector('h1').innerText;
}";

#[tokio::test]
async fn a_first_visit_by_the_keyboard_alone() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    tab.button("Start a new chain").read().await?;
    press(&tab, "Settings").await?;
    go_to(&tab, "Starting difficulty (hashes)").await?;
    write(&tab, FEW_HASHES).await?;
    tab.press_key(ENTER).await?;
    tab.output("Height").read().await?;

    // Each page that opens has the focus on its heading, so that the keyboard continues from there.
    focus_on(&tab, "Mine").await?;
    press(&tab, "Start mining").await?;
    reach(&tab, FIRST_COINS).await?;
    press(&tab, "Stop mining").await?;
    tab.button("Start mining").read().await?;
    press(&tab, "Wallet").await?;
    focus_on(&tab, "Wallet").await?;
    let own = tab.field("Your address").value().await?;
    go_to(&tab, "To").await?;
    write(&tab, &own).await?;
    go_to(&tab, "Amount").await?;
    write(&tab, "1").await?;
    tab.press_key(ENTER).await?;
    focus_on(&tab, "Review payment").await?;
    press(&tab, "Pay now").await?;
    until("the confirmation to have the focus", &[&tab], async || {
        let focused = tab.eval(FOCUSED).await?;
        Ok(focused.contains("1 TAB sent to").then_some(()))
    })
    .await?;
    press(&tab, "See the payment").await?;
    tab.output("Risk").read().await?;
    press(&tab, "Network").await?;
    focus_on(&tab, "Network").await?;
    go_to(&tab, "Copy invitation link").await?;
    ann.quiet()
}

#[tokio::test]
async fn the_page_in_the_address_bar_is_the_one_that_is_shown() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    start_chain(&tab).await?;
    start_mining(&tab).await?;
    reach(&tab, 2).await?;
    // These pages are loaded on demand. From then on they are shown at once, as the others are.
    for title in ["Network", "Wallet"] {
        tab.link(title).click().await?;
        tab.control(Role::Heading, title).read().await?;
    }
    tab.link("Mine").click().await?;
    for (address, title) in [
        ("#/wallet", "Wallet"),
        ("#/chains", "A blockchain in your browser tabs"),
        ("#/network", "Network"),
    ] {
        let shown = tab.run(MOVE, &[address]).await?;
        ensure!(shown == title, "{address} shows “{shown}”");
    }
    for title in ["A blockchain in your browser tabs", "Wallet", "Mine"] {
        let shown = tab.run(MOVE, &[""]).await?;
        ensure!(shown == title, "back shows “{shown}”, not “{title}”");
    }
    ann.quiet()
}

/// Moves the focus to the element with this name by the Tab key, and presses Enter.
async fn press(tab: &Tab, name: &str) -> Result<()> {
    go_to(tab, name).await?;
    tab.press_key(ENTER).await
}

/// Moves the focus to the element with this name by the Tab key.
async fn go_to(tab: &Tab, name: &str) -> Result<()> {
    let mut passed = Vec::new();
    for _ in 0..MOST_STOPS {
        let focused = tab.eval(FOCUSED).await?;
        if focused == name {
            return Ok(());
        }
        passed.push(focused.chars().take(24).collect::<String>());
        tab.press_key(TAB).await?;
    }
    bail!("the Tab key does not lead to “{name}”: {passed:?}")
}

/// Types into the field that has the focus, replacing its text.
async fn write(tab: &Tab, text: &str) -> Result<()> {
    tab.eval("document.activeElement.select()").await?;
    tab.press_key(DELETE).await?;
    for letter in text.chars() {
        tab.press_key(letter).await?;
    }
    Ok(())
}

async fn focus_on(tab: &Tab, name: &str) -> Result<()> {
    until(
        &format!("“{name}” to have the focus"),
        &[tab],
        async || Ok((tab.eval(FOCUSED).await? == name).then_some(())),
    )
    .await
}
