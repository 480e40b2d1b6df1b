//! A native node beside the tabs: it keeps a chain whose tabs are all closed, mines, seals, and
//! pays.

use anyhow::{Result, ensure};
use serde_json::json;
use tests::drive::{NativeNode, Person, Relay, until};

use crate::moves::{
    FIRST_COINS, address, amount, balance, begin, height, in_history, invitation, join, mine,
    mine_to, pay, peers, pending, reach, start_chain, tip,
};

#[tokio::test]
async fn a_native_node_keeps_the_chain_when_all_tabs_are_closed() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let a = ann.open(&relay.url()).await?;
    start_chain(&a).await?;
    mine_to(&a, FIRST_COINS).await?;
    let (link, last) = (invitation(&a).await?, tip(&a).await?);

    let mut node = NativeNode::start(&["--chain", &link]).await?;
    node.reach(&last).await?;
    peers(&a, 1).await?;
    a.close().await?;
    // Nobody but the native node has the chain from here on, and it was killed and started again.
    node.kill().await?;
    node.restart().await?;
    let b = join(&bob, &link).await?;
    reach(&b, FIRST_COINS).await?;
    ensure!(tip(&b).await? == last, "Bob has the chain that Ann left");

    // What Bob mines, the native node has; Ann comes back and has it, too.
    mine(&b, 1).await?;
    node.reach(&tip(&b).await?).await?;
    let next = tip(&b).await?;
    b.close().await?;
    let a = ann.open(&link).await?;
    until("Ann's tab to have what Bob mined", &[&a], async || {
        Ok((tip(&a).await? == next).then_some(()))
    })
    .await?;
    node.stop().await?;
    ann.quiet()?;
    bob.quiet()
}

#[tokio::test]
async fn a_native_node_mines_and_both_sides_pay() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let a = ann.open(&relay.url()).await?;
    start_chain(&a).await?;
    mine_to(&a, FIRST_COINS).await?;
    let link = invitation(&a).await?;
    let node = NativeNode::start(&["--chain", &link, "--mine", "1"]).await?;
    let before = height(&a).await?;
    reach(&a, before + FIRST_COINS).await?;

    let to_node = node.rpc("getnewaddress", json!([])).await?;
    let to_node = to_node.as_str().unwrap_or_default();
    pay(&a, to_node, "2.5").await?;
    in_history(&a, &["Sent", "2.5"], true).await?;
    until("the native node to be paid", &[&a], async || {
        let found = node.rpc("listtransactions", json!([])).await?;
        let paid = |it: &serde_json::Value| it["address"] == to_node && it["amount"] == json!(2.5);
        let any = found.as_array().is_some_and(|rows| rows.iter().any(paid));
        Ok(any.then_some(()))
    })
    .await?;

    let had = balance(&a).await?;
    let to_ann = address(&a).await?;
    node.rpc("sendtoaddress", json!([to_ann, 1.25])).await?;
    pending(&a, "1.25").await?;
    in_history(&a, &["Received", "+1.25"], true).await?;
    ensure!(balance(&a).await? >= had.checked_add(amount("1.25")?).unwrap_or(had));
    ann.quiet()
}

#[tokio::test]
async fn the_command_line_and_the_page_pay_each_other() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let a = begin(&ann, &relay).await?;
    let link = invitation(&a).await?;
    let node = NativeNode::start(&["--chain", &link]).await?;
    peers(&a, 1).await?;
    node.reach(&tip(&a).await?).await?;
    let place = tempfile::tempdir()?;
    let shell = async |line: &[&str]| {
        let line = [&["--chain", &link], line].concat();
        node.wallet(&place.path().join("wallet"), &line).await
    };

    // The page pays the command line.
    shell(&["create", "--no-passphrase"]).await?;
    let to_shell = shell(&["address"]).await?;
    pay(&a, to_shell["address"].as_str().unwrap_or_default(), "20").await?;
    until("the command line to know of it", &[&a], async || {
        let balance = shell(&["balance"]).await?;
        Ok((balance["incoming"] == "20").then_some(()))
    })
    .await?;
    mine(&a, 1).await?;
    node.reach(&tip(&a).await?).await?;
    ensure!(shell(&["balance"]).await?["spendable"] == "20");

    // The command line pays the page.
    let to_ann = address(&a).await?;
    let sent = shell(&["send", &to_ann, "7.25", "--yes", "--label", "rent"]).await?;
    pending(&a, "7.25").await?;
    mine(&a, 1).await?;
    in_history(&a, &["Received", "+7.25"], true).await?;
    node.reach(&tip(&a).await?).await?;
    let rows = shell(&["history"]).await?;
    ensure!(
        rows[0]["txid"] == sent["txid"] && rows[0]["confirmations"].as_u64() >= Some(1),
        "{rows}"
    );
    ann.quiet()
}
