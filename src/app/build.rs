//! Checks the page's texts, and turns them into Rust and tables for [`texts`](texts/mod.rs).

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use catalogue::{Error, File, Language};

/// The folder with one folder a language.
const TEXTS: &str = "texts";

/// The tag of the language that is built into the page. All other languages are compared with it.
const FIRST: &str = "en";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={TEXTS}");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let first = match catalogue::read(FIRST, &files(&Path::new(TEXTS).join(FIRST))?) {
        Ok(first) => first,
        Err(errors) => {
            tell(&errors);
            return Ok(());
        }
    };
    fs::write(out.join("texts.rs"), catalogue::rust(&first))?;
    write_table(&out, &first)?;
    for entry in fs::read_dir(TEXTS)? {
        let path = entry?.path();
        if !path.is_dir() || path.ends_with(FIRST) {
            continue;
        }
        let read = catalogue::read(&stem(&path), &files(&path)?);
        match read.and_then(|language| catalogue::complete(&language, &first)) {
            Ok(language) => write_table(&out, &language)?,
            Err(errors) => tell(&errors),
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
    fs::write(out.join(name), catalogue::table(language))
}

/// Reports errors to cargo, which then fails the build.
fn tell(errors: &[Error]) {
    for error in errors {
        println!("cargo::error={error}");
    }
}
