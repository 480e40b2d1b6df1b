//! Checks the page's texts, and turns them into Rust and tables for [`texts`](texts/mod.rs).

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use catalogue::{Error, Language};

/// The folder with one folder a language.
const TEXTS: &str = "texts";

/// The language that is built into the page, and that all others are compared with.
const FIRST: &str = "en";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={TEXTS}");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let first = match catalogue::read(&Path::new(TEXTS).join(FIRST))? {
        Ok(first) => first,
        Err(errors) => return tell(&errors),
    };
    fs::write(out.join("texts.rs"), catalogue::rust(&first))?;
    write_table(&out, &first)?;
    for entry in fs::read_dir(TEXTS)? {
        let path = entry?.path();
        if !path.is_dir() || path.ends_with(FIRST) {
            continue;
        }
        let read = catalogue::read(&path)?;
        match read.and_then(|language| catalogue::complete(&language, &first)) {
            Ok(language) => write_table(&out, &language)?,
            Err(errors) => tell(&errors)?,
        }
    }
    Ok(())
}

fn write_table(out: &Path, language: &Language) -> io::Result<()> {
    let name = format!("{}.table", language.tag);
    fs::write(out.join(name), catalogue::table(language))
}

/// Reports errors, with which the build fails.
fn tell(errors: &[Error]) -> io::Result<()> {
    for error in errors {
        println!("cargo::error={error}");
    }
    Ok(())
}
