//! Measures how long operations take and what an idle tab costs: `cargo xtask figures`. It takes a
//! quarter of an hour, because a thousand blocks of one second are mined. `TABCHAIN_FIGURES` sets
//! another number of blocks. `cargo xtask figures first_second` measures the beginning only.

mod first_second;

use std::env;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tests::drive::{Person, Relay, Tab, report, until};
use tokio::time::{Instant, sleep_until};

use crate::moves::{height, invitation, join, same_tip, start_mining, stop_mining};

/// How long an idle tab is observed. This is a period of measurement, not a wait for an event.
const IDLE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn figures() -> Result<()> {
    let blocks = env::var("TABCHAIN_FIGURES").unwrap_or_else(|_| "1000".into());
    let blocks: u32 = blocks
        .parse()
        .context("TABCHAIN_FIGURES wants a number of blocks")?;
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;

    let opened = Instant::now();
    let a = ann.open(&relay.url()).await?;
    a.button("Start a new chain").read().await?;
    report("page load to node running", milliseconds(opened));
    a.button("Settings").click().await?;
    a.field("Seconds between blocks").fill("1").await?;
    a.button("Start a new chain").click().await?;
    a.output("Height").read().await?;

    idle("with one block", &ann).await?;

    start_mining(&a).await?;
    let mining = Instant::now();
    while height(&a).await? < blocks {
        let next = (height(&a).await? + 10).min(blocks);
        grow(&a, next).await?;
    }
    report(
        &format!("{blocks} blocks of one second mined"),
        milliseconds(mining),
    );
    stop_mining(&a).await?;
    let high = height(&a).await?;
    idle(&format!("with {high} blocks"), &ann).await?;

    let link = invitation(&a).await?;
    let opened = Instant::now();
    let b = join(&bob, &link).await?;
    same_tip(&a, &b).await?;
    report(
        &format!("link opened to same tip, {high} blocks"),
        milliseconds(opened),
    );

    let reloaded = Instant::now();
    a.reload().await?;
    a.output("Tip").read().await?;
    report(
        &format!("reload to node running, {high} blocks"),
        milliseconds(reloaded),
    );
    ann.quiet()?;
    bob.quiet()
}

async fn grow(tab: &Tab, to: u32) -> Result<()> {
    until(&format!("height {to}"), &[tab], async || {
        Ok((height(tab).await? >= to).then_some(()))
    })
    .await
}

/// Reports the processor time of a browser whose only tab is idle, as a share of one core.
async fn idle(what: &str, person: &Person) -> Result<()> {
    let (began, before) = (Instant::now(), person.processor_time()?);
    sleep_until(began + IDLE).await;
    let used = person.processor_time()?.saturating_sub(before);
    let part = 100.0 * used.as_secs_f64() / began.elapsed().as_secs_f64();
    report(
        &format!("idle browser {what}, of one core"),
        format!("{part:.1} %"),
    );
    Ok(())
}

fn milliseconds(since: Instant) -> String {
    format!("{} ms", since.elapsed().as_millis())
}
