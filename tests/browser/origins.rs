//! Coin histories: Ann mines and pays Bob, and Bob pays her back. Both follow their coins to the
//! block rewards and see that every signature was verified.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Tab};

use crate::looks::look;
use crate::moves::{address, begin, follow, in_history, mine, pay, peers, pending};

/// The WebDriver codes of the keys `Tab` and `Enter`.
const TAB: char = '\u{E004}';
const ENTER: char = '\u{E007}';

#[tokio::test]
async fn a_coin_is_walked_back_to_its_rewards() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let a = begin(&ann, &relay).await?;
    let b = follow(&bob, &a).await?;
    peers(&b, 1).await?;
    pay(&a, &address(&b).await?, "12.5").await?;
    pending(&b, "12.5").await?;
    mine(&a, 1).await?;
    in_history(&b, &["Received", "+12.5"], true).await?;
    pay(&b, &address(&a).await?, "5").await?;
    pending(&a, "5").await?;

    // The payment is unconfirmed, and its history can be shown nevertheless.
    b.link("See the payment").click().await?;
    b.link("See the coin’s history").click().await?;
    let steps = steps(&b).await?;
    ensure!(steps[0].contains("waiting for a block"), "{steps:?}");
    ensure!(steps[1].contains("Payment"), "{steps:?}");
    let checked = steps
        .iter()
        .filter(|step| step.contains("signature right") || step.contains("signatures right"));
    ensure!(
        checked.count() == 2,
        "two payments, both checked: {steps:?}"
    );
    let last = steps.last().map_or("", String::as_str);
    ensure!(
        last.starts_with("Block reward of 50 TAB in block"),
        "{steps:?}"
    );
    look(&b, "origin").await?;

    // With the keyboard alone: past the frame of the picture to its first box, and to the payment
    // that the box represents.
    b.link("Back to the payment").key(TAB).await?;
    ensure!(focused(&b).await? == "Picture of the coin’s history");
    b.press_key(TAB).await?;
    let first = focused(&b).await?;
    ensure!(
        first.contains(" TAB Payment, waiting "),
        "the first box is named by what it shows: {first}"
    );
    b.press_key(ENTER).await?;
    b.link("See the coin’s history").read().await?;

    // A reward has no history: the picture has one box.
    b.eval("history.back()").await?;
    let height = last.rsplit(' ').next().unwrap_or_default();
    let reward = format!("50 TAB Reward, block {height}");
    b.link(&reward).click().await?;
    b.link("See the coin’s history").click().await?;
    let alone = self::steps(&b).await?;
    ensure!(alone == [last], "{alone:?}");
    look(&b, "origin-reward").await?;

    // A payment with many inputs: Ann sends all that she can spend at once.
    mine(&a, 4).await?;
    in_history(&a, &["Received", "+5"], true).await?;
    pay(&a, &address(&b).await?, "max").await?;
    a.link("See the payment").click().await?;
    a.link("See the coin’s history").click().await?;
    let joined = self::steps(&a).await?;
    let rewards = joined
        .iter()
        .filter(|step| step.starts_with("Block reward"));
    ensure!(rewards.count() >= 5, "{joined:?}");
    look(&a, "origin-joined").await?;
    ann.quiet()?;
    bob.quiet()
}

/// The accessible name of the element that has the focus.
async fn focused(tab: &Tab) -> Result<String> {
    tab.eval(
        "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.outerHTML",
    )
    .await
}

/// The steps of the coin history as text, once everything is verified.
async fn steps(tab: &Tab) -> Result<Vec<String>> {
    tab.button("As a list").click().await?;
    let rows = tab.list("Steps of the way back").read().await?.rows;
    tab.button("As a list").click().await?;
    let firsts = rows.into_iter().map(|row| row.concat());
    let name = |text: String| match text.split_once("from step") {
        Some((name, _)) => name.trim().to_owned(),
        None => text,
    };
    Ok(firsts.map(name).collect())
}
