//! The hash rate of the last minutes.

use api::MiningView;

/// Maximum number of samples: three minutes.
pub(crate) const MAX_SAMPLES: usize = 180;
/// The least time between two samples in milliseconds.
const SAMPLE_MS: f64 = 1_000.0;

/// Samples of the hash rate since mining last started, at most one a second, oldest first; at most
/// [`MAX_SAMPLES`].
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rates {
    /// The time in milliseconds since 1970, and the completed hashes per second.
    samples: Vec<(f64, f64)>,
}

impl Rates {
    /// Takes a sample from a snapshot, unless the last one is too young. `now` is in milliseconds
    /// since 1970. While mining is stopped, the samples stay.
    pub(crate) fn add(&mut self, mining: &MiningView, now: f64) {
        if mining.cores == 0 || mining.hash_rate <= 0.0 {
            return;
        }
        let age = self.samples.last().map(|(last, _)| now - last);
        match age {
            Some(age) if (0.0..SAMPLE_MS).contains(&age) => return,
            // Mining paused, or the clock was set: a line across the gap would be wrong.
            Some(age) if !(0.0..SAMPLE_MS * 10.0).contains(&age) => self.samples.clear(),
            _ => {}
        }
        if self.samples.len() == MAX_SAMPLES {
            self.samples.remove(0);
        }
        self.samples.push((now, mining.hash_rate));
    }

    /// The samples, oldest first.
    pub(crate) fn samples(&self) -> &[(f64, f64)] {
        &self.samples
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mining(hash_rate: f64) -> MiningView {
        MiningView {
            cores: 1,
            hash_rate,
            ..MiningView::default()
        }
    }

    #[test]
    fn there_is_at_most_one_sample_a_second_and_three_minutes_of_them() {
        let mut rates = Rates::default();
        for fifth in 0..5_000_u32 {
            rates.add(&mining(f64::from(fifth) + 1.0), f64::from(fifth) * 200.0);
        }
        assert_eq!(rates.samples().len(), MAX_SAMPLES);
        assert_eq!(rates.samples().last(), Some(&(999_000.0, 4_996.0)));
        assert!(rates.samples().is_sorted_by(|a, b| b.0 - a.0 >= 1_000.0));
    }

    #[test]
    fn a_pause_or_another_clock_begins_anew() {
        let mut rates = Rates::default();
        for second in 0..5_u32 {
            rates.add(&mining(7.0), f64::from(second) * 1_000.0);
        }
        rates.add(&MiningView::default(), 6_000.0);
        assert_eq!(rates.samples().len(), 5, "they stay while nothing is mined");
        rates.add(&mining(8.0), 60_000.0);
        assert_eq!(rates.samples(), [(60_000.0, 8.0)]);
        rates.add(&mining(9.0), 1_000.0);
        assert_eq!(rates.samples(), [(1_000.0, 9.0)]);
    }
}
