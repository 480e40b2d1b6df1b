//! The workspace's folders, and commands of cargo.

use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use cargo_metadata::{Artifact, Message, Metadata, MetadataCommand, Package};

/// The compilation target of all programs of the page.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The workspace that xtask was called in.
pub(crate) struct Workspace {
    metadata: Metadata,
}

impl Workspace {
    pub(crate) fn find() -> anyhow::Result<Self> {
        let metadata = MetadataCommand::new().no_deps().exec()?;
        Ok(Self { metadata })
    }

    pub(crate) fn root(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    /// Cargo's folder for build outputs.
    pub(crate) fn target(&self) -> &Path {
        self.metadata.target_directory.as_std_path()
    }

    /// The folder of the built page.
    pub(crate) fn page(&self) -> PathBuf {
        self.target().join("page")
    }

    /// The folder of the page's files under their plain names, from which the page is assembled.
    pub(crate) fn page_parts(&self) -> PathBuf {
        self.target().join("page-parts")
    }

    pub(crate) fn packages(&self) -> Vec<&Package> {
        self.metadata.workspace_packages()
    }

    /// The packages that use the test library for wasm.
    pub(crate) fn packages_with_wasm_tests(&self) -> Vec<&str> {
        let packages = self.packages().into_iter().filter(|package| {
            let mut names = package
                .dependencies
                .iter()
                .map(|dependency| &dependency.name);
            names.any(|name| name == "wasm-bindgen-test")
        });
        packages.map(|package| package.name.as_str()).collect()
    }

    /// A cargo command with this subcommand, in the workspace's root.
    pub(crate) fn cargo(&self, subcommand: &str) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(self.root()).arg(subcommand);
        command
    }

    /// Runs a cargo command that builds, and returns the artifacts of the workspace's own packages.
    pub(crate) fn artifacts(&self, command: &mut Command) -> anyhow::Result<Vec<Artifact>> {
        command
            .arg("--message-format=json-render-diagnostics")
            .stdout(Stdio::piped());
        let mut child = command.spawn().context("can't start cargo")?;
        let stdout = child.stdout.take().context("cargo's output is not piped")?;
        let mut artifacts = Vec::new();
        for message in Message::parse_stream(BufReader::new(stdout)) {
            if let Message::CompilerArtifact(artifact) = message?
                && self
                    .metadata
                    .workspace_members
                    .contains(&artifact.package_id)
            {
                artifacts.push(artifact);
            }
        }
        let status = child.wait()?;
        if !status.success() {
            bail!("cargo ended with {status}");
        }
        Ok(artifacts)
    }

    /// Runs a cargo command that builds one program, and returns the program's path.
    pub(crate) fn program(&self, command: &mut Command) -> anyhow::Result<PathBuf> {
        let artifacts = self.artifacts(command)?;
        let program = artifacts
            .into_iter()
            .find_map(|artifact| artifact.executable);
        let program = program.context("cargo built no program")?;
        Ok(program.into_std_path_buf())
    }

    /// Builds the program `tabchain`.
    pub(crate) fn tabchain(&self) -> anyhow::Result<PathBuf> {
        let mut command = self.cargo("build");
        self.program(command.args(["--package", "cli", "--bin", "tabchain"]))
    }

    /// Builds the programs that serve people.
    pub(crate) fn programs(&self) -> anyhow::Result<Programs> {
        let mut relay = self.cargo("build");
        Ok(Programs {
            relay: self.program(relay.args(["--package", "relay", "--bin", "relay"]))?,
            tabchain: self.tabchain()?,
        })
    }

    /// Builds all native tests, and the programs that serve people, since some tests run them.
    pub(crate) fn native_tests(&self) -> anyhow::Result<NativeTests> {
        let mut command = self.cargo("test");
        let built = self.artifacts(command.args(["--workspace", "--no-run"]))?;
        let program = |name: &str| {
            let mut programs = built.iter().filter(|one| one.target.is_bin());
            let found = programs.find(|one| one.target.name == name && !one.profile.test);
            let path = found.and_then(|one| one.executable.clone());
            path.map(Into::into)
                .with_context(|| format!("no test needs the program {name}"))
        };
        let programs = Programs {
            relay: program("relay")?,
            tabchain: program("tabchain")?,
        };
        let tests = built.iter().filter(|one| one.profile.test);
        let tests = tests.filter_map(|one| {
            Some(TestProgram {
                path: one.executable.clone()?.into(),
                folder: one.manifest_path.parent()?.into(),
                title: format!("{} ({})", one.target.name, one.target.src_path),
            })
        });
        let tests = tests.collect();
        Ok(NativeTests { programs, tests })
    }
}

/// The built native tests, and the programs that they run.
#[derive(Debug)]
pub(crate) struct NativeTests {
    pub(crate) programs: Programs,
    pub(crate) tests: Vec<TestProgram>,
}

/// A program of tests.
#[derive(Debug)]
pub(crate) struct TestProgram {
    path: PathBuf,
    /// The folder of its package, which tests expect as the current one.
    folder: PathBuf,
    pub(crate) title: String,
}

impl TestProgram {
    /// The command that runs the tests whose names contain a word of `filter`, as `cargo test`
    /// would.
    pub(crate) fn command(&self, filter: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command
            .args(filter)
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder);
        command
    }
}

/// The programs that serve people.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    pub(crate) relay: PathBuf,
    pub(crate) tabchain: PathBuf,
}
