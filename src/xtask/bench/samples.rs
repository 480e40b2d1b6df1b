//! The samples of a run, and the figures computed from them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

/// The work of one contender in one round, as the driver writes it.
#[derive(Deserialize)]
struct Sample {
    place: String,
    name: String,
    pieces: f64,
    milliseconds: f64,
}

/// The samples of one run.
#[derive(Default)]
pub(crate) struct Samples {
    /// Pieces per second by place and name, in the order of the rounds.
    rates: BTreeMap<(String, String), Vec<f64>>,
}

impl Samples {
    pub(crate) fn read(file: &Path) -> anyhow::Result<Self> {
        let bytes = fs::read(file).with_context(|| format!("can't read {}", file.display()))?;
        let samples: Vec<Sample> = serde_json::from_slice(&bytes)?;
        let mut all = Self::default();
        for sample in samples {
            let rate = sample.pieces / sample.milliseconds * 1e3;
            let rounds = all.rates.entry((sample.place, sample.name));
            rounds.or_default().push(rate);
        }
        Ok(all)
    }

    /// Pieces per second of each round.
    pub(crate) fn rounds(&self, (place, name): (&str, &str)) -> &[f64] {
        let rates = self.rates.get(&(place.to_owned(), name.to_owned()));
        rates.map_or(&[], Vec::as_slice)
    }

    /// The median of the pieces per second; `None` if the contender was not measured.
    pub(crate) fn rate(&self, who: (&str, &str)) -> Option<f64> {
        median(self.rounds(who).to_vec())
    }

    /// The milliseconds per piece, from the median rate; `None` if the contender was not measured.
    pub(crate) fn milliseconds(&self, who: (&str, &str)) -> Option<f64> {
        Some(1e3 / self.rate(who)?)
    }

    /// How many times as fast `one` is as `other`: the median of the ratios in each round, because
    /// a disturbance in a round mostly affects both. `None` if one of them was not measured.
    pub(crate) fn ratio(&self, one: (&str, &str), other: (&str, &str)) -> Option<f64> {
        let rounds = self.rounds(one).iter().zip(self.rounds(other));
        median(rounds.map(|(one, other)| one / other).collect())
    }

    /// The median rate divided by the median of the best tenth of the rounds. It is 1 if nothing
    /// disturbs the contender; `None` if the contender was not measured.
    pub(crate) fn steadiness(&self, who: (&str, &str)) -> Option<f64> {
        let mut rates = self.rounds(who).to_vec();
        rates.sort_by(|one, other| other.total_cmp(one));
        rates.truncate(rates.len().div_ceil(10));
        Some(self.rate(who)? / median(rates)?)
    }

    /// The place, name and rates of all contenders.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str, &[f64])> {
        self.rates
            .iter()
            .map(|((place, name), rates)| (place.as_str(), name.as_str(), rates.as_slice()))
    }
}

/// The median of the numbers; `None` if there are none.
pub(crate) fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)?;
    if numbers.len() % 2 == 1 {
        return Some(upper);
    }
    Some((numbers[middle - 1] + upper) / 2.0)
}

#[cfg(test)]
pub(crate) fn made_up(samples: &[(&str, &str, &[f64])]) -> Samples {
    let rates = samples
        .iter()
        .map(|(place, name, rates)| (((*place).to_owned(), (*name).to_owned()), rates.to_vec()));
    Samples {
        rates: rates.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0]), Some(3.0));
        assert_eq!(median(vec![9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![9.0, 1.0, 2.0, 4.0]), Some(3.0));
    }

    #[test]
    fn a_ratio_is_that_of_the_rounds() {
        let (one, other) = (("a", "one"), ("a", "other"));
        // In the second round the machine is ten times as fast.
        let samples = made_up(&[
            ("a", "one", &[20.0, 220.0, 18.0]),
            ("a", "other", &[10.0, 100.0, 10.0]),
        ]);
        assert_eq!(samples.ratio(one, other), Some(2.0));
        assert_eq!(samples.rate(one), Some(20.0));
        assert_eq!(samples.milliseconds(one), Some(50.0));
        assert_eq!(samples.ratio(one, ("b", "other")), None);
    }

    #[test]
    fn steadiness_is_1_without_disturbance() {
        let samples = made_up(&[
            ("a", "even", &[5.0; 20]),
            ("a", "one", &[6.0, 10.0, 6.0, 6.0]),
        ]);
        assert_eq!(samples.steadiness(("a", "even")), Some(1.0));
        assert_eq!(samples.steadiness(("a", "one")), Some(0.6));
        assert_eq!(samples.steadiness(("b", "one")), None);
    }

    #[test]
    fn samples_are_read_as_the_driver_writes_them() {
        let folder = std::env::temp_dir().join(format!("tabchain-samples-{}", std::process::id()));
        let text = r#"[{"place":"node","name":"a.b","pieces":50.0,"milliseconds":100.0}]"#;
        fs::write(&folder, text).unwrap();
        let samples = Samples::read(&folder);
        fs::remove_file(&folder).unwrap();
        assert_eq!(samples.unwrap().rounds(("node", "a.b")), [500.0]);
    }
}
