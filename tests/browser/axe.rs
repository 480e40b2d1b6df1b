//! Checks pages with axe-core against those rules of WCAG that a program can check.

use std::env;

use anyhow::{Context as _, Result};
use tests::drive::Tab;
use tokio::fs;

/// Runs in the page and returns the violations, one line for each rule. The rules are WCAG 2.2 to
/// level AA, axe-core's best practices, and that an accessible name contains the visible label.
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

/// Returns the violations on a page as it is shown now.
///
/// # Errors
/// If axe-core is unavailable or does not run.
pub(crate) async fn check(tab: &Tab) -> Result<Vec<String>> {
    if tab.eval("typeof axe").await? == "undefined" {
        let script = env::var_os("TABCHAIN_AXE").context("TABCHAIN_AXE is not set")?;
        let script = fs::read_to_string(script).await?;
        // The driver injects the script, because the page's content security policy would block it.
        tab.run(&format!("() => {{ {script}\n return ''; }}"), &[])
            .await?;
    }
    let broken = tab.run(CHECK, &[]).await?;
    Ok(broken.lines().map(str::to_owned).collect())
}

/// Whether every page is checked at every width and in both themes.
pub(crate) fn is_thorough() -> bool {
    env::var_os("TABCHAIN_AXE_ALL").is_some()
}
