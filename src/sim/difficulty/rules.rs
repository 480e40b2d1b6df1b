//! The rules that are compared, each as a state that changes with every block.

use crate::difficulty::asert::Schedule;
use chain::difficulty::Difficulty;
use chain::params::EASIEST;
use chain::{Spec, SpecDraft};
use primitives::{CompactTarget, Timestamp};
use std::collections::VecDeque;

/// A chain's times, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timing {
    /// The interval between blocks.
    pub(crate) interval: i64,
    /// The allowed future.
    pub(crate) future: i64,
}

impl Timing {
    /// The values of a new chain by default.
    pub(crate) const USUAL: Self = Self {
        interval: 10,
        future: 300,
    };

    /// The values of a chain with this interval.
    pub(crate) fn of(interval: u32) -> Self {
        Self {
            interval: i64::from(interval),
            future: i64::from(spec(interval).allowed_future()),
        }
    }
}

/// The bits of difficulty 1: 2^28 hashes, which a few tabs compute in an interval.
pub(crate) const BITS: CompactTarget = CompactTarget(0x1d0f_ffff);
/// The lowest difficulty: that of [`EASIEST`].
pub(crate) const LOWEST: f64 = 1.0 / (1u64 << 27) as f64;
/// The timestamp of time 0, for rules that need a date.
const START: u32 = 1_700_000_000;

/// A difficulty rule and its state.
pub(crate) trait Rule {
    /// Takes a block's time and its parent's time, and returns the next block's difficulty without
    /// relief.
    fn next(&mut self, parent: i64, time: i64) -> f64;

    /// The lowest difficulty that the next block may have, with or without relief.
    fn lowest(&self) -> f64 {
        LOWEST
    }
}

/// The chain's rule, in the chain's own implementation.
pub(crate) struct Chain {
    spec: Spec,
    state: Difficulty,
}

impl Chain {
    pub(crate) fn new(timing: Timing) -> Self {
        let spec = spec(u32::try_from(timing.interval).expect("a day at most"));
        let state = Difficulty::first(&spec);
        Self { spec, state }
    }
}

impl Rule for Chain {
    fn next(&mut self, parent: i64, time: i64) -> f64 {
        self.state = self.state.next(&self.spec, date(parent), date(time));
        difficulty(self.state.bits)
    }

    fn lowest(&self) -> f64 {
        difficulty(self.state.easiest(&self.spec))
    }
}

/// How [`Exponential`] counts the time of a block.
pub(crate) enum Measure {
    /// The block's time minus its parent's, bounded by these numbers of intervals.
    Difference(i64, i64),
    /// The movement of a clock that never runs back, is never ahead of the blocks' times, and moves
    /// by at most this many intervals a block. The chain's rule uses such a clock.
    Clock(i64),
}

/// A rule that changes the difficulty by an exponential function of the time that each block took.
pub(crate) struct Exponential {
    interval: i64,
    half_life: f64,
    measure: Measure,
    clock: i64,
    difficulty: f64,
}

impl Exponential {
    /// Returns a rule that multiplies the target by 2^(d / `half_life`) after a block that counts
    /// for 1 + d intervals.
    pub(crate) const fn new(half_life: f64, measure: Measure, timing: Timing) -> Self {
        Self {
            interval: timing.interval,
            half_life,
            measure,
            clock: 0,
            difficulty: 1.0,
        }
    }
}

impl Exponential {
    /// The intervals that a block counts for.
    #[expect(clippy::cast_precision_loss, reason = "a few intervals")]
    fn counted(&mut self, parent: i64, time: i64) -> f64 {
        let took = match self.measure {
            Measure::Difference(least, most) => {
                (time - parent).clamp(least * self.interval, most * self.interval)
            }
            Measure::Clock(most) => {
                let counted = (time - self.clock).clamp(0, most * self.interval);
                self.clock = (self.clock + counted).max(time.min(parent));
                counted
            }
        };
        took as f64 / self.interval as f64
    }

