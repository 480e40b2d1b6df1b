//! Ann mines and pays Bob, Bob pays back: each walks the coin back to the rewards and sees every signature checked.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Scheme, Tab};

use crate::moves::{
    FIRST_COINS, address, in_history, invitation, mine, mine_to, pay, peers, pending, same_tip,
    start_chain,
};

#[tokio::test]
async fn a_coin_is_walked_back_to_its_rewards() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let a = ann.open(&relay.url()).await?;
    start_chain(&a).await?;
    mine_to(&a, FIRST_COINS).await?;
    let b = bob.open(&invitation(&a).await?).await?;
    same_tip(&a, &b).await?;
    peers(&b, 1).await?;
    pay(&a, &address(&b).await?, "12.5").await?;
    pending(&b, "12.5").await?;
    mine(&a, 1).await?;
    in_history(&b, &["Received", "+12.5"], true).await?;
    pay(&b, &address(&a).await?, "5").await?;
    pending(&a, "5").await?;

    // It still waits, and can be walked back all the same.
    b.link("See the payment").click().await?;
    b.link("Where does this coin come from?").click().await?;
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

    // With the keyboard alone: from the picture's frame to its first box, and into the payment it stands for.
    let shown = b
        .eval("(() => { const box = document.querySelector('.origin-box'); box.focus(); return document.activeElement.getAttribute('aria-label'); })()")
        .await?;
    ensure!(
        shown == steps[0],
        "the first box is a link of the same name: {shown}"
    );

    // A reward comes from nothing: a picture of one box.
    b.link(last).click().await?;
    b.link("Where does this coin come from?").click().await?;
    let alone = self::steps(&b).await?;
    ensure!(alone == [last], "{alone:?}");
    look(&b, "origin-reward").await?;
    ann.quiet()?;
    bob.quiet()
}

/// The steps of the way back, in words, once all is checked.
async fn steps(tab: &Tab) -> Result<Vec<String>> {
    tab.button("Step by step, in words").click().await?;
    let rows = tab.list("Steps of the way back").read().await?.rows;
    let firsts = rows.into_iter().map(|row| row.concat());
    let name = |text: String| match text.split_once("from step") {
        Some((name, _)) => name.trim().to_owned(),
        None => text,
    };
    Ok(firsts.map(name).collect())
}

/// Leaves pictures for people to look at, where a folder is set.
async fn look(tab: &Tab, page: &str) -> Result<()> {
    let Some(folder) = env::var_os("TABCHAIN_SHOTS") else {
        return Ok(());
    };
    for scheme in [Scheme::Light, Scheme::Dark] {
        tab.prefer(scheme).await?;
        for (width, height) in [(1280, 900), (390, 844)] {
            tab.resize(width, height).await?;
            let name = format!("{page}-{width}-{scheme:?}").to_lowercase();
            let picture = PathBuf::from(&folder).join(name).with_extension("png");
            tab.screenshot(&picture).await?;
        }
    }
    tab.prefer(Scheme::Light).await?;
    tab.resize(1280, 900).await
}
