//! The candidates: four families of rules, each without relief, with early relief and with late
//! relief.

use crate::difficulty::mining::Relief;
use crate::difficulty::rules::{
    Anchor, Anchored, Asert, Chain, Exponential, LinearWeighted, Measure, Rule, Timing,
};
use crate::difficulty::trials::Candidate;

type Make = fn(Timing) -> Box<dyn Rule>;

/// The rules without relief, each with its name and its constructor.
const RULES: [(&str, Make); 11] = [
    ("chain's clock, 8T, at most 9T, anchor", |timing| {
        Box::new(Chain::new(timing))
    }),
    ("the same without anchor", |timing| {
        Box::new(Exponential::new(8.0, Measure::Clock(9), timing))
    }),
    ("chain's clock, 4T, at most 5T", |timing| {
        Box::new(Exponential::new(4.0, Measure::Clock(5), timing))
    }),
    ("chain's clock, 8T, at most 17T", |timing| {
        Box::new(Exponential::new(8.0, Measure::Clock(17), timing))
    }),
    ("chain's clock, 8T, at most 33T", |timing| {
        Box::new(Exponential::new(8.0, Measure::Clock(33), timing))
    }),
    ("chain's clock, 16T, at most 17T", |timing| {
        Box::new(Exponential::new(16.0, Measure::Clock(17), timing))
    }),
    ("per-block exponential, 8T, -8T to 9T", |timing| {
        Box::new(Exponential::new(8.0, Measure::Difference(-8, 9), timing))
    }),
    ("ASERT, 288T (aserti3-2d)", |timing| {
        Box::new(Asert::new(288, timing))
    }),
    ("ASERT, 8T", |timing| Box::new(Asert::new(8, timing))),
    ("LWMA, 60 blocks", |timing| {
        Box::new(LinearWeighted::new(60, timing))
    }),
    ("LWMA, 20 blocks", |timing| {
        Box::new(LinearWeighted::new(20, timing))
    }),
];

const RELIEFS: [Option<Relief>; 3] = [
    None,
    Some(Relief {
        late: false,
        ease: 8.0,
    }),
    Some(Relief {
        late: true,
        ease: 8.0,
    }),
];

/// Other kinds of relief, tried with the chain's rule.
const OTHER_RELIEFS: [Relief; 3] = [
    Relief {
        late: true,
        ease: 4.0,
    },
    Relief {
        late: true,
        ease: 16.0,
    },
    Relief {
        late: true,
        ease: 64.0,
    },
];

/// The chain's anchor.
#[cfg(test)]
pub(crate) const CHOSEN: Anchor = Anchor {
    ease: 7,
    harder: 9,
    easier: 13,
    most: Some(3.0),
};

/// Other anchors, each with the chain's relief. The first ones move with every block as in one
/// interval, whatever time the block took.
const ANCHORS: [(&str, Make); 9] = [
    ("no anchor", |timing| {
        Box::new(Exponential::new(8.0, Measure::Clock(9), timing))
    }),
    ("2^8, 1/2^9, 1/2^14 a block", |timing| {
        anchored(8, 9, 14, None, timing)
    }),
    ("2^8, 1/2^9, 1/2^13 a block", |timing| {
        anchored(8, 9, 13, None, timing)
    }),
    ("2^7, 1/2^9, 1/2^14 a block", |timing| {
        anchored(7, 9, 14, None, timing)
    }),
    ("2^7, 1/2^9, 1/2^12 a block", |timing| {
        anchored(7, 9, 12, None, timing)
    }),
    ("2^8, 1/2^9, 1/2^14 a T, 3T at most", |timing| {
        anchored(8, 9, 14, Some(3.0), timing)
    }),
    ("2^7, 1/2^9, 1/2^12 a T, 1.5T at most", |timing| {
        anchored(7, 9, 12, Some(1.5), timing)
    }),
    ("2^7, 1/2^11, 1/2^13 a T, 3T at most", |timing| {
        anchored(7, 11, 13, Some(3.0), timing)
    }),
    ("the chain's", |timing| Box::new(Chain::new(timing))),
];

fn anchored(
    ease: i32,
    harder: i32,
    easier: i32,
    most: Option<f64>,
    timing: Timing,
) -> Box<dyn Rule> {
    let anchor = Anchor {
        ease,
        harder,
        easier,
        most,
    };
    Box::new(Anchored::new(anchor, timing))
}

