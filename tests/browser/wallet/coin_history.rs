//! Coin histories: Ann mines and pays Bob, and Bob pays her back. Both trace their coins back to
//! block rewards, and see that every signature was verified.

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

    let reward = read_the_history_of_an_unconfirmed_payment(&b).await?;
    follow_the_first_box_by_the_keyboard(&b).await?;
    b.eval("history.back()").await?;
    read_the_history_of_a_reward(&b, &reward).await?;

    mine(&a, 4).await?;
    in_history(&a, &["Received", "+5"], true).await?;
    pay(&a, &address(&b).await?, "max").await?;
    read_the_history_of_many_inputs(&a).await?;
    ann.quiet()?;
    bob.quiet()
}

/// Opens the history of the latest payment, which leads back over the payment before it to a block
/// reward. Returns the step of the reward.
async fn read_the_history_of_an_unconfirmed_payment(tab: &Tab) -> Result<String> {
    tab.link("See the payment").click().await?;
    tab.link("See the coin’s history").click().await?;
    let steps = steps(tab).await?;
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
    look(tab, "origin").await?;
    Ok(last.to_owned())
}

/// Moves the focus past the frame of the picture to its first box, and opens the payment that the
/// box represents.
async fn follow_the_first_box_by_the_keyboard(tab: &Tab) -> Result<()> {
    tab.link("Back to the payment").key(TAB).await?;
    ensure!(focused(tab).await? == "Picture of the coin’s history");
    tab.press_key(TAB).await?;
    let first = focused(tab).await?;
    ensure!(
        first.contains(" TAB Payment, waiting "),
        "the first box is named by what it shows: {first}"
    );
    tab.press_key(ENTER).await?;
    tab.link("See the coin’s history").read().await?;
    Ok(())
}

/// Opens the box of the reward with this step. A reward has no history, so its picture has one box.
async fn read_the_history_of_a_reward(tab: &Tab, step: &str) -> Result<()> {
    let height = step.rsplit(' ').next().unwrap_or_default();
    let reward = format!("50 TAB Reward, block {height}");
    tab.link(&reward).click().await?;
    tab.link("See the coin’s history").click().await?;
    let alone = steps(tab).await?;
    ensure!(alone == [step], "{alone:?}");
    look(tab, "origin-reward").await
}

/// Opens the history of the latest payment, which spent all coins at once.
async fn read_the_history_of_many_inputs(tab: &Tab) -> Result<()> {
    tab.link("See the payment").click().await?;
    tab.link("See the coin’s history").click().await?;
    let joined = steps(tab).await?;
    let rewards = joined
        .iter()
        .filter(|step| step.starts_with("Block reward"));
    ensure!(rewards.count() >= 5, "{joined:?}");
    look(tab, "origin-joined").await
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
