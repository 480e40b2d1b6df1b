//! A chain with two authors: they seal its blocks in turn, and nobody else can.

use anyhow::{Result, ensure};
use tests::drive::{Engine, Person, Relay, Tab};

use crate::looks::look;
use crate::moves::{
    address, amount, balance, in_history, invitation, join, pay, reach, same_tip, says,
};

/// Selects an option of the drop-down list with this label.
const CHOOSE: &str = "
(label, entry) => {
  const named = (element) => element.textContent.trim().startsWith(label);
  const list = [...document.querySelectorAll('label')].find(named).control;
  const wanted = [...list.options].find((option) => option.textContent.trim() === entry);
  list.value = wanted.value;
  list.dispatchEvent(new Event('input', { bubbles: true }));
  list.dispatchEvent(new Event('change', { bubbles: true }));
  return '';
}";

#[tokio::test]
async fn authors_make_the_blocks_in_turn() -> Result<()> {
    let [ann, bob, cyd] = Person::seat([
        ("Ann", Engine::Chromium),
        ("Bob", Engine::Chromium),
        ("Cyd", Engine::Chromium),
    ])
    .await?;
    let relay = Relay::start().await?;

    // Bob gives Ann his key. She starts a chain with both of them as authors and with coins for
    // herself.
    let b = bob.open(&relay.url()).await?;
    let key = b.field("Your public key").value().await?;
    look(&b, "your-key").await?;
    let a = ann.open(&relay.url()).await?;
    a.button("Settings").click().await?;
    a.field("Seconds between blocks").fill("2").await?;
    a.run(CHOOSE, &["Blocks are made by", "Only these authors"])
        .await?;
    a.button("Add my key").click().await?;
    let mine = a.field("Authors").value().await?;
    let both = format!("{}\n{key}", mine.trim());
    a.field("Authors").fill(&both).await?;
    a.button("Add myself").click().await?;
    a.field("Coins of owner 1").fill("100").await?;
    a.button("Start a new chain").click().await?;
    a.output("Balance")
        .when("to be the first coins", |now| now.text == "100")
        .await?;

    // One author alone can seal one block; the next is the other author's turn.
    make_blocks(&a).await?;
    reach(&a, 1).await?;
    let link = invitation(&a).await?;
    // Only the tab that holds the profile's lock seals with its key.
    b.close().await?;
    let b = join(&bob, &link).await?;
    // Ann's block proves that another node is there.
    reach(&b, 1).await?;
    make_blocks(&b).await?;
    reach(&a, 6).await?;
    look(&a, "authors").await?;
    // Only one of Ann's tabs seals her blocks; the other one says so.
    let again = join(&ann, &link).await?;
    again.link("Mine").click().await?;
    says(&again, "Your blocks are made in another tab").await?;
    look(&again, "author-second-tab").await?;
    again.close().await?;
    a.link("Blocks").click().await?;
    let rows = a.table("Blocks").read().await?.rows;
    let of = |author: &str| {
        let made = |row: &&Vec<String>| row.iter().any(|cell| cell.contains(author));
        rows.iter().filter(made).count()
    };
    ensure!(of("You") >= 2 && of("Author 2") >= 2, "{rows:?}");

    // A person who is not an author can't seal blocks, which the page says, but can be paid.
    let c = join(&cyd, &link).await?;
    same_tip(&a, &c).await?;
    c.link("Mine").click().await?;
    says(&c, "Only the authors make blocks here").await?;
    look(&c, "no-author").await?;
    pay(&a, &address(&c).await?, "12.5").await?;
    in_history(&c, &["Received", "+12.5"], true).await?;
    ensure!(balance(&c).await? == amount("12.5")?);

    // Payments work between all three.
    pay(&c, &address(&b).await?, "1").await?;
    in_history(&b, &["Received", "+1"], true).await?;
    ann.quiet()?;
    bob.quiet()?;
    cyd.quiet()
}

async fn make_blocks(tab: &Tab) -> Result<()> {
    tab.link("Mine").click().await?;
    tab.button("Start making blocks").click().await?;
    tab.button("Stop making blocks").read().await?;
    Ok(())
}
