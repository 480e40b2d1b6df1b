//! The study: all trials of all candidates, and the tables of their results.

use crate::difficulty::attacks::{Home, Prices};
use crate::difficulty::candidates::{anchors, candidates, chosen};
use crate::difficulty::rules::Timing;
use crate::difficulty::trials::{Candidate, Sleepers, Spread, Step};
use core::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The results of a candidate. Times are in intervals.
#[derive(Clone, Debug)]
pub struct Row {
    /// The rule and its half-life or window.
    pub rule: &'static str,
    /// The seconds without a block after which the next block is eased, and the factor by which it
    /// is eased. `None` if there is no relief.
    pub relief: Option<(i64, f64)>,
    /// The intervals at a constant hash rate.
    pub steady: Spread,
    /// The intervals with thirty miners whose clocks are wrong by up to 300 s.
    pub clocks: Spread,
    /// The effects of a rise of the hash rate to a hundred times.
    pub rise: Step,
    /// The effects of a fall to a hundredth.
    pub fall: Step,
    /// The mean interval of the thirty blocks after a tab with a hundred times the hash rate found
    /// one block and left.
    pub visitor: f64,
    /// A pool hopper's earnings per hash, relative to a steady miner's.
    pub hopper: f64,
    /// The results with one, three and thirty miners that come and go.
    pub sleepers: [Sleepers; 3],
    /// Blocks in the hour after pauses of 2 and of 30 days.
    pub sleep: [f64; 2],
    /// The earnings per hash of a tenth of the miners, which use false timestamps, relative to the
    /// others'.
    pub minority: f64,
    /// The number of blocks relative to the right number, when 60 % or all of the hash rate use
    /// false timestamps.
    pub majority: [f64; 2],
}

impl Row {
    fn new(candidate: &Candidate) -> Self {
        Self {
            rule: candidate.name,
            relief: candidate.relief.map(|relief| {
                let after = relief.after(Timing::USUAL);
                (after, relief.ease)
            }),
            steady: candidate.steady(),
            clocks: candidate.wrong_clocks(),
            rise: candidate.step(100.0),
            fall: candidate.step(0.01),
            visitor: candidate.visitor(),
            hopper: candidate.hopper(),
            sleepers: [1, 3, 30].map(|miners| candidate.sleepers(miners)),
            sleep: [2.0, 30.0].map(|days| candidate.sleep(days)),
            minority: candidate.minority(),
            majority: [0.6, 1.0].map(|share| candidate.majority(share)),
        }
    }
}

/// The results of an anchor.
#[derive(Clone, Debug)]
pub struct Attacked {
    /// The anchor.
    pub rule: &'static str,
    /// The prices of backdated blocks.
    pub prices: Prices,
    /// The effects of a fall of the hash rate to a hundredth.
    pub fall: Step,
    /// The recoveries after falls to a thousandth and to a hundred-thousandth.
    pub home: [Home; 2],
    /// The mean interval after visitors with 10^3 and 10^5 times the hash rate, which found 150,
    /// 300 and 3,000 blocks.
    pub spikes: [[f64; 3]; 2],
}

impl Attacked {
    fn new(candidate: &Candidate) -> Self {
        let spikes = |rate| [150, 300, 3_000].map(|count| candidate.spike(rate, count));
        Self {
            rule: candidate.name,
            prices: candidate.prices(Timing::USUAL),
            fall: candidate.step(0.01),
            home: [1e-3, 1e-5].map(|part| candidate.home(part)),
            spikes: [1e3, 1e5].map(spikes),
        }
    }
}

/// The results of all candidates.
#[derive(Clone, Debug)]
pub struct Table {
    /// In the order of the rules, each first without relief.
    pub rows: Vec<Row>,
}

