//! The simulation of mining: miners, their clocks, and the time of the next block.

use crate::difficulty::rules::{Rule, Timing};
use chain::params::MEDIAN_SPAN;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::VecDeque;

/// Relief for a stalled tip: a block may have an easier target if its time is long after the latest
/// time of the last eleven blocks (see [`Relief::after`]). The rule computes the next target from
/// the one without relief, so relief has no effect after the stall. With relief, a header's bits
/// depend on its own time, which the allowed future bounds. Headers can therefore still be checked
/// without their blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Relief {
    /// Whether the delay includes the allowed future. Otherwise a miner can claim relief at once by
    /// dating its block ahead.
    pub(crate) late: bool,
    /// The factor by which a block may be easier.
    pub(crate) ease: f64,
}

impl Relief {
    /// The seconds after which a block may be easier: the maximum that the rule counts for one
    /// block, plus the allowed future if `late`.
    pub(crate) const fn after(self, timing: Timing) -> i64 {
        9 * timing.interval + if self.late { timing.future } else { 0 }
    }
}

/// How a miner chooses its timestamps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Clock {
    /// The true time, shifted by this many seconds.
    Off(i64),
    /// The earliest allowed time.
    Earliest,
    /// Alternately the latest and the earliest allowed time.
    Alternating,
    /// This many seconds after the parent's time if that is allowed; otherwise the earliest allowed
    /// time.
    Steps(i64),
    /// The latest allowed time for six blocks, then the earliest for five.
    Waves,
}

/// A miner.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Miner {
    /// Hash rate; 1 finds a block of difficulty 1 in an interval.
    pub(crate) rate: f64,
    pub(crate) clock: Clock,
}

impl Miner {
    pub(crate) const fn honest(rate: f64) -> Self {
        let clock = Clock::Off(0);
        Self { rate, clock }
    }
}

/// The price of blocks, independently of the hash rate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bill {
    /// The number of blocks.
    pub blocks: u32,
    /// The hashes of these blocks, in units of the hashes of a block of difficulty 1.
    pub price: f64,
}

/// A growing chain.
pub(crate) struct Mining {
    timing: Timing,
    rule: Box<dyn Rule>,
    relief: Option<Relief>,
    pub(crate) random: ChaCha8Rng,
    /// Seconds since the start.
    pub(crate) now: f64,
    /// The next block's difficulty without relief.
    pub(crate) difficulty: f64,
    pub(crate) height: u32,
    /// The last blocks' times, latest block first.
    times: VecDeque<i64>,
}

impl Mining {
    pub(crate) fn new(
        timing: Timing,
        rule: Box<dyn Rule>,
        relief: Option<Relief>,
        seed: u64,
    ) -> Self {
        Self {
            timing,
            rule,
            relief,
            random: ChaCha8Rng::seed_from_u64(seed),
            now: 0.0,
            difficulty: 1.0,
            height: 0,
            times: VecDeque::from([0]),
        }
    }

    /// Mines one block, or stops at the time `until`. Returns the index of the miner that found the
    /// block; `None` if none was found.
    pub(crate) fn block(&mut self, crowd: &[Miner], until: f64) -> Option<usize> {
        let earliest = self.median() + 1;
        // A block whose earliest time is too far ahead has to wait.
        let start = self.now.max(seconds(earliest - self.timing.future));
        let mut first: Option<(f64, usize)> = None;
        for (place, miner) in crowd.iter().enumerate() {
            let found = start + self.wait(miner, start, earliest);
            if found < first.map_or(until, |(time, _)| time) {
                first = Some((found, place));
            }
        }
        let Some((found, place)) = first else {
            self.now = self.now.max(until);
            return None;
        };
        self.now = found;
        let latest = whole(found) + self.timing.future;
        let claim = self.claim(crowd[place].clock, found, earliest);
        let time = claim.clamp(earliest, latest.max(earliest));
        self.add(time);
        Some(place)
    }

    /// The last block's time.
    pub(crate) fn tip_time(&self) -> i64 {
        self.times[0]
    }

