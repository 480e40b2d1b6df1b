//! Probabilities formatted for people, as odds and as percentages.

use core::fmt::Display;

use crate::format;
use crate::texts::blocks as texts;
use crate::texts::common;

/// Probabilities below this are shown as a bound, because smaller figures mean nothing to people.
const RAREST: f64 = 1e-15;

/// Formats a probability as odds in two figures: "9 in 10", "1 in 1,100", "1 in 41 million".
///
/// A probability below one is never shown as certain, and one above zero never as impossible. NaN
/// is shown as certain, which is the cautious reading.
pub(crate) fn odds(probability: f64) -> String {
    if probability.is_nan() || probability >= 1.0 {
        texts::certain().to_owned()
    } else if probability >= 0.945 {
        texts::in_hundred(whole((probability * 100.0).min(99.0)))
    } else if probability > 1.0 / 3.0 {
        texts::in_ten(whole(probability * 10.0))
    } else if probability >= RAREST {
        texts::one_in(&in_words(two_figures(1.0 / probability)))
    } else {
        texts::rarest(&common::trillion(&format::grouped(1_000)))
    }
}

/// Formats a probability as a percentage in two figures: "20 %", "0.091 %". It is as careful at
/// both ends as [`odds`].
pub(crate) fn percent(probability: f64) -> String {
    let percent = probability * 100.0;
    if percent.is_nan() || percent >= 100.0 {
        "100 %".to_owned()
    } else if percent >= 99.5 {
        texts::over(&"99 %")
    } else if percent >= 9.95 {
        format!("{} %", format::fixed(percent, 0))
    } else if percent >= 0.000_001 {
        // The least number of decimals with which the percentage has two significant figures.
        let decimals = (1..8).find(|places| percent * 10u64.pow(*places) as f64 >= 9.95);
        let text = format::fixed(percent, decimals.unwrap_or(7));
        format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
    } else {
        texts::under(&"0.000001 %")
    }
}

/// Rounds a number of at least 1 to two significant figures.
fn two_figures(number: f64) -> f64 {
    let mut unit = 1.0;
    while number / unit >= 99.5 {
        unit *= 10.0;
    }
    (number / unit).round() * unit
}

/// Writes a whole number of two significant figures.
fn in_words(number: f64) -> String {
    let units: [(f64, Named); 3] = [
        (1e12, common::trillion),
        (1e9, common::billion),
        (1e6, common::million),
    ];
    for (unit, named) in units {
        if number >= unit {
            let count = number / unit;
            // The number has two significant figures, so it needs one decimal at most. Formatting
            // also removes the rounding error that the division may leave.
            let decimals = u32::from(count < 10.0);
            let text = format::fixed(count, decimals);
            return named(&text.trim_end_matches(".0"));
        }
    }
    format::grouped(whole(number))
}

/// A function that writes a figure with the name of a power of 1,000, such as “million”.
type Named = fn(&dyn Display) -> String;

/// A number of at most a million, rounded to a whole number.
fn whole(number: f64) -> u64 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole, not negative, and at most a million"
    )]
    let number = number.round_ties_even() as u64;
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_are_read_aloud() {
        for (probability, text) in [
            (1.0, "certain"),
            (f64::NAN, "certain"),
            (0.999_999, "99 in 100"),
            (0.98, "98 in 100"),
            (0.94, "9 in 10"),
            (0.634, "6 in 10"),
            (0.34, "3 in 10"),
            (0.333, "1 in 3"),
            (0.204_587_3, "1 in 5"),
            (0.050_977_9, "1 in 20"),
            (0.010_05, "1 in 100"),
            (0.000_913_7, "1 in 1,100"),
            (0.000_017_3, "1 in 58,000"),
            (1.0 / 996_000.0, "1 in 1 million"),
            (1.0 / 1_230_000.0, "1 in 1.2 million"),
            (2.44e-8, "1 in 41 million"),
            (1.0 / 412e9, "1 in 410 billion"),
            (1.01e-15, "1 in 990 trillion"),
            (1e-16, "less than 1 in 1,000 trillion"),
            (0.0, "less than 1 in 1,000 trillion"),
        ] {
            assert_eq!(odds(probability), text, "{probability}");
        }
    }

    #[test]
    fn percentages_have_two_figures() {
        for (probability, text) in [
            (1.0, "100 %"),
            (f64::NAN, "100 %"),
            (0.999, "over 99 %"),
            (0.984, "98 %"),
            (0.204_587_3, "20 %"),
            (0.099_6, "10 %"),
            (0.050_977_9, "5.1 %"),
            (0.02, "2 %"),
            (0.000_913_7, "0.091 %"),
            (0.000_999, "0.1 %"),
            (0.000_000_024_4, "0.0000024 %"),
            (0.000_000_01, "0.000001 %"),
            (1e-9, "under 0.000001 %"),
            (0.0, "under 0.000001 %"),
        ] {
            assert_eq!(percent(probability), text, "{probability}");
        }
    }

    #[test]
    fn a_smaller_risk_never_reads_as_a_greater_one() {
        let read = |probability: f64| {
            let text = percent(probability);
            text.trim_end_matches(" %").parse::<f64>().ok()
        };
        let falling = (0..2_000).map(|step| 0.99 * 0.99f64.powi(step));
        let read: Vec<f64> = falling.filter_map(read).collect();
        assert!(read.len() > 1_500);
        assert!(read.is_sorted_by(|before, after| before >= after));
    }
}
