//! Runs the tests: natively, as wasm inside a browser, and from outside with whole browsers.

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

/// The word by which cargo has this program run a wasm test.
pub(crate) const RUNNER: &str = "run-wasm-test";

/// How Chromium is started for wasm tests. The sandbox needs rights that root in a container lacks,
/// and everything that runs in it is built right here.
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

/// Stories in browsers. All but the usual ones stand in modules of these names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stories {
    Usual,
    /// With Firefox beside Chromium.
    Firefox,
    /// People whose networks are apart, and coturn.
    Apart,
    /// Those in which somebody has to wait for long.
    Nightly,
    Figures,
}

/// At which widths and in which themes the accessibility of each page is checked that stories look
/// at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    /// At one width, in one theme.
    Sample,
    /// At all of them.
    All,
}

/// Runs the parts that are named, or all but Firefox's if none is.
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

/// This very program as cargo's runner.
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

/// Runs one wasm test program in a browser: what cargo calls.
pub(crate) fn run_in_browser(arguments: &[&str]) -> anyhow::Result<()> {
    let program = ["wasm-bindgen-test-runner"];
    let words = program.iter().chain(arguments);
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(words)
}

/// Tells stories in browsers.
pub(crate) fn browser(
    workspace: &Workspace,
    steps: &mut Steps,
    filter: &[&str],
    stories: Stories,
    looks: Looks,
) -> anyhow::Result<()> {
    match stories {
        Stories::Firefox => steps.step("Find Chromium and Firefox", tools::provide_firefox)?,
        Stories::Apart => steps.step("Find Chromium and coturn", tools::provide_coturn)?,
        _ => steps.step("Find Chromium", tools::provide_chromium)?,
    }
    let (title, selection): (_, &[&str]) = match stories {
        Stories::Firefox => ("Browser tests in Chromium and Firefox", &["firefox"]),
        Stories::Apart => ("People whose networks are apart, and coturn", &["apart"]),
        Stories::Nightly => ("Stories of people who wait for long", &["nightly"]),
        Stories::Figures => ("Figures", &["figures", "--nocapture"]),
        Stories::Usual => (
            "Browser tests in Chromium",
            &[
                "--skip", "firefox", "--skip", "apart", "--skip", "nightly", "--skip", "figures",
                "--skip", "bench",
            ],
        ),
    };
    let mut command = self::stories(workspace, steps)?;
    if stories != Stories::Figures {
        // What checks the accessibility of each page that the stories look at.
        let folder = workspace.target().join("packages");
        let axe = steps.step("Fetch axe-core", || packages::axe(&folder))?;
        command.env("TABCHAIN_AXE", axe);
    }
    if looks == Looks::All {
        command.env("TABCHAIN_AXE_ALL", "1");
    }
    steps.step(title, || run_command(command.args(selection).args(filter)))
}

/// Builds the page, the relay and the stories, and makes the command that tells stories of these,
/// alone with each other.
pub(crate) fn stories(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<Command> {
    let page = page::build(workspace, steps)?;
    let relay = steps.step("Build the relay", || workspace.relay())?;
    let tests = steps.step("Build the browser tests", || browser_tests(workspace))?;
    let mut command = alone(&tests);
    command
        .current_dir(folder_of_tests(workspace))
        .env("TABCHAIN_PAGE", &page)
        .env("TABCHAIN_RELAY", &relay)
        // The errors of these tests say what was waited for and what was seen; traces would bury
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

/// The folder that cargo would run these tests in.
fn folder_of_tests(workspace: &Workspace) -> PathBuf {
    Path::new(workspace.root()).join("tests")
}
