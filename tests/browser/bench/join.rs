//! Joining a long chain. Mining it in a page would take too long. So a native program makes the
//! chain, and its file is copied into the storage of a browser before a tab there opens the chain.

use anyhow::{Context as _, Result, ensure};
use tests::drive::{Person, Relay, Role, until};
use tokio::process::Command;
use tokio::time::Instant;

use super::Plan;
use crate::moves::{join, reach, tip};

/// Number of payments in each block, as the native program makes them.
const PAYMENTS: u32 = 2;

/// Adds a file input to a page of the relay. The page runs no node, so nothing else has the
/// profile's files open.
const FIELD: &str = r#"() => {
  const field = document.createElement("input");
  field.type = "file";
  field.setAttribute("aria-label", "Chain");
  document.body.append(field);
}"#;

/// Copies the file of that input to the place where the default profile stores this chain's
/// database.
const KEEP: &str = r#"async (genesis) => {
  const [file] = document.querySelector("input").files;
  let folder = await navigator.storage.getDirectory();
  for (const name of ["profiles", "default"]) {
    folder = await folder.getDirectoryHandle(name, { create: true });
  }
  const kept = await folder.getFileHandle(`${genesis}.redb`, { create: true });
  await file.stream().pipeTo(await kept.createWritable());
}"#;

/// Returns the number of payments in the chain, and the milliseconds from the opening of its link
/// until the joining tab has the same tip.
pub(super) async fn time(plan: &Plan) -> Result<(f64, f64)> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let link = give_chain(plan, &relay, &ann).await?;
    let a = join(&ann, &link).await?;
    reach(&a, plan.joined).await?;
    let wanted = tip(&a).await?;

    let opened = Instant::now();
    let b = join(&bob, &link).await?;
    until("Bob to have Ann's tip", &[&a, &b], async || {
        Ok((tip(&b).await? == wanted).then_some(()))
    })
    .await?;
    let milliseconds = opened.elapsed().as_secs_f64() * 1e3;
    ensure!(tip(&a).await? == wanted, "Ann's chain has grown meanwhile");
    // Ann's console is not checked, because it reports that the page without a node lacks an icon.
    bob.quiet()?;
    Ok((f64::from(PAYMENTS * plan.joined), milliseconds))
}

/// Makes a chain with the native program and puts it where Ann's tabs find it. Returns the link to
/// it.
async fn give_chain(plan: &Plan, relay: &Relay, ann: &Person) -> Result<String> {
    let output = Command::new(&plan.native)
        .arg("chain")
        .arg(&plan.chain)
        .args([&plan.joined.to_string(), &relay.url(), &relay.socket_url()])
        .output()
        .await?;
    let text = String::from_utf8_lossy(&output.stdout);
    let (genesis, link) = text
        .trim()
        .split_once('\n')
        .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())?;
    let tab = ann.open(&format!("{}health", relay.url())).await?;
    tab.run(FIELD, &[]).await?;
    tab.control(Role::File, "Chain").choose(&plan.chain).await?;
    tab.run(KEEP, &[genesis]).await?;
    tab.close().await?;
    Ok(link.to_owned())
}
