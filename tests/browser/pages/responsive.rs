//! The page responds while every core mines. The times are measured and reported but not judged,
//! because machines differ.

use anyhow::Result;
use tests::drive::{Person, Relay, Tab, report, until};

use crate::moves::{END, reach, start_chain, start_mining};

/// Records, for each click, the time from the press until the changed page was rendered.
const WATCH: &str = "
(() => {
  window.answers = [];
  let pressed = null;
  addEventListener('click', (event) => { pressed = event.timeStamp; }, true);
  new MutationObserver(() => {
    if (pressed === null) return;
    const since = pressed;
    pressed = null;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.answers.push(performance.now() - since);
      channel.port2.postMessage(null);
    });
  }).observe(document.querySelector('main') ?? document.body,
    { childList: true, subtree: true, attributes: true, characterData: true });
})()";

#[tokio::test]
async fn clicks_are_answered_while_every_core_mines() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    start_chain(&tab).await?;
    tab.eval(WATCH).await?;
    clicks("while nobody mines", &tab).await?;

    tab.slider("Cores").key(END).await?;
    start_mining(&tab).await?;
    reach(&tab, 3).await?;
    clicks("while every core mines", &tab).await?;
    tab.output("Hash rate")
        .when("to be counted", |now| {
            now.text.parse::<f64>().is_ok_and(|rate| rate > 0.0)
        })
        .await?;
    let rate = tab.output("Hash rate").text().await?;
    report("hashes per second meanwhile", rate);
    let mut delays = Vec::new();
    for blocks in 4..=6 {
        reach(&tab, blocks).await?;
        tab.link("Mine").click().await?;
        delays.push(tab.output("Job delay").text().await?);
    }
    report(
        "new work at every core, after each block",
        delays.join(", "),
    );
    ann.quiet()
}

/// Clicks through the pages several times and reports how soon the clicks were handled.
async fn clicks(when: &str, tab: &Tab) -> Result<()> {
    tab.eval("window.answers.length = 0").await?;
    for _ in 0..5 {
        for page in ["Wallet", "Blocks", "Network", "Mine"] {
            tab.link(page).click().await?;
        }
    }
    let answers = until("the clicks to be answered", &[tab], async || {
        let answers = answers(tab).await?;
        Ok((answers.len() >= 10).then_some(answers))
    })
    .await?;
    let (median, slowest) = (answers[answers.len() / 2], answers[answers.len() - 1]);
    let count = answers.len();
    report(
        &format!("{count} clicks answered {when}"),
        format!("median {median:.0} ms, slowest {slowest:.0} ms"),
    );
    Ok(())
}

/// The measured times in milliseconds, shortest first.
async fn answers(tab: &Tab) -> Result<Vec<f64>> {
    let mut answers: Vec<f64> =
        serde_json::from_str(&tab.eval("JSON.stringify(window.answers)").await?)?;
    answers.sort_by(f64::total_cmp);
    Ok(answers)
}
