//! The candidates: four families of rules, each without relief, with early relief and with late relief.

use crate::difficulty::mining::Relief;
use crate::difficulty::rules::{Asert, Chain, Exponential, INTERVAL, LinearWeighted, Measure, Rule};
use crate::difficulty::trials::Candidate;

type Make = fn() -> Box<dyn Rule>;

/// The rules without relief: name and start.
const RULES: [(&str, Make); 10] = [
    ("chain's clock, 8T, at most 9T", || Box::new(Chain::new())),
    ("chain's clock, 4T, at most 5T", || {
        Box::new(Exponential::new(4.0, Measure::Clock(5)))
    }),
    ("chain's clock, 8T, at most 17T", || {
        Box::new(Exponential::new(8.0, Measure::Clock(17)))
    }),
    ("chain's clock, 8T, at most 33T", || {
        Box::new(Exponential::new(8.0, Measure::Clock(33)))
    }),
    ("chain's clock, 16T, at most 17T", || {
        Box::new(Exponential::new(16.0, Measure::Clock(17)))
    }),
    ("per-block exponential, 8T, -8T to 9T", || {
        Box::new(Exponential::new(8.0, Measure::Difference(-8, 9)))
    }),
    ("ASERT, 288T (aserti3-2d)", || Box::new(Asert::new(288))),
    ("ASERT, 8T", || Box::new(Asert::new(8))),
    ("LWMA, 60 blocks", || Box::new(LinearWeighted::new(60))),
    ("LWMA, 20 blocks", || Box::new(LinearWeighted::new(20))),
];

/// None; relief as soon as the rule itself would have had enough; and relief that not even a clock as far ahead as is
/// allowed can claim at once.
const RELIEFS: [Option<Relief>; 5] = [
    None,
    Some(Relief {
        after: 9.0 * INTERVAL as f64,
        ease: 16.0,
    }),
    Some(Relief {
        after: 9.0 * INTERVAL as f64 + 600.0,
        ease: 4.0,
    }),
    Some(Relief {
        after: 9.0 * INTERVAL as f64 + 600.0,
        ease: 8.0,
    }),
    Some(Relief {
        after: 9.0 * INTERVAL as f64 + 600.0,
        ease: 16.0,
    }),
];

/// All candidates, rule by rule.
pub(crate) fn candidates() -> Vec<Candidate> {
    let with_relief = |(name, rule)| {
        RELIEFS.map(|relief| Candidate { name, rule, relief })
    };
    RULES.into_iter().flat_map(with_relief).collect()
}
