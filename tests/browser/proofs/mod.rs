//! Stories about stamps and receipts: made in one browser and verified in another, which accepts
//! nothing that is wrong.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use tests::drive::{Role, Tab, until};

mod receipts;
mod stamps;

/// Chooses the files and presses the button.
async fn check(tab: &Tab, proof: &Path, file: Option<&Path>) -> Result<()> {
    tab.control(Role::File, "Proof or receipt")
        .choose(proof)
        .await?;
    if let Some(file) = file {
        tab.control(Role::File, "The stamped file")
            .choose(file)
            .await?;
    }
    tab.button("Check").click().await
}

/// Waits until a field has an error with these words and no verdict is shown.
async fn refused(tab: &Tab, role: Role, field: &str, words: &str) -> Result<()> {
    tab.control(role, field)
        .when(&format!("to say “{words}”"), |now| {
            now.alert.contains(words)
        })
        .await?;
    let verdict = tab.output("Verdict").look().await?;
    ensure!(verdict.is_none(), "a verdict on what is wrong: {verdict:?}");
    Ok(())
}

/// Waits until the browser has saved a file.
async fn saved(tab: &Tab, path: &Path) -> Result<PathBuf> {
    until(
        &format!("{} to be saved", path.display()),
        &[tab],
        async || Ok(path.exists().then(|| path.to_owned())),
    )
    .await
}
