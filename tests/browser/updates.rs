//! Updates of the page take effect as a whole or not at all, however slow, full or interrupted
//! things are. The page can't be shown inside another site.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;
use tests::drive::{Host, Person, Tab, report, until};

use crate::moves::says;

/// The names of the successive versions.
const VERSIONS: [&str; 7] = ["one", "two", "three", "four", "five", "six", "seven"];

/// The speeds of the lines over which versions arrive, in bytes per second; `None` for unlimited.
const SPEEDS: [Option<u32>; 3] = [None, Some(1_000_000), Some(160_000)];

/// The WebDriver code of the key that presses a button. The page is gone before a mouse click could
/// check what it has hit.
const ENTER: char = '\u{E007}';

#[tokio::test]
async fn one_whole_version_runs_whatever_happens_to_the_next() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let folder = tempfile::tempdir()?;
    let versions = VERSIONS.map(|name| folder.path().join(name));
    for (name, version) in VERSIONS.iter().zip(&versions) {
        copy_page(version)?;
        rename_version(version, name)?;
    }
    let host = Host::start(&versions[0]).await?;
    // This host is not a relay.
    ann.relay_down(true);
    let tab = ann.open(host.url()).await?;
    runs(&tab, "one").await?;
    is_kept(&tab, "one").await?;

    // A newer version over lines of three speeds: the older one starts at once and runs until the
    // person updates.
    for (place, speed) in SPEEDS.into_iter().enumerate() {
        host.serve(&versions[place + 1]);
        host.slow(speed);
        tab.reload().await?;
        runs(&tab, VERSIONS[place]).await?;
        report(
            "bytes of the newer version sent when the older one runs",
            host.sent(),
        );
        tab.button("Update now").key(ENTER).await?;
        runs(&tab, VERSIONS[place + 1]).await?;
    }

    // The line is cut while the next version arrives.
    host.serve(&versions[4]);
    tab.reload().await?;
    runs(&tab, "four").await?;
    until("some of the next version to be sent", &[&tab], async || {
        Ok((host.sent() > 100_000).then_some(()))
    })
    .await?;
    host.cut(true);
    tab.reload().await?;
    runs(&tab, "four").await?;
    host.cut(false);
    host.slow(None);
    tab.reload().await?;
    runs(&tab, "four").await?;
    tab.button("Update now").read().await?;

    // All stored versions are deleted: the version that is served now takes their place and is
    // stored.
    tab.eval("caches.keys().then(names => Promise.all(names.map(name => caches.delete(name))))")
        .await?;
    tab.reload().await?;
    runs(&tab, "five").await?;
    is_kept(&tab, "five").await?;
    host.cut(true);
    tab.reload().await?;
    runs(&tab, "five").await?;
    host.cut(false);

    // There is no space for the next version.
    host.serve(&versions[5]);
    ann.storage_full(true);
    tab.limit_storage(host.url(), Some(1_000)).await?;
    for _ in 0..2 {
        tab.reload().await?;
        runs(&tab, "five").await?;
        tab.eval(
            "navigator.serviceWorker.getRegistration().then(it => it.update()).catch(() => 0)",
        )
        .await?;
    }
    let waiting = "navigator.serviceWorker.getRegistration().then(it => !!it.waiting)";
    ensure!(
        tab.eval(waiting).await? == "false",
        "a version was kept without room"
    );
    tab.limit_storage(host.url(), None).await?;
    tab.reload().await?;
    tab.button("Update now").key(ENTER).await?;
    runs(&tab, "six").await?;

    // Two tabs: the one that did not update continues with its version, and can update later.
    let other = ann.open(&format!("{}?profile=other", host.url())).await?;
    runs(&other, "six").await?;
    host.serve(&versions[6]);
    tab.reload().await?;
    tab.button("Update now").key(ENTER).await?;
    runs(&tab, "seven").await?;
    runs(&other, "six").await?;
    other.button("Update now").key(ENTER).await?;
    runs(&other, "seven").await?;
    ann.quiet()
}

#[tokio::test]
async fn another_site_can_not_show_the_page_inside_its_own() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let page = PathBuf::from(env::var_os("TABCHAIN_PAGE").context("TABCHAIN_PAGE is not set")?);
    // A host that can't send headers, which would forbid framing.
    let host = Host::start(&page).await?;
    let outside = TempDir::new()?;
    let html = format!(
        "<!doctype html><title>Free coins</title><iframe src=\"{}\"></iframe>",
        host.url()
    );
    fs::write(outside.path().join("index.html"), html)?;
    let site = Host::start(outside.path()).await?;
    let tab = ann.open(site.url()).await?;
    let inside = tab.frame().await?;
    says(&inside, "Another site shows this page inside its own").await?;
    inside
        .link("Open Tabchain in a tab of its own")
        .read()
        .await?;
    let workers = "performance.getEntriesByType('resource').some(it => it.name.endsWith('.wasm'))";
    ensure!(
        inside.eval(workers).await? == "false",
        "the program was loaded"
    );
    Ok(())
}

/// Copies the built page.
pub(crate) fn copy_page(to: &Path) -> Result<()> {
    let page = env::var_os("TABCHAIN_PAGE").context("TABCHAIN_PAGE is not set")?;
    copy_all(Path::new(&page), to)
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// The version of a page, as its `index.html` names it.
pub(crate) fn version(page: &Path) -> Result<String> {
    let index = fs::read_to_string(page.join("index.html"))?;
    let (_, rest) = index.split_once("\"v/").context("no version in the page")?;
    let version = rest.split('/').next().context("no version in the page")?;
    Ok(version.to_owned())
}

/// Turns a page into another version: the same files under another name.
fn rename_version(page: &Path, name: &str) -> Result<()> {
    let before = version(page)?;
    fs::rename(page.join("v").join(&before), page.join("v").join(name))?;
    for file in ["index.html", "sw.js"] {
        let text = fs::read_to_string(page.join(file))?;
        fs::write(page.join(file), text.replace(&before, name))?;
        fs::remove_file(page.join(format!("{file}.br")))?;
    }
    Ok(())
}

/// Waits until the page is shown and everything that it has loaded is of this version.
async fn runs(tab: &Tab, version: &str) -> Result<()> {
    let loaded =
        "[...new Set(performance.getEntriesByType('resource').map(it => it.name.split('/v/')[1])
        .filter(Boolean).map(name => name.split('/')[0]))].join()";
    until(&format!("version {version} to run"), &[tab], async || {
        // While one version replaces another, there is no page to query.
        let (Ok(Some(_)), Ok(loaded)) = (
            tab.button("Start a new chain").look().await,
            tab.eval(loaded).await,
        ) else {
            return Ok(None);
        };
        Ok((loaded == version).then_some(()))
    })
    .await
}

/// Waits until a version is stored completely.
async fn is_kept(tab: &Tab, version: &str) -> Result<()> {
    let kept =
        format!("caches.open('tabchain-{version}').then(cache => cache.match('./')).then(Boolean)");
    until(
        &format!("version {version} to be kept"),
        &[tab],
        async || Ok((tab.eval(&kept).await? == "true").then_some(())),
    )
    .await
}
