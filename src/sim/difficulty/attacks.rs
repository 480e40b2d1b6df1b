//! Trials of a rule against miners with false timestamps, against a large hash rate for a short
//! time, and after a large fall of the hash rate.

use crate::difficulty::mining::{Bill, Clock, Miner};
use crate::difficulty::rules::Timing;
use crate::difficulty::trials::{Candidate, STEADY, blocks, mean, quantile};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// The number of blocks of a day at the usual interval. The rule's anchor keeps the price of these
/// blocks for an attacker above a minimum.
const DAY_OF_BLOCKS: u32 = 8_640;
/// The pauses between the tip and the present in which an attacker dates blocks: an hour, a day, a
/// week, 30 days.
const PAUSES: [i64; 4] = [HOUR, DAY, 7 * DAY, 30 * DAY];

/// The prices of blocks that are dated inside a pause.
#[derive(Clone, Copy, Debug)]
pub struct Prices {
    /// One block for each interval of a pause of 1 h, 1 d, 7 d and 30 d.
    pub pauses: [Bill; 4],
    /// The cheapest 8,640 blocks, a day's number, in a pause of 30 d. Some of the blocks are dated
    /// far apart first, which lowers the difficulty of the others.
    pub cheapest: Bill,
    /// The blocks of the tenth of ten nights in a row. An attacker fills each night with blocks for
    /// 8,640 intervals, and honest miners mine for eight hours after each. This is the lowest price
    /// among attackers with a tenth, one and ten times the honest hash rate.
    pub tenth_night: Bill,
}

/// The recovery after a lasting fall of the hash rate, so large that the anchor delays it.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    /// The median time, in intervals, until a block is expected within 1.25 intervals.
    pub time: f64,
    /// The median of the mean of the first fifty intervals.
    pub first: f64,
}

impl Candidate {
    /// The prices of backdated blocks.
    pub(crate) fn prices(&self, timing: Timing) -> Prices {
        let pauses = PAUSES.map(|pause| {
            let mut mining = self.settled_at(timing, 1);
            let until = mining.tip_time() + pause;
            mining.backdate(until, 1.0, u32::MAX)
        });
        Prices {
            pauses,
            cheapest: self.cheapest(timing),
            tenth_night: [0.1, 1.0, 10.0]
                .map(|rate| self.tenth_night(timing, rate))
                .into_iter()
                .min_by(|one, other| one.price.total_cmp(&other.price))
                .expect("three of them"),
        }
    }

    /// The price of a day's number of blocks in a pause of 30 d. For the first days the blocks are
    /// three intervals apart, which lowers the lowest difficulty with the fewest hashes. The result
    /// is the lowest price over various numbers of such days.
    fn cheapest(&self, timing: Timing) -> Bill {
        let bills = [0, 2, 5, 10, 20].map(|days| {
            let mut mining = self.settled_at(timing, 1);
            let start = mining.tip_time();
            let early = mining.backdate(start + days * DAY, 3.0, u32::MAX);
            let wanted = DAY_OF_BLOCKS.saturating_sub(early.blocks);
            let late = mining.backdate(start + 30 * DAY, 1.0, wanted);
            Bill {
                blocks: early.blocks + late.blocks,
                price: early.price + late.price,
            }
        });
        let full = bills.iter().filter(|bill| bill.blocks >= DAY_OF_BLOCKS);
        let cheapest = full.min_by(|one, other| one.price.total_cmp(&other.price));
        *cheapest.unwrap_or(&bills[0])
    }

    fn tenth_night(&self, timing: Timing, rate: f64) -> Bill {
        let interval = as_seconds(timing.interval);
        let mut mining = self.settled_at(timing, 1);
        let mut bill = Bill::default();
        for _ in 0..10 {
            let dusk = mining.tip_time();
            let dawn = dusk + i64::from(DAY_OF_BLOCKS) * timing.interval;
            bill = mining.backdate(dawn, 1.0, u32::MAX);
            // The attacker needs the whole night for these blocks, or longer.
            let needed = mining.now + bill.price * interval / rate;
            mining.now = needed.max(as_seconds(dawn));
            let noon = mining.now + as_seconds(8 * HOUR) / 10.0 * interval;
            mining.run(&STEADY, noon);
        }
        bill
    }

    /// The recovery after a lasting fall of the hash rate to `part` of its former value.
    pub(crate) fn home(&self, part: f64) -> Home {
        let (mut times, mut firsts) = (Vec::new(), Vec::new());
        for seed in 0..3 {
            let mut mining = self.settled_at(Timing::USUAL, seed);
            let start = mining.now;
            let crowd = [Miner::honest(part)];
            firsts.push(mean(&blocks(&mut mining, &crowd, 50)));
            let mut more = 400_000;
            while mining.difficulty > 1.25 * part && more > 0 {
                blocks(&mut mining, &crowd, 1);
                more -= 1;
            }
            times.push((mining.now - start) / as_seconds(Timing::USUAL.interval));
        }
        Home {
            time: quantile(&mut times, 0.5),
            first: quantile(&mut firsts, 0.5),
        }
    }

    /// The mean of the hundred intervals after a miner of this hash rate found `count` blocks and
    /// left.
    pub(crate) fn spike(&self, rate: f64, count: usize) -> f64 {
        let after = (0..3).map(|seed| {
            let mut mining = self.settled_at(Timing::USUAL, seed);
            blocks(&mut mining, &[Miner::honest(rate)], count);
            mean(&blocks(&mut mining, &STEADY, 100))
        });
        mean(&after.collect::<Vec<_>>())
    }

    /// The mean interval when a tenth of the hash rate dates its blocks ahead by the allowed
    /// future.
    pub(crate) fn tenth_ahead(&self, timing: Timing) -> f64 {
        let clock = Clock::Off(timing.future);
        let crowd = [Miner::honest(0.9), Miner { rate: 0.1, clock }];
        let all = (0..5).map(|seed| {
            let mut mining = self.settled_at(timing, seed);
            blocks(&mut mining, &crowd, 200);
            mean(&blocks(&mut mining, &crowd, 2_000))
        });
        // `blocks` returns times in usual intervals.
        let mean = mean(&all.collect::<Vec<_>>());
        mean * as_seconds(Timing::USUAL.interval) / as_seconds(timing.interval)
    }
}

#[expect(clippy::cast_precision_loss, reason = "trials last for months at most")]
const fn as_seconds(time: i64) -> f64 {
    time as f64
}
