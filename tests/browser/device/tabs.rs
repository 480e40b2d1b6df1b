//! Several tabs of one browser: two with the same wallet, and two with a wallet each.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay};

use crate::moves::{
    address, amount, balance, begin, follow, in_history, invitation, join, mine, pay, pending,
    same_tip, with_profile, words,
};

#[tokio::test]
async fn two_tabs_of_one_profile_are_two_nodes_with_one_wallet() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let first = begin(&ann, &relay).await?;

    let second = follow(&ann, &first).await?;
    ensure!(balance(&first).await? == balance(&second).await?);
    ensure!(words(&first).await? == words(&second).await?);

    // The first tab is hidden now, and still receives the blocks that the second one mines.
    mine(&second, 2).await?;
    same_tip(&first, &second).await?;
    ann.quiet()
}

#[tokio::test]
async fn two_profiles_of_one_browser_are_two_people() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let hers = begin(&ann, &relay).await?;

    let link = with_profile(&invitation(&hers).await?, "other");
    let other = join(&ann, &link).await?;
    same_tip(&hers, &other).await?;
    ensure!(balance(&other).await? == amount("0")?);
    ensure!(words(&hers).await? != words(&other).await?);

    pay(&hers, &address(&other).await?, "3").await?;
    pending(&other, "3").await?;
    mine(&hers, 1).await?;
    in_history(&other, &["Received", "+3"], true).await?;
    same_tip(&hers, &other).await?;
    ann.quiet()
}
