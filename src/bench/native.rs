//! The native contenders. The program reads lines `NAME MILLISECONDS`. For each line, the contender
//! works for at least that long, and the program answers with the pieces of work done and the
//! milliseconds that they took, or with an error.
//!
//! Called with `chain FILE BLOCKS PAGE RELAY` it writes a long chain instead (see [`long_chain`]),
//! and prints its genesis hash and the invitation to it for that page and relay.

mod long_chain;

use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use anyhow::bail;
use bench::{Mistake, Work};
use miner::Kernel;
use primitives::Timestamp;
use service::Invitation;

/// A contender that has passed its check, and its repetitions per millisecond in its last slice.
struct Opened {
    work: Box<dyn Work>,
    rate: f64,
}

fn main() -> anyhow::Result<()> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] => work(),
        ["chain", file, blocks, page, relay] => {
            let spec = long_chain::write(Path::new(file), blocks.parse()?, now()?)?;
            println!("{}", spec.genesis().hash());
            let relay = relay.to_owned();
            println!(
                "{}",
                Invitation {
                    spec,
                    relay,
                    endpoints: Vec::new()
                }
                .to_link(page)
            );
            Ok(())
        }
        _ => bail!("wanted: nothing, or chain FILE BLOCKS PAGE RELAY"),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the chain that it makes ends at the present"
)]
fn now() -> anyhow::Result<Timestamp> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(Timestamp(since.as_secs().try_into()?))
}

/// The kernels of this machine. A browser has none of them, but the lints compile this file for it.
fn kernels() -> Vec<Kernel> {
    #[cfg(target_family = "wasm")]
    return Vec::new();
    #[cfg(not(target_family = "wasm"))]
    native::kernels()
}

fn work() -> anyhow::Result<()> {
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
        .map_err(|_| "that is not a number of milliseconds")?;
    if !opened.contains_key(name) {
        // There is at most one native kernel, so no clock is needed to compare kernels.
        let work = bench::work(name, kernels, || Duration::ZERO);
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
    reason = "a clock is what this program is for"
)]
fn timed(work: &mut dyn Work, repetitions: u32) -> Result<f64, Mistake> {
    work.prepare(repetitions);
    let start = Instant::now();
    work.run(repetitions)?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}
