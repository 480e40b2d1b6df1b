//! Runs the tests: natively, as wasm inside a browser, and from outside with whole browsers.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::namespace::alone;
use crate::packages;
use crate::page;
use crate::steps::{Steps, run as run_command};
use crate::tools;
use crate::workspace::{WASM, Workspace};

/// The word by which cargo has this program run a wasm test.
pub(crate) const RUNNER: &str = "run-wasm-test";

/// How Chromium is started for wasm tests. The sandbox needs rights that root in a container lacks, and everything that
/// runs in it is built right here.
const CAPABILITIES: &str = r#"{
  "goog:chromeOptions": {
    "args": ["headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "disable-background-networking",
      "disable-component-update", "disable-sync", "no-first-run", "disable-quic",
      "allow-loopback-in-peer-connection", "use-fake-ui-for-media-stream"]
  }
}"#;

/// Random cases of each property of ledger and pool at nightly length.
const NIGHTLY_CASES: &str = "10000";

/// Test programs of the chain whose properties are no promise of ledger or pool, and which grow hundreds of blocks for
/// every case: walks of coins, and cut blocks.
const LONG_CASES: [&str; 2] = ["provenance", "pruning"];

/// Random cases of each of their properties: some minutes.
const NIGHTLY_LONG_CASES: &str = "100";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Native,
    Nightly,
    Wasm,
    Browser,
    Firefox,
    Apart,
    Figures,
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
            "--browser" => Part::Browser,
            "--firefox" => Part::Firefox,
            _ => bail!("unknown option {option}"),
        });
    }
    if parts.is_empty() {
        parts = vec![Part::Native, Part::Wasm, Part::Browser];
    }
    for part in parts {
        match part {
            Part::Native => native(workspace, steps, filter)?,
            Part::Nightly => {
                nightly(workspace, steps, filter)?;
                browser(workspace, steps, filter, Part::Apart)?;
            }
            Part::Wasm => wasm(workspace, steps, filter)?,
            Part::Browser | Part::Firefox | Part::Apart | Part::Figures => {
                browser(workspace, steps, filter, part)?;
            }
        }
    }
    Ok(())
}

/// Measures what [`Part::Figures`] prints.
pub(crate) fn figures(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<()> {
    browser(workspace, steps, &[], Part::Figures)
}

fn native(workspace: &Workspace, steps: &mut Steps, filter: &[&str]) -> anyhow::Result<()> {
    steps.step("Native tests", || {
        tools::provide_python()?;
        let mut command = workspace.cargo("test");
        run_command(command.args(["--workspace", "--"]).args(filter))
    })
}

/// The properties of ledger and pool over many more random cases than every run can afford.
fn nightly(workspace: &Workspace, steps: &mut Steps, filter: &[&str]) -> anyhow::Result<()> {
    let programs = workspace.test_programs("chain");
    let (long, short): (Vec<_>, Vec<_>) =
        (programs.into_iter()).partition(|program| LONG_CASES.contains(&program.as_str()));
    let properties = |cases: &str, package: &str, programs: &[String]| {
        let mut command = workspace.cargo("test");
        command.env("PROPTEST_CASES", cases);
        command.args(["--package", package]);
        command.args(programs.iter().flat_map(|program| ["--test", program]));
        command
    };
    steps.step("Properties of the ledger, 10,000 cases each", || {
        let mut command = properties(NIGHTLY_CASES, "chain", &short);
        run_command(command.args(["--lib", "--"]).args(filter))
    })?;
    steps.step("Properties of the pool, 10,000 cases each", || {
        let mut command = properties(NIGHTLY_CASES, "node", &[]);
        run_command(command.args(["--tests", "--"]).args(filter))
    })?;
    steps.step("Properties of walks and cuts", || {
        let mut command = properties(NIGHTLY_LONG_CASES, "chain", &long);
        run_command(command.arg("--").args(filter))
    })?;
    looks(workspace, steps)
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

fn browser(
    workspace: &Workspace,
    steps: &mut Steps,
    filter: &[&str],
    part: Part,
) -> anyhow::Result<()> {
    match part {
        Part::Firefox => steps.step("Find Chromium and Firefox", tools::provide_firefox)?,
        Part::Apart => steps.step("Find Chromium and coturn", tools::provide_coturn)?,
        _ => steps.step("Find Chromium", tools::provide_chromium)?,
    }
    // The stories of Firefox, those with networks apart, the figures and the benchmark stand in modules of these names.
    let (title, selection): (_, &[&str]) = match part {
        Part::Firefox => ("Browser tests in Chromium and Firefox", &["firefox"]),
        Part::Apart => ("People whose networks are apart, and coturn", &["apart"]),
        Part::Figures => ("Figures", &["figures", "--nocapture"]),
        Part::Native | Part::Nightly | Part::Wasm | Part::Browser => (
            "Browser tests in Chromium",
            &[
                "--skip", "firefox", "--skip", "apart", "--skip", "figures", "--skip", "bench",
            ],
        ),
    };
    let mut command = stories(workspace, steps)?;
    if part != Part::Figures {
        command.env("TABCHAIN_AXE", axe(workspace, steps)?);
    }
    steps.step(title, || run_command(command.args(selection).args(filter)))
}

/// What checks the accessibility of each page that the stories look at.
fn axe(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<PathBuf> {
    let folder = workspace.target().join("packages");
    steps.step("Fetch axe-core", || packages::axe(&folder))
}

/// All stories that look at pages, with each page checked at every width and in both themes.
fn looks(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<()> {
    steps.step("Find Chromium", tools::provide_chromium)?;
    let mut command = stories(workspace, steps)?;
    command.env("TABCHAIN_AXE", axe(workspace, steps)?);
    command.env("TABCHAIN_AXE_ALL", "1");
    let stories = [
        "looks", "authors", "origins", "proofs", "removal", "settings",
    ];
    steps.step("Accessibility of every page", || {
        run_command(command.args(stories))
    })
}

/// Builds the page, the relay and the stories, and makes the command that tells stories of these, alone with each other.
pub(crate) fn stories(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<Command> {
    let page = page::build(workspace, steps)?;
    let relay = steps.step("Build the relay", || workspace.relay())?;
    let tests = steps.step("Build the browser tests", || browser_tests(workspace))?;
    let mut command = alone(&tests);
    command
        .current_dir(folder_of_tests(workspace))
        .env("TABCHAIN_PAGE", &page)
        .env("TABCHAIN_RELAY", &relay)
        // The errors of these tests say what was waited for and what was seen; traces would bury that.
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