    /// Changes the difficulty for a block that counted for this many intervals.
    fn follow(&mut self, counted: f64, lowest: f64) -> f64 {
        let scaled = self.difficulty * ((1.0 - counted) / self.half_life).exp2();
        self.difficulty = scaled.max(lowest);
        self.difficulty
    }
}

impl Rule for Exponential {
    fn next(&mut self, parent: i64, time: i64) -> f64 {
        let counted = self.counted(parent, time);
        self.follow(counted, LOWEST)
    }
}

/// The parameters of an anchor: a difficulty that moves towards the chain's own, fast upwards and
/// slowly downwards. It bounds how easy blocks may become.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor {
    /// A block may be easier than the anchor by a factor of at most 2 to this power.
    pub(crate) ease: i32,
    /// The share of itself by which the anchor moves up in an interval: 1/2 to this power.
    pub(crate) harder: i32,
    /// The share of itself by which the anchor moves down in an interval: 1/2 to this power.
    pub(crate) easier: i32,
    /// The maximum number of intervals by which one block moves the anchor. `None` if each block
    /// moves it by one interval, whatever time the block took.
    pub(crate) most: Option<f64>,
}

/// The chain's exponential rule with an anchor.
pub(crate) struct Anchored {
    exponential: Exponential,
    anchor: Anchor,
    /// The anchor's target.
    target: f64,
}

impl Anchored {
    pub(crate) const fn new(anchor: Anchor, timing: Timing) -> Self {
        Self {
            exponential: Exponential::new(8.0, Measure::Clock(9), timing),
            anchor,
            target: 1.0,
        }
    }
}

impl Rule for Anchored {
    fn next(&mut self, parent: i64, time: i64) -> f64 {
        let counted = self.exponential.counted(parent, time);
        let weight = self.anchor.most.map_or(1.0, |most| counted.min(most));
        let target = 1.0 / self.exponential.difficulty;
        let part = |power: i32| self.target * weight * f64::from(-power).exp2();
        self.target = if target < self.target {
            target.max(self.target - part(self.anchor.harder))
        } else {
            target.min(self.target + part(self.anchor.easier))
        };
        let lowest = self.lowest();
        self.exponential.follow(counted, lowest)
    }

    fn lowest(&self) -> f64 {
        LOWEST.max(f64::from(-self.anchor.ease).exp2() / self.target)
    }
}

/// ASERT from the chain's start.
pub(crate) struct Asert {
    schedule: Schedule,
    height: i64,
}

impl Asert {
    /// Returns a rule that doubles or halves the target for each `half_life` intervals of deviation
    /// from the schedule.
    pub(crate) const fn new(half_life: i64, timing: Timing) -> Self {
        let schedule = Schedule {
            interval: timing.interval,
            half_life: half_life * timing.interval,
            bits: BITS,
            limit: EASIEST,
        };
        Self {
            schedule,
            height: 0,
        }
    }
}

impl Rule for Asert {
    fn next(&mut self, _: i64, time: i64) -> f64 {
        self.height += 1;
        difficulty(
            self.schedule
                .next_bits(self.height, time + self.schedule.interval),
        )
    }
}

/// Zawy's LWMA-1: the mean target of a window times its mean solve time, weighted towards later
/// blocks. A block's solve time counts as at least a second and at most six intervals.
pub(crate) struct LinearWeighted {
    interval: i64,
    span: usize,
    latest: i64,
    /// Solve times in seconds and targets, oldest first.
    window: VecDeque<(f64, f64)>,
    difficulty: f64,
}

impl LinearWeighted {
    /// Returns a rule over `span` blocks. The window starts full of blocks that took an interval
    /// each.
    #[expect(clippy::cast_precision_loss, reason = "a few seconds")]
    pub(crate) fn new(span: usize, timing: Timing) -> Self {
        Self {
            interval: timing.interval,
            span,
            latest: 0,
            window: std::iter::repeat_n((timing.interval as f64, 1.0), span).collect(),
            difficulty: 1.0,
        }
    }
}

