//! Runs the tests: natively, as wasm inside a browser, and by driving whole browsers from outside.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::namespace::alone;
use crate::nightly;
use crate::packages;
use crate::page;
use crate::steps::{Steps, run as run_command};
use crate::tools;
use crate::workspace::{WASM, Workspace};

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

/// Kinds of browser tests (stories). All but the usual ones are in modules with these names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stories {
    Usual,
    /// Of the usual stories, those with Firefox as well as Chromium.
    Firefox,
    /// Stories of people in separate networks, with coturn.
    Apart,
    /// Stories with long waits.
    Nightly,
    Figures,
}

/// The widths and themes in which the accessibility of each page in the stories is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    /// At one width, in one theme.
    Sample,
    /// At all widths, in all themes.
    All,
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
    for part in parts {
        match part {
            Part::Native => native(workspace, steps, filter)?,
            Part::Nightly => nightly::run(workspace, steps, filter)?,
            Part::Wasm => wasm(workspace, steps, filter)?,
            Part::Stories(stories) => browser(workspace, steps, filter, stories, Looks::Sample)?,
        }
    }
    Ok(())
}

/// Measures what [`Stories::Figures`] prints.
pub(crate) fn figures(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<()> {
    browser(workspace, steps, &[], Stories::Figures, Looks::Sample)
}

fn native(workspace: &Workspace, steps: &mut Steps, filter: &[&str]) -> anyhow::Result<()> {
    steps.step("Native tests", || {
        tools::provide_python()?;
        let mut command = workspace.cargo("test");
        run_command(command.args(["--workspace", "--"]).args(filter))
    })
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

/// This program as cargo's runner.
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

/// Runs one kind of browser tests.
pub(crate) fn browser(
    workspace: &Workspace,
    steps: &mut Steps,
    filter: &[&str],
    stories: Stories,
    looks: Looks,
) -> anyhow::Result<()> {
    match stories {
        Stories::Usual | Stories::Firefox => {
            steps.step("Find Chromium and Firefox", tools::provide_firefox)?;
        }
        Stories::Apart => steps.step("Find Chromium and coturn", tools::provide_coturn)?,
        _ => steps.step("Find Chromium", tools::provide_chromium)?,
    }
    let (title, selection): (_, &[&str]) = match stories {
        Stories::Firefox => ("Chromium beside Firefox", &["firefox"]),
        Stories::Apart => ("People whose networks are apart, and coturn", &["apart"]),
        Stories::Nightly => ("Stories of people who wait for long", &["nightly"]),
        Stories::Figures => ("Figures", &["figures", "--nocapture"]),
        Stories::Usual => (
            "Browser tests in Chromium and Firefox",
            &[
                "--skip", "apart", "--skip", "nightly", "--skip", "figures", "--skip", "bench",
            ],
        ),
    };
    let mut command = self::stories(workspace, steps)?;
    if stories != Stories::Figures {
        // axe-core checks the accessibility of each page in the stories.
        let folder = workspace.target().join("packages");
        let axe = steps.step("Fetch axe-core", || packages::axe(&folder))?;
        command.env("TABCHAIN_AXE", axe);
    }
    if looks == Looks::All {
        command.env("TABCHAIN_AXE_ALL", "1");
    }
    steps.step(title, || run_command(command.args(selection).args(filter)))
}

/// Builds the page, the relay and the browser tests, and returns the command that runs the tests on
/// them in their own network namespace.
pub(crate) fn stories(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<Command> {
    let page = page::build(workspace, steps)?;
    let relay = steps.step("Build the relay", || workspace.relay())?;
    let tests = steps.step("Build the browser tests", || browser_tests(workspace))?;
    let mut command = alone(&tests);
    command
        .current_dir(folder_of_tests(workspace))
        .env("TABCHAIN_PAGE", &page)
        .env("TABCHAIN_RELAY", &relay)
        // The errors of these tests say what was expected and what was seen; backtraces would bury
        // that.
        .env("RUST_LIB_BACKTRACE", "0");
    for (variable, program) in [
        ("CHROMEDRIVER", tools::chromedriver()),
        ("FIREFOX", tools::firefox()),
        ("TURNSERVER", tools::turnserver()),
    ] {
        if let Some(program) = program {
            command.env(variable, program);
        }
    }
    Ok(command)
}

fn browser_tests(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let mut command = workspace.cargo("test");
    command.args(["--no-run", "--package", "tests", "--features", "browser"]);
    workspace.program(command.args(["--test", "browser"]))
}

/// The folder in which cargo would run these tests.
fn folder_of_tests(workspace: &Workspace) -> PathBuf {
    Path::new(workspace.root()).join("tests")
}
