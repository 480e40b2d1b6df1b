//! The study: all candidates through all trials, and the table that is read by people.

use crate::difficulty::candidates::candidates;
use crate::difficulty::trials::{Candidate, Sleepers, Spread, Step};
use core::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a candidate scored. Lengths of time are in intervals.
#[derive(Clone, Debug)]
pub struct Row {
    /// The rule and its half-life or window.
    pub rule: &'static str,
    /// Seconds without a block after which the next one's own target is eased, and how many times.
    pub relief: Option<(f64, f64)>,
    /// At a hash rate that does not change.
    pub steady: Spread,
    /// Thirty miners with clocks off by up to 300 s.
    pub clocks: Spread,
    /// A hundred times the hash rate.
    pub rise: Step,
    /// A hundredth of it.
    pub fall: Step,
    /// The mean interval of thirty blocks after a strong tab found one and left.
    pub visitor: f64,
    /// What hopping earns with a hash, against staying.
    pub hopper: f64,
    /// One, three and thirty miners who come and go.
    pub sleepers: [Sleepers; 3],
    /// Blocks in the hour after sleeps of 2 and of 30 days.
    pub sleep: [f64; 2],
    /// What a lying tenth earns with a hash, against the others.
    pub minority: f64,
    /// How many times too many blocks come when 60 % lie about time, and when all do.
    pub majority: [f64; 2],
}

impl Row {
    fn new(candidate: &Candidate) -> Self {
        Self {
            rule: candidate.name,
            relief: candidate.relief.map(|relief| (relief.after, relief.ease)),
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

/// The scores of all candidates.
#[derive(Clone, Debug)]
pub struct Table {
    /// Rule by rule, without relief first.
    pub rows: Vec<Row>,
}

/// Runs all trials, on so many threads; the table does not depend on their number.
///
/// # Panics
/// When a trial does: a bug of the trial.
pub fn study(threads: usize) -> Table {
    let candidates = candidates();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(candidate) = candidates.get(place) else {
                return done;
            };
            done.push((place, Row::new(candidate)));
        }
    };
    let mut rows = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        let done = workers.into_iter().flat_map(|worker| {
            worker
                .join()
                .expect("a trial that panics is a bug of the trial")
        });
        done.collect::<Vec<_>>()
    });
    rows.sort_by_key(|(place, _)| *place);
    Table {
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }
}

const LEGEND: &str = "\
T = the interval, 10 s. relief: seconds without a block, and how many times easier the next is then. spread:
deviation of intervals at a constant rate, in T (ideal 1). x100, /100: blocks, and time in T (median, 95th of 100),
until the expected interval is within 25 %; stall: longest wait after /100, in T, 95th of 100. tab: mean of 30
intervals after a tab of x100 found one block and left. hop: earnings of a hopping hash against a steady one. 1, 3,
30: blocks while anybody is awake, against one in T, when so many miners come and go; longest wait in a day, in T.
2 d, 30 d: blocks in the hour after everybody slept (ideal 360). clocks: mean and deviation, in T, of intervals
with clocks off by up to 300 s. lie 10 %: earnings of a hash of a lying tenth against an honest one. 60 %, all:
blocks, against one in T, when so many lie about time (20: or more).";

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

/// Relief as the table shows it.
struct Relief(Option<(f64, f64)>);

impl fmt::Display for Relief {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some((after, ease)) => f.pad(&format!("{after:.0} x{ease:.0}")),
            None => f.pad("-"),
        }
    }
}