    fn add(&mut self, time: i64) {
        self.difficulty = self.rule.next(self.times[0], time);
        self.height += 1;
        self.times.push_front(time);
        self.times.truncate(MEDIAN_SPAN);
    }

    /// The difficulty of the next block with relief.
    fn eased(&self) -> f64 {
        let ease = self.relief.map_or(1.0, |relief| relief.ease);
        (self.difficulty / ease).max(self.rule.lowest())
    }

    /// Adds at most `most` blocks of a single attacker, dated after the tip and not after `until`,
    /// as cheaply as the rule allows. The blocks are dated as far apart as the rule counts until
    /// the difficulty is at its lowest, and `pace` intervals apart from then on. This takes no
    /// simulated time; the [`Bill`] has the hashes.
    pub(crate) fn backdate(&mut self, until: i64, pace: f64, most: u32) -> Bill {
        let mut bill = Bill::default();
        let apart = seconds(self.timing.interval) * pace;
        let mut dated = seconds(self.times[0]);
        while bill.blocks < most {
            let (difficulty, eased) = (self.difficulty, self.eased());
            let over = difficulty / self.rule.lowest();
            let (step, price) = match self.relief {
                Some(relief) if over > 4.0 => (seconds(relief.after(self.timing)), eased),
                _ if over > 1.1 => (9.0 * seconds(self.timing.interval), difficulty),
                // The lowest difficulty falls as well. One second more than an interval lets the
                // difficulty follow it.
                _ if over > 1.001 => (apart.max(seconds(self.timing.interval) + 1.0), difficulty),
                _ => (apart, difficulty),
            };
            dated += step;
            if whole(dated) > until {
                break;
            }
            self.add(whole(dated));
            bill.blocks += 1;
            bill.price += price;
        }
        bill
    }

    /// Mines until the time `until`.
    pub(crate) fn run(&mut self, crowd: &[Miner], until: f64) {
        while self.block(crowd, until).is_some() {}
    }

    /// The seconds from `start` to a miner's block. They are exponentially distributed, with a rate
    /// that relief increases.
    fn wait(&mut self, miner: &Miner, start: f64, earliest: i64) -> f64 {
        if miner.rate <= 0.0 {
            return f64::INFINITY;
        }
        let luck = -(1.0 - self.random.random::<f64>()).ln();
        let rate = miner.rate / (self.difficulty * seconds(self.timing.interval));
        let Some(relief) = self.relief else {
            return luck / rate;
        };
        let newest = self.times.iter().copied().max().unwrap_or_default();
        let lead = seconds(self.claim(miner.clock, start, earliest) - newest);
        let wait = (seconds(relief.after(self.timing)) - lead).max(0.0);
        let moves = matches!(miner.clock, Clock::Off(_));
        if luck <= rate * wait || (wait > 0.0 && !moves) {
            return luck / rate;
        }
        let eased = rate * self.difficulty / self.eased();
        wait + (luck - rate * wait) / eased
    }

    fn claim(&self, clock: Clock, now: f64, earliest: i64) -> i64 {
        let now = whole(now);
        match clock {
            Clock::Off(by) => now + by,
            Clock::Earliest => earliest,
            Clock::Alternating if self.height.is_multiple_of(2) => now + self.timing.future,
            Clock::Waves if self.height % 11 < 6 => now + self.timing.future,
            Clock::Alternating | Clock::Waves => earliest,
            Clock::Steps(step) => Some(self.times[0] + step)
                .filter(|time| *time <= now + self.timing.future)
                .unwrap_or(earliest),
        }
    }

    fn median(&self) -> i64 {
        let mut times: Vec<_> = self.times.iter().copied().collect();
        times.sort_unstable();
        times[times.len() / 2]
    }
}

#[expect(clippy::cast_precision_loss, reason = "trials last for months at most")]
const fn seconds(time: i64) -> f64 {
    time as f64
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "trials last for months at most"
)]
const fn whole(time: f64) -> i64 {
    time as i64
}
