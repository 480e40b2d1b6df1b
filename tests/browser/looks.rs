//! The layout of every page: at the width of a desktop and of a phone in both themes, of two small
//! phones, and on a desktop and a phone with text of twice the size. Nothing may stick out at the
//! side, overlap or be cut off, and axe-core must find nothing. With `TABCHAIN_SHOTS` set to a
//! folder, screenshots are saved there for people to look at.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Role, Scheme, Tab, until};

use crate::axe;
use crate::moves::{
    END, FIRST_COINS, address, in_history, invitation, join, mine, mine_to, pay, pending, same_tip,
    start_chain, start_mining, stop_mining,
};

/// The WebDriver code of the arrow key that selects the option above.
const ARROW_UP: char = '\u{E013}';

/// Widths and heights in CSS pixels: a desktop and a common phone, both with screenshots.
const SIZES: [(u32, u32); 2] = [(1280, 900), (390, 844)];
/// Small phones.
const SMALL: [(u32, u32); 2] = [(360, 740), (320, 568)];
/// The sizes at which axe-core checks a page.
const AXE: [(u32, u32); 3] = [SIZES[0], SIZES[1], SMALL[1]];

#[tokio::test]
async fn every_page_is_fit_to_be_seen_at_every_size() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    tab.button("Start a new chain").read().await?;
    look(&tab, "first").await?;

    // Content to look at: blocks, a friend who mines too, payments in both directions, a running
    // miner.
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
    let before = places(&tab).await?;
    start_mining(&tab).await?;
    in_history(&tab, &["Received", "+2"], true).await?;
    // Screen readers can distinguish the rewards, too.
    let alike = tab.eval(ALIKE).await?;
    ensure!(alike.is_empty(), "links of the same name: {alike}");
    let blurred = tab.eval(BLURRED).await?;
    ensure!(blurred.is_empty(), "times without seconds: {blurred}");
    tab.link("Mine").click().await?;
    let after = places(&tab).await?;
    ensure!(
        before == after,
        "the header jumps when mining starts: {before}, then {after}"
    );
    news_is_small(&tab).await?;
    let spoken = tab.count_accessible(Role::Status, "News").await?;
    ensure!(spoken == 1, "{spoken} places for news");
    look(&tab, "mine").await?;
    the_open_page_is_told_without_colours(&tab).await?;
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
    tab.button("Delete old blocks").read().await?;
    look(&tab, "network-drop").await?;
    tab.button("Keep everything").click().await?;

    // A block and an address, each found by the search.
    let tip = tab.output("Tip").text().await?;
    search(&tab, &tip).await?;
    look(&tab, "block").await?;
    search(&tab, &payee).await?;
    let held = tab.output("Balance of this address");
    held.when("to count what stands in blocks", |now| {
        now.text.starts_with("0 ")
    })
    .await?;
    tab.choice("Minimum confirmations").key(ARROW_UP).await?;
    held.when("to count what waits", |now| now.text.starts_with("1 "))
        .await?;
    look(&tab, "address").await?;

    // Addresses with the same beginning, including this one.
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
    search(&tab, &payment[..16]).await?;
    tab.output("Risk").read().await?;
    look(&tab, "payment").await?;
    tab.slider("Attacker’s share").key(END).await?;
    look(&tab, "payment-strong-attacker").await?;
    ann.quiet()?;
    bob.quiet()
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
    tab.field("Find a height, hash, transaction or address")
        .fill(text)
        .await?;
    tab.button("Search").click().await?;
    until("the search to lead somewhere", &[tab], async || {
        Ok((tab.eval("location.hash").await? != before).then_some(()))
    })
    .await
}

/// Scrolls to the top, where elements that stick to the window's edge are in their position, and
/// waits until that is rendered.
const SETTLE: &str = "
(async () => {
  scrollTo(0, 0);
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await drawn();
  // Colours change slowly from one theme to the other. One that never ends can't be finished.
  for (const animation of document.getAnimations()) try { animation.finish(); } catch {}
  await drawn();
})()";

