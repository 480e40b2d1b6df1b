//! The encrypted backup of a wallet: from the page to the command line and to another page.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use tests::drive::{NativeNode, Person, Relay, Role, Tab, until};

use super::refused;
use crate::looks::look;
use crate::moves::{begin, invitation, says, tip};

const PASSPHRASE: &str = "correct horse battery";
/// The name of the field for a backup's file.
const FILE: &str = "Open a backup file";

#[tokio::test]
async fn a_wallet_goes_to_the_command_line_and_to_another_page() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let a = begin(&ann, &relay).await?;
    a.save_to(folder).await?;
    let link = invitation(&a).await?;
    let node = NativeNode::start(&["--chain", &link]).await?;
    node.reach(&tip(&a).await?).await?;
    let backup = save_a_backup(&a, folder).await?;
    let balance = a.output("Balance").text().await?;

    // On the command line it has the same coins, which need its passphrase.
    let (shell, secret) = (folder.join("shell"), folder.join("secret"));
    fs::write(&secret, PASSPHRASE)?;
    let secret = secret.display().to_string();
    node.wallet(&shell, &["import", &backup.display().to_string()])
        .await?;
    let with_secret = ["--chain", &link, "--passphrase-file", &secret, "balance"];
    let known = node.wallet(&shell, &with_secret).await?;
    ensure!(known["spendable"] == balance.as_str(), "{known}, {balance}");
    let exported = folder.join("exported");
    node.wallet(&shell, &["export", &exported.display().to_string()])
        .await?;

    // In a browser that has no wallet yet, the file of the command line brings it back.
    let b = bob.open(&relay.url()).await?;
    open_a_backup(&b, &exported).await?;
    b.goto(&link).await?;
    b.button("Join this chain").click().await?;
    b.field("Your passphrase").fill(PASSPHRASE).await?;
    b.button("Unlock").click().await?;
    b.output("Balance")
        .when(&format!("to be {balance}, as Ann's"), |now| {
            now.text == balance
        })
        .await?;
    ann.quiet()?;
    bob.quiet()
}

/// Saves a backup of a wallet without a passphrase. The first attempt repeats the backup's
/// passphrase wrongly and is refused.
async fn save_a_backup(tab: &Tab, folder: &Path) -> Result<PathBuf> {
    let (field, again) = ("Passphrase of the backup", "Passphrase of the backup again");
    tab.link("Wallet").click().await?;
    tab.button("Save an encrypted backup").click().await?;
    tab.button("Save the file").click().await?;
    refused(tab, field).await?;
    tab.field(field).fill(PASSPHRASE).await?;
    tab.field(again).fill("something else").await?;
    tab.button("Save the file").click().await?;
    refused(tab, again).await?;
    look(tab, "backup").await?;
    tab.field(again).fill(PASSPHRASE).await?;
    tab.button("Save the file").click().await?;
    says(tab, "Saved.").await?;
    until("the backup to be saved", &[tab], async || {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|it| it == "tabvault") {
                return Ok(Some(path));
            }
        }
        Ok(None)
    })
    .await
}

/// Opens a backup on the first page. A foreign file, a cut one, one that is too long, and a wrong
/// passphrase are refused before.
async fn open_a_backup(tab: &Tab, backup: &Path) -> Result<()> {
    tab.button("I have a wallet’s words or a backup")
        .click()
        .await?;
    tab.field("New passphrase (optional)").read().await?;
    let bytes = fs::read(backup)?;
    let long = [&bytes[..], &[0; 9_000]].concat();
    for (name, content) in [
        ("foreign", b"%PDF-1.7".as_slice()),
        ("cut", &bytes[..bytes.len() - 1]),
        ("long", &long),
    ] {
        let wrong = backup.with_file_name(name);
        fs::write(&wrong, content)?;
        restore(tab, &wrong, PASSPHRASE).await?;
        tab.control(Role::File, FILE)
            .when("to say what is wrong", |now| {
                now.alert.contains("not the backup of a wallet")
            })
            .await?;
    }
    look(tab, "backup-wrong").await?;
    restore(tab, backup, "wrong horse").await?;
    refused(tab, "Passphrase of the file").await?;
    restore(tab, backup, PASSPHRASE).await?;
    says(tab, "Restored.").await
}

/// Chooses a backup, types its passphrase, and presses the button.
async fn restore(tab: &Tab, backup: &Path, passphrase: &str) -> Result<()> {
    tab.control(Role::File, FILE).choose(backup).await?;
    tab.field("Passphrase of the file").fill(passphrase).await?;
    tab.button("Restore this wallet").click().await
}