/// The results of all anchors.
#[derive(Clone, Debug)]
pub struct Attacks {
    /// The chain's rule with several anchors.
    pub attacked: Vec<Attacked>,
    /// The prices of backdated blocks on chains with other intervals. Each entry begins with the
    /// interval in seconds.
    pub lengths: Vec<(u32, Prices)>,
    /// For each interval in seconds: the mean interval when a tenth of the miners date their blocks
    /// ahead by 600 s, and by as much as the chain allows.
    pub clocks: Vec<(u32, f64, f64)>,
}

/// Runs all trials on this many threads. The table does not depend on their number.
///
/// # Panics
/// If a trial does, which is a bug of the trial.
pub fn study(threads: usize) -> Table {
    Table {
        rows: parallel(threads, &candidates(), Row::new),
    }
}

/// Runs the trials of anchors, in the same way.
///
/// # Panics
/// If a trial does, which is a bug of the trial.
pub fn attacks(threads: usize) -> Attacks {
    let lengths = [1, 10, 60, 600];
    let clocks = [1, 5, 10, 60];
    Attacks {
        attacked: parallel(threads, &anchors(), Attacked::new),
        lengths: parallel(threads, &lengths, |interval| {
            (*interval, chosen().prices(Timing::of(*interval)))
        }),
        clocks: parallel(threads, &clocks, |interval| {
            let timing = Timing::of(*interval);
            let before = Timing {
                future: 600,
                ..timing
            };
            let rule = chosen();
            (
                *interval,
                rule.tenth_ahead(before),
                rule.tenth_ahead(timing),
            )
        }),
    }
}

/// The results of `work` for each item, in the order of the items.
fn parallel<I: Sync, O: Send>(
    threads: usize,
    items: &[I],
    work: impl Fn(&I) -> O + Sync,
) -> Vec<O> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(place) else {
                return done;
            };
            done.push((place, work(item)));
        }
    };
    let mut all = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(take)).collect();
        let done = workers.into_iter().flat_map(|worker| {
            worker
                .join()
                .expect("a trial that panics is a bug of the trial")
        });
        done.collect::<Vec<_>>()
    });
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, made)| made).collect()
}

const LEGEND: &str = "\
T = the interval, 10 s. relief: the seconds without a block after which the next block is easier, and the factor.
spread: the deviation of intervals at a constant hash rate, in T (ideal 1). x100, /100: the number of blocks, and the
time in T (median, 95th of 100), until the expected interval is within 25 %. stall: the longest wait after /100, in T,
95th of 100. tab: the mean of 30 intervals after a tab of x100 found one block and left. hop: the earnings per hash of
a pool hopper, relative to a steady miner. 1, 3, 30: with so many miners that come and go, the number of blocks while
any of them is awake, relative to one in T, and the longest wait in a day, in T. 2 d, 30 d: blocks in the hour after
all miners paused (ideal 360). clocks: the mean and deviation, in T, of intervals with clocks that are wrong by up to
300 s. lie 10 %: the earnings per hash of a tenth of the miners with false timestamps, relative to the others. 60 %,
all: the number of blocks, relative to one in T, if so much of the hash rate uses false timestamps (at most 20).";

