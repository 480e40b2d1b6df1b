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
    let b = bob.open(&relay.url()).await?;
    b.button("Your key, for block authors").click().await?;
    let key = b.field("Your public key").value().await?;
    look(&b, "your-key").await?;
    let a = ann.open(&relay.url()).await?;
    start_with_author(&a, &key).await?;

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
    open_a_second_tab(&ann, &link).await?;
    both_have_made_blocks(&a).await?;

    let c = join(&cyd, &link).await?;
    same_tip(&a, &c).await?;
    pay_a_person_who_is_not_an_author(&a, &c).await?;
    // Payments work between all three.
    pay(&c, &address(&b).await?, "1").await?;
    in_history(&b, &["Received", "+1"], true).await?;
    ann.quiet()?;
    bob.quiet()?;
    cyd.quiet()
}

/// Starts a chain whose authors are its owner and the owner of `key`, with coins for its owner.
pub(super) async fn start_with_author(tab: &Tab, key: &str) -> Result<()> {
    tab.button("Settings").click().await?;
    tab.field("Seconds between blocks").fill("2").await?;
    tab.run(CHOOSE, &["Blocks are made by", "Only these authors"])
        .await?;
    tab.button("Add my key").click().await?;
    let mine = tab.field("Authors").value().await?;
    let both = format!("{}\n{key}", mine.trim());
    tab.field("Authors").fill(&both).await?;
    tab.button("Add myself").click().await?;
    tab.field("Coins of owner 1").fill("100").await?;
    tab.button("Start a new chain").click().await?;
    tab.output("Balance")
        .when("to be the first coins", |now| now.text == "100")
        .await?;
    Ok(())
}

/// Opens the chain in a second tab of an author, which says that only the first one seals blocks.
async fn open_a_second_tab(author: &Person, link: &str) -> Result<()> {
    let again = join(author, link).await?;
    again.link("Mine").click().await?;
    says(&again, "Your blocks are made in another tab").await?;
    look(&again, "author-second-tab").await?;
    again.close().await
}

/// Checks that the blocks in view were made by both authors.
pub(super) async fn both_have_made_blocks(tab: &Tab) -> Result<()> {
    tab.link("Blocks").click().await?;
    let rows = tab.table("Blocks").read().await?.rows;
    let of = |author: &str| {
        let made = |row: &&Vec<String>| row.iter().any(|cell| cell.contains(author));
        rows.iter().filter(made).count()
    };
    ensure!(of("You") >= 2 && of("Author 2") >= 2, "{rows:?}");
    Ok(())
}

/// Pays a person who is not an author. That person's page says that they can't seal blocks.
async fn pay_a_person_who_is_not_an_author(author: &Tab, other: &Tab) -> Result<()> {
    other.link("Mine").click().await?;
    says(other, "Only the authors make blocks here").await?;
    look(other, "no-author").await?;
    pay(author, &address(other).await?, "12.5").await?;
    in_history(other, &["Received", "+12.5"], true).await?;
    ensure!(balance(other).await? == amount("12.5")?);
    Ok(())
}

pub(super) async fn make_blocks(tab: &Tab) -> Result<()> {
    tab.link("Mine").click().await?;
    tab.button("Start making blocks").click().await?;
    tab.button("Stop making blocks").read().await?;
    Ok(())
}
