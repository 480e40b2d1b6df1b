//! The contenders on the machine itself: reads `NAME MILLISECONDS` line by line, works at least so long, and answers with
//! the pieces of work done and the milliseconds that they took, or with what is wrong.

use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

use bench::{Mistake, Work};

/// A contender that has proved itself, and the repetitions between two looks at the clock.
struct Opened {
    work: Box<dyn Work>,
    step: u32,
}

fn main() -> io::Result<()> {
    let mut opened = HashMap::new();
    for line in io::stdin().lock().lines() {
        let answer = match answer(&line?, &mut opened) {
            Ok((pieces, milliseconds)) => format!("{pieces} {milliseconds}"),
            Err(reason) => format!("error: {reason}"),
        };
        let mut out = io::stdout().lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(line: &str, opened: &mut HashMap<String, Opened>) -> Result<(u64, f64), String> {
    let (name, milliseconds) = line.split_once(' ').ok_or("NAME MILLISECONDS is wanted")?;
    let milliseconds: f64 = milliseconds
        .parse()
        .map_err(|_| "that is no number of milliseconds")?;
    if !opened.contains_key(name) {
        // Natively there is one kernel, so nothing is to be compared by this clock.
        let work = bench::work(name, Vec::new, || Duration::ZERO);
        let work = work.ok_or("no contender of this name")?;
        let fresh = Opened::new(work, milliseconds).map_err(|mistake| mistake.to_string())?;
        opened.insert(name.to_owned(), fresh);
    }
    let contender = opened.get_mut(name).ok_or("just opened")?;
    contender
        .slice(milliseconds)
        .map_err(|mistake| mistake.to_string())
}

impl Opened {
    /// Looks at the clock twenty times a slice, or after every repetition of long work.
    fn new(mut work: Box<dyn Work>, slice: f64) -> Result<Self, Mistake> {
        work.check()?;
        let mut step = 1;
        while timed(work.as_mut(), step)? < slice / 20.0 {
            step *= 2;
        }
        Ok(Self { work, step })
    }

    fn slice(&mut self, milliseconds: f64) -> Result<(u64, f64), Mistake> {
        let (mut steps, mut spent) = (0, 0.0);
        while spent < milliseconds {
            spent += timed(self.work.as_mut(), self.step)?;
            steps += 1;
        }
        let repetitions = steps * u64::from(self.step);
        Ok((repetitions * u64::from(self.work.pieces()), spent))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a clock is what this program is for"
)]
fn timed(work: &mut dyn Work, repetitions: u32) -> Result<f64, Mistake> {
    work.prepare(repetitions);
    let start = Instant::now();
    work.run(repetitions)?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}