/// How far the page scrolls sideways, and the innermost elements that cause it. If it does not, the
/// elements at a fixed position that extend beyond the window.
const BEYOND: &str = r#"
(() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= page.clientWidth) {
    const still = [...document.body.querySelectorAll("*")].filter((element) => getComputedStyle(element).position === "fixed");
    const inner = still.flatMap((element) => [element, ...element.querySelectorAll("p, button, a")]);
    const out = inner.filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5);
    return out.slice(0, 5).map((element) => element.cloneNode().outerHTML).join(" and ");
  }
  const wide = [...document.body.querySelectorAll("*")].filter((element) =>
    element.getBoundingClientRect().right > page.clientWidth + 0.5 &&
    ![...element.children].some((child) => child.getBoundingClientRect().right > page.clientWidth + 0.5));
  const names = wide.slice(0, 5).map((element) => element.cloneNode().outerHTML);
  return `${page.scrollWidth - page.clientWidth} pixels, by ${names.join(" and ")}`;
})()"#;

/// The font size of the page.
const TEXT_SIZE: &str = "getComputedStyle(document.documentElement).fontSize";

/// Which of the elements that are always in view, the links to the pages and the figures, are cut
/// off or overlap.
const CRAMPED: &str = r#"
(() => {
  const items = [...document.querySelectorAll("nav[aria-label=Pages] li, [aria-label=Status] > *")];
  const boxes = items.map((item) => item.getBoundingClientRect());
  const faults = [];
  items.forEach((item, place) => {
    const { left, right, top, bottom } = boxes[place];
    if (left < -0.5 || right > innerWidth + 0.5) faults.push(`${item.innerText} is out of view`);
    // A number that is too long, and the hash, are cut with an ellipsis, which their own style
    // says.
    const cut = [item, ...item.querySelectorAll("*")].find((inner) =>
      inner.scrollWidth > inner.clientWidth + 1 && inner.clientWidth > 0 &&
      getComputedStyle(inner).textOverflow !== "ellipsis" && getComputedStyle(inner).display !== "inline");
    if (cut) faults.push(`${item.innerText} is wider than its room`);
    boxes.forEach((other, next) => {
      const apart = other.left >= right - 1 || other.right <= left + 1 || other.top >= bottom - 1 || other.bottom <= top + 1;
      if (next > place && !apart) faults.push(`${item.innerText} lies over ${items[next].innerText}`);
    });
  });
  return faults.join(" and ");
})()"#;

/// Elements whose focus is invisible because they are behind the tab bar or behind the figures
/// (WCAG 2.4.11).
const HIDDEN_FOCUS: &str = r#"
(() => {
  const before = document.activeElement;
  // No browser scrolls to an element that has the focus already.
  before?.blur();
  const edge = (selector, side, none) => document.querySelector(selector)?.getBoundingClientRect()[side] ?? none;
  const faults = [];
  for (const item of document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary)")) {
    item.focus();
    if (document.activeElement !== item) continue;
    const { top, bottom, height } = item.getBoundingClientRect();
    const bar = document.querySelector("nav[aria-label=Pages]");
    const isFixed = bar && getComputedStyle(bar).position === "fixed";
    // A dialog lies over both.
    const isFree = item.closest("dialog[open]");
    const low = isFixed && !isFree ? bar.getBoundingClientRect().top : innerHeight;
    const high = isFree ? 0 : edge("[aria-label=Status]", "bottom", 0);
    if (height < low - high && (bottom > low + 0.5 || top < high - 0.5)) {
      faults.push(`the focus on ${item.outerHTML.slice(0, 80)} is hidden: it lies from ${top} to ${bottom}, what is in view from ${high} to ${low}, and the page is scrolled by ${scrollY}`);
    }
  }
  before?.focus({ preventScroll: true });
  scrollTo(0, 0);
  return faults.slice(0, 3).join(" and ");
})()"#;

/// Elements that are too narrow for their text: the status of a row with one word per line.
const NARROW: &str = r#"
(() => {
  const lines = (element) => element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight);
  const narrow = [...document.querySelectorAll(".rows .status")].filter((status) =>
    lines(status) > 4.5 && status.getBoundingClientRect().width < 160);
  return narrow.map((status) => `“${status.innerText}” has no room`).join(" and ");
})()"#;

/// Toasts on a phone that overlap the tab bar or the element with the focus, that are several at a
/// time, or that take too much space.
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

