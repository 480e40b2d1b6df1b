//! Builds the page: the wasm program, its bindings, and the files around them, into `target/page`.
//!
//! Programs and styles are below `v/VERSION/`, where the version is a hash over all files of the
//! page. So if a newer page replaces an older one that a browser is loading, the browser gets files
//! of one version or none. `index.html` and `sw.js` contain that version.

pub(crate) mod bindings;
pub(crate) mod files;
pub(crate) mod languages;
pub(crate) mod split;
mod styles;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, bail};
use brotli::CompressorWriter;
use sha2::{Digest, Sha256};

use crate::steps::Steps;
use crate::tools;
use crate::workspace::{WASM, Workspace};
use files::{is_newer, list};

/// The cargo profile of programs that a browser downloads, which is built for size. Cargo names a
/// folder in its target folder after the profile, so the name must differ from that of the built
/// page's folder.
const PROFILE: &str = "web";

/// The package whose program runs in the page and in its workers.
const PACKAGE: &str = "tab";

/// Files of these kinds are served compressed.
const COMPRESSED: [&str; 7] = ["css", "html", "js", "svg", "txt", "wasm", "webmanifest"];

/// Files of these kinds are below the folder of their version.
const VERSIONED: [&str; 4] = ["css", "js", "txt", "wasm"];

/// The folder of all versions.
const VERSIONS: &str = "v";

/// The program that is loaded first. The page contains its length in bytes, to show how many have
/// arrived.
const PROGRAM: &str = "tab_bg.wasm";

/// The files that contain the version, with `@VERSION@`, `@FILES@` and `@PROGRAM_BYTES@` in their
/// sources.
const INDEX: &str = "index.html";
const SERVICE_WORKER: &str = "sw.js";

/// The list of relays, which a host may replace. So the service worker does not keep it.
const RELAY_LIST: &str = "relays.json";

/// A picture for the README, which the page itself never shows.
const NOT_OF_THE_PAGE: &str = "page.png";

/// Whether a part is for the README and is never fetched by the page.
pub(crate) fn is_for_readme(part: &Path) -> bool {
    part == Path::new(NOT_OF_THE_PAGE)
}

/// Builds what has changed and returns the page's folder.
pub(crate) fn build(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<PathBuf> {
    steps.step("Find the wasm target", tools::wasm_target)?;
    let program = steps.step("Compile the page's program", || program(workspace))?;
    let parts = workspace.page_parts();
    let files = steps.step("Make the bindings", || {
        let mut files = BTreeSet::new();
        bindings::make(&program, &parts, &mut files)?;
        Ok(files)
    })?;
    steps.step("Gather the page", || {
        let mut files = files;
        copy_all(&workspace.root().join("www"), &parts, &mut files)?;
        languages::make(workspace.root(), &parts, &mut files)?;
        let index = fs::read_to_string(workspace.root().join(INDEX))?;
        styles::join(&index, INDEX, &parts, &mut files)?;
        let plain = files.clone();
        compress_all(&parts, &mut files)?;
        remove_others(&parts, &files)?;
        lay_out(&parts, &plain, &workspace.page())?;
        report(&parts, &files)
    })?;
    Ok(workspace.page())
}

/// Copies the parts to their places in the page, and writes the version into the files that contain
/// it.
fn lay_out(parts: &Path, plain: &BTreeSet<PathBuf>, page: &Path) -> anyhow::Result<()> {
    let version = version(parts, plain)?;
    let mut files = BTreeSet::new();
    let mut kept = vec!["./".to_owned()];
    for part in plain {
        if names_the_version(part) {
            continue;
        }
        let place = place(part, &version);
        copy(&parts.join(part), page, &place, &mut files)?;
        if parts.join(compressed(part)).is_file() {
            copy(
                &parts.join(compressed(part)),
                page,
                compressed(&place),
                &mut files,
            )?;
        }
        if !is_for_readme(part) && part != Path::new(RELAY_LIST) {
            kept.push(
                place
                    .to_str()
                    .context("a name that is not UTF-8")?
                    .to_owned(),
            );
        }
    }
    if let Some(name) = kept.iter().find(|name| name.contains(char::is_whitespace)) {
        bail!("the service worker's list takes no name with a space in it: {name}");
    }
    let program = fs::metadata(parts.join(PROGRAM)).map_or(0, |file| file.len());
    for name in [INDEX, SERVICE_WORKER] {
        let text = fs::read_to_string(parts.join(name))?;
        let text = text
            .replace("@VERSION@", &version)
            .replace("@PROGRAM_BYTES@", &program.to_string())
            .replace("@FILES@", &kept.join(" "));
        let to = page.join(name);
        // The file is written only if it changes, so that it is compressed again only then.
        if fs::read_to_string(&to).ok().as_ref() != Some(&text) {
            fs::write(&to, text)?;
        }
        compress(&to, &page.join(compressed(Path::new(name))))?;
        files.extend([PathBuf::from(name), compressed(Path::new(name))]);
    }
    let older = older_version(page, &version)?;
    files.extend(
        older
            .iter()
            .flat_map(|(folder, names)| names.iter().map(|name| folder.join(name))),
    );
    remove_others(page, &files)
}

/// The version: a hash of the names and contents of all parts.
fn version(parts: &Path, plain: &BTreeSet<PathBuf>) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    for part in plain {
        let content = fs::read(parts.join(part))?;
        hash.update(part.as_os_str().as_encoded_bytes());
        hash.update([0]);
        hash.update(Sha256::digest(content));
    }
    let mut version = String::new();
    for byte in hash.finalize().iter().take(8) {
        write!(version, "{byte:02x}")?;
    }
    Ok(version)
}

