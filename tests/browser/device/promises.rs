//! What the page requests of the browser while a chain is open: persistent storage, and a wake lock
//! while mining.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Tab, until};

use crate::looks::look;
use crate::moves::{says, says_no_more, start_chain, start_mining, stop_mining};
use crate::page_copy::page_with;

/// Replaces the browser's answers by those that a test sets, and counts the requests and the locks
/// held.
const ANSWERS: &str = r#"
if (self.document) {
  self.asked = { persist: 0, screen: 0, held: 0 };
  const answer = (name) => localStorage.getItem(name);
  navigator.storage.persist = () => {
    asked.persist += 1;
    return answer("persist") === "never" ? new Promise(() => {}) : Promise.resolve(answer("persist") === "yes");
  };
  const request = async (kind) => {
    asked.screen += 1;
    if (kind !== "screen" || answer("screen") === "no") throw new DOMException("the battery is low", "NotAllowedError");
    asked.held += 1;
    let held = true;
    return { release: async () => { if (held) asked.held -= 1; held = false; } };
  };
  Object.defineProperty(navigator, "wakeLock", { value: { request } });
}"#;

/// Waits until a count has this value.
async fn counts(tab: &Tab, what: &str, wanted: &str) -> Result<()> {
    until(&format!("{what} to be {wanted}"), &[tab], async || {
        let found = tab.eval(&format!("asked.{what}")).await?;
        Ok((found == wanted).then_some(()))
    })
    .await
}

async fn answers(tab: &Tab, what: &str, answer: &str) -> Result<()> {
    tab.eval(&format!("localStorage.setItem('{what}', '{answer}')"))
        .await?;
    Ok(())
}

#[tokio::test]
async fn the_browser_is_asked_to_keep_files_each_time_a_chain_is_opened() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let page = page_with(ANSWERS)?;
    let relay = Relay::serving(page.path().to_owned()).await?;
    let tab = ann.open(&relay.url()).await?;
    tab.button("Start a new chain").read().await?;
    ensure!(tab.eval("asked.persist").await? == "0");

    // The browser refuses.
    let refused = "the browser has not promised to keep them";
    start_chain(&tab).await?;
    tab.link("Wallet").click().await?;
    says(&tab, refused).await?;
    counts(&tab, "persist", "1").await?;
    look(&tab, "not-promised").await?;
    // The browser agrees the next time that the chain is opened.
    answers(&tab, "persist", "yes").await?;
    tab.link("Network").click().await?;
    tab.button("All chains").click().await?;
    tab.button("Open Our chain").click().await?;
    counts(&tab, "persist", "2").await?;
    tab.link("Wallet").click().await?;
    says_no_more(&tab, refused).await?;
    // The browser does not answer at all: some browsers ask the person first.
    answers(&tab, "persist", "never").await?;
    tab.reload().await?;
    tab.link("Wallet").click().await?;
    says(&tab, "has not answered yet").await?;
    counts(&tab, "persist", "1").await?;
    ann.quiet()
}

#[tokio::test]
async fn the_screen_stays_on_while_one_mines_and_looks() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let page = page_with(ANSWERS)?;
    let relay = Relay::serving(page.path().to_owned()).await?;
    let tab = ann.open(&relay.url()).await?;
    start_chain(&tab).await?;
    ensure!(tab.eval("asked.screen").await? == "0");
    start_mining(&tab).await?;
    says(&tab, "The screen stays on while you mine").await?;
    counts(&tab, "held", "1").await?;

    // When the tab is behind another one, a browser releases the lock. It is requested again when
    // the page comes back into view.
    let before = ann.open(&format!("{}?profile=/", relay.url())).await?;
    counts(&tab, "screen", "1").await?;
    before.close().await?;
    tab.bring_to_front().await?;
    counts(&tab, "screen", "2").await?;
    counts(&tab, "held", "1").await?;
    stop_mining(&tab).await?;
    counts(&tab, "held", "0").await?;
    says_no_more(&tab, "The screen stays on").await?;

    answers(&tab, "screen", "no").await?;
    start_mining(&tab).await?;
    says(&tab, "This browser does not keep the screen on").await?;
    look(&tab, "screen-goes-dark").await?;
    stop_mining(&tab).await?;
    ann.quiet()
}
