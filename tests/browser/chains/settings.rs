//! A chain with custom settings: made in the form, described by its settings file, and the same
//! chain for everyone who opens that file.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Tab};

use crate::looks::look;
use crate::moves::{
    amount, balance, has_focus, in_history, invitation, mine, peers, pending, same_tip,
    saved_settings, says, waiting,
};

/// Chooses a file with this text at the input with this label, as the browser's dialog would.
const CHOOSE: &str = "
(label, text) => {
  const named = (element) => element.textContent.trim() === label;
  const input = [...document.querySelectorAll('label')].find(named).control;
  const chosen = new DataTransfer();
  chosen.items.add(new File([text], 'ours.json', { type: 'application/json' }));
  input.files = chosen.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  return '';
}";

#[tokio::test]
async fn a_chain_of_ones_own_is_the_same_by_its_link_and_by_its_file() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    fill_in_the_settings(&tab).await?;
    correct_wrong_settings(&tab).await?;
    tab.button("Add recipient").click().await?;
    tab.button("Remove owner 2").click().await?;
    has_focus(&tab, "Add recipient").await?;
    tab.button("Start a new chain").click().await?;
    tab.output("Balance")
        .when("to be the first coins", |now| now.text == "1000")
        .await?;
    in_history(&tab, &["First coins", "+1000"], true).await?;

    let link = invitation(&tab).await?;
    let file = saved_settings(&tab).await?;
    ensure!(file.contains("A headline of today"), "{file}");
    let friend = bob.open(&relay.url()).await?;
    open_the_settings_file(&friend, &file).await?;
    ensure!(invitation(&friend).await? == link);
    peers(&tab, 1).await?;

    get_the_first_coins(&friend).await?;
    waiting(&tab, 1).await?;
    mine(&tab, 1).await?;
    same_tip(&tab, &friend).await?;
    ensure!(balance(&friend).await? == amount("3")?);
    ensure!(
        !friend.page_text().await?.contains("Get your first coins"),
        "the coins were given once"
    );
    ann.quiet()?;
    bob.quiet()
}

/// Fills in settings other than the default ones, with first coins for the person.
async fn fill_in_the_settings(tab: &Tab) -> Result<()> {
    tab.button("Settings").click().await?;
    for (name, text) in [
        ("Name", "Ours"),
        ("Coin symbol", "OUR"),
        ("Seconds between blocks", "5"),
        ("Block reward", "2.5"),
        ("Blocks until a reward can be spent", "2"),
        ("Welcome coins", "3"),
        ("Message in the first block", "A headline of today"),
    ] {
        tab.field(name).fill(text).await?;
    }
    tab.button("Add myself").click().await?;
    tab.field("Coins of owner 1").fill("1000").await?;
    look(tab, "settings").await
}

/// Fills in invalid settings, each of which is explained at its field, and corrects them.
async fn correct_wrong_settings(tab: &Tab) -> Result<()> {
    for (name, wrong, right) in [
        ("Min transactions per block", "0", "1"),
        ("Max transactions per block", "2", "10000"),
        ("Starting difficulty (hashes)", "many", "1000000"),
        ("Last block with welcome coins", "0", "500"),
        ("Coins of owner 1", "", "1000"),
        ("The first block pays", "somebody", ""),
    ] {
        tab.field(name).fill(wrong).await?;
        tab.button("Start a new chain").click().await?;
        tab.field(name)
            .when("to say what is wrong", |now| {
                now.invalid && !now.alert.is_empty()
            })
            .await?;
        has_focus(tab, name).await?;
        if wrong == "0" {
            let page = format!("wrong {}", name.to_lowercase()).replace(' ', "-");
            look(tab, &page).await?;
        }
        tab.field(name).fill(right).await?;
    }
    Ok(())
}

/// Opens a wrong settings file, which is refused with the place of its error, and then the right
/// one, which leads to the chain.
async fn open_the_settings_file(tab: &Tab, file: &str) -> Result<()> {
    tab.button("Settings").click().await?;
    // The form is loaded on demand.
    tab.field("Name").read().await?;
    let wrong = file.replace("\"interval\"", "\"intervall\"");
    tab.run(CHOOSE, &["Open a settings file", &wrong]).await?;
    says(tab, "unknown field `intervall`").await?;
    tab.run(CHOOSE, &["Open a settings file", file]).await?;
    tab.output("Height").read().await?;
    Ok(())
}

/// Asks for the coins that the chain grants each newcomer once.
async fn get_the_first_coins(tab: &Tab) -> Result<()> {
    tab.link("Wallet").click().await?;
    tab.button("Get your first coins").click().await?;
    pending(tab, "3").await
}
