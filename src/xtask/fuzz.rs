//! Fuzzing: runs every target of `tests/fuzz`, one after the other, for a given time each.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::steps::{Steps, run as run_command};
use crate::workspace::Workspace;

/// The compiler that instruments programs for fuzzing.
const TOOLCHAIN: &str = "nightly";

/// No sanitizer is used. No code under test is unsafe, so a sanitizer would find nothing and halve
/// the speed.
const SANITIZER: &str = "none";

/// The default time for each target, in seconds: a short check, not a thorough search.
const SECONDS: &str = "60";

/// The largest input that a target tries, in bytes. Every length prefix and list fits. Cases that
/// need larger inputs, such as bounds of megabytes, have their own tests.
const MAX_LENGTH: &str = "4096";

/// Runs the named targets, or all if none is named.
pub(crate) fn run(
    workspace: &Workspace,
    steps: &mut Steps,
    options: &[&str],
) -> anyhow::Result<()> {
    let (mut targets, mut seconds) = (Vec::new(), SECONDS);
    let mut words = options.iter();
    while let Some(word) = words.next() {
        match *word {
            "--seconds" => seconds = words.next().context("--seconds lacks a number")?,
            option if option.starts_with('-') => bail!("unknown option {option}"),
            target => targets.push(target.to_owned()),
        }
    }
    steps.step("Find the fuzzer", provide)?;
    if targets.is_empty() {
        targets = all(workspace)?;
    }
    steps.step("Build the fuzz targets", || {
        run_command(&mut fuzz(workspace, "build"))
    })?;
    for target in &targets {
        steps.step(&format!("Fuzz {target} for {seconds} s"), || {
            search(workspace, target, seconds)
        })?;
    }
    Ok(())
}

/// Runs one target. The corpus that it collects stays in the target folder, and the next run
/// continues from it.
fn search(workspace: &Workspace, target: &str, seconds: &str) -> anyhow::Result<()> {
    let seeds = folder(workspace).join("seeds").join(target);
    let corpus = workspace.target().join("fuzz").join("corpus").join(target);
    std::fs::create_dir_all(&corpus)?;
    let mut command = fuzz(workspace, "run");
    command.arg(target).args([corpus, seeds]).arg("--");
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-max_len={MAX_LENGTH}"));
    run_command(command.args(["-timeout=10", "-print_final_stats=1"]))
}

fn all(workspace: &Workspace) -> anyhow::Result<Vec<String>> {
    let output = cargo_fuzz(workspace, "list")
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        bail!("cargo fuzz list ended with {}", output.status);
    }
    let names = String::from_utf8(output.stdout)?;
    Ok(names.lines().map(str::to_owned).collect())
}

/// Installs the nightly compiler and cargo-fuzz if they are missing.
fn provide() -> anyhow::Result<()> {
    let there = |command: &mut Command| {
        let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    };
    if !there(&mut nightly("rustc", &["--version"])) {
        let install = ["toolchain", "install", TOOLCHAIN, "--profile", "minimal"];
        run_command(Command::new("rustup").args(install))
            .context("fuzzing needs a nightly compiler, and rustup could not install one")?;
    }
    if !there(&mut nightly("cargo", &["fuzz", "--version"])) {
        run_command(Command::new("cargo").args(["install", "cargo-fuzz", "--locked"]))?;
    }
    Ok(())
}

/// A subcommand of cargo-fuzz that builds.
fn fuzz(workspace: &Workspace, subcommand: &str) -> Command {
    let mut command = cargo_fuzz(workspace, subcommand);
    command.args(["--sanitizer", SANITIZER, "--target-dir"]);
    command.arg(workspace.target().join("fuzz"));
    command
}

fn cargo_fuzz(workspace: &Workspace, subcommand: &str) -> Command {
    let mut command = nightly("cargo", &["fuzz", subcommand, "--fuzz-dir"]);
    command.current_dir(workspace.root()).arg(folder(workspace));
    command
}

/// A command that runs a program of the nightly toolchain.
fn nightly(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", TOOLCHAIN, program]).args(arguments);
    // The cargo that runs this program sets these variables, but the nightly cargo must find its
    // own compiler.
    for variable in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
        command.env_remove(variable);
    }
    command
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root().join("tests").join("fuzz")
}
