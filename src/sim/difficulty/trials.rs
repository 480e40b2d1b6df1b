//! The trials. Each returns figures for comparing rules. Times are in intervals.

use crate::difficulty::mining::{Clock, Miner, Mining, Relief};
use crate::difficulty::rules::{Rule, Timing};
use rand::RngExt;

/// The seconds of an interval.
pub(crate) const T: f64 = Timing::USUAL.interval as f64;
const INTERVAL: i64 = Timing::USUAL.interval;
const FUTURE: i64 = Timing::USUAL.future;
const HOUR: f64 = 3600.0;
const DAY: f64 = 24.0 * HOUR;
pub(crate) const STEADY: [Miner; 1] = [Miner::honest(1.0)];

/// A rule, with or without relief.
pub(crate) struct Candidate {
    pub(crate) name: &'static str,
    pub(crate) rule: fn(Timing) -> Box<dyn Rule>,
    pub(crate) relief: Option<Relief>,
}

/// The mean and deviation of some intervals.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// The mean, in intervals.
    pub mean: f64,
    /// The standard deviation, in intervals; 1 for blocks at a constant difficulty.
    pub deviation: f64,
}

/// The effects of a lasting change of the hash rate.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The median number of blocks until the expected interval is within 25 % of the right one.
    pub blocks: f64,
    /// The median time until then, in intervals.
    pub time: f64,
    /// The time until then, in intervals, that 95 of 100 trials do not exceed.
    pub slow: f64,
    /// The longest wait for a block until then, in intervals, that 95 of 100 trials do not exceed.
    pub stall: f64,
}

/// The results for miners that come and go.
#[derive(Clone, Copy, Debug)]
pub struct Sleepers {
    /// The number of blocks while any miner is awake, relative to the right number.
    pub blocks: f64,
    /// The longest wait for a block in a day, in intervals while any miner is awake, that 95 of 100
    /// trials do not exceed.
    pub stall: f64,
}

impl Candidate {
    fn start(&self, timing: Timing, seed: u64) -> Mining {
        Mining::new(timing, (self.rule)(timing), self.relief, seed)
    }

    /// Returns a chain that has settled at the hash rate 1.
    fn settled(&self, seed: u64) -> Mining {
        let mut mining = self.start(Timing::USUAL, seed);
        blocks(&mut mining, &STEADY, 200);
        mining
    }

    /// Returns a chain with these times that has run long enough for an anchor to settle as well.
    pub(crate) fn settled_at(&self, timing: Timing, seed: u64) -> Mining {
        let mut mining = self.start(timing, seed);
        blocks(&mut mining, &STEADY, 3_000);
        mining
    }

    /// The intervals at a constant hash rate.
    pub(crate) fn steady(&self) -> Spread {
        self.spread(|_| STEADY.to_vec())
    }

    /// The intervals with thirty miners whose clocks are wrong by up to the allowed future.
    pub(crate) fn wrong_clocks(&self) -> Spread {
        self.spread(|mining| {
            let offs = (0..30).map(|_| Clock::Off(mining.random.random_range(-FUTURE..=FUTURE)));
            offs.map(|clock| Miner {
                rate: 1.0 / 30.0,
                clock,
            })
            .collect()
        })
    }

    fn spread(&self, crowd: impl Fn(&mut Mining) -> Vec<Miner>) -> Spread {
        let mut all = Vec::new();
        for seed in 0..5 {
            let mut mining = self.settled(seed);
            let crowd = crowd(&mut mining);
            blocks(&mut mining, &crowd, 200);
            all.extend(blocks(&mut mining, &crowd, 1500));
        }
        let mean = mean(&all);
        let squares = all.iter().map(|took| (took - mean).powi(2)).sum::<f64>();
        Spread {
            mean,
            deviation: (squares / count(all.len())).sqrt(),
        }
    }

    /// The effects of a lasting change of the hash rate to `rate`.
    pub(crate) fn step(&self, rate: f64) -> Step {
        let crowd = [Miner::honest(rate)];
        let (mut needed, mut times, mut stalls) = (Vec::new(), Vec::new(), Vec::new());
        for seed in 0..60 {
            let mut mining = self.settled(seed);
            let (start, height) = (mining.now, mining.height);
            let mut stall = 0.0f64;
            while !(0.75..=1.25).contains(&(mining.difficulty / rate)) {
                stall = stall.max(blocks(&mut mining, &crowd, 1)[0]);
                if mining.height - height >= 3000 {
                    break;
                }
            }
            needed.push(f64::from(mining.height - height));
            times.push((mining.now - start) / T);
            stalls.push(stall);
        }
        Step {
            blocks: quantile(&mut needed, 0.5),
            time: quantile(&mut times, 0.5),
            slow: quantile(&mut times, 0.95),
            stall: quantile(&mut stalls, 0.95),
        }
    }

    /// The mean interval of the thirty blocks after a tab with a hundred times the hash rate found
    /// one block and left.
    pub(crate) fn visitor(&self) -> f64 {
        let after = (0..100).map(|seed| {
            let mut mining = self.settled(seed);
            blocks(&mut mining, &[Miner::honest(101.0)], 1);
            mean(&blocks(&mut mining, &STEADY, 30))
        });
        mean(&after.collect::<Vec<_>>())
    }

