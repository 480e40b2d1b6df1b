//! Mutants: `cargo-mutants` changes the rules and the wallet, one function at a time, and lists the
//! changes that no test notices.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use crate::steps::Steps;
use crate::tools;
use crate::workspace::Workspace;

/// The parts that are changed, each with the arguments that select it.
const PARTS: [(&str, &[&str]); 2] = [
    (
        "chain",
        &["--package", "chain", "--file", "src/chain/check/**"],
    ),
    ("wallet", &["--package", "wallet"]),
];

/// The default time for each part, in minutes. The mutants are taken in random order, so that each
/// run tests others.
const MINUTES: &str = "30";

/// Exit codes of a run that has a result: all mutants were caught, some were missed, some did not
/// end, or the time is over (coreutils' `timeout`).
const RESULTS: [i32; 4] = [0, 2, 3, 124];

/// Runs the mutants of all parts, for some minutes each, and prints those that survived.
pub(crate) fn run(
    workspace: &Workspace,
    steps: &mut Steps,
    options: &[&str],
) -> anyhow::Result<()> {
    let minutes = match options {
        [] => MINUTES,
        ["--minutes", minutes] => minutes,
        _ => bail!("unknown option {}", options.join(" ")),
    };
    steps.step("Find cargo-mutants", || tools::cargo_tool("mutants"))?;
    for (name, arguments) in PARTS {
        steps.step(&format!("Mutants of {name}, {minutes} minutes"), || {
            let out = workspace.target().join("mutants").join(name);
            fs::create_dir_all(&out)?;
            let mut command = Command::new("timeout");
            command.current_dir(workspace.root());
            command.args(["--signal=INT", &format!("{minutes}m"), "cargo", "mutants"]);
            command.args(arguments).arg("--output").arg(&out);
            let status = command.status().context("can't start timeout")?;
            if !status.code().is_some_and(|code| RESULTS.contains(&code)) {
                bail!("cargo-mutants ended with {status}");
            }
            report(&out.join("mutants.out"))
        })?;
    }
    Ok(())
}

/// Prints the number of mutants of each outcome, and each that survived.
fn report(out: &Path) -> anyhow::Result<()> {
    for outcome in ["caught", "missed", "timeout", "unviable"] {
        let mutants = fs::read_to_string(out.join(outcome).with_extension("txt"))?;
        println!("{outcome}: {}", mutants.lines().count());
        if outcome == "missed" {
            print!("{mutants}");
        }
    }
    Ok(())
}
