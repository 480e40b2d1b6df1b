//! The page answers while every core mines: measured and told, not judged, since machines differ.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Tab, report};

use crate::moves::{reach, start_chain, start_mining};

/// The WebDriver code of the key `End`, which moves a slider to its greatest value.
const END: char = '\u{E010}';

/// Collects, for each click, how long it took from the press until the changed page was drawn.
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
    tab.slider("Cores").key(END).await?;
    start_mining(&tab).await?;
    reach(&tab, 3).await?;

    tab.eval(WATCH).await?;
    for _ in 0..5 {
        for page in ["Wallet", "Blocks", "Network", "Mine"] {
            tab.link(page).click().await?;
        }
    }
    tab.output("Hash rate")
        .when("to be counted", |now| {
            now.text.parse::<f64>().is_ok_and(|rate| rate > 0.0)
        })
        .await?;
    let answers = answers(&tab).await?;
    ensure!(
        answers.len() >= 10,
        "only {} clicks were answered",
        answers.len()
    );
    report("clicks answered while all cores mine", answers.len());
    report(
        "median answer",
        format!("{:.0} ms", answers[answers.len() / 2]),
    );
    report(
        "slowest answer",
        format!("{:.0} ms", answers[answers.len() - 1]),
    );
    report("hash rate meanwhile", tab.output("Hash rate").text().await?);
    ann.quiet()
}

/// The measured times in milliseconds, shortest first.
async fn answers(tab: &Tab) -> Result<Vec<f64>> {
    let mut answers: Vec<f64> =
        serde_json::from_str(&tab.eval("JSON.stringify(window.answers)").await?)?;
    answers.sort_by(f64::total_cmp);
    Ok(answers)
}
