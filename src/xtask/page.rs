//! Builds the page: the wasm program, its bindings, and the files around them, into `target/page`.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, bail};
use brotli::CompressorWriter;

use crate::arrange::arrange;
use crate::steps::Steps;
use crate::tools;
use crate::workspace::{WASM, Workspace};

/// The package whose program runs in the page and in its workers.
const PACKAGE: &str = "tab";

/// Files of these kinds are served compressed.
const COMPRESSED: [&str; 6] = ["css", "html", "js", "svg", "wasm", "webmanifest"];

/// Builds what has changed and returns the page's folder.
pub(crate) fn build(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<PathBuf> {
    steps.step("Find the wasm target", tools::wasm_target)?;
    let program = steps.step("Compile the page's program", || program(workspace))?;
    let page = workspace.page();
    let files = steps.step("Make the bindings", || {
        let mut files = BTreeSet::new();
        bindings(&program, &page, &mut files)?;
        Ok(files)
    })?;
    steps.step("Gather the page", || {
        let mut files = files;
        copy(
            &workspace.root().join("index.html"),
            &page,
            "index.html",
            &mut files,
        )?;
        copy_all(&workspace.root().join("www"), &page, &mut files)?;
        compress_all(&page, &mut files)?;
        remove_others(&page, &files)?;
        report(&page, &files)
    })?;
    Ok(page)
}

/// Compiles the program and returns its wasm file.
fn program(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let mut command = workspace.cargo("build");
    command.args(["--release", "--target", WASM, "--package", PACKAGE]);
    workspace.program(&mut command)
}

/// Makes `NAME.js` and `NAME_bg.wasm` from a compiled program, unless they are newer than it already; the wasm for a
/// compressor to make much of.
pub(crate) fn bindings(
    program: &Path,
    page: &Path,
    files: &mut BTreeSet<PathBuf>,
) -> anyhow::Result<()> {
    let name = program.file_stem().context("a program without a name")?;
    let name = name.to_str().context("a program whose name is no text")?;
    let made = [format!("{name}.js"), format!("{name}_bg.wasm")];
    files.extend(made.iter().map(PathBuf::from));
    // Another build of this tool may make other bindings of the same program.
    let tool = std::env::current_exe()?;
    let is_current = |file: &Path| is_newer(file, program) && is_newer(file, &tool);
    if made.iter().all(|file| is_current(&page.join(file))) {
        return Ok(());
    }
    println!("{name}");
    // Elsewhere until they are whole: an interrupted build must not leave a program that looks new.
    let unfinished = page.with_extension("unfinished");
    let (program, folder) = (program.to_string_lossy(), unfinished.to_string_lossy());
    let arguments = [
        "wasm-bindgen",
        &program,
        "--target",
        "web",
        "--no-typescript",
        "--remove-producers-section",
        "--out-dir",
        &folder,
        "--out-name",
        name,
    ];
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments)
        .with_context(|| format!("can't make the bindings of {name}"))?;
    let wasm = unfinished.join(&made[1]);
    fs::write(&wasm, arrange(&fs::read(&wasm)?)?)?;
    fs::create_dir_all(page)?;
    for file in &made {
        fs::rename(unfinished.join(file), page.join(file))?;
    }
    fs::remove_dir(&unfinished)?;
    Ok(())
}

/// Copies a folder with all that is in it.
pub(crate) fn copy_all(
    from: &Path,
    page: &Path,
    files: &mut BTreeSet<PathBuf>,
) -> anyhow::Result<()> {
    for name in list(from)? {
        copy(&from.join(&name), page, name, files)?;
    }
    Ok(())
}

/// Copies one file into the page, unless the copy is newer already.
fn copy(
    from: &Path,
    page: &Path,
    name: impl Into<PathBuf>,
    files: &mut BTreeSet<PathBuf>,
) -> anyhow::Result<()> {
    let name = name.into();
    let to = page.join(&name);
    if !is_newer(&to, from) {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from, &to).with_context(|| format!("can't copy {}", from.display()))?;
    }
    if !files.insert(name) {
        bail!("two files of the page have the name of {}", from.display());
    }
    Ok(())
}

/// Writes the compressed siblings of all files that gain by it.
fn compress_all(page: &Path, files: &mut BTreeSet<PathBuf>) -> anyhow::Result<()> {
    let gains = |file: &&PathBuf| {
        let kind = file.extension().and_then(|kind| kind.to_str());
        kind.is_some_and(|kind| COMPRESSED.contains(&kind))
    };
    let plain: Vec<_> = files.iter().filter(gains).cloned().collect();
    std::thread::scope(|scope| {
        let work = plain.iter().map(|file| {
            let (from, to) = (page.join(file), page.join(compressed(file)));
            scope.spawn(move || compress(&from, &to))
        });
        let work: Vec<_> = work.collect();
        work.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })?;
    files.extend(plain.iter().map(|file| compressed(file)));
    Ok(())
}

fn compress(from: &Path, to: &Path) -> anyhow::Result<()> {
    if is_newer(to, from) {
        return Ok(());
    }
    let plain = fs::read(from)?;
    let (buffer, quality, window) = (64 << 10, 11, 22);
    // Under another name until it is whole: an interrupted build must not leave half a file that looks new.
    let unfinished = to.with_extension("unfinished");
    let mut writer = CompressorWriter::new(File::create(&unfinished)?, buffer, quality, window);
    writer.write_all(&plain)?;
    writer.flush()?;
    drop(writer);
    fs::rename(&unfinished, to)?;
    Ok(())
}

/// The name of a file's compressed sibling.
pub(crate) fn compressed(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}

/// Removes what an earlier build left in the page.
fn remove_others(page: &Path, files: &BTreeSet<PathBuf>) -> anyhow::Result<()> {
    for name in list(page)? {
        if !files.contains(&name) {
            fs::remove_file(page.join(&name))?;
        }
    }
    Ok(())
}

/// Says how large the programs are, as they are and as they are sent.
fn report(page: &Path, files: &BTreeSet<PathBuf>) -> anyhow::Result<()> {
    for file in files {
        if file.extension().is_some_and(|kind| kind == "wasm") {
            let raw = fs::metadata(page.join(file))?.len();
            let sent = fs::metadata(page.join(compressed(file)))?.len();
            println!("{:24} {raw:>9} bytes, {sent:>8} sent", file.display());
        }
    }
    Ok(())
}

/// All files below a folder, by their names relative to it.
pub(crate) fn list(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        let at = folder.join(&inner);
        let entries = fs::read_dir(&at).with_context(|| format!("can't read {}", at.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = inner.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(name);
            } else {
                files.push(name);
            }
        }
    }
    Ok(files)
}

/// Whether `made` is there and not older than what it is made from.
fn is_newer(made: &Path, from: &Path) -> bool {
    let time = |path: &Path| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    matches!((time(made), time(from)), (Some(made), Some(from)) if made >= from)
}
