//! Every page at the width of a desk and of a phone, light and dark: nothing sticks out at the side. With
//! `TABCHAIN_SHOTS` set to a folder, a picture of each is left there for people to look at.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Scheme, Tab, until};

use crate::moves::{
    END, FIRST_COINS, address, in_history, invitation, join, mine, mine_to, pay, pending, same_tip,
    start_chain, start_mining, stop_mining,
};

/// The WebDriver code of the arrow key that chooses what stands above.
const ARROW_UP: char = '\u{E013}';

/// Widths and heights in CSS pixels: a desk and a common phone.
const SIZES: [(u32, u32); 2] = [(1280, 900), (390, 844)];

#[tokio::test]
async fn no_page_sticks_out_at_the_side() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    tab.button("Start a new chain").read().await?;
    look(&tab, "first").await?;

    // Something to see: blocks, a friend who mines too, payments both ways, a running miner.
    start_chain(&tab).await?;
    look(&tab, "new").await?;
    mine_to(&tab, FIRST_COINS).await?;
    let friend = join(&bob, &invitation(&tab).await?).await?;
    same_tip(&tab, &friend).await?;
    let first = address(&friend).await?;
    pay(&tab, &first, "7.25").await?;
    pending(&friend, "7.25").await?;
    mine(&friend, 2).await?;
    same_tip(&tab, &friend).await?;
    pay(&friend, &address(&tab).await?, "2").await?;
    pending(&tab, "2").await?;
    start_mining(&tab).await?;
    in_history(&tab, &["Received", "+2"], true).await?;
    tab.link("Mine").click().await?;
    look(&tab, "mine").await?;
    stop_mining(&tab).await?;
    let payee = address(&friend).await?;
    pay(&tab, &payee, "1").await?;
    look(&tab, "wallet").await?;
    tab.link("See the payment").click().await?;
    tab.output("Risk").read().await?;
    let payment = tab.eval("location.hash.split('/').pop()").await?;
    look(&tab, "payment-waiting").await?;
    tab.link("Wallet").click().await?;
    tab.field("To").fill("nobody").await?;
    tab.field("Amount").fill("1").await?;
    tab.button("Send").click().await?;
    tab.field("To")
        .when("to say what is wrong", |now| !now.alert.is_empty())
        .await?;
    look(&tab, "wallet-error").await?;
    for page in ["Blocks", "Network"] {
        tab.link(page).click().await?;
        look(&tab, &page.to_lowercase()).await?;
    }
    tab.button("Keep only the newest").click().await?;
    tab.button("Yes, drop old blocks").read().await?;
    look(&tab, "network-drop").await?;
    tab.button("No, leave them").click().await?;

    // A block and an address, each by searching for it.
    let tip = tab.output("Tip").text().await?;
    search(&tab, &tip).await?;
    look(&tab, "block").await?;
    search(&tab, &payee).await?;
    let held = tab.output("Balance of this address");
    held.when("to count what stands in blocks", |now| {
        now.text.starts_with("0 ")
    })
    .await?;
    tab.choice("Count from").key(ARROW_UP).await?;
    held.when("to count what waits", |now| now.text.starts_with("1 "))
        .await?;
    look(&tab, "address").await?;

    // Addresses that begin alike, of which this is one.
    tab.link("Blocks").click().await?;
    tab.field("Find a height, hash, transaction or address")
        .fill(&first[..8])
        .await?;
    tab.button("Search").click().await?;
    tab.link(&first).read().await?;
    look(&tab, "addresses").await?;

    // The payment again, with two blocks on top.
    mine(&friend, 2).await?;
    same_tip(&tab, &friend).await?;
    search(&tab, &payment).await?;
    tab.output("Risk").read().await?;
    look(&tab, "payment").await?;
    tab.slider("Attacker's share").key(END).await?;
    look(&tab, "payment-strong-attacker").await?;
    ann.quiet()?;
    bob.quiet()
}

/// Looks something up, and waits until another page has opened for it.
async fn search(tab: &Tab, text: &str) -> Result<()> {
    tab.link("Blocks").click().await?;
    let before = tab.eval("location.hash").await?;
    tab.field("Find a height, hash, transaction or address")
        .fill(text)
        .await?;
    tab.button("Search").click().await?;
    until("the search to lead somewhere", &[tab], async || {
        Ok((tab.eval("location.hash").await? != before).then_some(()))
    })
    .await
}

/// Goes to the top, where what sticks to the window's edge is at its place, and waits until that is drawn.
const SETTLE: &str = "
(() => {
  scrollTo(0, 0);
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(''))));
})()";

/// How far the page can be scrolled sideways, and the innermost things that make it so.
const BEYOND: &str = r#"
(() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= page.clientWidth) return "";
  const wide = [...document.body.querySelectorAll("*")].filter((element) =>
    element.getBoundingClientRect().right > page.clientWidth + 0.5 &&
    ![...element.children].some((child) => child.getBoundingClientRect().right > page.clientWidth + 0.5));
  const names = wide.slice(0, 5).map((element) => element.cloneNode().outerHTML);
  return `${page.scrollWidth - page.clientWidth} pixels, by ${names.join(" and ")}`;
})()"#;

/// Looks at a page at both widths, light and dark; nothing may stick out. Leaves it light, at the width of a desk.
pub(crate) async fn look(tab: &Tab, page: &str) -> Result<()> {
    let mut faults = Vec::new();
    for scheme in [Scheme::Light, Scheme::Dark] {
        tab.prefer(scheme).await?;
        for (width, height) in SIZES {
            tab.resize(width, height).await?;
            tab.eval(SETTLE).await?;
            let name = format!("{page}-{width}-{scheme:?}").to_lowercase();
            if let Some(folder) = env::var_os("TABCHAIN_SHOTS") {
                let picture = PathBuf::from(folder).join(&name).with_extension("png");
                tab.screenshot(&picture).await?;
            }
            let beyond = tab.eval(BEYOND).await?;
            if !beyond.is_empty() {
                faults.push(format!("{name}: {beyond}"));
            }
        }
    }
    tab.prefer(Scheme::Light).await?;
    let (width, height) = SIZES[0];
    tab.resize(width, height).await?;
    ensure!(faults.is_empty(), "sticks out at the side: {faults:#?}");
    Ok(())
}
