//! Studies in simulated time, which print their results.

use anyhow::bail;

use crate::steps::{Steps, run as run_command};
use crate::workspace::Workspace;

/// Runs the study with this name.
pub(crate) fn run(workspace: &Workspace, steps: &mut Steps, study: &[&str]) -> anyhow::Result<()> {
    match study {
        ["difficulty"] => steps.step("How difficulty rules fare", || {
            let mut command = workspace.cargo("run");
            run_command(command.args(["--quiet", "--package", "sim", "--bin", "difficulty"]))
        }),
        _ => bail!("name one study: difficulty"),
    }
}
