//! A peer that breaks the rules is disconnected, and the page continues unaffected.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay};

use crate::moves::{balance, invitation, join, mine, peers, same_tip, start_chain, tip};

/// Runs in a tab that acts as the stranger. The first comment of the file explains it.
const STRANGER: &str = include_str!("stranger.js");

#[tokio::test]
async fn garbage_costs_the_sender_its_connection_and_nothing_else() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    start_chain(&tab).await?;
    let room = backwards(&tip(&tab).await?);
    mine(&tab, 2).await?;
    let before = (tip(&tab).await?, balance(&tab).await?);

    // Any page of the relay's origin can act as the stranger. This one has no node.
    let stranger = bob.open(&format!("{}health", relay.url())).await?;
    for frame in ["garbage", "empty", "oversized", "text"] {
        let end = stranger
            .run(STRANGER, &[&relay.socket_url(), &room, frame])
            .await?;
        ensure!(end == "closed", "after {frame}: {end}");
        peers(&tab, 0).await?;
        ensure!(
            before == (tip(&tab).await?, balance(&tab).await?),
            "{frame} changed something"
        );
    }
    stranger.close().await?;

    // A peer that follows the rules is still accepted.
    let friend = join(&bob, &invitation(&tab).await?).await?;
    same_tip(&tab, &friend).await?;
    peers(&tab, 1).await?;
    mine(&tab, 1).await?;
    same_tip(&tab, &friend).await?;
    ann.quiet()
}

/// Reverses a hash's bytes: hashes are displayed in reversed order, but rooms are named in the
/// original order.
fn backwards(hash: &str) -> String {
    hash.as_bytes()
        .rchunks(2)
        .flatten()
        .copied()
        .map(char::from)
        .collect()
}