const ATTACKS: &str = "\
Anchors: the factor by which a block may be easier than the anchor, and the parts by which the anchor moves up and down.
An attacker alone dates blocks inside a pause. 1 h to 30 d: the price of one block for each interval of the pause, in
blocks at the hash rate before it. cheapest: the price of the cheapest 8,640 blocks in a pause of 30 d. night: the price
of 8,640 blocks in the tenth night in a row; after each night honest miners mine for eight hours. /100: as above.
/1000, /10^5: the intervals until a block is expected within 1.25 of them, and the mean of the first fifty. spikes: the
mean of a hundred intervals after a visitor with so many times the hash rate found 150, 300 and 3,000 blocks.";

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{LEGEND}\n")?;
        writeln!(
            f,
            "| {:37} | relief  | spread |      x100 |             /100 | stall |  tab |  hop | 1          | 3          | 30         |",
            "rule"
        )?;
        let rule = "---:|";
        writeln!(f, "|---|{}", rule.repeat(10))?;
        for row in &self.rows {
            let (rise, fall) = (row.rise, row.fall);
            write!(f, "| {:37} | {:>7} |", row.rule, Relief(row.relief))?;
            write!(f, " {:6.2} |", row.steady.deviation)?;
            write!(f, " {:4.0}, {:3.0} |", rise.blocks, rise.time)?;
            write!(
                f,
                " {:4.0}, {:4.0}, {:4.0} |",
                fall.blocks, fall.time, fall.slow
            )?;
            write!(
                f,
                " {:5.0} | {:4.2} | {:4.2} |",
                fall.stall, row.visitor, row.hopper
            )?;
            for sleepers in row.sleepers {
                write!(f, " {:4.2}, {:4.0} |", sleepers.blocks, sleepers.stall)?;
            }
            writeln!(f)?;
        }
        writeln!(
            f,
            "\n| {:37} | relief  |   2 d |  30 d |      clocks | lie 10 % |  60 % |   all |",
            "rule"
        )?;
        writeln!(f, "|---|{}", rule.repeat(7))?;
        for row in &self.rows {
            write!(f, "| {:37} | {:>7} |", row.rule, Relief(row.relief))?;
            for blocks in row.sleep {
                write!(f, " {blocks:5.0} |")?;
            }
            write!(
                f,
                " {:4.2}, {:5.2} |",
                row.clocks.mean, row.clocks.deviation
            )?;
            write!(f, " {:8.2} |", row.minority)?;
            for blocks in row.majority {
                write!(f, " {blocks:5.2} |")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Attacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = "---:|";
        writeln!(f, "{ATTACKS}\n")?;
        writeln!(
            f,
            "| {:35} |  1 h |  1 d |  7 d | 30 d | cheapest | night |          /100 |        /1000 |         /10^5 | spikes of 10^3  | spikes of 10^5     |",
            "anchor"
        )?;
        writeln!(f, "|---|{}", rule.repeat(11))?;
        for row in &self.attacked {
            write!(f, "| {:35} |", row.rule)?;
            write_prices(f, &row.prices)?;
            write!(f, " {:4.0}, {:4.0} |", row.fall.time, row.fall.slow)?;
            for home in row.home {
                write!(f, " {:7.0}, {:4.1} |", home.time, home.first)?;
            }
            for [few, some, many] in row.spikes {
                write!(f, " {few:4.1}, {some:4.1}, {many:4.1} |")?;
            }
            writeln!(f)?;
        }
        writeln!(f, "\nThe chain's, at other intervals.\n")?;
        writeln!(
            f,
            "|     T |  1 h |  1 d |  7 d | 30 d | cheapest | night |"
        )?;
        writeln!(f, "|{}", rule.repeat(7))?;
        for (interval, prices) in &self.lengths {
            write!(f, "| {interval:3} s |")?;
            write_prices(f, prices)?;
            writeln!(f)?;
        }
        writeln!(
            f,
            "\nA tenth of the miners dates blocks ahead by 600 s, and by as much as is allowed: the mean interval.\n"
        )?;
        writeln!(f, "|     T | 600 s | allowed |\n|{}", rule.repeat(3))?;
        for (interval, before, now) in &self.clocks {
            writeln!(f, "| {interval:3} s | {before:5.2} | {now:7.2} |")?;
        }
        Ok(())
    }
}

fn write_prices(f: &mut fmt::Formatter<'_>, prices: &Prices) -> fmt::Result {
    for bill in prices.pauses {
        write!(f, " {:4.1} |", bill.price)?;
    }
    let (cheapest, night) = (prices.cheapest.price, prices.tenth_night.price);
    write!(f, " {cheapest:8.1} | {night:5.1} |")
}

/// Relief in the format of the table.
struct Relief(Option<(i64, f64)>);

impl fmt::Display for Relief {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some((after, ease)) => f.pad(&format!("{after} x{ease:.0}")),
            None => f.pad("-"),
        }
    }
}
