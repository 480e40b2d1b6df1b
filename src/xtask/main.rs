//! `cargo xtask`: builds the page, serves it, and runs every test.
//!
//! This program is plain Rust in the ordinary development profile. Each tool that a step needs is
//! one of three kinds: a library of this program (wasm-bindgen), a component that rustup installs
//! (the wasm target), or a package of the system (browsers, for tests only).

mod bench;
mod check;
mod compact;
mod fuzz;
mod mutants;
mod namespace;
mod nightly;
mod packages;
mod page;
mod serve;
mod sim;
mod size;
mod steps;
mod stories;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::bail;

use crate::steps::Steps;
use crate::workspace::Workspace;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  build                       builds the page into target/page
  serve [OPTION...]           builds the page and serves it on http://127.0.0.1:8080/ by `tabchain serve`, with its
                              options (--lan: for the local network, and prints the address there)
  test [PART...] [-- FILTER]  runs all tests but the nightly ones, or only the named parts:
                                --native   everything that needs no browser
                                --nightly  properties of ledger and pool over 10,000 cases each; each byte of a
                                           database changed; all browser tests, with the accessibility of every
                                           page at each width and in both themes, and also those of people who
                                           wait for long or whose networks are apart; the study of
                                           difficulty; each fuzz target for ten minutes;
                                           mutants; licences and sources of dependencies
                                --wasm     what runs inside a browser
                                --browser  what drives whole browsers
                                --firefox  of those, only what drives Firefox beside Chromium
                              (--with-check, with no other part: also runs `check`, while stories wait for browsers)
  bench [--quick] [--json FILE]
                              measures mining and checking beside what others would use (--quick: under a minute)
  figures [NAME...]           measures start, join and idle cost in Chromium (a quarter of an hour), or only
                              the figures that are named (first_visits, later_visits)
  check                       formatting, lints for native targets and for wasm, documentation, size
  size [--record]             prints the bytes of the page's first load, the change since the record, and the bytes of
                              each part that is loaded on demand; fails if the first load is beyond the maximum
                              (--record: writes the record)
  fuzz [TARGET...] [--seconds NUMBER]
                              runs the fuzz targets of tests/fuzz, 60 seconds each
  mutants [--minutes NUMBER]  changes the chain's checks and the wallet, one function at a time, for 30 minutes each,
                              and prints the changes that no test notices
  deny                        checks the dependencies' licences and sources (deny.toml)
  sim difficulty              prints how difficulty rules fare, by mining alone on made-up time
  help                        this text";

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    let mut steps = Steps::new();
    let result = run(&args, &mut steps);
    steps.summary();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str], steps: &mut Steps) -> anyhow::Result<()> {
    match args {
        ["build"] => {
            page::build(&Workspace::find()?, steps)?;
            Ok(())
        }
        ["serve", options @ ..] => serve::run(&Workspace::find()?, steps, options),
        ["test", options @ ..] => test::run(&Workspace::find()?, steps, options),
        ["bench", options @ ..] => bench::run(&Workspace::find()?, steps, options),
        ["figures", names @ ..] => stories::figures(&Workspace::find()?, steps, names),
        ["check"] => {
            let workspace = Workspace::find()?;
            check::run(&workspace, steps)?;
            size::run(&workspace, steps, &[])
        }
        ["size", options @ ..] => size::run(&Workspace::find()?, steps, options),
        ["fuzz", options @ ..] => fuzz::run(&Workspace::find()?, steps, options),
        ["mutants", options @ ..] => mutants::run(&Workspace::find()?, steps, options),
        ["deny"] => check::dependencies(&Workspace::find()?, steps),
        ["sim", study @ ..] => sim::run(&Workspace::find()?, steps, study),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        // Cargo calls this for each wasm test program.
        [test::RUNNER, arguments @ ..] => test::run_in_browser(arguments),
        [] => bail!("no command\n\n{HELP}"),
        [command, ..] => bail!("unknown command, or too many words after it: {command}\n\n{HELP}"),
    }
}
