//! How long a person waits until the page and its node answer: cold, over the line of a phone, at
//! a reload, and when joining a chain.
//!
//! `TABCHAIN_BEFORE` names the folder of another build of the page. Then both are measured in turn,
//! so that other work of the machine slows both alike.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tempfile::TempDir;
use tests::drive::{Host, Person, Relay, Tab, report, until};

use crate::moves::{END, FEW_HASHES, invitation, mine_to};
use crate::page_copy::copy_with;

/// How often each figure is measured; the median is reported.
const ROUNDS: usize = 5;
/// How often a figure of the phone is measured, which takes some seconds.
const SLOW_ROUNDS: usize = 3;
/// The number of blocks of the chain that is joined and reopened.
const BLOCKS: u32 = 40;
/// The line of a phone, 1.6 Mbit/s, in bytes per second.
const PHONE_LINE: u32 = 200_000;
/// How much slower the processor of a phone is.
const PHONE_SLOWNESS: u32 = 4;

/// Notes in the page when it shows what, in milliseconds since the navigation. A query from outside
/// would take longer than what is measured.
const MARKS: &str = r#"
if (self.document) {
  const marks = (self.marks = { shift: 0, longest: 0 });
  const has = (selector, text) => [...document.querySelectorAll(selector)].some((it) => it.textContent.trim() === text);
  const shown = {
    node: () => has("button:not([disabled])", "Start a new chain") || document.querySelector("output"),
    dialog: () => has("button:not([disabled])", "Join this chain"),
    chain: () => document.querySelector('output[aria-label="Height"]'),
    joined: () => document.querySelector('output[aria-label="Height"]')?.textContent.trim() === localStorage.getItem("wanted"),
  };
  const look = () => {
    for (const name in shown) if (!(name in marks) && shown[name]()) marks[name] = performance.now();
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
  addEventListener("click", (event) => {
    if (event.target.textContent.trim() === "Join this chain") marks.pressed = performance.now();
  }, true);
  const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch("paint", (it) => { if (it.name === "first-contentful-paint") marks.paint = it.startTime; });
  watch("layout-shift", (it) => { if (!it.hadRecentInput) marks.shift += it.value; });
  watch("longtask", (it) => { marks.longest = Math.max(marks.longest, it.duration); });
}"#;

/// A build of the page that notes its times.
struct Build {
    name: &'static str,
    page: TempDir,
}

fn builds() -> Result<Vec<Build>> {
    let now = env::var_os("TABCHAIN_PAGE").context("TABCHAIN_PAGE is not set")?;
    let before = env::var_os("TABCHAIN_BEFORE").map(|folder| ("before", PathBuf::from(folder)));
    let builds = before.into_iter().chain([("now", PathBuf::from(now))]);
    let noting = builds.map(|(name, folder)| {
        let page = copy_with(&folder, MARKS)?;
        Ok(Build { name, page })
    });
    noting.collect()
}

#[tokio::test]
async fn first_visits() -> Result<()> {
    let builds = builds()?;
    for what in [Visit::Cold, Visit::Phone] {
        let mut times = vec![Vec::new(); builds.len()];
        for _ in 0..what.rounds() {
            for (build, times) in builds.iter().zip(&mut times) {
                times.push(visit(what, build.page.path()).await?);
            }
        }
        for (build, times) in builds.iter().zip(&times) {
            say(what.name(), build.name, times);
        }
    }
    Ok(())
}

#[tokio::test]
async fn later_visits() -> Result<()> {
    let builds = builds()?;
    let mut times = vec![(Vec::new(), Vec::new()); builds.len()];
    for _ in 0..SLOW_ROUNDS {
        for (build, times) in builds.iter().zip(&mut times) {
            let (reloaded, joined) = return_and_join(build.page.path()).await?;
            times.0.push(reloaded);
            times.1.push(joined);
        }
    }
    for (build, (reloads, joins)) in builds.iter().zip(&times) {
        let reload = format!("reload, {BLOCKS} blocks");
        say(&reload, build.name, reloads);
        let join = format!("join, {BLOCKS} blocks");
        say(&join, build.name, joins);
    }
    Ok(())
}

/// A first visit.
#[derive(Clone, Copy)]
enum Visit {
    Cold,
    Phone,
}

impl Visit {
    const fn name(self) -> &'static str {
        match self {
            Self::Cold => "first visit",
            Self::Phone => "first visit of a phone",
        }
    }

    const fn rounds(self) -> usize {
        match self {
            Self::Cold => ROUNDS,
            Self::Phone => SLOW_ROUNDS,
        }
    }
}

/// What the page has noted: names and milliseconds.
type Marks = serde_json::Map<String, serde_json::Value>;

async fn visit(what: Visit, page: &Path) -> Result<Marks> {
    let ann = Person::alone("Ann").await?;
    let host = Host::start(page).await?;
    ann.relay_down(true);
    let tab = ann.open("about:blank").await?;
    if let Visit::Phone = what {
        host.slow(Some(PHONE_LINE));
        tab.slow_down(PHONE_SLOWNESS).await?;
    }
    tab.goto(host.url()).await?;
    marks(&tab, "node").await
}

/// Starts a chain, reopens it, and lets somebody else join it. Returns what the reopened page and
/// the other one have noted.
async fn return_and_join(page: &Path) -> Result<(Marks, Marks)> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::serving(page.to_owned()).await?;
    let a = ann.open(&relay.url()).await?;
    a.button("Settings").click().await?;
    a.field("Starting difficulty (hashes)")
        .fill(FEW_HASHES)
        .await?;
    a.choice("Difficulty").key(END).await?;
    a.button("Start a new chain").click().await?;
    a.output("Height").read().await?;
    mine_to(&a, BLOCKS).await?;
    a.reload().await?;
    let reloaded = marks(&a, "chain").await?;
    let high = a.output("Height").text().await?;
    let link = invitation(&a).await?;
    let b = bob.open("about:blank").await?;
    b.goto(&link).await?;
    b.eval(&format!("localStorage.setItem('wanted', '{high}')"))
        .await?;
    b.button("Join this chain").click().await?;
    let mut joined = marks(&b, "joined").await?;
    let time = |name: &str| joined.get(name).and_then(serde_json::Value::as_f64);
    let (from, to) = (time("pressed"), time("joined"));
    let took = from.zip(to).map(|(from, to)| to - from);
    joined.insert("pressed to tip".into(), took.into());
    Ok((reloaded, joined))
}

/// Waits until the page has noted this, and returns everything that it has noted.
async fn marks(tab: &Tab, last: &str) -> Result<Marks> {
    until(&format!("the mark {last}"), &[tab], async || {
        let text = tab.eval("JSON.stringify(self.marks ?? {})").await?;
        let marks: Marks = serde_json::from_str(&text)?;
        Ok(marks.contains_key(last).then_some(marks))
    })
    .await
}

/// Reports the median of each figure.
fn say(what: &str, build: &str, all: &[Marks]) {
    let names: BTreeSet<_> = all.iter().flat_map(Marks::keys).collect();
    for name in names {
        let values = all.iter().filter_map(|marks| marks.get(name)?.as_f64());
        let mut values: Vec<_> = values.collect();
        values.sort_by(f64::total_cmp);
        if let Some(median) = values.get(values.len() / 2) {
            let text = match name.as_str() {
                "shift" => format!("{median:.3}"),
                _ => format!("{median:.0} ms"),
            };
            report(&format!("{what}, {build}: {name}"), text);
        }
    }
}
