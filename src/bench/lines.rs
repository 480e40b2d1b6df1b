//! Contenders that another program calls: by lines on the standard input and output.

use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

use miner::Kernel;

use crate::{Mistake, Work};

/// A contender that has passed its check, and its repetitions per millisecond in its last slice.
struct Opened {
    work: Box<dyn Work>,
    rate: f64,
}

/// Reads lines `NAME MILLISECONDS` from the standard input until it ends. For each line, the
/// contender of that name works for at least that long, and the answer is a line with the pieces of
/// work done and the milliseconds that they took, or `error: ` and a reason. `kernels` returns the
/// kernels of this machine for the nonce search.
///
/// # Errors
/// If the input can't be read or the output can't be written.
pub fn answer_all(kernels: fn() -> Vec<Kernel>) -> io::Result<()> {
    let mut opened = HashMap::new();
    for line in io::stdin().lock().lines() {
        let answer = match answer(&line?, kernels, &mut opened) {
            Ok((pieces, milliseconds)) => format!("{pieces} {milliseconds}"),
            Err(reason) => format!("error: {reason}"),
        };
        let mut out = io::stdout().lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(
    line: &str,
    kernels: fn() -> Vec<Kernel>,
    opened: &mut HashMap<String, Opened>,
) -> Result<(u64, f64), String> {
    let (name, milliseconds) = line.split_once(' ').ok_or("NAME MILLISECONDS is wanted")?;
    let milliseconds: f64 = milliseconds
        .parse()
        .map_err(|_| "that is not a number of milliseconds")?;
    if !opened.contains_key(name) {
        // There is at most one native kernel, so no clock is needed to compare kernels.
        let work = crate::work(name, kernels, || Duration::ZERO);
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
    fn new(mut work: Box<dyn Work>, slice: f64) -> Result<Self, Mistake> {
        work.check()?;
        let mut step = 1;
        loop {
            let spent = timed(work.as_mut(), step)?;
            if spent >= slice / 20.0 {
                let rate = f64::from(step) / spent;
                return Ok(Self { work, rate });
            }
            step *= 2;
        }
    }

    /// Works for one slice, and returns the pieces of work done and the milliseconds. The clock is
    /// read some twenty times per slice, or after every repetition of long work.
    fn slice(&mut self, milliseconds: f64) -> Result<(u64, f64), Mistake> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 1 and a billion"
        )]
        let step = (self.rate * milliseconds / 20.0).clamp(1.0, 1e9) as u32;
        let (mut steps, mut spent) = (0, 0.0);
        while spent < milliseconds {
            spent += timed(self.work.as_mut(), step)?;
            steps += 1_u32;
        }
        self.rate = f64::from(steps) * f64::from(step) / spent;
        let repetitions = u64::from(steps) * u64::from(step);
        Ok((repetitions * u64::from(self.work.pieces()), spent))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a clock is what a measurement is for"
)]
fn timed(work: &mut dyn Work, repetitions: u32) -> Result<f64, Mistake> {
    work.prepare(repetitions);
    let start = Instant::now();
    work.run(repetitions)?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}
