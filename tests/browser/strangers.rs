//! A peer that breaks the rules loses its connection, and the page goes on as if nothing had been.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay};

use crate::moves::{balance, invitation, join, mine, peers, same_tip, start_chain, tip};

/// Runs in a tab that plays the stranger; see its head.
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

    // Any page that the relay serves can play; this one has no node of its own.
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

    // Somebody who keeps the rules is as welcome as ever.
    let friend = join(&bob, &invitation(&tab).await?).await?;
    same_tip(&tab, &friend).await?;
    peers(&tab, 1).await?;
    mine(&tab, 1).await?;
    same_tip(&tab, &friend).await?;
    ann.quiet()
}

/// A hash is written in the reverse order of its bytes; a room is named in their own.
fn backwards(hash: &str) -> String {
    hash.as_bytes()
        .rchunks(2)
        .flatten()
        .copied()
        .map(char::from)
        .collect()
}
