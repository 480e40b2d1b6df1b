//! The page can't be shown inside another site.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;
use tests::drive::{Host, Person};

use crate::moves::says;

#[tokio::test]
async fn another_site_can_not_show_the_page_inside_its_own() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let page = PathBuf::from(env::var_os("TABCHAIN_PAGE").context("TABCHAIN_PAGE is not set")?);
    // This host does not send the headers by which a relay forbids framing.
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
