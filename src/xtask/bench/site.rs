//! The files that Chromium and Node load (the benchmark's wasm program, its scripts and the
//! libraries), and the native programs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Serialize;

use crate::packages::{self, Packages};
use crate::page::{self, bindings};
use crate::steps::Steps;
use crate::tools;
use crate::workspace::{WASM, Workspace};

/// The beginning of the names by which the libraries import each other. Workers can't resolve such
/// names, so paths replace them.
const NOBLE_HASHES: &str = "'@noble/hashes/";

/// Builds the folder and returns it.
pub(crate) fn build(
    workspace: &Workspace,
    steps: &mut Steps,
    site: &Path,
    packages: &Packages,
) -> anyhow::Result<PathBuf> {
    steps.step("Find the wasm target", tools::wasm_target)?;
    let program = steps.step("Compile the benchmark for wasm", || wasm(workspace))?;
    steps.step("Lay out what is loaded", || {
        fs::create_dir_all(site)?;
        let mut files = BTreeSet::new();
        bindings::make(&program, site, &mut files)?;
        page::copy_all(&workspace.root().join("src/bench/page"), site, &mut files)?;
        // With this file, Node treats scripts as modules, as browsers do here.
        fs::write(site.join("package.json"), r#"{"type":"module"}"#)?;
        libraries(packages, site)
    })?;
    Ok(site.to_owned())
}

/// The cargo profile of the wasm program: the page's, except that the libraries for comparison are
/// compiled for speed.
const PROFILE: &str = "web-bench";

/// Compiles the wasm program.
fn wasm(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let mut command = workspace.cargo("build");
    command.args(["--profile", PROFILE]);
    command.args(["--package", "bench", "--bin", "bench_wasm"]);
    let artifacts = workspace.artifacts(command.args(["--target", WASM]))?;
    let files = artifacts
        .into_iter()
        .flat_map(|artifact| artifact.filenames);
    let mut programs = files.filter(|file| file.extension() == Some("wasm"));
    let program = programs.next().context("cargo built no wasm program")?;
    Ok(program.into_std_path_buf())
}

/// Compiles the native contenders of others for speed, with OpenSSL among them if its development
/// files are there.
pub(crate) fn native(workspace: &Workspace, has_openssl: bool) -> anyhow::Result<PathBuf> {
    let mut command = workspace.cargo("build");
    command.args(["--release", "--package", "bench"]);
    if has_openssl {
        command.args(["--features", "openssl"]);
    }
    workspace.program(command.args(["--bin", "bench_native"]))
}

/// Compiles the program `tabchain` as `cargo install` does.
pub(crate) fn program(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let mut command = workspace.cargo("build");
    command.args(["--release", "--package", "cli", "--bin", "tabchain"]);
    workspace.program(&mut command)
}

/// Copies the modules of the libraries to the folder from which `rivals.js` imports them.
fn libraries(packages: &Packages, site: &Path) -> anyhow::Result<()> {
    if let Some(folder) = packages.folder(packages::HASH_WASM) {
        fs::copy(
            folder.join("dist/index.esm.min.js"),
            site.join("hash-wasm.js"),
        )?;
    }
    for (name, place) in [
        (packages::NOBLE_HASHES, "hashes"),
        (packages::NOBLE_CURVES, "curves"),
    ] {
        let Some(folder) = packages.folder(name) else {
            continue;
        };
        for file in page::files::list(folder)? {
            if file.extension().is_none_or(|kind| kind != "js") {
                continue;
            }
            let text = fs::read_to_string(folder.join(&file))?;
            let up = "../".repeat(file.components().count());
            let text = text.replace(NOBLE_HASHES, &format!("'{up}hashes/"));
            let to = site.join(place).join(&file);
            fs::create_dir_all(to.parent().context("a file in no folder")?)?;
            fs::write(to, text)?;
        }
    }
    Ok(())
}

/// One wasm program of the page.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Size {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    /// Its bytes as sent, compressed with brotli.
    pub(crate) sent: u64,
}

/// The sizes of all wasm programs of the page.
pub(crate) fn sizes(page: &Path) -> anyhow::Result<Vec<Size>> {
    let mut sizes = Vec::new();
    for file in page::files::list(page)? {
        if file.extension().is_some_and(|kind| kind == "wasm") {
            let length = |path: &Path| anyhow::Ok(fs::metadata(page.join(path))?.len());
            sizes.push(Size {
                name: file.display().to_string(),
                bytes: length(&file)?,
                sent: length(&page::compressed(&file))?,
            });
        }
    }
    if sizes.is_empty() {
        bail!("{} has no wasm programs", page.display());
    }
    sizes.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(sizes)
}
