//! Builds the page, and runs `tabchain serve` on it.

use std::process::Command;

use crate::page;
use crate::steps::Steps;
use crate::workspace::Workspace;

/// Builds the page and the program, and replaces this process by `tabchain serve` with these
/// options. The program prints the page's URL.
pub(crate) fn run(
    workspace: &Workspace,
    steps: &mut Steps,
    options: &[&str],
) -> anyhow::Result<()> {
    let page = page::build(workspace, steps)?;
    let program = steps.step("Build the program", || workspace.tabchain())?;
    steps.summary();
    println!("\nTabchain: Ctrl-C stops it\n");
    let mut command = Command::new(program);
    command.args(["serve", "--root"]).arg(page).args(options);
    become_it(&mut command)
}

/// Replaces this process by the program, so that signals reach the program.
#[cfg(unix)]
fn become_it(command: &mut Command) -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

/// Runs the program and waits for its end.
#[cfg(not(unix))]
fn become_it(command: &mut Command) -> anyhow::Result<()> {
    crate::steps::run(command)
}
