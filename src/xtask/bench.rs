//! `cargo xtask bench`: measures mining and verification next to other libraries, in one run, in
//! Chromium, under Node and natively.
//!
//! Everything is built as the page is, except the libraries for comparison, which are compiled for
//! speed. [`site`] builds the files that Chromium and Node load. The test `bench` of
//! `tests/browser` runs the contenders of the [`catalog`] in turn, round by round, so that other
//! load on the machine affects all of them. This module computes medians and ratios from the
//! [`samples`], and writes a [`report`].

mod catalog;
mod effort;
mod goals;
mod machine;
mod report;
mod samples;
mod site;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Serialize;

use crate::bench::catalog::{OPENSSL, Pace, Place, contenders};
use crate::bench::effort::{Effort, Rounds};
use crate::bench::machine::Machine;
use crate::bench::samples::Samples;
use crate::steps::{Steps, run as run_command};
use crate::workspace::Workspace;
use crate::{packages, stories, tools};

/// The options of the command line.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    effort: Effort,
    json: Option<PathBuf>,
}

/// The input of the driver in `tests/browser/bench.rs`.
#[derive(Serialize)]
struct Plan<'a> {
    phases: [Phase<'a>; 2],
    clicks: u32,
    site: &'a Path,
    /// The program `tabchain` as it is installed.
    program: &'a Path,
    /// The program with the native contenders of others, and their names.
    native: &'a Path,
    others: &'a [&'a str],
    node: Option<&'a Path>,
    joined: u32,
    chain: &'a Path,
    samples: &'a Path,
}

/// Contenders that work in turn, with the lengths of their rounds.
#[derive(Serialize)]
struct Phase<'a> {
    rounds: u32,
    slice: u32,
    warm_up: u32,
    contenders: Vec<(&'a str, &'a str)>,
}

pub(crate) fn run(
    workspace: &Workspace,
    steps: &mut Steps,
    options: &[&str],
) -> anyhow::Result<()> {
    let options = parse(options)?;
    let folder = workspace.target().join("bench");
    fs::create_dir_all(&folder)?;
    steps.step("Find Chromium", tools::provide_chromium)?;
    let (node, has_openssl) = (tools::node(), tools::has_openssl());
    if node.is_none() {
        println!("Node is not there: its column stays empty");
    }
    if !has_openssl {
        println!("OpenSSL's development files are not there: its row stays empty");
    }
    let packages = steps.step("Fetch the JavaScript libraries", || {
        packages::fetch(&folder.join("packages"))
    })?;
    let site = site::build(workspace, steps, &folder.join("site"), &packages)?;
    let native = || site::native(workspace, has_openssl);
    let native = steps.step("Compile the native contenders of others", native)?;
    let program = steps.step("Compile tabchain", || site::program(workspace))?;
    let mut command = stories::program(workspace, steps, None)?;

    let places = |place| place != Place::Node || node.is_some();
    let there = |package: Option<&str>| match package {
        Some(OPENSSL) => has_openssl,
        package => package.is_none_or(|name| packages.has(name)),
    };
    let samples = folder.join("samples.json");
    let phase = |pace, rounds: Rounds| Phase {
        rounds: rounds.count,
        slice: rounds.slice,
        warm_up: rounds.warm_up,
        contenders: contenders(pace, places, there),
    };
    let Effort { close, wide, .. } = options.effort;
    let plan = Plan {
        phases: [phase(Pace::Close, close), phase(Pace::Wide, wide)],
        clicks: wide.count,
        site: &site,
        program: &program,
        native: &native,
        others: &catalog::OTHERS,
        node: node.as_deref(),
        joined: options.effort.joined,
        chain: &folder.join("chain.redb"),
        samples: &samples,
    };
    let file = folder.join("plan.json");
    fs::write(&file, serde_json::to_vec_pretty(&plan)?)?;
    let machine = Machine::look(node.as_deref());
    steps.step("Measure", || {
        command.env("TABCHAIN_BENCH", &file);
        run_command(command.args(["bench::bench", "--exact", "--nocapture"]))
    })?;

    let samples = Samples::read(&samples)?;
    write(workspace, &samples, &machine, options)
}

/// Writes the document of a run, and prints its tables.
fn write(
    workspace: &Workspace,
    samples: &Samples,
    machine: &Machine,
    options: Options,
) -> anyhow::Result<()> {
    let sizes = site::sizes(&workspace.page_parts())?;
    let json = (options.json).unwrap_or_else(|| workspace.target().join("bench.json"));
    let document = report::document(samples, &sizes, machine, options.effort);
    fs::write(&json, serde_json::to_vec_pretty(&document)?)
        .with_context(|| format!("can't write {}", json.display()))?;
    println!(
        "\n{}",
        report::markdown(samples, &sizes, machine, options.effort)
    );
    println!("written: {}", json.display());
    Ok(())
}

fn parse(options: &[&str]) -> anyhow::Result<Options> {
    let mut parsed = Options {
        effort: Effort::FULL,
        json: None,
    };
    let mut rest = options;
    loop {
        rest = match rest {
            ["--quick", rest @ ..] => {
                parsed.effort = Effort::QUICK;
                rest
            }
            ["--json", file, rest @ ..] => {
                parsed.json = Some(file.into());
                rest
            }
            [] => return Ok(parsed),
            [option, ..] => bail!("unknown option, or one without its value: {option}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_in_any_order() {
        let full = parse(&[]).unwrap();
        assert_eq!((full.effort, full.json), (Effort::FULL, None));
        for words in [["--quick", "--json", "a"], ["--json", "a", "--quick"]] {
            let quick = parse(&words).unwrap();
            assert_eq!(
                (quick.effort, quick.json),
                (Effort::QUICK, Some("a".into()))
            );
        }
    }

    #[test]
    fn unknown_options_are_refused_by_name() {
        for words in [&["--slow"][..], &["--quick", "--slow"], &["--slow", "x"]] {
            assert!(parse(words).unwrap_err().to_string().contains("--slow"));
        }
        let error = parse(&["--quick", "--json"]).unwrap_err();
        assert!(error.to_string().contains("--json"));
    }
}
