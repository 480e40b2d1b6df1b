//! The steps of a command, each with a title and a duration, and a summary at the end.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// The steps done so far.
pub(crate) struct Steps {
    done: Vec<Done>,
}

struct Done {
    title: String,
    time: Duration,
    succeeded: bool,
}

impl Steps {
    pub(crate) const fn new() -> Self {
        Self { done: Vec::new() }
    }

    /// Runs one step: prints its title first, and records its duration.
    pub(crate) fn step<T>(
        &mut self,
        title: &str,
        step: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        eprintln!("\n=== {title}");
        let start = now();
        let result = step();
        self.done.push(Done {
            title: title.to_owned(),
            time: start.elapsed(),
            succeeded: result.is_ok(),
        });
        result.with_context(|| format!("this step failed: {title}"))
    }

    /// Prints the steps and their durations.
    pub(crate) fn summary(&self) {
        if self.done.is_empty() {
            return;
        }
        eprintln!("\n=== Summary");
        for step in &self.done {
            let verdict = if step.succeeded { "ok" } else { "FAILED" };
            let seconds = step.time.as_secs_f64();
            eprintln!("{verdict:6} {seconds:7.1} s  {}", step.title);
        }
    }
}

/// Runs a command and waits for its end.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command
        .status()
        .with_context(|| format!("can't start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{status} from {}", line(command));
    }
    Ok(())
}

/// The command line, for messages.
fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(|word| word.to_string_lossy()));
    words.join(" ")
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a step takes is what a clock is for"
)]
fn now() -> Instant {
    Instant::now()
}
