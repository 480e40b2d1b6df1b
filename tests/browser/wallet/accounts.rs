//! Signed messages and accounts, as parts of the story of the payment requests: Ann signs a message
//! that Bob checks, and Bob watches Ann's account by its descriptor.

use anyhow::{Result, ensure};
use tests::drive::{Role, Tab};

use crate::looks::look;
use crate::moves::says;

const MESSAGE: &str = "Meet at noon.\nAnn";

/// Ann signs a message, and Bob checks it.
pub(super) async fn sign_and_check(ann: &Tab, bob: &Tab) -> Result<()> {
    ann.link("Wallet").click().await?;
    let address = ann.field("Your address").value().await?;
    ann.link("Sign or check a message").click().await?;
    ann.field("Message to sign").fill(MESSAGE).await?;
    ann.button("Review").click().await?;
    let dialog = ann
        .control(Role::Dialog, "Sign this message?")
        .read()
        .await?;
    ensure!(dialog.text.contains("Meet at noon."), "{}", dialog.text);
    look(ann, "sign-review").await?;
    ann.button("Sign now").click().await?;
    let signature = ann.field("Signature").value().await?;
    ensure!(signature.len() == 136, "{signature}");
    look(ann, "signed").await?;

    bob.link("Wallet").click().await?;
    bob.link("Sign or check a message").click().await?;
    bob.button("Check").click().await?;
    super::refused(bob, "Address of the signer").await?;
    bob.field("Address of the signer").fill(&address).await?;
    bob.field("Signed message").fill(MESSAGE).await?;
    bob.field("Signature to check").fill(&signature).await?;
    bob.button("Check").click().await?;
    says(
        bob,
        "Valid: the owner of this address signed exactly this message.",
    )
    .await?;
    look(bob, "checked").await?;
    bob.field("Signed message").fill("Meet at noon").await?;
    bob.button("Check").click().await?;
    says(
        bob,
        "Not valid: the owner of this address did not sign this message.",
    )
    .await
}

/// Ann adds an account and pays to it; Bob watches her main account, and pays nothing with it.
pub(super) async fn add_and_watch(ann: &Tab, bob: &Tab) -> Result<()> {
    ann.link("Wallet").click().await?;
    ann.link("Accounts and watch-only").click().await?;
    ann.button("Show this account’s descriptor").click().await?;
    let descriptor = ann.field("Descriptor").value().await?;
    ann.field("Name of the account").fill("Savings").await?;
    ann.button("Add the account").click().await?;
    ann.table("Accounts")
        .when("to have Savings", |table| {
            table
                .rows
                .iter()
                .any(|row| row.join(" ").contains("Savings"))
        })
        .await?;
    look(ann, "accounts").await?;
    ann.button("Show Savings").click().await?;
    ann.link("Wallet").click().await?;
    ann.output("Balance")
        .when("to be empty", |now| now.text.starts_with('0'))
        .await?;
    look(ann, "account-empty").await?;

    bob.link("Wallet").click().await?;
    bob.link("Accounts and watch-only").click().await?;
    bob.field("Descriptor to watch")
        .fill(&descriptor[1..])
        .await?;
    bob.button("Watch").click().await?;
    super::refused(bob, "Descriptor to watch").await?;
    bob.field("Descriptor to watch").fill(&descriptor).await?;
    bob.field("Name of the watched account").fill("Ann").await?;
    bob.button("Watch").click().await?;
    bob.button("Show Ann").click().await?;
    bob.link("Wallet").click().await?;
    says(bob, "Nothing can be paid with it here").await?;
    bob.output("Balance")
        .when("to be Ann’s", |now| !now.text.starts_with('0'))
        .await?;
    look(bob, "watch-only").await?;
    bob.link("Manage accounts").click().await?;
    bob.button("Stop watching Ann").click().await?;
    bob.link("Wallet").click().await?;
    bob.field("To").read().await?;
    Ok(())
}
