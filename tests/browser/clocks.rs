//! A device with a wrong clock: the page reports it, and no peer is disconnected for it.

use anyhow::{Result, ensure};
use tempfile::TempDir;
use tests::drive::{Person, Relay};

use crate::looks::look;
use crate::moves::{
    agree_to_join, begin, connection, invitation, join, mine, peers, same_tip, says, says_no_more,
    start_chain,
};
use crate::patched::page_with;

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
        says(&b, &format!("this device's clock seems {words}")).await?;
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

/// The clock of a device is set back two hours and later ahead, each time while the relay is away.
/// The relay is called again as soon as with a right clock, and no peer is dropped.
#[tokio::test]
async fn a_clock_that_jumps_keeps_nobody_apart() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let mut relay = Relay::start().await?;
    let a = begin(&ann, &relay).await?;
    let page = page_with(MOVABLE_CLOCK)?;
    let other = Relay::serving(page.path().to_owned()).await?;
    let link = invitation(&a)
        .await?
        .replacen(&relay.url(), &other.url(), 1);
    let b = join(&bob, &link).await?;
    same_tip(&a, &b).await?;
    for (hours, words) in [
        (-2, "Clock: 2 hours behind"),
        (2, "Clock: 2 hours ahead"),
        (0, "In sync"),
    ] {
        ann.relay_down(true);
        bob.relay_down(true);
        relay.kill().await?;
        b.link("Network").click().await?;
        says(&b, "Not reached").await?;
        b.eval(&format!(
            "new BroadcastChannel('clock').postMessage({hours} * 3600000)"
        ))
        .await?;
        relay.restart().await?;
        says_no_more(&b, "Not reached").await?;
        connection(&b, words).await?;
        ann.relay_down(false);
        bob.relay_down(false);
        peers(&b, 1).await?;
        if hours == -2 {
            look(&b, "clock-jumped-back").await?;
        }
        mine(&a, 1).await?;
        // A block that is two hours too new waits until the clock is right.
        if hours >= 0 {
            same_tip(&a, &b).await?;
        }
    }
    ann.quiet()?;
    bob.quiet()
}

/// Lets the page move the clocks of its workers, by milliseconds.
const MOVABLE_CLOCK: &str = "if (!self.document) {
    let ahead = 0;
    const now = Date.now;
    Date.now = () => now() + ahead;
    new BroadcastChannel('clock').onmessage = ({ data }) => { ahead = data; };
}";

/// The page with clocks in its workers that are so many minutes ahead.
fn page_with_clock(minutes: i32) -> Result<TempDir> {
    let millis = i64::from(minutes) * 60_000;
    page_with(&format!(
        "if (!self.document) {{ const now = Date.now; Date.now = () => now() + {millis}; }}"
    ))
}
