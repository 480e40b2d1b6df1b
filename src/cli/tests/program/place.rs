//! A folder for one test, and the program run in it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder for one test. It is the home folder of the programs that run in it.
pub(crate) struct Place(TempDir);

/// The output of a program, and its exit code.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A program that keeps running. It is killed if the test ends before it.
pub(crate) struct Service {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The path of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and returns its path as text.
    pub(crate) fn write(&self, name: &str, content: &str) -> String {
        std::fs::write(self.path(name), content).unwrap();
        self.text(name)
    }

    /// The path of a file in the folder as text.
    pub(crate) fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// The program with these arguments, without any settings of this machine.
    pub(crate) fn command(&self, line: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tabchain"));
        let ours = std::env::vars_os().map(|(name, _)| name);
        for name in ours.filter(|name| name.to_string_lossy().starts_with("TABCHAIN_")) {
            command.env_remove(name);
        }
        command
            .args(line)
            .current_dir(self.0.path())
            .env("HOME", self.0.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, line: &[&str]) -> Done {
        finished(&mut self.command(line))
    }

    /// Runs the program to its end with this text as its standard input.
    pub(crate) fn run_with(&self, line: &[&str], input: &str) -> Done {
        let mut child = self.command(line).stdin(Stdio::piped()).spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        done(child.wait_with_output().unwrap())
    }

    /// Runs the program, which must succeed, and returns what it printed.
    pub(crate) fn ok(&self, line: &[&str]) -> String {
        let done = self.run(line);
        assert_eq!(done.code, 0, "{line:?}: {done:?}");
        done.out
    }

    /// Runs the program with `--json`, which must succeed, and returns the document.
    pub(crate) fn json(&self, line: &[&str]) -> Value {
        let text = self.ok(&[line, &["--json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{line:?}: {error}: {text}"))
    }

    /// Runs the program, which must fail with this code and a message that holds each of the parts.
    pub(crate) fn fails(&self, line: &[&str], code: i32, parts: &[&str]) {
        let done = self.run(line);
        assert_eq!(done.code, code, "{line:?}: {done:?}");
        for part in parts {
            assert!(
                done.err.contains(part),
                "{line:?}: no {part:?} in {}",
                done.err
            );
        }
    }

    /// Starts a program that keeps running.
    pub(crate) fn start(&self, line: &[&str]) -> Service {
        let log = std::fs::File::create(self.path("log")).unwrap();
        let mut child = self.command(line).stderr(log).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Service { child, lines }
    }

    /// A new practice chain's settings file.
    pub(crate) fn chain(&self, name: &str, more: &[&str]) -> String {
        let mut line = vec!["chain", "new", "--name", name, "--symbol", "CLI"];
        if !more.contains(&"--difficulty") {
            line.extend(["--difficulty", "16"]);
        }
        let settings = self.ok(&[&line, more].concat());
        self.write(&format!("{name}.json"), &settings)
    }
}

impl Service {
    /// Reads lines until one begins like this, and returns the rest of it.
    pub(crate) fn wait_for(&mut self, head: &str) -> String {
        let mut read = String::new();
        loop {
            let mut line = String::new();
            let length = self.lines.read_line(&mut line).unwrap();
            assert!(
                length > 0,
                "the program ended before it printed {head:?}: {read}"
            );
            if let Some(rest) = line.trim_end().strip_prefix(head) {
                return rest.to_owned();
            }
            read.push_str(&line);
        }
    }

    /// Asks the program to stop as a service manager does, and returns how it ended.
    pub(crate) fn stop(mut self) -> Option<i32> {
        signal(self.child.id(), "TERM");
        self.child.wait().unwrap().code()
    }

    /// Waits for the program's own end, and returns how it ended.
    pub(crate) fn ended(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // If the program has already ended, both calls fail, which does no harm.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn signal(process: u32, name: &str) {
    let status = Command::new("kill")
        .args([format!("-{name}"), process.to_string()])
        .status();
    assert!(status.unwrap().success());
}

/// Runs any program to its end.
pub(crate) fn finished(command: &mut Command) -> Done {
    done(command.output().unwrap())
}

fn done(output: std::process::Output) -> Done {
    Done {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Whether only its owner may read a file.
pub(crate) fn is_private(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).unwrap().permissions().mode() & 0o077 == 0
}
