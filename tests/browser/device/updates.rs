//! An update of the page takes effect as a whole or not at all, even if the line is slow or
//! interrupted, or the storage is full.

use std::path::Path;

use anyhow::{Result, ensure};
use tests::drive::{Host, Person, Tab, report, until};

use crate::page_copy::{copy_page, rename_version};

/// The names of the successive versions.
const VERSIONS: [&str; 7] = ["one", "two", "three", "four", "five", "six", "seven"];

/// The speeds of the lines over which versions arrive, in bytes per second; `None` for unlimited.
const SPEEDS: [Option<u32>; 3] = [None, Some(1_000_000), Some(160_000)];

/// The WebDriver code of the key that presses a button. After a mouse click, the driver checks
/// which element the click has hit, and these buttons reload the page before that.
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

    for (place, speed) in SPEEDS.into_iter().enumerate() {
        host.serve(&versions[place + 1]);
        host.slow(speed);
        update(&tab, &host, VERSIONS[place], VERSIONS[place + 1]).await?;
    }
    host.serve(&versions[4]);
    lose_the_line_during_the_download(&tab, &host).await?;
    delete_all_stored_versions(&tab, &host).await?;
    host.serve(&versions[5]);
    run_out_of_space(&ann, &tab, &host).await?;
    update_two_tabs(&ann, &tab, &host, &versions[6]).await?;
    ann.quiet()
}

/// Updates to a version that the host began to serve after the page was loaded. The older version
/// starts at once and runs until the person updates, whatever the speed of the line.
async fn update(tab: &Tab, host: &Host, older: &str, newer: &str) -> Result<()> {
    tab.reload().await?;
    runs(tab, older).await?;
    report(
        "bytes of the newer version sent when the older one runs",
        host.sent(),
    );
    tab.button("Update now").key(ENTER).await?;
    runs(tab, newer).await
}

/// Cuts the line while version five is being sent. After the line is back, the page fetches that
/// version.
async fn lose_the_line_during_the_download(tab: &Tab, host: &Host) -> Result<()> {
    tab.reload().await?;
    runs(tab, "four").await?;
    until("some of the next version to be sent", &[tab], async || {
        Ok((host.sent() > 100_000).then_some(()))
    })
    .await?;
    host.cut(true);
    tab.reload().await?;
    runs(tab, "four").await?;
    host.cut(false);
    host.slow(None);
    tab.reload().await?;
    runs(tab, "four").await?;
    tab.button("Update now").read().await?;
    Ok(())
}

/// Deletes all stored versions. The browser then loads and stores the version that the host serves
/// now.
async fn delete_all_stored_versions(tab: &Tab, host: &Host) -> Result<()> {
    tab.eval("caches.keys().then(names => Promise.all(names.map(name => caches.delete(name))))")
        .await?;
    tab.reload().await?;
    runs(tab, "five").await?;
    is_kept(tab, "five").await?;
    host.cut(true);
    tab.reload().await?;
    runs(tab, "five").await?;
    host.cut(false);
    Ok(())
}

/// Limits the space so that version six can't be stored, and updates to it once there is space.
async fn run_out_of_space(person: &Person, tab: &Tab, host: &Host) -> Result<()> {
    person.storage_full(true);
    tab.limit_storage(host.url(), Some(1_000)).await?;
    for _ in 0..2 {
        tab.reload().await?;
        runs(tab, "five").await?;
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
    runs(tab, "six").await
}

/// Updates one of two tabs to version seven. The other one continues with its version, and can be
/// updated later.
async fn update_two_tabs(person: &Person, tab: &Tab, host: &Host, seven: &Path) -> Result<()> {
    let other = person
        .open(&format!("{}?profile=other", host.url()))
        .await?;
    runs(&other, "six").await?;
    host.serve(seven);
    tab.reload().await?;
    tab.button("Update now").key(ENTER).await?;
    runs(tab, "seven").await?;
    runs(&other, "six").await?;
    other.button("Update now").key(ENTER).await?;
    runs(&other, "seven").await
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
