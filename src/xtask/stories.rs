//! Runs the browser tests (stories), which drive whole browsers from outside.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::namespace::alone;
use crate::packages;
use crate::page;
use crate::steps::{Steps, run as run_command};
use crate::tools;
use crate::workspace::{Programs, Workspace};

/// The kinds of browser tests (stories). The modules of the tests have the names of the kinds,
/// except for the usual one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stories {
    Usual,
    /// Of the usual stories, those with Firefox as well as Chromium.
    Firefox,
    /// Stories of people in separate networks, with coturn and routers.
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

/// Measures the figures that [`Stories::Figures`] prints, or only those with these words in their
/// names.
pub(crate) fn figures(
    workspace: &Workspace,
    steps: &mut Steps,
    names: &[&str],
) -> anyhow::Result<()> {
    run(workspace, steps, names, Stories::Figures, Looks::Sample)
}

/// Builds and runs one kind of browser tests.
pub(crate) fn run(
    workspace: &Workspace,
    steps: &mut Steps,
    filter: &[&str],
    kind: Stories,
    looks: Looks,
) -> anyhow::Result<()> {
    Prepared::build(workspace, steps, kind, None)?.run(steps, filter, looks)
}

/// One kind of browser tests, for which everything is built and installed. Cargo is not needed to
/// run them.
pub(crate) struct Prepared {
    kind: Stories,
    command: Command,
}

impl Prepared {
    /// `programs` are those that serve people, if they are built already.
    pub(crate) fn build(
        workspace: &Workspace,
        steps: &mut Steps,
        kind: Stories,
        programs: Option<&Programs>,
    ) -> anyhow::Result<Self> {
        match kind {
            Stories::Usual | Stories::Firefox => {
                steps.step("Find Chromium and Firefox", tools::provide_firefox)?;
            }
            Stories::Apart => {
                steps.step("Find Chromium, coturn and nft", tools::provide_networks)?;
            }
            Stories::Nightly | Stories::Figures => {
                steps.step("Find Chromium", tools::provide_chromium)?;
            }
        }
        let mut command = program(workspace, steps, programs)?;
        if kind != Stories::Figures {
            // axe-core checks the accessibility of each page in the stories.
            let folder = workspace.target().join("packages");
            let axe = steps.step("Fetch axe-core", || packages::axe(&folder))?;
            command.env("TABCHAIN_AXE", axe);
        }
        Ok(Self { kind, command })
    }

    pub(crate) fn run(
        mut self,
        steps: &mut Steps,
        filter: &[&str],
        looks: Looks,
    ) -> anyhow::Result<()> {
        let (title, selection): (_, &[&str]) = match self.kind {
            Stories::Firefox => ("Chromium beside Firefox", &["firefox"]),
            Stories::Apart => ("People whose networks are apart, and coturn", &["apart"]),
            Stories::Nightly => ("Stories of people who wait for long", &["nightly"]),
            Stories::Figures if filter.is_empty() => ("Figures", &["figures", "--nocapture"]),
            Stories::Figures => ("Figures", &["--nocapture"]),
            Stories::Usual => (
                "Browser tests in Chromium and Firefox",
                &[
                    "--skip", "apart", "--skip", "nightly", "--skip", "figures", "--skip", "bench",
                ],
            ),
        };
        if looks == Looks::All {
            self.command.env("TABCHAIN_AXE_ALL", "1");
        }
        steps.step(title, || {
            run_command(self.command.args(selection).args(filter))
        })
    }
}

/// Builds the page and the browser tests.
pub(crate) fn build(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<()> {
    page::build(workspace, steps)?;
    steps.step("Build the browser tests", || browser_tests(workspace))?;
    Ok(())
}

/// Builds the page and the browser tests, and the relay and the native node unless `programs` has
/// them. Returns the command that runs the tests on them in their own network namespace.
pub(crate) fn program(
    workspace: &Workspace,
    steps: &mut Steps,
    programs: Option<&Programs>,
) -> anyhow::Result<Command> {
    let page = page::build(workspace, steps)?;
    let Programs { relay, tabchain } = match programs {
        Some(built) => built.clone(),
        None => steps.step("Build the relay and the native node", || {
            workspace.programs()
        })?,
    };
    let tests = steps.step("Build the browser tests", || browser_tests(workspace))?;
    let mut command = alone(&tests);
    command
        .current_dir(folder_of_tests(workspace))
        .env("TABCHAIN_PAGE", &page)
        .env("TABCHAIN_RELAY", &relay)
        .env("TABCHAIN_PROGRAM", &tabchain)
        .env("RUST_TEST_THREADS", stories_at_once().to_string())
        // The errors of these tests say what was expected and what was seen. Backtraces would only
        // make that harder to find.
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

/// The number of stories that run at the same time. A story waits for much of its time, for a
/// block, a timeout or a page, so one more than the cores keeps the cores busy.
fn stories_at_once() -> usize {
    match std::env::var("RUST_TEST_THREADS").map(|number| number.parse()) {
        Ok(Ok(number)) => number,
        _ => 1 + std::thread::available_parallelism().map_or(1, usize::from),
    }
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
