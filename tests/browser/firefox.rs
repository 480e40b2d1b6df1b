//! Chromium and Firefox on one chain. `cargo xtask test --firefox` runs this story alone.

use anyhow::{Result, ensure};
use tests::drive::{Engine, Person, Relay};

use crate::moves::{
    FIRST_COINS, address, in_history, invitation, join, mine, mine_to, pay, pending, same_tip,
    start_chain, tip, words,
};

#[tokio::test]
async fn chromium_and_firefox_reach_the_same_tip() -> Result<()> {
    let [ann, mut bob] =
        Person::seat([("Ann", Engine::Chromium), ("Bob", Engine::Firefox)]).await?;
    let relay = Relay::start().await?;
    let a = ann.open(&relay.url()).await?;
    start_chain(&a).await?;
    mine_to(&a, FIRST_COINS).await?;
    let b = join(&bob, &invitation(&a).await?).await?;
    same_tip(&a, &b).await?;

    mine(&b, 2).await?;
    same_tip(&a, &b).await?;
    pay(&a, &address(&b).await?, "2.5").await?;
    pending(&b, "2.5").await?;
    mine(&b, 1).await?;
    in_history(&b, &["Received", "+2.5"], true).await?;
    in_history(&a, &["Sent", "2.5"], true).await?;

    // Firefox, too, keeps everything through a crash.
    let kept = (words(&b).await?, same_tip(&a, &b).await?);
    bob.kill()?;
    bob.start().await?;
    let b = bob.open(&relay.url()).await?;
    ensure!(
        kept == (words(&b).await?, tip(&b).await?),
        "not as it was left"
    );
    mine(&a, 1).await?;
    same_tip(&a, &b).await?;
    ann.quiet()?;
    bob.quiet()
}