/// The rules that are tried against attackers: the chain's rule with other anchors, and as the last
/// entry with its own.
pub(crate) fn anchors() -> Vec<Candidate> {
    let relief = RELIEFS[2];
    let make = |(name, rule): (&'static str, Make)| Candidate { name, rule, relief };
    ANCHORS.into_iter().map(make).collect()
}

/// All candidates, in the order of the rules. The chain's own is [`chosen`].
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

/// The chain's rule and relief.
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
    use crate::difficulty::mining::{Miner, Mining};
    use crate::difficulty::rules::{BITS, spec};
    use crate::difficulty::trials::mean;
    use chain::difficulty::{Difficulty, relief_time};
    use primitives::{CompactTarget, Timestamp};

    #[test]
    fn the_chosen_relief_is_the_chains() {
        let chosen = chosen().relief.unwrap();
        for interval in [1, 5, 10, 600] {
            let after = relief_time(&spec(interval), Timestamp(0));
            let wanted = chosen.after(Timing::of(interval));
            assert_eq!(i64::from(after.seconds()), wanted);
        }
        let target = |bits: CompactTarget| bits.to_target().unwrap().value().as_f64();
        let ease = target(Difficulty::first(&spec(10)).eased(&spec(10))) / target(BITS);
        assert!((ease / chosen.ease - 1.0).abs() < 1e-3, "{ease}");
    }

    /// The initial difficulty of a new chain is measured, so it is right except for rounding to a
    /// power of 2. Such a chain finds about one block per interval from the start. With the fixed
    /// difficulty of earlier programs, a laptop was 64 times too fast and found more than a dozen
    /// blocks in the first six seconds.
    #[test]
    fn a_measured_first_difficulty_causes_no_burst_of_blocks() {
        let rule = chosen();
        let found = |rate: f64, until: f64| {
            let all = (0..20).map(|seed| {
                let mut mining =
                    Mining::new(Timing::USUAL, (rule.rule)(Timing::USUAL), rule.relief, seed);
                mining.run(&[Miner::honest(rate)], until);
                f64::from(mining.height)
            });
            mean(&all.collect::<Vec<_>>())
        };
        for rate in [0.71, 1.0, 1.41] {
            let (early, hour) = (found(rate, 60.0), found(rate, 3600.0));
            assert!((3.0..10.0).contains(&early), "{rate}: {early} of 6");
            assert!((320.0..400.0).contains(&hour), "{rate}: {hour} of 360");
        }
        let before = found(64.0, 6.0);
        assert!(before > 12.0, "{before}");
    }

    /// The figures on which the choice of the anchor is based: see the table of
    /// [`chain::difficulty`].
    #[test]
    fn the_chains_anchor_has_the_figures_of_its_choice() {
        let rule = chosen();
        let prices = rule.prices(Timing::USUAL);
        let [hour, day, week, month] = prices.pauses.map(|bill| bill.price);
        assert!((0.5..4.0).contains(&hour), "{hour}");
        assert!(day > 30.0 && week > day && month >= week, "{prices:?}");
        assert!(prices.cheapest.price > 20.0, "{prices:?}");
        assert!(prices.tenth_night.price > 30.0, "{prices:?}");
        let home = rule.home(1e-3);
        assert!(home.time < 50_000.0 && home.first < 40.0, "{home:?}");
        for rate in [1e3, 1e5] {
            let (few, many) = (rule.spike(rate, 150), rule.spike(rate, 3_000));
            assert!(many < 2.0 * few + 10.0, "{rate}: {few} {many}");
        }
    }

    /// A tenth of the miners dates its blocks as far ahead as allowed. When all chains allowed ten
    /// minutes, which are hundreds of short intervals, such miners made the blocks of chains with
    /// short intervals 3.5 times as slow.
    #[test]
    fn clocks_that_are_ahead_slow_chains_down_only_a_little() {
        for interval in [1, 5, 10] {
            let mean = chosen().tenth_ahead(Timing::of(interval));
            assert!((0.9..1.3).contains(&mean), "{interval} s: {mean}");
        }
    }

    /// The figures on which the choice is based, with some tolerance: no stall, no burst of blocks,
    /// no gain for pool hoppers and attackers.
    #[test]
    fn the_chains_rule_has_the_figures_of_its_choice() {
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
