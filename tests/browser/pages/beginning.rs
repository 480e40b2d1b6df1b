//! What a newcomer sees: the first steps, the theme, and what a tab tells while one looks at
//! something else.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Tab, until};

use crate::looks::look;
use crate::moves::{END, mine, start_chain, start_mining, stop_mining};
use crate::page_copy::page_with;

/// The WebDriver code of the key `Home`, which chooses the first of a list.
const HOME: char = '\u{E011}';

/// The text of the first steps.
const STEPS: &str =
    "document.querySelector('aside[aria-label=\"First steps\"]')?.textContent ?? ''";

async fn shows_in_time(tab: &Tab, what: &str, expression: &str, wanted: &str) -> Result<()> {
    until(&format!("{what} to be {wanted}"), &[tab], async || {
        Ok((tab.eval(expression).await? == wanted).then_some(()))
    })
    .await
}

#[tokio::test]
async fn first_steps_tick_themselves_off_and_a_theme_stays() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    tab.button("Start a new chain").read().await?;
    ensure!(tab.eval(STEPS).await?.is_empty(), "there is no chain yet");

    // The theme is there before the program is, at the next visit, too.
    let ground = "getComputedStyle(document.body).backgroundColor";
    let system = tab.eval(ground).await?;
    tab.choice("Theme").key(END).await?;
    let dark = tab.eval(ground).await?;
    ensure!(dark != system, "both are {dark}");
    tab.reload().await?;
    ensure!(tab.eval("document.documentElement.dataset.theme").await? == "dark");
    ensure!(tab.eval(ground).await? == dark);
    tab.choice("Theme").key(HOME).await?;
    shows_in_time(&tab, "the ground", ground, &system).await?;

    start_chain(&tab).await?;
    tab.link("Mine a block").read().await?;
    tab.link("Invite a friend").read().await?;
    tab.link("Pay somebody").read().await?;
    look(&tab, "first-steps").await?;
    mine(&tab, 1).await?;
    let is_done = format!("({STEPS}).includes('Mine a block: done')");
    shows_in_time(&tab, "the first step done", &is_done, "true").await?;
    // A step that is done stays done, and hidden steps stay hidden.
    tab.reload().await?;
    shows_in_time(&tab, "the first step done", &is_done, "true").await?;
    tab.button("Hide these steps").click().await?;
    shows_in_time(&tab, "the steps", STEPS, "").await?;
    ensure!(tab.eval("document.activeElement.id").await? == "page-title");
    tab.link("Wallet").click().await?;
    tab.button("Your words").read().await?;
    ensure!(tab.eval(STEPS).await?.is_empty());
    ann.quiet()
}

/// Notes what the device is asked to show, and lets a test hide the page.
const NOTES: &str = r#"
if (self.document) {
  self.told = [];
  self.badge = "none";
  self.Notification = class {
    static permission = "default";
    static asked = 0;
    static async requestPermission() { this.asked += 1; return (this.permission = "granted"); }
  };
  ServiceWorkerRegistration.prototype.showNotification = async (title, { body, tag }) => { told.push(`${tag} ${title}: ${body}`); };
  navigator.setAppBadge = async (count) => { badge = `${count ?? "mark"}`; };
  navigator.clearAppBadge = async () => { badge = "none"; };
  let isHidden = false;
  Object.defineProperty(document, "hidden", { get: () => isHidden });
  self.hide = (it) => { isHidden = it; document.dispatchEvent(new Event("visibilitychange")); };
}"#;

#[tokio::test]
async fn a_tab_out_of_view_tells_what_it_finds() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let page = page_with(NOTES)?;
    let relay = Relay::serving(page.path().to_owned()).await?;
    let tab = ann.open(&relay.url()).await?;
    // Nobody is asked before a press.
    tab.button("Turn on notifications").read().await?;
    ensure!(tab.eval("Notification.asked").await? == "0");
    tab.button("Turn on notifications").click().await?;
    tab.button("Turn off notifications").read().await?;
    ensure!(tab.eval("Notification.asked").await? == "1");
    look(&tab, "notifications-on").await?;
    tab.eval("navigator.serviceWorker.ready.then(() => '')")
        .await?;

    start_chain(&tab).await?;
    shows_in_time(&tab, "the title", "document.title", "Mine · Our chain").await?;
    start_mining(&tab).await?;
    shows_in_time(&tab, "the title", "document.title", "⛏ Mine · Our chain").await?;
    shows_in_time(&tab, "the badge", "badge", "mark").await?;
    ensure!(
        tab.eval("told.join()").await?.is_empty(),
        "the page is in view"
    );
    tab.eval("hide(true)").await?;
    let told = "told.some(text => text.startsWith('found Our chain: You found')).toString()";
    shows_in_time(&tab, "a notification", told, "true").await?;
    let counted =
        r"/^\([1-9]\d*\) ⛏? ?Mine · Our chain$/.test(document.title) && Number(badge) > 0";
    shows_in_time(&tab, "the count", counted, "true").await?;
    tab.eval("hide(false)").await?;
    shows_in_time(&tab, "the title", "document.title", "⛏ Mine · Our chain").await?;
    stop_mining(&tab).await?;
    shows_in_time(&tab, "the badge", "badge", "none").await?;
    ensure!(tab.eval("document.title").await? == "Mine · Our chain");
    ann.quiet()
}
