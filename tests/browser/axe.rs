//! Pages held against the rules of WCAG that a program can check, by axe-core.

use std::env;

use anyhow::{Context as _, Result};
use tests::drive::Tab;
use tokio::fs;

/// Runs in the page and gives what is broken, one line for each rule: WCAG 2.2 to level AA, axe's
/// own good practice, and that a name holds the words that are seen.
const CHECK: &str = r#"
async () => {
  const { violations } = await axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { "label-content-name-mismatch": { enabled: true } },
  });
  const line = ({ id, help, nodes }) =>
    `${id} (${help}): ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" and ")}`;
  return violations.map(line).join("\n");
}"#;

/// What is broken on a page as it is shown now.
///
/// # Errors
/// If axe-core can't be had or does not run.
pub(crate) async fn check(tab: &Tab) -> Result<Vec<String>> {
    if tab.eval("typeof axe").await? == "undefined" {
        let script = env::var_os("TABCHAIN_AXE").context("TABCHAIN_AXE is not set")?;
        let script = fs::read_to_string(script).await?;
        // Run by the driver: the page's own policy would load no script of another kind.
        tab.run(&format!("() => {{ {script}\n return ''; }}"), &[])
            .await?;
    }
    let broken = tab.run(CHECK, &[]).await?;
    Ok(broken.lines().map(str::to_owned).collect())
}

/// Whether every page is to be checked at every width and in both themes.
pub(crate) fn is_thorough() -> bool {
    env::var_os("TABCHAIN_AXE_ALL").is_some()
}
