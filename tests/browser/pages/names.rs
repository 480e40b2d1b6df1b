//! Every control has its name in the browser's accessibility tree, where screen readers find it.
//! The quick search for controls that the other stories use agrees with that tree.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Role, Tab, until};

use crate::moves::start_chain;

const ALWAYS: [(Role, &str); 9] = [
    (Role::Link, "Mine"),
    (Role::Link, "Wallet"),
    (Role::Link, "Blocks"),
    (Role::Link, "Network"),
    (Role::Link, "Proofs"),
    (Role::Status, "Height"),
    (Role::Status, "Tip"),
    (Role::Status, "Peers"),
    (Role::Status, "Balance"),
];
const FIRST: [(Role, &str); 3] = [
    (Role::Button, "Start a new chain"),
    (Role::Textbox, "Chain link"),
    (Role::Button, "Join"),
];
const MINE: [(Role, &str); 4] = [
    (Role::Textbox, "Your block message"),
    (Role::Button, "Start mining"),
    (Role::Slider, "Cores"),
    (Role::Status, "Hash rate"),
];
const WALLET: [(Role, &str); 8] = [
    (Role::Textbox, "Public note"),
    (Role::Textbox, "Your address"),
    (Role::Button, "Copy address"),
    (Role::Button, "Send"),
    (Role::Textbox, "To"),
    (Role::Textbox, "Amount"),
    (Role::Status, "Pending"),
    (Role::Table, "History"),
];
const PROOFS: [(Role, &str); 3] = [
    (Role::Button, "Stamp it"),
    (Role::Button, "Check"),
    (Role::Table, "Your stamps"),
];
const NETWORK: [(Role, &str); 5] = [
    (Role::Textbox, "Name"),
    (Role::Button, "Save name"),
    (Role::Textbox, "Invitation link"),
    (Role::Button, "Copy invitation link"),
    (Role::Table, "Peers"),
];

#[tokio::test]
async fn every_control_has_its_name() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    named(&tab, &FIRST).await?;
    start_chain(&tab).await?;
    for (page, names) in [
        ("Mine", &MINE[..]),
        ("Wallet", &WALLET),
        ("Blocks", &[]),
        ("Proofs", &PROOFS),
        ("Network", &NETWORK),
    ] {
        tab.link(page).click().await?;
        named(&tab, names).await?;
        named(&tab, &ALWAYS).await?;
    }
    ensure!(tab.field("Invitation link").read().await?.read_only);
    tab.link("Wallet").click().await?;
    ensure!(tab.field("Your address").read().await?.read_only);
    tab.link("Mine").click().await?;
    tab.button("Start mining").click().await?;
    named(&tab, &[(Role::Button, "Stop mining")]).await?;
    ann.quiet()
}

/// A text field with a list of suggestions, which is a combobox to screen readers.
const SUGGESTED: &str = "To";

async fn named(tab: &Tab, names: &[(Role, &str)]) -> Result<()> {
    for &(role, name) in names {
        tab.control(role, name).read().await?;
        let role = if name == SUGGESTED {
            Role::Combobox
        } else {
            role
        };
        let what = format!(
            "the accessibility tree to have one {} “{name}”",
            role.word()
        );
        until(&what, &[tab], async || {
            Ok((tab.count_accessible(role, name).await? == 1).then_some(()))
        })
        .await?;
    }
    Ok(())
}
