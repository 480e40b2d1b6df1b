//! A device with a wrong clock: the page reports it, and no peer is disconnected for it.

use anyhow::{Result, ensure};
use tempfile::TempDir;
use tests::drive::{Person, Relay};

use crate::looks::look;
use crate::moves::{
    agree_to_join, connection, invitation, mine, peers, same_tip, says, start_chain,
};
use crate::page_copy::page_with;

#[tokio::test]
async fn a_wrong_clock_is_told_on_the_page() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let a = ann.open(&relay.url()).await?;
    start_chain(&a).await?;
    mine(&a, 2).await?;
    let link = invitation(&a).await?;
    for (minutes, words) in [(11, "11 minutes ahead"), (-11, "11 minutes behind")] {
        let page = page_with_clock(minutes)?;
        let other = Relay::serving(page.path().to_owned()).await?;
        let b = bob
            .open(&link.replacen(&relay.url(), &other.url(), 1))
            .await?;
        agree_to_join(&b).await?;
        connection(&b, &format!("Clock: {words}")).await?;
        b.link("Network").click().await?;
        says(&b, &format!("this device’s clock seems {words}")).await?;
        if minutes > 0 {
            // The mined blocks are old enough by both clocks.
            ensure!(!same_tip(&a, &b).await?.is_empty());
            look(&b, "clock-ahead").await?;
        }
        // Blocks that are too new for a clock that is behind are not an offence, so no peer is
        // disconnected.
        peers(&b, 1).await?;
        b.close().await?;
    }
    ann.quiet()?;
    bob.quiet()
}

/// The page with clocks in its workers that are so many minutes ahead.
fn page_with_clock(minutes: i32) -> Result<TempDir> {
    let millis = i64::from(minutes) * 60_000;
    page_with(&format!(
        "if (!self.document) {{ const now = Date.now; Date.now = () => now() + {millis}; }}"
    ))
}
