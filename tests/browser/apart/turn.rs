//! Two people whose networks have no route to each other: both pages report it, and a TURN server
//! connects them.

use anyhow::Result;
use tests::drive::{Island, MAINLAND, Person, Relay, Turn};

use crate::looks::look;
use crate::moves::{connection, invitation, join, mine, peers, same_tip, says, start_chain};

#[tokio::test]
async fn people_apart_are_told_so_and_meet_through_a_turn_server() -> Result<()> {
    // The relay can listen at its address only after the first island was made.
    let islands = [Island::new(1).await?, Island::new(2).await?];
    let mut relay = Relay::on(MAINLAND).await?;
    let [ann, bob] = Person::apart(islands, relay.url().trim_end_matches('/')).await?;
    let a = ann.open(&relay.url()).await?;
    start_chain(&a).await?;
    mine(&a, 2).await?;
    let b = join(&bob, &invitation(&a).await?).await?;
    for (tab, name) in [(&a, "cant-reach-ann"), (&b, "cant-reach-bob")] {
        connection(tab, "Can't reach").await?;
        says(
            tab,
            "1 person is here, but your browsers have no way to each other",
        )
        .await?;
        says(tab, "names no TURN server").await?;
        look(tab, name).await?;
        tab.link("Network").click().await?;
        tab.button("Save report").read().await?;
        look(tab, &format!("{name}-network")).await?;
        tab.button("Try again").click().await?;
    }

    let _turn = Turn::start().await?;
    ann.relay_down(true);
    bob.relay_down(true);
    relay.kill().await?;
    relay.set_options(&Turn::options());
    relay.restart().await?;
    for (tab, name) in [(&a, "met-ann"), (&b, "met-bob")] {
        peers(tab, 1).await?;
        connection(tab, "In sync").await?;
        look(tab, name).await?;
    }
    mine(&a, 1).await?;
    same_tip(&a, &b).await?;
    ann.quiet()?;
    bob.quiet()
}