impl Rule for LinearWeighted {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a window of blocks, a few seconds"
    )]
    fn next(&mut self, _: i64, time: i64) -> f64 {
        let time = time.max(self.latest + 1);
        let took = (time - self.latest).min(6 * self.interval) as f64;
        self.latest = time;
        self.window.pop_front();
        self.window.push_back((took, 1.0 / self.difficulty));
        let span = self.span as f64;
        let (mut weighted, mut targets) = (0.0, 0.0);
        for (place, (took, target)) in self.window.iter().enumerate() {
            weighted += took * (place + 1) as f64;
            targets += target;
        }
        let even = span * (span + 1.0) / 2.0 * self.interval as f64;
        let target = targets / span * (weighted / even).max(0.1);
        self.difficulty = (1.0 / target).max(LOWEST);
        self.difficulty
    }
}

/// Returns the spec of a chain that starts at difficulty 1 and has the easiest limit.
pub(crate) fn spec(interval: u32) -> Spec {
    let draft = SpecDraft {
        interval,
        bits: BITS,
        pow_limit: Some(EASIEST),
        time: Timestamp(START),
        ..SpecDraft::default()
    };
    draft.build().expect("within bounds")
}

fn difficulty(bits: CompactTarget) -> f64 {
    let target = |bits: CompactTarget| bits.to_target().expect("a rule gives targets");
    target(BITS).value().as_f64() / target(bits).value().as_f64()
}

fn date(time: i64) -> Timestamp {
    let seconds = i64::from(START) + time;
    Timestamp(u32::try_from(seconds).expect("trials end before 2106"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::difficulty::candidates::CHOSEN;

    #[test]
    fn the_chains_rule_is_an_exponential_of_its_clock_with_an_anchor() {
        let usual = Timing::USUAL;
        assert_eq!(usual, Timing::of(10));
        let (mut one, mut other) = (Chain::new(usual), Anchored::new(CHOSEN, usual));
        let (mut parent, mut step) = (0, 1i64);
        // The difficulty first goes up and down. Then it falls to the lowest that the anchor
        // allows, and stays there while the anchor falls.
        for block in 0..600 {
            step = (step * 37 + 11) % 301;
            let time = match block {
                0..200 => (parent + step / 8 - 12).max(0),
                200..220 => parent + 90,
                _ => parent + 11,
            };
            let (now, wanted) = (one.next(parent, time), other.next(parent, time));
            // Each block may be rounded by 2^-15 or so.
            assert!((now / wanted - 1.0).abs() < 0.02, "{now} {wanted}");
            let (now, wanted) = (one.lowest(), other.lowest());
            assert!((now / wanted - 1.0).abs() < 0.02, "{now} {wanted}");
            parent = time;
        }
        let (lowest, difficulty) = (other.lowest(), other.exponential.difficulty);
        assert!((lowest / difficulty - 1.0).abs() < 1e-9, "at the lowest");
    }

    #[test]
    fn every_rule_keeps_its_difficulty_when_each_block_takes_an_interval() {
        let rules: [Box<dyn Rule>; 4] = [
            Box::new(Chain::new(Timing::USUAL)),
            Box::new(Exponential::new(
                8.0,
                Measure::Difference(-8, 9),
                Timing::USUAL,
            )),
            Box::new(Asert::new(8, Timing::USUAL)),
            Box::new(LinearWeighted::new(60, Timing::USUAL)),
        ];
        for mut rule in rules {
            for n in 0..100 {
                let difficulty = rule.next(n * 10, (n + 1) * 10);
                assert!((difficulty - 1.0).abs() < 1e-3, "{difficulty}");
            }
        }
    }
}
