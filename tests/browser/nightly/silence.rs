//! A relay that becomes unreachable without closing its connections: its packets are lost.

use anyhow::{Result, ensure};
use tests::drive::{Cable, Person, Relay, report};
use tokio::time::Instant;

use crate::looks::look;
use crate::moves::{agree_to_join, connection, invitation, mine, same_tip, start_chain};

#[tokio::test]
async fn a_relay_whose_packets_vanish_is_lost_within_a_minute_and_found_again() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let cable = Cable::to(relay.address()).await?;
    let a = ann.open(&cable.url()).await?;
    start_chain(&a).await?;
    mine(&a, 2).await?;
    connection(&a, "Nobody else here").await?;
    let link = invitation(&a).await?;

    ann.relay_down(true);
    cable.silence(true);
    let silent = Instant::now();
    connection(&a, "Relay unreachable").await?;
    let seconds = silent.elapsed().as_secs();
    report("seconds until a silent relay is told as lost", seconds);
    ensure!(seconds <= 60, "it took {seconds} s");
    look(&a, "relay-silent").await?;
    // The tab continues on its own.
    mine(&a, 1).await?;

    cable.silence(false);
    let back = Instant::now();
    connection(&a, "Nobody else here").await?;
    report("seconds until it is called again", back.elapsed().as_secs());
    ann.relay_down(false);
    let b = bob.open(&link).await?;
    agree_to_join(&b).await?;
    ensure!(!same_tip(&a, &b).await?.is_empty());
    ann.quiet()?;
    bob.quiet()
}
