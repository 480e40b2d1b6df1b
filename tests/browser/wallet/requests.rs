//! Payment requests: a link from the payee to the payer, and to a stranger who has no chain yet;
//! and the names that people give to addresses.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Role, Tab, until};

use super::accounts::{add_and_watch, sign_and_check};
use crate::looks::look;
use crate::moves::{begin, follow, has_focus, in_history, says, with_profile};

#[tokio::test]
async fn a_request_leads_to_the_filled_in_form_and_is_seen_paid() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let hers = begin(&ann, &relay).await?;
    let his = follow(&bob, &hers).await?;

    let link = make_a_request(&his).await?;
    look(&his, "request").await?;
    // A link changes nothing by itself: the person reviews the payment and agrees.
    open(&hers, &link).await?;
    says(&hers, "Bob asks for this: Lunch").await?;
    ensure!(hers.field("Amount").value().await? == "1.5");
    has_focus(&hers, "Send").await?;
    look(&hers, "request-opened").await?;
    hers.button("Send").click().await?;
    hers.control(Role::Dialog, "Review payment").read().await?;
    hers.button("Pay now").click().await?;
    in_history(&hers, &["Sent", "1.5", "Bob: Lunch"], false).await?;
    status(&his, "Paid, waiting for a block").await?;

    name_the_payee(&hers).await?;
    look_back(&hers).await?;
    sign_and_check(&hers, &his).await?;
    add_and_watch(&hers, &his).await?;

    // A stranger with the link joins the chain first, and then sees the same form.
    let stranger = bob.open(&with_profile(&link, "stranger")).await?;
    stranger
        .control(Role::Dialog, "Join a chain")
        .read()
        .await?;
    says(&stranger, "The link asks for a payment").await?;
    look(&stranger, "request-join").await?;
    stranger.button("Join this chain").click().await?;
    says(&stranger, "Bob asks for this: Lunch").await?;
    ensure!(stranger.field("Amount").value().await? == "1.5");
    ann.quiet()?;
    bob.quiet()
}

/// Makes a request, and returns the link for everybody.
async fn make_a_request(tab: &Tab) -> Result<String> {
    tab.link("Wallet").click().await?;
    tab.link("Ask for an amount").click().await?;
    says(tab, "No requests yet").await?;
    look(tab, "requests-empty").await?;
    tab.field("Amount").fill("none").await?;
    tab.button("Make the request").click().await?;
    super::refused(tab, "Amount").await?;
    tab.field("Amount").fill("1,5").await?;
    tab.field("Your name").fill("Bob").await?;
    tab.field("What it is for").fill("Lunch").await?;
    tab.button("Make the request").click().await?;
    let link = tab.field("Request link").value().await?;
    status(tab, "Not paid yet").await?;
    Ok(link)
}

/// Waits until the only request has this status.
async fn status(tab: &Tab, words: &str) -> Result<()> {
    tab.table("Your requests")
        .when(&format!("to say “{words}”"), |table| {
            table
                .rows
                .iter()
                .skip(1)
                .any(|row| row.join(" ").contains(words))
        })
        .await?;
    Ok(())
}

/// Opens a link of the same page, as a click on it in another program does.
async fn open(tab: &Tab, link: &str) -> Result<()> {
    let hash = link.split_once('#').map_or("", |(_, hash)| hash);
    tab.eval(&format!("location.hash = '{hash}'")).await?;
    Ok(())
}

/// Gives the payee a name, under which the history shows the payment, and pays by the name.
async fn name_the_payee(tab: &Tab) -> Result<()> {
    tab.link("Wallet").click().await?;
    tab.link("Give this address a name").click().await?;
    tab.field("Name").fill("Bobby").await?;
    look(tab, "address-name").await?;
    tab.button("Save the name").click().await?;
    in_history(tab, &["Sent", "1.5", "Bobby"], false).await?;
    tab.field("To").fill("bobby").await?;
    tab.field("Amount").fill("2").await?;
    tab.button("Send").click().await?;
    let dialog = tab.control(Role::Dialog, "Review payment").read().await?;
    ensure!(dialog.text.contains("Bobby"), "{}", dialog.text);
    look(tab, "review-name").await?;
    tab.button("Back").click().await?;
    tab.link("Contacts").click().await?;
    tab.table("Contacts")
        .when("to have Bobby", |table| {
            table.rows.iter().any(|row| row.join(" ").contains("Bobby"))
        })
        .await?;
    look(tab, "contacts").await
}

/// Searches and filters the whole history.
async fn look_back(tab: &Tab) -> Result<()> {
    tab.link("Wallet").click().await?;
    tab.link("All payments: search, filter, save")
        .click()
        .await?;
    tab.field("Search").fill("lunch").await?;
    until("one payment to be found", &[tab], async || {
        let table = tab.table("History").look().await?;
        Ok(table.filter(|table| table.rows.len() == 2))
    })
    .await?;
    tab.field("Search").fill("").await?;
    look(tab, "activity").await
}
