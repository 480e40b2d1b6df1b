//! The page can't be shown inside another site.

use std::fs;

use anyhow::{Result, ensure};
use tempfile::TempDir;
use tests::drive::{Host, Person};

use crate::moves::says;
use crate::page_copy::page_with;

/// Notes what is started. The browser has loaded the program before a script could forbid it.
const NOTES: &str = r#"
self.started = [];
for (const [owner, name] of [[self, "Worker"], [WebAssembly, "compileStreaming"], [WebAssembly, "compile"], [WebAssembly, "instantiate"]]) {
  owner[name] = function () { self.started.push(name); throw new Error(name); };
}"#;

#[tokio::test]
async fn another_site_can_not_show_the_page_inside_its_own() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let page = page_with(NOTES)?;
    // This host does not send the headers by which a relay forbids framing.
    let host = Host::start(page.path()).await?;
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
    ensure!(
        inside.eval("self.started.join()").await?.is_empty(),
        "the program was started"
    );
    Ok(())
}
