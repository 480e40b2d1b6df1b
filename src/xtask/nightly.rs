//! The tests that take too long for every change. They run once a night, each at its full length.

use crate::bench;
use crate::check;
use crate::fuzz;
use crate::mutants;
use crate::sim;
use crate::steps::{Steps, run as run_command};
use crate::stories::{self, Looks, Stories};
use crate::tools;
use crate::workspace::Workspace;

/// The number of random cases for each property of the ledger and the mempool.
const CASES: &str = "10000";

/// Modules of the chain's tests whose properties are not about the ledger or the mempool, and which
/// create hundreds of blocks for every case: coin histories and pruned blocks.
const LONG_CASES: [&str; 2] = ["coin_history::", "pruning::"];

/// The number of random cases for each of their properties, which take some minutes.
const LONG_CASES_EACH: &str = "100";

/// The number of times that a node is killed: a hundred with the five of an ordinary run.
const KILLS: &str = "95";

/// The time for each fuzz target, in seconds.
const FUZZ_SECONDS: &str = "600";

/// Runs all these tests. With a filter, runs only the steps whose tests can be filtered.
pub(crate) fn run(workspace: &Workspace, steps: &mut Steps, filter: &[&str]) -> anyhow::Result<()> {
    properties(workspace, steps, filter)?;
    flips(workspace, steps, filter)?;
    shared_rooms(workspace, steps, filter)?;
    kills(workspace, steps, filter)?;
    for kind in [Stories::Usual, Stories::Nightly, Stories::Apart] {
        stories::run(workspace, steps, filter, kind, Looks::All)?;
    }
    if !filter.is_empty() {
        return Ok(());
    }
    // No figure is judged here: this shows that every contender still runs.
    bench::run(workspace, steps, &["--quick"])?;
    sim::run(workspace, steps, &["difficulty"])?;
    fuzz::run(workspace, steps, &["--seconds", FUZZ_SECONDS])?;
    check::dependencies(workspace, steps)?;
    mutants::run(workspace, steps, &[])
}

/// Tests the properties of the ledger and the mempool with many more random cases than an ordinary
/// run, and those of [`LONG_CASES`].
fn properties(workspace: &Workspace, steps: &mut Steps, filter: &[&str]) -> anyhow::Result<()> {
    let properties = |cases: &str, package: &str, programs: &[&str]| {
        let mut command = workspace.cargo("test");
        command.env("PROPTEST_CASES", cases);
        command
            .args(["--package", package])
            .args(programs)
            .arg("--");
        command
    };
    steps.step("Properties of the ledger, 10,000 cases each", || {
        let mut command = properties(CASES, "chain", &["--tests"]);
        command.args(LONG_CASES.iter().flat_map(|module| ["--skip", module]));
        run_command(command.args(filter))
    })?;
    steps.step("Properties of the pool, 10,000 cases each", || {
        run_command(properties(CASES, "node", &["--tests"]).args(filter))
    })?;
    let long: &[&str] = if filter.is_empty() {
        &LONG_CASES
    } else {
        filter
    };
    steps.step("Properties of coin histories and pruned blocks", || {
        run_command(properties(LONG_CASES_EACH, "chain", &["--test", "chain"]).args(long))
    })
}

/// Lets instances of the relay, and of the program with the relay in it, share their rooms through
/// a NATS server.
fn shared_rooms(workspace: &Workspace, steps: &mut Steps, filter: &[&str]) -> anyhow::Result<()> {
    steps.step("Relays that share rooms through NATS", || {
        tools::provide_nats()?;
        let mut command = workspace.cargo("test");
        command.args(["--package", "relay", "--features", "nats"]);
        run_command(command.arg("--").args(filter))?;
        let mut command = workspace.cargo("test");
        command.args([
            "--package",
            "cli",
            "--features",
            "nats",
            "--test",
            "program",
        ]);
        let only: &[&str] = if filter.is_empty() {
            &["shared"]
        } else {
            filter
        };
        run_command(command.arg("--").args(only))
    })
}

/// Changes each byte of a database, one after the other; an ordinary run takes a sample.
fn flips(workspace: &Workspace, steps: &mut Steps, filter: &[&str]) -> anyhow::Result<()> {
    steps.step("Each byte of a database changed", || {
        let mut command = workspace.cargo("test");
        command.args(["--release", "--package", "store", "--test", "store"]);
        let chosen: &[&str] = if filter.is_empty() {
            &["flips::"]
        } else {
            filter
        };
        command.args(["--", "--nocapture"]).args(chosen);
        run_command(command.env("TABCHAIN_FLIPS", "1"))
    })
}

/// Kills a node at random times; an ordinary run does so five times.
fn kills(workspace: &Workspace, steps: &mut Steps, filter: &[&str]) -> anyhow::Result<()> {
    steps.step("A node killed 95 times", || {
        let mut command = workspace.cargo("test");
        command.args(["--release", "--package", "daemon", "--test", "kills"]);
        command.args(["--", "--nocapture"]).args(filter);
        run_command(command.env("TABCHAIN_KILLS", KILLS))
    })
}
