//! A device whose clock jumps while people are linked.

use anyhow::Result;
use tests::drive::{Person, Relay};

use crate::looks::look;
use crate::moves::{
    begin, connection, invitation, join, mine, peers, same_tip, says, says_no_more,
};
use crate::page_copy::page_with;

/// The clock of a device is set back two hours and later ahead, each time while the relay is away.
/// The relay is called again as soon as with a right clock, and no peer is dropped.
#[tokio::test]
async fn a_clock_that_jumps_costs_no_link() -> Result<()> {
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
