//! A single person without any network: a chain is started, mined and stored.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, until};

use crate::moves::{address, balance, height, mine, peers, start_chain, tip, words};

#[tokio::test]
async fn a_person_alone_can_do_everything_but_meet_others() -> Result<()> {
    let mut ann = Person::alone("Ann").await?;
    let mut relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    tab.button("Start a new chain").read().await?;
    // The service worker stores the page for later, which must be done before the network goes
    // down.
    until("the page to be kept for offline use", &[&tab], async || {
        let ready = "navigator.serviceWorker.ready.then(all => all.active?.state)";
        Ok((tab.eval(ready).await? == "activated").then_some(()))
    })
    .await?;

    ann.relay_down(true);
    relay.kill().await?;
    start_chain(&tab).await?;
    mine(&tab, 3).await?;
    peers(&tab, 0).await?;
    let kept = (
        words(&tab).await?,
        tip(&tab).await?,
        height(&tab).await?,
        balance(&tab).await?,
    );
    ensure!(!address(&tab).await?.is_empty());

    // Reloaded without a server.
    tab.reload().await?;
    tab.output("Tip")
        .when("to be what it was", |now| now.text == kept.1)
        .await?;

    // Reopened after a crash.
    ann.kill()?;
    ann.start().await?;
    let tab = ann.open(&relay.url()).await?;
    tab.output("Tip")
        .when("to be what it was", |now| now.text == kept.1)
        .await?;
    let now = (
        words(&tab).await?,
        tip(&tab).await?,
        height(&tab).await?,
        balance(&tab).await?,
    );
    ensure!(kept == now, "not as it was left: {kept:?}, {now:?}");
    mine(&tab, 1).await?;
    ann.quiet()
}