/// The times of the history that are shown without seconds, so that quick blocks seem to have the
/// same time.
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

/// Checks a page at every width and in both themes; nothing may stick out or be hard to reach.
/// Leaves the page in the light theme at the width of a desktop.
///
/// # Errors
/// If there is a fault, or the page does not answer.
pub(crate) async fn look(tab: &Tab, page: &str) -> Result<()> {
    let mut faults = Vec::new();
    // Each page is checked by axe-core in one size and theme, which differs from page to page,
    // unless `TABCHAIN_AXE_ALL` asks for all.
    let chosen = page.bytes().map(usize::from).sum::<usize>();
    let mut place = 0;
    for scheme in [Scheme::Light, Scheme::Dark] {
        tab.prefer(scheme).await?;
        for size in AXE {
            if axe::is_thorough() || place == chosen % (2 * AXE.len()) {
                settle(tab, size).await?;
                let broken = axe::check(tab).await?;
                let name = format!("{page}-{}-{scheme:?}", size.0).to_lowercase();
                faults.extend(broken.iter().map(|rule| format!("{name}: {rule}")));
            }
            place += 1;
        }
        for size in SIZES {
            settle(tab, size).await?;
            let name = format!("{page}-{}-{scheme:?}", size.0).to_lowercase();
            picture(tab, &name).await?;
            faults.extend(sideways(tab, &name).await?);
        }
    }
    tab.prefer(Scheme::Light).await?;
    for size in SMALL {
        settle(tab, size).await?;
        let name = format!("{page}-{}-light", size.0);
        picture(tab, &name).await?;
        faults.extend(sideways(tab, &name).await?);
    }
    for size in [SIZES[1], SMALL[1]] {
        settle(tab, size).await?;
        let hidden = tab.eval(HIDDEN_FOCUS).await?;
        if !hidden.is_empty() {
            faults.push(format!("{page}-{}: {hidden}", size.0));
        }
    }
    for size in SIZES {
        settle(tab, size).await?;
        tab.enlarge_text(true).await?;
        until("the letters to be large", &[tab], async || {
            Ok((tab.eval(TEXT_SIZE).await? == "32px").then_some(()))
        })
        .await?;
        let name = format!("{page}-{}-large-text", size.0);
        faults.extend(sideways(tab, &name).await?);
        ensure!(
            tab.eval(TEXT_SIZE).await? == "32px",
            "the letters shrank meanwhile"
        );
        tab.enlarge_text(false).await?;
    }
    settle(tab, SIZES[0]).await?;
    ensure!(faults.is_empty(), "not fit to be seen: {faults:#?}");
    Ok(())
}

/// Takes one screenshot on a desktop in the light theme and one on a phone in the dark theme, of
/// content that disappears before [`look`] could be done. Leaves the page in the light theme at the
/// width of a desktop.
pub(crate) async fn glance(tab: &Tab, page: &str) -> Result<()> {
    for (scheme, size) in [(Scheme::Dark, SIZES[1]), (Scheme::Light, SIZES[0])] {
        tab.prefer(scheme).await?;
        settle(tab, size).await?;
        let name = format!("{page}-{}-{scheme:?}", size.0).to_lowercase();
        picture(tab, &name).await?;
    }
    Ok(())
}

async fn settle(tab: &Tab, (width, height): (u32, u32)) -> Result<()> {
    // Browsers do not render a tab behind another one.
    tab.bring_to_front().await?;
    tab.resize(width, height).await?;
    tab.eval(SETTLE).await?;
    Ok(())
}

async fn picture(tab: &Tab, name: &str) -> Result<()> {
    if let Some(folder) = env::var_os("TABCHAIN_SHOTS") {
        let picture = PathBuf::from(folder).join(name).with_extension("png");
        tab.screenshot(&picture).await?;
    }
    Ok(())
}

/// Returns the elements that stick out at the side or have too little space.
async fn sideways(tab: &Tab, name: &str) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for check in [BEYOND, CRAMPED, NARROW] {
        let found = tab.eval(check).await?;
        if !found.is_empty() {
            faults.push(format!("{name}: {found}"));
        }
    }
    Ok(faults)
}
