//! Runs the tests: natively, as wasm inside a browser, and by driving whole browsers from outside
//! ([`stories`]).

mod beside;

use std::ffi::OsString;

use anyhow::{Context, bail};

use crate::namespace::alone;
use crate::nightly;
use crate::steps::{Steps, run as run_command};
use crate::stories::{self, Looks, Prepared, Stories};
use crate::tools;
use crate::workspace::{NativeTests, WASM, Workspace};
use beside::Beside;

/// The argument with which cargo makes this program run a wasm test.
pub(crate) const RUNNER: &str = "run-wasm-test";

/// The options of Chromium for wasm tests. It runs without its sandbox, which needs rights that
/// root in a container lacks. All code that it runs is built locally.
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
    /// The builds that the usual tests need after the native ones.
    Builds,
    /// Nothing to test; `check` beside the usual stories.
    WithCheck,
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
            BUILDS => Part::Builds,
            "--with-check" => Part::WithCheck,
            _ => bail!("unknown option {option}"),
        });
    }
    let with_check = parts.contains(&Part::WithCheck);
    parts.retain(|part| *part != Part::WithCheck);
    match (parts.is_empty(), with_check) {
        (true, _) => return usual(workspace, steps, filter, with_check),
        (false, true) => bail!("--with-check goes with all tests only"),
        (false, false) => {}
    }
    for part in parts {
        match part {
            Part::Native => {
                let built = steps.step("Build the native tests", || workspace.native_tests())?;
                tools::provide_references()?;
                native(steps, &built, filter)?;
                examples(workspace, steps, filter)?;
            }
            Part::Nightly => nightly::run(workspace, steps, filter)?,
            Part::Wasm => {
                WasmTests::build(workspace, steps)?.run(steps, filter)?;
            }
            Part::Stories(kind) => {
                stories::run(workspace, steps, filter, kind, Looks::Sample)?;
            }
            Part::Builds => {
                WasmTests::build(workspace, steps)?;
                stories::build(workspace, steps)?;
                examples(workspace, steps, filter)?;
            }
            Part::WithCheck => {}
        }
    }
    Ok(())
}

/// The option of the builds that run beside the native tests.
const BUILDS: &str = "--builds";

/// Runs the native tests, the wasm tests and the usual stories. Much of each test's time is waiting
/// and each build takes all cores, so the later tests are built beside the earlier ones; `check`
/// runs beside the stories.
fn usual(
    workspace: &Workspace,
    steps: &mut Steps,
    filter: &[&str],
    with_check: bool,
) -> anyhow::Result<()> {
    // Only one process at a time can install packages of the system.
    steps.step("Find the tests' tools", || {
        tools::provide_references()?;
        tools::provide_firefox()?;
        tools::wasm_target()
    })?;
    let built = steps.step("Build the native tests", || workspace.native_tests())?;
    let mut arguments = vec!["test", BUILDS, "--"];
    arguments.extend(filter);
    let builds = Beside::start(workspace, "Builds for the other tests", &arguments)?;
    native(steps, &built, filter)?;
    builds.finish(steps)?;
    WasmTests::build(workspace, steps)?.run(steps, filter)?;
    let stories = Prepared::build(workspace, steps, Stories::Usual, Some(&built.programs))?;
    let check = if with_check {
        Some(Beside::start(workspace, "Check", &["check"])?)
    } else {
        None
    };
    stories.run(steps, filter, Looks::Sample)?;
    match check {
        Some(check) => check.finish(steps),
        None => Ok(()),
    }
}

/// Runs the native tests.
fn native(steps: &mut Steps, built: &NativeTests, filter: &[&str]) -> anyhow::Result<()> {
    steps.step("Native tests", || {
        let mut failed = Vec::new();
        for tests in &built.tests {
            println!("\nTests of {}", tests.title);
            if let Err(error) = run_command(&mut tests.command(filter)) {
                failed.push(format!("{}: {error}", tests.title));
            }
        }
        if !failed.is_empty() {
            bail!("tests failed:\n{}", failed.join("\n"));
        }
        Ok(())
    })
}

/// Runs the examples of the documentation, which cargo builds as it runs them.
fn examples(workspace: &Workspace, steps: &mut Steps, filter: &[&str]) -> anyhow::Result<()> {
    steps.step("Examples of the documentation", || {
        let mut command = workspace.cargo("test");
        run_command(command.args(["--workspace", "--doc", "--"]).args(filter))
    })
}

/// The tests that run as wasm inside a browser.
struct WasmTests<'a> {
    workspace: &'a Workspace,
    /// The arguments by which `cargo test` finds them.
    arguments: Vec<&'a str>,
}

impl<'a> WasmTests<'a> {
    fn build(workspace: &'a Workspace, steps: &mut Steps) -> anyhow::Result<Self> {
        steps.step("Find the wasm target", tools::wasm_target)?;
        let mut arguments = vec!["--target", WASM, "--lib", "--bins", "--tests"];
        for package in workspace.packages_with_wasm_tests() {
            arguments.extend(["--package", package]);
        }
        steps.step("Build the wasm tests", || {
            run_command(workspace.cargo("test").arg("--no-run").args(&arguments))
        })?;
        Ok(Self {
            workspace,
            arguments,
        })
    }

    fn run(&self, steps: &mut Steps, filter: &[&str]) -> anyhow::Result<()> {
        steps.step("Find Chromium", tools::provide_chromium)?;
        steps.step("Wasm tests in Chromium", || {
            let capabilities = self.workspace.target().join("webdriver.json");
            std::fs::write(&capabilities, CAPABILITIES)?;
            let driver = tools::chromedriver().context("no chromedriver")?;
            let cargo = self.workspace.cargo("test");
            let mut command = alone(cargo.get_program());
            command
                .current_dir(self.workspace.root())
                .args(["test", "--offline"])
                .args(&self.arguments)
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
