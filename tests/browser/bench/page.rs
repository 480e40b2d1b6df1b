//! Delays that a person notices on the page.

use anyhow::{Context as _, Result};
use tests::drive::{Person, Relay};

use crate::moves::{start_chain, stop_mining};

/// Measures, in the page, the time from the next click on `Start mining` to a hash rate above zero.
/// A measurement from outside would have to poll the page, which takes longer than the measured
/// time.
const WATCH: &str = r#"() => {
  const button = [...document.querySelectorAll("button")].find((button) => button.textContent.trim() === "Start mining");
  const rate = () => Number.parseFloat(document.querySelector('output[aria-label="Hash rate"]')?.textContent ?? "0");
  globalThis.firstHash = new Promise((resolve) => {
    button.addEventListener("click", () => {
      const start = performance.now();
      const observer = new MutationObserver(() => {
        if (rate() > 0) {
          observer.disconnect();
          resolve(performance.now() - start);
        }
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    }, { once: true, capture: true });
  });
}"#;

/// Returns the milliseconds from the click on `Start mining` to the first counted hash, `rounds`
/// times. The workers are started anew each time.
pub(super) async fn clicks(rounds: u32) -> Result<Vec<f64>> {
    let ann = Person::alone("Ann").await?;
    let relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    start_chain(&tab).await?;
    let mut all = Vec::new();
    for _ in 0..rounds {
        tab.link("Mine").click().await?;
        let start = tab.button("Start mining");
        start.read().await?;
        tab.run(WATCH, &[]).await?;
        start.click().await?;
        let text = tab.eval("globalThis.firstHash").await?;
        let milliseconds = text.parse().with_context(|| format!("the time “{text}”"))?;
        all.push(milliseconds);
        stop_mining(&tab).await?;
    }
    ann.quiet()?;
    Ok(all)
}
