//! The candidates: four families of rules, each without relief, with early relief and with late relief.

use crate::difficulty::mining::Relief;
use crate::difficulty::rules::{
    Asert, Chain, Exponential, FUTURE, INTERVAL, LinearWeighted, Measure, Rule,
};
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

/// What one block counts for at most, in seconds: relief as soon as the rule itself would have had enough.
const EARLY: f64 = 9.0 * INTERVAL as f64;
/// The chain's own: relief that not even a clock as far ahead as is allowed can claim at once.
const LATE: f64 = (9 * INTERVAL + FUTURE) as f64;

const RELIEFS: [Option<Relief>; 3] = [
    None,
    Some(Relief {
        after: EARLY,
        ease: 8.0,
    }),
    Some(Relief {
        after: LATE,
        ease: 8.0,
    }),
];

/// What else was tried with the chain's rule.
const OTHER_RELIEFS: [Relief; 3] = [
    Relief {
        after: LATE,
        ease: 4.0,
    },
    Relief {
        after: LATE,
        ease: 16.0,
    },
    Relief {
        after: LATE,
        ease: 64.0,
    },
];

/// All candidates, rule by rule; the chain's own is `chosen`.
pub(crate) fn candidates() -> Vec<Candidate> {
    let mut all = Vec::new();
    for (place, (name, rule)) in RULES.into_iter().enumerate() {
        let others = OTHER_RELIEFS.map(Some);
        let others = if place == 0 { &others[..] } else { &[] };
        for relief in RELIEFS.iter().chain(others) {
            all.push(Candidate {
                name,
                rule,
                relief: *relief,
            });
        }
    }
    all
}

/// The rule and the relief that the chain has.
#[cfg(test)]
pub(crate) fn chosen() -> Candidate {
    let (name, rule) = RULES[0];
    Candidate {
        name,
        rule,
        relief: RELIEFS[2],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::difficulty::rules::{BITS, spec};
    use chain::difficulty::{eased, relief};
    use primitives::{CompactTarget, Timestamp};

    #[test]
    fn the_chosen_relief_is_the_chains() {
        let chosen = chosen().relief.unwrap();
        let after = relief(&spec(), Timestamp(0));
        assert_eq!(f64::from(after.seconds()), chosen.after);
        let target = |bits: CompactTarget| bits.to_target().unwrap().value().as_f64();
        let ease = target(eased(&spec(), BITS)) / target(BITS);
        assert!((ease / chosen.ease - 1.0).abs() < 1e-3, "{ease}");
    }

    /// The figures that the choice rests on, with some room: no stall, no storm, nothing for hoppers and liars.
    #[test]
    fn the_chains_rule_keeps_what_was_found_of_it() {
        let rule = chosen();
        let steady = rule.steady();
        assert!((0.97..1.03).contains(&steady.mean), "{steady:?}");
        assert!(steady.deviation < 1.1, "{steady:?}");
        let (rise, fall) = (rule.step(100.0), rule.step(0.01));
        assert!(rise.blocks < 80.0, "{rise:?}");
        assert!(fall.blocks < 20.0 && fall.slow < 300.0, "{fall:?}");
        assert!(fall.stall < 130.0, "{fall:?}");
        for days in [2.0, 30.0] {
            let blocks = rule.sleep(days);
            assert!(
                (300.0..450.0).contains(&blocks),
                "{blocks} after {days} days"
            );
        }
        let (minority, majority) = (rule.minority(), rule.majority(1.0));
        assert!(minority < 1.1, "{minority}");
        assert!(majority < 1.05, "{majority}");
    }
}
