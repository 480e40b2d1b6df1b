//! The code and the tables that a build script makes of a folder of texts.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use crate::compare::complete;
use crate::error::Error;
use crate::message::Language;
use crate::reading::{File, read};
use crate::rust::rust;
use crate::table::table;

/// Checks the languages in `folder`, which has one folder for each. Writes to cargo's `OUT_DIR` the
/// file `texts.rs` with the functions, and for each language its `TAG.table`. `first` is the tag of
/// the language that all others are compared with. For build scripts: errors in the texts go to
/// cargo, which then fails the build.
///
/// # Errors
/// An error if a file can't be read or written.
pub fn build(folder: &str, first: &str) -> io::Result<()> {
    println!("cargo::rerun-if-changed={folder}");
    let folder = Path::new(folder);
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let language = match read(first, &files(&folder.join(first))?) {
        Ok(language) => language,
        Err(errors) => {
            report(&errors);
            return Ok(());
        }
    };
    fs::write(out.join("texts.rs"), rust(&language))?;
    write_table(&out, &language)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_dir() || path.ends_with(first) {
            continue;
        }
        let other = read(&stem(&path), &files(&path)?);
        match other.and_then(|other| complete(&other, &language)) {
            Ok(other) => write_table(&out, &other)?,
            Err(errors) => report(&errors),
        }
    }
    Ok(())
}

/// The files of a language, in the order of their names.
fn files(folder: &Path) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "ftl") {
            files.push(File {
                path: path.to_string_lossy().into_owned(),
                feature: stem(&path),
                source: fs::read_to_string(&path)?,
            });
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// The name of a file or a folder without its extension.
fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn write_table(out: &Path, language: &Language) -> io::Result<()> {
    let name = format!("{}.table", language.tag);
    fs::write(out.join(name), table(language))
}

/// Reports errors to cargo, which then fails the build.
fn report(errors: &[Error]) {
    for error in errors {
        println!("cargo::error={error}");
    }
}
