//! The rules that are compared, each as a state that moves with every block.

use crate::difficulty::asert::Schedule;
use chain::difficulty::{next_bits, tick};
use chain::params::EASIEST;
use chain::{Spec, SpecDraft};
use primitives::{CompactTarget, Timestamp};
use std::collections::VecDeque;

/// Seconds between blocks: the default of a new chain.
pub(crate) const INTERVAL: i64 = 10;
/// Seconds that a block may be ahead of the clock: [`Spec::allowed_future`].
pub(crate) const FUTURE: i64 = 30 * INTERVAL;
/// The bits that difficulty 1 stands for: 2^28 hashes, what a few tabs search in an interval.
pub(crate) const BITS: CompactTarget = CompactTarget(0x1d0f_ffff);
/// The lowest difficulty: that of [`EASIEST`].
pub(crate) const LOWEST: f64 = 1.0 / (1u64 << 27) as f64;
/// What time 0 is for rules that need a date.
const START: u32 = 1_700_000_000;

/// A difficulty rule and what it remembers.
pub(crate) trait Rule {
    /// Takes a block's time and its parent's, and gives the next block's difficulty, relief aside.
    fn next(&mut self, parent: i64, time: i64) -> f64;
}

/// The rule that the chain has, as it has it.
pub(crate) struct Chain {
    spec: Spec,
    bits: CompactTarget,
    clock: Timestamp,
}

impl Chain {
    pub(crate) fn new() -> Self {
        Self {
            spec: spec(),
            bits: BITS,
            clock: Timestamp(START),
        }
    }
}

impl Rule for Chain {
    fn next(&mut self, parent: i64, time: i64) -> f64 {
        let clock = tick(self.spec.interval, self.clock, date(parent), date(time));
        self.clock = clock.now;
        self.bits = next_bits(&self.spec, self.bits, clock.counted);
        difficulty(self.bits)
    }
}

/// How [`Exponential`] measures the time that a block took.
pub(crate) enum Measure {
    /// Its time less its parent's, within these bounds, in intervals.
    Difference(i64, i64),
    /// By a clock that never runs back, never leads its blocks, and moves by so many intervals a block at most: the
    /// chain's own, with other numbers.
    Clock(i64),
}

/// An exponential of the time that the parent took.
pub(crate) struct Exponential {
    half_life: f64,
    measure: Measure,
    clock: i64,
    difficulty: f64,
}

impl Exponential {
    /// A rule that doubles or halves the target after `half_life` intervals off.
    pub(crate) const fn new(half_life: f64, measure: Measure) -> Self {
        Self {
            half_life,
            measure,
            clock: 0,
            difficulty: 1.0,
        }
    }
}

impl Rule for Exponential {
    #[expect(clippy::cast_precision_loss, reason = "a few intervals")]
    fn next(&mut self, parent: i64, time: i64) -> f64 {
        let took = match self.measure {
            Measure::Difference(least, most) => {
                (time - parent).clamp(least * INTERVAL, most * INTERVAL)
            }
            Measure::Clock(most) => {
                let counted = (time - self.clock).clamp(0, most * INTERVAL);
                self.clock = (self.clock + counted).max(time.min(parent));
                counted
            }
        };
        let off = took as f64 / INTERVAL as f64 - 1.0;
        self.difficulty = (self.difficulty * (-off / self.half_life).exp2()).max(LOWEST);
        self.difficulty
    }
}

/// ASERT from the chain's start.
pub(crate) struct Asert {
    schedule: Schedule,
    height: i64,
}

impl Asert {
    /// A rule that doubles or halves the target after `half_life` intervals off schedule.
    pub(crate) const fn new(half_life: i64) -> Self {
        let schedule = Schedule {
            interval: INTERVAL,
            half_life: half_life * INTERVAL,
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
        difficulty(self.schedule.next_bits(self.height, time + INTERVAL))
    }
}

/// Zawy's LWMA-1: the mean target of a window times its mean solve time, later blocks weighing more. A block counts for
/// six intervals at most, and timestamps that run back for a second.
pub(crate) struct LinearWeighted {
    span: usize,
    latest: i64,
    /// Solve times in seconds and targets, oldest first.
    window: VecDeque<(f64, f64)>,
    difficulty: f64,
}

impl LinearWeighted {
    /// A rule over so many blocks; the window starts full of blocks that took an interval each.
    #[expect(clippy::cast_precision_loss, reason = "a few seconds")]
    pub(crate) fn new(span: usize) -> Self {
        Self {
            span,
            latest: 0,
            window: std::iter::repeat_n((INTERVAL as f64, 1.0), span).collect(),
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
        let took = (time - self.latest).min(6 * INTERVAL) as f64;
        self.latest = time;
        self.window.pop_front();
        self.window.push_back((took, 1.0 / self.difficulty));
        let span = self.span as f64;
        let (mut weighted, mut targets) = (0.0, 0.0);
        for (place, (took, target)) in self.window.iter().enumerate() {
            weighted += took * (place + 1) as f64;
            targets += target;
        }
        let even = span * (span + 1.0) / 2.0 * INTERVAL as f64;
        let target = targets / span * (weighted / even).max(0.1);
        self.difficulty = (1.0 / target).max(LOWEST);
        self.difficulty
    }
}

/// A chain that starts at difficulty 1 and may become as easy as any.
pub(crate) fn spec() -> Spec {
    let draft = SpecDraft {
        interval: u32::try_from(INTERVAL).expect("a few seconds"),
        bits: BITS,
        pow_limit: Some(EASIEST),
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

    #[test]
    fn the_chains_rule_is_the_exponential_of_its_clock() {
        let (mut one, mut other) = (Chain::new(), Exponential::new(8.0, Measure::Clock(9)));
        let (mut parent, mut step) = (0, 1i64);
        for _ in 0..200 {
            step = (step * 37 + 11) % 301;
            let time = (parent + step / 8 - 12).max(0);
            let (one, other) = (one.next(parent, time), other.next(parent, time));
            // Each block may round by 2^-15 or so.
            assert!((one / other - 1.0).abs() < 0.02, "{one} {other}");
            parent = time;
        }
    }

    #[test]
    fn every_rule_rests_at_even_blocks() {
        let rules: [Box<dyn Rule>; 4] = [
            Box::new(Chain::new()),
            Box::new(Exponential::new(8.0, Measure::Difference(-8, 9))),
            Box::new(Asert::new(8)),
            Box::new(LinearWeighted::new(60)),
        ];
        for mut rule in rules {
            for n in 0..100 {
                let difficulty = rule.next(n * INTERVAL, (n + 1) * INTERVAL);
                assert!((difficulty - 1.0).abs() < 1e-3, "{difficulty}");
            }
        }
    }
}