    /// The earnings per hash of a pool hopper, relative to a steady miner's. The hopper has five
    /// times the steady hash rate and mines only when the difficulty is below a threshold. The
    /// result is the best of four thresholds.
    pub(crate) fn hopper(&self) -> f64 {
        let gain = |threshold: f64| {
            let (mut found, mut hashes) = ([0.0; 2], [0.0; 2]);
            for seed in 0..2 {
                let mut mining = self.settled(seed);
                for _ in 0..3000 {
                    let pool = if mining.difficulty < threshold {
                        5.0
                    } else {
                        0.0
                    };
                    let crowd = [Miner::honest(1.0), Miner::honest(pool)];
                    let before = mining.now;
                    if let Some(place) = mining.block(&crowd, f64::INFINITY) {
                        found[place] += 1.0;
                    }
                    hashes[0] += mining.now - before;
                    hashes[1] += pool * (mining.now - before);
                }
            }
            (found[1] / hashes[1]) / (found[0] / hashes[0])
        };
        [1.0, 1.5, 2.0, 3.0]
            .map(gain)
            .into_iter()
            .fold(0.0, f64::max)
    }

    /// The results with this many miners for a day. Each is awake for half an hour and asleep for
    /// an hour and a half on average. Together they have a hash rate of 1 on average.
    pub(crate) fn sleepers(&self, miners: usize) -> Sleepers {
        let (mut found, mut even, mut stalls) = (0.0, 0.0, Vec::new());
        for seed in 0..10 {
            let mut mining = self.start(Timing::USUAL, seed);
            let rate = 4.0 / count(miners);
            // Whether each miner is awake, and until when.
            let mut states = vec![(false, 0.0); miners];
            states[0] = (false, f64::MIN_POSITIVE);
            let (mut waited, mut stall) = (0.0, 0.0f64);
            while mining.now < DAY {
                for (awake, until) in &mut states {
                    if *until <= mining.now {
                        *awake = !*awake;
                        let mean = if *awake { 0.5 } else { 1.5 } * HOUR;
                        *until = mining.now - mean * (1.0 - mining.random.random::<f64>()).ln();
                    }
                }
                let until = states.iter().map(|(_, until)| *until).fold(DAY, f64::min);
                let awake = states.iter().filter(|(awake, _)| *awake).count();
                let crowd = [Miner::honest(rate * count(awake))];
                loop {
                    let before = mining.now;
                    let block = mining.block(&crowd, until);
                    if awake > 0 {
                        let took = (mining.now - before) / T;
                        even += took;
                        waited += took;
                        stall = stall.max(waited);
                    }
                    if block.is_none() {
                        break;
                    }
                    found += 1.0;
                    waited = 0.0;
                }
            }
            stalls.push(stall);
        }
        Sleepers {
            blocks: found / even,
            stall: quantile(&mut stalls, 0.95),
        }
    }

    /// The blocks in the hour after all miners paused for this many days.
    pub(crate) fn sleep(&self, days: f64) -> f64 {
        let found = (0..3).map(|seed| {
            let mut mining = self.settled(seed);
            mining.now += days * DAY;
            let (height, until) = (mining.height, mining.now + HOUR);
            mining.run(&STEADY, until);
            f64::from(mining.height - height)
        });
        quantile(&mut found.collect::<Vec<_>>(), 0.5)
    }

    /// The number of blocks in half a day relative to the right number, when `share` of the hash
    /// rate uses false timestamps. The result is that of the most effective strategy, and at most
    /// 20.
    pub(crate) fn majority(&self, share: f64) -> f64 {
        let gain = |clock| {
            let crowd = [Miner::honest(1.0 - share), Miner { rate: share, clock }];
            let mut mining = self.settled(1);
            let (start, height) = (mining.now, mining.height);
            let end = start + DAY / 2.0;
            let most = 20.0 * (end - start) / T;
            while mining.block(&crowd, end).is_some() {
                if f64::from(mining.height - height) >= most {
                    break;
                }
            }
            f64::from(mining.height - height) * T / (end - start)
        };
        STRATEGIES.map(gain).into_iter().fold(0.0, f64::max)
    }

    /// The earnings per hash of a tenth of the hash rate, which uses false timestamps, relative to
    /// the others'.
    pub(crate) fn minority(&self) -> f64 {
        let gain = |clock| {
            let crowd = [Miner::honest(0.9), Miner { rate: 0.1, clock }];
            let mut found = [0.0; 2];
            for seed in 0..4 {
                let mut mining = self.settled(seed);
                for _ in 0..4000 {
                    if let Some(place) = mining.block(&crowd, f64::INFINITY) {
                        found[place] += 1.0;
                    }
                }
            }
            (found[1] / 0.1) / (found[0] / 0.9)
        };
        STRATEGIES.map(gain).into_iter().fold(0.0, f64::max)
    }
}

/// Strategies of false timestamps.
const STRATEGIES: [Clock; 8] = [
    Clock::Off(FUTURE),
    Clock::Earliest,
    Clock::Alternating,
    Clock::Waves,
    Clock::Steps(INTERVAL * 2),
    Clock::Steps(INTERVAL * 6),
    Clock::Steps(INTERVAL * 9),
    Clock::Steps(INTERVAL * 17),
];

/// Mines `number` blocks. Returns their times, in usual intervals.
pub(crate) fn blocks(mining: &mut Mining, crowd: &[Miner], number: usize) -> Vec<f64> {
    let took = (0..number).map(|_| {
        let before = mining.now;
        mining.block(crowd, f64::INFINITY);
        (mining.now - before) / T
    });
    took.collect()
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len())
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a short list"
)]
pub(crate) fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * share).round() as usize]
}

#[expect(clippy::cast_precision_loss, reason = "thousands at most")]
const fn count(number: usize) -> f64 {
    number as f64
}
