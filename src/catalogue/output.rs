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
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    match languages(Path::new(folder), first)? {
        Ok(languages) => {
            for (place, language) in languages.iter().enumerate() {
                if place == 0 {
                    fs::write(out.join("texts.rs"), rust(language))?;
                }
                fs::write(out.join(format!("{}.table", language.tag)), table(language))?;
            }
        }
        Err(errors) => {
            for error in errors {
                println!("cargo::error={error}");
            }
        }
    }
    Ok(())
}

/// Reads the languages in `folder`, which has one folder for each. The one with the tag `first`
/// comes first; all others have its messages and values in its order, and follow in the order of
/// their tags.
///
/// # Errors
/// An error if a file can't be read; within, all errors in the texts.
pub fn languages(folder: &Path, first: &str) -> io::Result<Result<Vec<Language>, Vec<Error>>> {
    let language = match read(first, &files(&folder.join(first))?) {
        Ok(language) => language,
        Err(errors) => return Ok(Err(errors)),
    };
    let mut others = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with(first) {
            others.push(path);
        }
    }
    others.sort();
    let (mut languages, mut errors) = (vec![language], Vec::new());
    for path in others {
        let other = read(&stem(&path), &files(&path)?);
        match other.and_then(|other| complete(&other, &languages[0])) {
            Ok(other) => languages.push(other),
            Err(wrong) => errors.extend(wrong),
        }
    }
    Ok(match errors.is_empty() {
        true => Ok(languages),
        false => Err(errors),
    })
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
