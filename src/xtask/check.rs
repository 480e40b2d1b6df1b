//! Checks formatting, lints and the documentation's links. Warnings count as errors.

use crate::steps::{Steps, run as run_command};
use crate::tools;
use crate::workspace::{WASM, Workspace};

/// Packages that are built natively only.
const NATIVE: [&str; 9] = [
    "cli",
    "connections",
    "daemon",
    "native",
    "relay",
    "server",
    "sim",
    "tests",
    "xtask",
];

/// Checks the licences and the sources of all dependencies by `deny.toml`. Installs cargo-deny if
/// it is missing.
pub(crate) fn dependencies(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<()> {
    steps.step("Licences and sources of dependencies", || {
        tools::cargo_tool("deny")?;
        run_command(
            workspace
                .cargo("deny")
                .args(["check", "licenses", "sources"]),
        )
    })
}

pub(crate) fn run(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<()> {
    steps.step("Formatting", || {
        run_command(workspace.cargo("fmt").args(["--all", "--check"]))
    })?;
    steps.step("Lints, native", || {
        let mut command = workspace.cargo("clippy");
        command.args([
            "--workspace",
            "--all-targets",
            "--features",
            "tests/browser",
        ]);
        run_command(command.args(["--", "--deny", "warnings"]))
    })?;
    steps.step("Documentation", || {
        let mut command = workspace.cargo("doc");
        command.args(["--workspace", "--no-deps", "--document-private-items"]);
        run_command(command.env("RUSTDOCFLAGS", "--deny warnings"))
    })?;
    steps.step("Find the wasm target", tools::wasm_target)?;
    steps.step("Lints, wasm", || {
        let mut command = workspace.cargo("clippy");
        command.args(["--target", WASM]);
        for package in workspace.packages() {
            if !NATIVE.contains(&package.name.as_str()) {
                command.args(["--package", &package.name]);
            }
        }
        run_command(command.args(["--", "--deny", "warnings"]))
    })?;
    steps.step("Lints, wasm tests", || {
        let mut command = workspace.cargo("clippy");
        command.args(["--target", WASM, "--tests"]);
        for package in workspace.packages_with_wasm_tests() {
            command.args(["--package", package]);
        }
        run_command(command.args(["--", "--deny", "warnings"]))
    })
}
