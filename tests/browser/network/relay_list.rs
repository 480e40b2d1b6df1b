//! A host of static files that lists relays beside the page.

use std::fs;

use anyhow::{Result, ensure};
use tests::drive::{Host, Person, Relay, free};

use crate::looks::look;
use crate::moves::{connection, invitation, join, mine, peers, reach, says, start_chain};
use crate::page_copy::copy_page;

/// A wrong entry of the list is named, and the chain starts all the same. Then the first listed
/// relay is dead, and the second one introduces two people.
#[tokio::test]
async fn two_people_meet_at_a_relay_that_a_static_host_lists() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    for person in [&ann, &bob] {
        person.relay_down(true);
    }
    let relay = Relay::start().await?;
    let folder = tempfile::tempdir()?;
    copy_page(folder.path())?;
    let list = folder.path().join("relays.json");
    let host = Host::start(folder.path()).await?;
    fs::write(&list, r#"["https://relay.example/"]"#)?;
    let b = bob.open(host.url()).await?;
    start_chain(&b).await?;
    says(&b, "in relays.json, “https://relay.example/” is not").await?;
    look(&b, "wrong-relay-list").await?;
    b.close().await?;

    let dead = format!("ws://{}/signal", free("127.0.0.1")?);
    fs::write(&list, format!("{:?}", [&dead, &relay.socket_url()]))?;
    let a = ann.open(host.url()).await?;
    start_chain(&a).await?;
    mine(&a, 2).await?;
    connection(&a, "Nobody else here").await?;
    a.link("Network").click().await?;
    says(&a, &relay.socket_url()).await?;
    ensure!(
        a.page_text().await?.contains(&dead),
        "the dead relay is shown"
    );
    look(&a, "listed-relays").await?;
    let link = invitation(&a).await?;
    ensure!(link.starts_with(host.url()), "{link}");
    let b = join(&bob, &link).await?;
    reach(&b, 2).await?;
    peers(&a, 1).await?;
    ann.quiet()?;
    bob.quiet()
}
