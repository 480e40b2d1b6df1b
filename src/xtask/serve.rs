//! Builds the page, and runs the relay to serve it.

use std::process::Command;

use anyhow::bail;

use crate::page;
use crate::steps::Steps;
use crate::workspace::Workspace;

/// Builds the page and the relay, prints the address, and replaces this process by the relay.
pub(crate) fn run(
    workspace: &Workspace,
    steps: &mut Steps,
    options: &[&str],
) -> anyhow::Result<()> {
    let mut listen = None;
    let mut lan = false;
    let mut ice = Vec::new();
    let mut rest = options;
    loop {
        rest = match rest {
            ["--listen", address, rest @ ..] => {
                listen = Some(*address);
                rest
            }
            ["--ice", servers, rest @ ..] => {
                ice.extend(["--ice", servers]);
                rest
            }
            ["--lan", rest @ ..] => {
                lan = true;
                rest
            }
            [] => break,
            [option, ..] => bail!("unknown option, or one without its value: {option}"),
        };
    }
    let page = page::build(workspace, steps)?;
    let relay = steps.step("Build the relay", || workspace.relay())?;
    steps.summary();
    let listen = listen.unwrap_or(match lan {
        true => "0.0.0.0:8080",
        false => "127.0.0.1:8080",
    });
    if lan {
        // The relay finds the address of the local network and prints it.
        println!("\nTabchain: Ctrl-C stops it\n");
    } else {
        println!("\nTabchain: http://{listen}/  (Ctrl-C stops it)\n");
    }
    let mut command = Command::new(relay);
    command
        .args(["--listen", listen, "--root"])
        .arg(page)
        .args(lan.then_some("--lan"))
        .args(ice);
    become_it(&mut command)
}

/// Replaces this process by the relay, so that signals reach the relay.
#[cfg(unix)]
fn become_it(command: &mut Command) -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

/// Runs the relay and waits for its end.
#[cfg(not(unix))]
fn become_it(command: &mut Command) -> anyhow::Result<()> {
    crate::steps::run(command)
}
