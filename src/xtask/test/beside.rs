//! Commands of this program that run beside its steps: builds while tests run, and checks while
//! stories wait for their browsers, so that no core is idle.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};

use crate::steps::Steps;
use crate::workspace::Workspace;

/// A command of this program that runs in a process of its own, at a low priority, so that it takes
/// no time from the tests beside it. Its output goes to a file; otherwise it would come between the
/// lines of the tests.
///
/// Dropping waits for its end: it uses cargo's folders, which nobody else must use meanwhile.
pub(crate) struct Beside {
    title: &'static str,
    child: Child,
    output: PathBuf,
}

impl Beside {
    /// Starts this program with these arguments.
    pub(crate) fn start(
        workspace: &Workspace,
        title: &'static str,
        arguments: &[&str],
    ) -> anyhow::Result<Self> {
        let output = workspace.target().join("beside.log");
        let file = File::create(&output)
            .with_context(|| format!("can't write to {}", output.display()))?;
        let child = Command::new("nice")
            .args(["-n", "10"])
            .arg(std::env::current_exe()?)
            .args(arguments)
            .current_dir(workspace.root())
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .context("can't start this program a second time, by `nice`")?;
        Ok(Self {
            title,
            child,
            output,
        })
    }

    /// Waits for the end and prints the output. The step's duration is the time that this waits.
    pub(crate) fn finish(mut self, steps: &mut Steps) -> anyhow::Result<()> {
        let title = self.title;
        steps.step(title, || {
            let status = self.child.wait()?;
            let mut output = File::open(&self.output)?;
            io::copy(&mut output, &mut io::stderr())?;
            if !status.success() {
                bail!("{status}; see the output above");
            }
            Ok(())
        })
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // After `finish`, this returns at once. An error means that there is nothing to wait for.
        let _ = self.child.wait();
    }
}
