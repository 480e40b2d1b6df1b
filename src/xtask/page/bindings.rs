//! The bindings of a wasm program: the script that loads it and provides its imports.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::files::{is_newer, list};
use super::split;
use crate::compact::{Bound, compact, compact_part};

/// Creates `NAME.js` and `NAME_bg.wasm` from a compiled program, and its [parts](split), unless
/// they are up to date. All are made [`compact`].
pub(crate) fn make(
    program: &Path,
    page: &Path,
    files: &mut BTreeSet<PathBuf>,
) -> anyhow::Result<()> {
    let name = program.file_stem().context("a program without a name")?;
    let name = name.to_str().context("a program whose name is not UTF-8")?;
    let made = [format!("{name}.js"), format!("{name}_bg.wasm")].map(PathBuf::from);
    files.extend(made.clone());
    // Another build of this tool may create other bindings from the same program.
    let tool = std::env::current_exe()?;
    let is_current = |file: &Path| is_newer(file, program) && is_newer(file, &tool);
    if made.iter().all(|file| is_current(&page.join(file))) {
        files.extend(parts_of_before(page)?);
        return Ok(());
    }
    println!("{name}");
    // The files are in another folder until they are complete. Otherwise an interrupted build could
    // leave a program that looks up to date.
    let unfinished = page.with_extension("unfinished");
    let linked = fs::read(program)?;
    let (first, parts) = if split::has_parts(&linked) {
        split::split(&linked, name, &unfinished)?
    } else {
        (program.to_owned(), Vec::new())
    };
    bind(&first, name, &unfinished)?;
    let (script, wasm) = (unfinished.join(&made[0]), unfinished.join(&made[1]));
    let bound = compact(&Bound {
        program: fs::read(&wasm)?,
        script: fs::read_to_string(&script)?,
    })?;
    fs::write(&wasm, bound.program)?;
    fs::write(&script, bound.script)?;
    for part in &parts {
        let part = unfinished.join(part);
        fs::write(&part, compact_part(fs::read(&part)?)?)?;
    }
    fs::create_dir_all(page)?;
    for file in parts_of_before(page)? {
        fs::remove_file(page.join(file))?;
    }
    // The program comes last: if it is current, everything is.
    let loader = (!parts.is_empty()).then(|| PathBuf::from(split::LOADER));
    for file in parts.iter().chain(&loader).chain(&made) {
        fs::rename(unfinished.join(file), page.join(file))?;
        files.insert(file.clone());
    }
    fs::remove_dir_all(&unfinished)?;
    Ok(())
}

/// The parts of a program, and their loader, that an earlier build left.
fn parts_of_before(page: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = list(page)?;
    files.retain(|file| split::is_part(file) || file == Path::new(split::LOADER));
    Ok(files)
}

/// Creates the bindings themselves.
fn bind(program: &Path, name: &str, folder: &Path) -> anyhow::Result<()> {
    let (program, folder) = (program.to_string_lossy(), folder.to_string_lossy());
    let arguments = [
        "wasm-bindgen",
        &program,
        "--target",
        "web",
        "--no-typescript",
        "--remove-producers-section",
        // Parts share the table of functions.
        "--keep-lld-exports",
        "--out-dir",
        &folder,
        "--out-name",
        name,
    ];
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments)
        .with_context(|| format!("can't make the bindings of {name}"))
}
