//! Runs the tests: natively, as wasm inside a browser, and by driving whole browsers from outside
//! ([`stories`]).

use std::ffi::OsString;

use anyhow::{Context, bail};

use crate::namespace::alone;
use crate::nightly;
use crate::steps::{Steps, run as run_command};
use crate::stories::{self, Looks, Stories};
use crate::tools;
use crate::workspace::{Programs, WASM, Workspace};

/// The argument by which cargo has this program run a wasm test.
pub(crate) const RUNNER: &str = "run-wasm-test";

/// The options of Chromium for wasm tests. Its sandbox needs rights that root in a container lacks,
/// and all code that runs in it is built locally.
const CAPABILITIES: &str = r#"{
  "goog:chromeOptions": {
    "args": ["headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "disable-background-networking",
      "disable-component-update", "disable-sync", "no-first-run", "disable-quic",
      "allow-loopback-in-peer-connection", "use-fake-ui-for-media-stream"]
  }
}"#;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Native,
    Nightly,
    Wasm,
    Stories(Stories),
}

/// Runs the named parts. If none is named, runs the native, the wasm and the usual browser tests.
pub(crate) fn run(
    workspace: &Workspace,
    steps: &mut Steps,
    options: &[&str],
) -> anyhow::Result<()> {
    let (options, filter) = match options.iter().position(|word| *word == "--") {
        Some(at) => (&options[..at], &options[at + 1..]),
        None => (options, &[][..]),
    };
    let mut parts = Vec::new();
    for option in options {
        parts.push(match *option {
            "--native" => Part::Native,
            "--nightly" => Part::Nightly,
            "--wasm" => Part::Wasm,
            "--browser" => Part::Stories(Stories::Usual),
            "--firefox" => Part::Stories(Stories::Firefox),
            _ => bail!("unknown option {option}"),
        });
    }
    if parts.is_empty() {
        parts = vec![Part::Native, Part::Wasm, Part::Stories(Stories::Usual)];
    }
    let mut programs = None;
    for part in parts {
        match part {
            Part::Native => programs = Some(native(workspace, steps, filter)?),
            Part::Nightly => nightly::run(workspace, steps, filter)?,
            Part::Wasm => wasm(workspace, steps, filter)?,
            Part::Stories(kind) => {
                let built = programs.as_ref();
                stories::run(workspace, steps, filter, kind, Looks::Sample, built)?;
            }
        }
    }
    Ok(())
}

/// Runs the native tests. Returns the programs that were built for them.
fn native(workspace: &Workspace, steps: &mut Steps, filter: &[&str]) -> anyhow::Result<Programs> {
    let programs = steps.step("Build the native tests", || workspace.native_tests())?;
    steps.step("Native tests", || {
        tools::provide_references()?;
        let mut command = workspace.cargo("test");
        run_command(command.args(["--workspace", "--"]).args(filter))
    })?;
    Ok(programs)
}

fn wasm(workspace: &Workspace, steps: &mut Steps, filter: &[&str]) -> anyhow::Result<()> {
    let packages = workspace.packages_with_wasm_tests();
    if packages.is_empty() {
        println!("no package has wasm tests");
        return Ok(());
    }
    steps.step("Find the wasm target", tools::wasm_target)?;
    steps.step("Find Chromium", tools::provide_chromium)?;
    let mut arguments = vec!["--target", WASM, "--lib", "--bins", "--tests"];
    for package in &packages {
        arguments.extend(["--package", package]);
    }
    steps.step("Build the wasm tests", || {
        run_command(workspace.cargo("test").arg("--no-run").args(&arguments))
    })?;
    steps.step("Wasm tests in Chromium", || {
        let capabilities = workspace.target().join("webdriver.json");
        std::fs::write(&capabilities, CAPABILITIES)?;
        let driver = tools::chromedriver().context("no chromedriver")?;
        let cargo = workspace.cargo("test");
        let mut command = alone(cargo.get_program());
        command
            .current_dir(workspace.root())
            .args(["test", "--offline"])
            .args(&arguments)
            .arg("--")
            .args(filter)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner()?)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
            .env("WASM_BINDGEN_USE_BROWSER", "1")
            .env("CHROMEDRIVER", driver);
        run_command(&mut command)
    })
}

/// The command with which cargo calls this program to run a wasm test.
fn runner() -> anyhow::Result<OsString> {
    let mut runner = std::env::current_exe()?.into_os_string();
    if runner.to_string_lossy().contains(char::is_whitespace) {
        bail!(
            "cargo takes no runner whose path has a space in it: {}",
            runner.display()
        );
    }
    runner.push(" ");
    runner.push(RUNNER);
    Ok(runner)
}

/// Runs one wasm test program in a browser. Cargo calls this.
pub(crate) fn run_in_browser(arguments: &[&str]) -> anyhow::Result<()> {
    let program = ["wasm-bindgen-test-runner"];
    let words = program.iter().chain(arguments);
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(words)
}
