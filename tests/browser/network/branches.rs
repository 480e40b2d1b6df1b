//! Two browsers mine on separate branches and connect again. The one with less work gives up its
//! branch, and its payments there are confirmed on the other branch.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Tab, report};
use tokio::time::Instant;

use crate::looks::look;
use crate::moves::{
    FIRST_COINS, address, height, in_history, invitation, join, mine, mine_to, pay, peers, pending,
    reach, same_tip, start_chain, start_mining_alone, stop_mining, tip,
};

#[tokio::test]
async fn the_branch_with_more_work_wins_and_payments_return_to_the_pool() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    // Two relays: the chain's relay, which introduces nodes, and one that only serves the page.
    // With the second one the page can be reloaded while the nodes can't find each other.
    let (mut relay, pages) = (Relay::start().await?, Relay::start().await?);
    let founder = ann.open(&relay.url()).await?;
    start_chain(&founder).await?;
    let link = invitation(&founder)
        .await?
        .replace(&relay.url(), &pages.url());
    founder.close().await?;

    // The common part of the chain: Ann's first coins.
    let a = join(&ann, &link).await?;
    a.link("Mine").click().await?;
    a.button("Start mining").click().await?;
    a.button("Mine anyway").read().await?;
    look(&a, "mine-alone").await?;
    a.button("Wait").click().await?;
    ensure!(height(&a).await? == 0, "she waits");
    mine_alone_to(&a, FIRST_COINS).await?;
    let b = join(&bob, &link).await?;
    let common = same_tip(&a, &b).await?;
    peers(&a, 1).await?;

    // Now each is on a branch of their own, and Ann pays on hers.
    ann.relay_down(true);
    bob.relay_down(true);
    relay.kill().await?;
    for tab in [&a, &b] {
        apart(tab, &common).await?;
    }
    pay(&a, &address(&b).await?, "3").await?;
    // After the reload no other node has sent her a block yet.
    let next = height(&a).await? + 1;
    mine_alone_to(&a, next).await?;
    in_history(&a, &["Sent", "3"], true).await?;
    let high = height(&a).await?;
    mine_to(&b, high + 4).await?;
    ensure!(tip(&a).await? != tip(&b).await?, "two branches");
    peers(&a, 0).await?;

    // They connect again: Bob's branch has more work.
    let (winner, meeting) = (tip(&b).await?, Instant::now());
    relay.restart().await?;
    ensure!(
        same_tip(&a, &b).await? == winner,
        "the branch with more work"
    );
    let took = meeting.elapsed();
    report(
        "relay back to reorganised",
        format!("{:.2} s", took.as_secs_f64()),
    );
    ann.relay_down(false);
    bob.relay_down(false);

    look_at_the_branch(&a, high).await?;

    // The payment is unconfirmed again on both nodes. The next block confirms it, no matter which
    // node mines that block.
    in_history(&a, &["Sent", "3"], false).await?;
    pending(&b, "3").await?;
    mine(&b, 1).await?;
    in_history(&b, &["Received", "+3"], true).await?;
    in_history(&a, &["Sent", "3"], true).await?;
    same_tip(&a, &b).await?;
    ann.quiet()?;
    bob.quiet()
}

/// Looks at the block of this height that was replaced, which is drawn beside the chain.
async fn look_at_the_branch(tab: &Tab, height: u32) -> Result<()> {
    tab.link("Blocks").click().await?;
    tab.link(&format!("Replaced block {height}")).read().await?;
    look(tab, "branch").await
}

/// Mines until the chain is at least this high, although no other node has sent a block yet.
async fn mine_alone_to(tab: &Tab, wanted: u32) -> Result<()> {
    start_mining_alone(tab).await?;
    reach(tab, wanted).await?;
    stop_mining(tab).await
}

/// Reloads the page while no relay introduces nodes: the chain is the same, and there are no peers.
async fn apart(tab: &Tab, common: &str) -> Result<()> {
    tab.reload().await?;
    let common = common.to_owned();
    tab.output("Tip")
        .when("to be what it was", |tip| tip.text == common)
        .await?;
    peers(tab, 0).await
}