fn names_the_version(part: &Path) -> bool {
    [INDEX, SERVICE_WORKER]
        .iter()
        .any(|name| part == Path::new(name))
}

/// The path of a part within the page.
fn place(part: &Path, version: &str) -> PathBuf {
    let kind = part.extension().and_then(|kind| kind.to_str());
    if kind.is_some_and(|kind| VERSIONED.contains(&kind)) {
        Path::new(VERSIONS).join(version).join(part)
    } else {
        part.to_owned()
    }
}

/// The newest version of an earlier build, with its files. It is kept, because a tab that runs this
/// version may still load its workers.
fn older_version(page: &Path, version: &str) -> anyhow::Result<Option<(PathBuf, Vec<PathBuf>)>> {
    let mut newest: Option<(SystemTime, PathBuf)> = None;
    for entry in fs::read_dir(page.join(VERSIONS))? {
        let entry = entry?;
        let made = entry.metadata()?.modified()?;
        if entry.file_name() != *version && newest.as_ref().is_none_or(|(time, _)| *time < made) {
            newest = Some((made, Path::new(VERSIONS).join(entry.file_name())));
        }
    }
    let Some((_, folder)) = newest else {
        return Ok(None);
    };
    let files = list(&page.join(&folder))?;
    Ok(Some((folder, files)))
}

/// Compiles the program and returns its wasm file.
fn program(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let mut command = workspace.cargo("build");
    command.args(["--profile", PROFILE, "--target", WASM, "--package", PACKAGE]);
    workspace.program(&mut command)
}

/// Copies all files of a folder.
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

/// Compresses all files of the kinds in [`COMPRESSED`], each into a file next to it.
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
    // The file has another name until it is complete. Otherwise an interrupted build could leave a
    // partial file that looks up to date.
    let unfinished = to.with_extension("unfinished");
    write_compressed(&plain, File::create(&unfinished)?)?;
    fs::rename(&unfinished, to)?;
    Ok(())
}

fn write_compressed(plain: &[u8], to: impl Write) -> std::io::Result<()> {
    let (buffer, quality, window) = (64 << 10, 11, 22);
    let mut writer = CompressorWriter::new(to, buffer, quality, window);
    writer.write_all(plain)?;
    writer.flush()
}

/// How many bytes the page would send for these.
pub(crate) fn compressed_bytes(plain: &[u8]) -> std::io::Result<usize> {
    let mut sent = Vec::new();
    write_compressed(plain, &mut sent)?;
    Ok(sent.len())
}

/// The name of a file's compressed version.
pub(crate) fn compressed(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}

/// Removes all other files from the page, which earlier builds left.
fn remove_others(page: &Path, files: &BTreeSet<PathBuf>) -> anyhow::Result<()> {
    for name in list(page)? {
        if !files.contains(&name) {
            fs::remove_file(page.join(&name))?;
            // A folder that is not empty is not removed.
            for folder in name
                .ancestors()
                .skip(1)
                .filter(|it| !it.as_os_str().is_empty())
            {
                let _ = fs::remove_dir(page.join(folder));
            }
        }
    }
    Ok(())
}

/// Prints the sizes of the programs, uncompressed and as sent.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join(name), text).unwrap();
        PathBuf::from(name)
    }

    fn versions(page: &Path) -> Vec<String> {
        let folders = fs::read_dir(page.join(VERSIONS)).unwrap();
        let names = folders.map(|folder| folder.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[test]
    fn a_page_is_of_one_version_and_keeps_the_one_before() {
        let folder = std::env::temp_dir().join(format!("tabchain-page-{}", std::process::id()));
        let (parts, page) = (folder.join("parts"), folder.join("page"));
        let mut plain = BTreeSet::new();
        plain.insert(write(
            &parts,
            INDEX,
            "<script src=\"v/@VERSION@/start.js\">",
        ));
        plain.insert(write(
            &parts,
            SERVICE_WORKER,
            "const FILES = \"@FILES@\", V = \"@VERSION@\";",
        ));
        plain.insert(write(&parts, "icon.svg", "<svg />"));
        plain.insert(write(&parts, RELAY_LIST, "[]"));
        plain.insert(write(&parts, "start.js", "one"));
        write(&page, "old.js", "left by something else");
        let mut seen = Vec::new();
        for script in ["one", "two", "three"] {
            write(&parts, "start.js", script);
            let version = version(&parts, &plain).unwrap();
            assert!(
                !seen.contains(&version),
                "another content has another version"
            );
            lay_out(&parts, &plain, &page).unwrap();
            let index = fs::read_to_string(page.join(INDEX)).unwrap();
            assert_eq!(index, format!("<script src=\"v/{version}/start.js\">"));
            let worker = fs::read_to_string(page.join(SERVICE_WORKER)).unwrap();
            let files = format!("\"./ icon.svg v/{version}/start.js\"");
            assert!(worker.contains(&files), "{worker}");
            let kept = fs::read_to_string(page.join("v").join(&version).join("start.js"));
            assert_eq!(kept.unwrap(), script);
            let expected: BTreeSet<_> =
                seen.last().into_iter().chain([&version]).cloned().collect();
            assert_eq!(
                versions(&page).into_iter().collect::<BTreeSet<_>>(),
                expected
            );
            seen.push(version);
        }
        assert!(page.join(RELAY_LIST).exists());
        assert!(!page.join("old.js").exists());
        fs::remove_dir_all(folder).unwrap();
    }
}
