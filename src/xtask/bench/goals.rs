//! The goals of the benchmark, and the figures that a run reaches.

use crate::bench::catalog::Place;
use crate::bench::samples::Samples;

/// A goal for one figure.
pub(crate) struct Goal {
    pub(crate) title: &'static str,
    measure: Measure,
    /// The figure that must be reached; `None` if there is no minimum.
    pub(crate) least: Option<f64>,
    /// The figure that is hoped for.
    pub(crate) hoped: f64,
}

/// How a goal's figure is measured.
enum Measure {
    /// The first contender's speed divided by the second's; more is better.
    Ratio(Who, Who),
    /// The median speed of the rounds divided by that of the best rounds.
    Steadiness(Who),
    /// Milliseconds per piece of work; less is better.
    Time(Who),
    /// Pieces of work per second; more is better.
    Rate(Who),
    /// Kilobytes of all wasm of the page as sent; less is better.
    Size,
}

type Who = (&'static str, &'static str);

const CHROMIUM: &str = Place::Chromium.name();
const NATIVE: &str = Place::Native.name();
const OURS: Who = (CHROMIUM, "nonces.ours");
const LOOP: &str = "machine.loop";

/// All goals.
pub(crate) const GOALS: &[Goal] = &[
    Goal {
        title: "nonce search, against @noble/hashes",
        measure: Measure::Ratio(OURS, (CHROMIUM, "nonces.noble")),
        least: Some(30.0),
        hoped: 40.0,
    },
    Goal {
        title: "nonce search, against naive `sha2` in wasm",
        measure: Measure::Ratio(OURS, (CHROMIUM, "nonces.sha2")),
        least: Some(5.0),
        hoped: 6.5,
    },
    Goal {
        title: "nonce search, against native naive `sha2`",
        measure: Measure::Ratio(OURS, (NATIVE, "nonces.sha2")),
        least: Some(1.0),
        hoped: 1.3,
    },
    Goal {
        title: "two miner workers, against one",
        measure: Measure::Ratio((Place::TwoWorkers.name(), "nonces.ours"), OURS),
        least: Some(1.8),
        hoped: 1.95,
    },
    Goal {
        title: "the machine's own: two processes of a plain native loop, against one",
        measure: Measure::Ratio((Place::TwoProcesses.name(), LOOP), (NATIVE, LOOP)),
        least: None,
        hoped: 2.0,
    },
    Goal {
        title: "the same loop's median round, against its best tenth",
        measure: Measure::Steadiness((NATIVE, LOOP)),
        least: None,
        hoped: 1.0,
    },
    Goal {
        title: "signatures in batches of 1,024, against WebCrypto",
        measure: Measure::Ratio(
            (CHROMIUM, "signatures.batch1024"),
            (CHROMIUM, "signatures.webcrypto"),
        ),
        least: Some(2.5),
        hoped: 4.0,
    },
    Goal {
        title: "single signature, against the `p256` crate in wasm",
        measure: Measure::Ratio(
            (CHROMIUM, "signatures.single"),
            (CHROMIUM, "signatures.p256"),
        ),
        least: Some(5.0),
        hoped: 6.0,
    },
    Goal {
        title: "native signatures in batches of 1,024, against OpenSSL's single checks",
        measure: Measure::Ratio(
            (NATIVE, "signatures.batch1024"),
            (NATIVE, "signatures.openssl"),
        ),
        least: Some(1.5),
        hoped: 4.0,
    },
    Goal {
        title: "block of 1,000 transactions with 2,000 inputs",
        measure: Measure::Time((CHROMIUM, "blocks.cold")),
        least: Some(100.0),
        hoped: 60.0,
    },
    Goal {
        title: "the same, signatures seen in the pool",
        measure: Measure::Time((CHROMIUM, "blocks.known")),
        least: Some(10.0),
        hoped: 5.0,
    },
    Goal {
        title: "native block of 2,000 inputs, against the same in Chromium",
        measure: Measure::Ratio((NATIVE, "blocks.cold"), (CHROMIUM, "blocks.cold")),
        least: Some(1.0),
        hoped: 2.0,
    },
    Goal {
        title: "joining 10,000 blocks over WebRTC, payments a second from link to tip",
        measure: Measure::Rate(("page", "join")),
        least: None,
        hoped: 2_000.0,
    },
    Goal {
        title: "all wasm of the page, brotli",
        measure: Measure::Size,
        least: Some(850.0),
        hoped: 450.0,
    },
    Goal {
        title: "click on `Start mining` to first counted hash",
        measure: Measure::Time(("page", "click")),
        least: None,
        hoped: 150.0,
    },
];

impl Goal {
    /// The measured figure; `None` if it was not measured. `bytes` is the size of all wasm as sent.
    pub(crate) fn figure(&self, samples: &Samples, bytes: u64) -> Option<f64> {
        match self.measure {
            Measure::Ratio(one, other) => samples.ratio(one, other),
            Measure::Steadiness(who) => samples.steadiness(who),
            Measure::Time(who) => samples.milliseconds(who),
            Measure::Rate(who) => samples.rate(who),
            #[expect(
                clippy::cast_precision_loss,
                reason = "a page is smaller than 2^53 bytes"
            )]
            Measure::Size => Some(bytes as f64 / 1e3),
        }
    }

    /// Whether a figure is at least as good as a mark.
    pub(crate) fn reaches(&self, figure: f64, mark: f64) -> bool {
        match self.measure {
            Measure::Ratio(..) | Measure::Steadiness(_) | Measure::Rate(_) => figure >= mark,
            Measure::Time(_) | Measure::Size => figure <= mark,
        }
    }

    /// A figure or a mark with its unit.
    pub(crate) fn show(&self, figure: f64) -> String {
        match self.measure {
            Measure::Ratio(..) | Measure::Steadiness(_) => format!("{}×", digits(figure)),
            Measure::Time(_) => format!("{} ms", digits(figure)),
            Measure::Rate(_) => digits(figure),
            Measure::Size => format!("{} kB", digits(figure)),
        }
    }
}

/// A number with three significant digits, or with all digits before the decimal point if these are
/// more, and with separated thousands.
pub(crate) fn digits(number: f64) -> String {
    let whole = number.abs().max(1e-3).log10().floor();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 5 after clamping"
    )]
    let places = (2.0 - whole).clamp(0.0, 5.0) as usize;
    let text = format!("{number:.places$}");
    let (before, after) = text.split_once('.').unwrap_or((&text, ""));
    let after = after.trim_end_matches('0');
    let groups: Vec<_> = before
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(String::from_utf8_lossy)
        .collect();
    let point = if after.is_empty() { "" } else { "." };
    format!("{}{point}{after}", groups.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (number, text) in [
            (0.0, "0"),
            (0.123_45, "0.123"),
            (1.0, "1"),
            (1.95, "1.95"),
            (6.5, "6.5"),
            (12.34, "12.3"),
            (999.6, "1,000"),
            (20_512.3, "20,512"),
            (1_234_567.0, "1,234,567"),
        ] {
            assert_eq!(digits(number), text);
        }
    }

    #[test]
    fn more_speed_and_less_time_are_better() {
        let [ratio, time] = [
            "two miner workers, against one",
            "block of 1,000 transactions with 2,000 inputs",
        ]
        .map(|title| GOALS.iter().find(|goal| goal.title == title).unwrap());
        assert!(ratio.reaches(1.9, 1.8) && ratio.reaches(1.8, 1.8) && !ratio.reaches(1.7, 1.8));
        assert!(time.reaches(90.0, 100.0) && !time.reaches(101.0, 100.0));
    }
}
