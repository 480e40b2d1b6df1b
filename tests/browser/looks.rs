//! Checks the look of a page: in both themes at the width of a desktop and of a phone, at the
//! widths of two small phones, and with text of twice the size on a desktop and a phone. No element
//! may stick out at the side, overlap another or be cut off, and axe-core must find no violation.
//! If `TABCHAIN_SHOTS` names a folder, screenshots are saved there for people to look at.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use tests::drive::{Scheme, Tab, until};

use crate::axe;

/// Widths and heights in CSS pixels: a desktop and a common phone, both with screenshots.
pub(crate) const SIZES: [(u32, u32); 2] = [(1280, 900), (390, 844)];
/// Small phones.
const SMALL: [(u32, u32); 2] = [(360, 740), (320, 568)];
/// The sizes at which axe-core checks a page.
const AXE: [(u32, u32); 3] = [SIZES[0], SIZES[1], SMALL[1]];

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

/// How far the page scrolls sideways, and the innermost elements that cause it. If the page does
/// not scroll, the elements at a fixed position that extend beyond the window.
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

/// Elements that are too narrow for their text, such as the status of a row with one word per line.
const NARROW: &str = r#"
(() => {
  const lines = (element) => element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight);
  const narrow = [...document.querySelectorAll(".rows .status")].filter((status) =>
    lines(status) > 4.5 && status.getBoundingClientRect().width < 160);
  return narrow.map((status) => `“${status.innerText}” has no room`).join(" and ");
})()"#;

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

/// Takes one screenshot on a desktop in the light theme and one on a phone in the dark theme. It is
/// for content that disappears before [`look`] could end. Leaves the page in the light theme at the
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

/// Brings the tab to the front, gives it this size, and waits until that is rendered.
pub(crate) async fn settle(tab: &Tab, (width, height): (u32, u32)) -> Result<()> {
    // Browsers do not render a tab behind another one.
    tab.bring_to_front().await?;
    tab.resize(width, height).await?;
    tab.eval(SETTLE).await?;
    Ok(())
}

/// Saves a screenshot if `TABCHAIN_SHOTS` names a folder for it.
pub(crate) async fn picture(tab: &Tab, name: &str) -> Result<()> {
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
