//! Stories about coins and keys: payments, coin histories, the twelve words, the passphrase and
//! backups.

use anyhow::Result;
use tests::drive::Tab;

mod accounts;
mod backups;
mod coin_history;
mod consent;
mod requests;
mod safety;
mod scanner;

/// Waits until the field has an error.
async fn refused(tab: &Tab, field: &str) -> Result<()> {
    tab.field(field)
        .when("to say what is wrong", |now| {
            now.invalid && !now.alert.is_empty()
        })
        .await?;
    Ok(())
}
