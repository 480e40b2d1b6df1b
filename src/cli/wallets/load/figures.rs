//! The figures of a load.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

/// The maximum number of reasons that are counted separately.
const MAX_REASONS: usize = 20;

/// The figures of a load.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// For each accepted payment, the time until the node's answer.
    accepted: Vec<Duration>,
    /// For each confirmed payment, the time from its acceptance to its block.
    confirmed: Vec<Duration>,
    /// The refused payments by reason.
    refused: BTreeMap<String, u64>,
    /// The number of payments that were not made because all coins waited for a block.
    pub(crate) starved: u64,
}

impl Figures {
    /// Counts a payment that the node accepted after this time.
    pub(crate) fn accept(&mut self, took: Duration) {
        self.accepted.push(took);
    }

    /// Counts a payment that a block confirmed this long after the node accepted it.
    pub(crate) fn confirm(&mut self, waited: Duration) {
        self.confirmed.push(waited);
    }

    /// Counts a payment that the node refused.
    pub(crate) fn refuse(&mut self, reason: String) {
        let is_new = !self.refused.contains_key(&reason);
        let reason = match is_new && self.refused.len() >= MAX_REASONS {
            true => "other".to_owned(),
            false => reason,
        };
        *self.refused.entry(reason).or_default() += 1;
    }

    /// The figures as JSON and as text. `took` is the time for which payments were made. `waiting`
    /// is the number of accepted payments that no block has confirmed.
    pub(crate) fn report(&self, took: Duration, waiting: usize) -> (Value, String) {
        let accepted = self.accepted.len();
        let seconds = took.as_secs_f64();
        let rate = f64::from(u32::try_from(accepted).unwrap_or(u32::MAX)) / seconds.max(0.001);
        let (answers, confirmations) = (percentiles(&self.accepted), percentiles(&self.confirmed));
        let refused: u64 = self.refused.values().sum();
        let document = json!({
            "seconds": rounded(seconds),
            "accepted": accepted,
            "accepted_per_second": rounded(rate),
            "confirmed": self.confirmed.len(),
            "unconfirmed": waiting,
            "refused": refused,
            "refusals": self.refused,
            "starved": self.starved,
            "accepted_within_seconds": answers,
            "confirmed_within_seconds": confirmations,
        });
        let mut text = format!(
            "accepted     {accepted} in {seconds:.1} s ({rate:.1} a second)\n\
             confirmed    {}, unconfirmed {waiting}\n",
            self.confirmed.len()
        );
        writeln!(
            text,
            "refused      {refused}; no coin ready {}",
            self.starved
        )
        .ok();
        for (reason, count) in &self.refused {
            writeln!(text, "  {count} × {reason}").ok();
        }
        for (name, values) in [("accepted", &answers), ("confirmed", &confirmations)] {
            let value = |key: &str| values[key].as_f64().unwrap_or_default();
            writeln!(
                text,
                "{name} within: half {:.3} s, 95 % {:.3} s, 99 % {:.3} s, all {:.3} s",
                value("p50"),
                value("p95"),
                value("p99"),
                value("max")
            )
            .ok();
        }
        (document, text)
    }
}

/// The 50th, 95th and 99th percentile and the maximum of the values, in seconds; 0 if there are
/// none.
fn percentiles(values: &[Duration]) -> Value {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let within = |percent: usize| {
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        rounded(
            sorted
                .get(rank - 1)
                .copied()
                .unwrap_or_default()
                .as_secs_f64(),
        )
    };
    json!({ "p50": within(50), "p95": within(95), "p99": within(99), "max": within(100) })
}

/// A number with three digits after the point.
fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_nearest_rank() {
        let values: Vec<_> = (1..=200).rev().map(Duration::from_millis).collect();
        let wanted = json!({ "p50": 0.1, "p95": 0.19, "p99": 0.198, "max": 0.2 });
        assert_eq!(percentiles(&values), wanted);
        assert_eq!(percentiles(&[])["max"], json!(0.0));
    }

    #[test]
    fn the_report_counts_everything_once() {
        let mut figures = Figures::default();
        figures.accept(Duration::from_millis(3));
        figures.accept(Duration::from_millis(5));
        figures.confirm(Duration::from_secs(2));
        figures.refuse("busy".to_owned());
        figures.starved = 4;
        let (document, text) = figures.report(Duration::from_secs(2), 1);
        assert_eq!(document["accepted"], 2);
        assert_eq!(document["accepted_per_second"], 1.0);
        assert_eq!(document["confirmed"], 1);
        assert_eq!(document["unconfirmed"], 1);
        assert_eq!(document["refusals"]["busy"], 1);
        assert!(
            text.contains("accepted     2 in 2.0 s (1.0 a second)"),
            "{text}"
        );
    }
}
