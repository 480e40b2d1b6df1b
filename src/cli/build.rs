//! With the feature `embed`, puts the built page into the program.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The environment variable with the folder of the built page; without it, `target/page` is used.
const FOLDER: &str = "TABCHAIN_EMBED";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed={FOLDER}");
    if env::var_os("CARGO_FEATURE_EMBED").is_none() {
        return Ok(());
    }
    let workspace = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let folder = match env::var_os(FOLDER) {
        Some(folder) => PathBuf::from(folder),
        None => workspace.join("target/page"),
    };
    println!("cargo::rerun-if-changed={}", folder.display());
    if !folder.join("index.html").is_file() {
        println!(
            "cargo::error={} holds no built page: build it with `cargo xtask build`, or set {FOLDER} to the folder of a built page",
            folder.display()
        );
        return Ok(());
    }
    let folder = folder.canonicalize()?;
    let mut list = String::from("&[\n");
    add(&folder, &folder, &mut list)?;
    list.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR")?).join("page.rs");
    fs::write(out, list)?;
    Ok(())
}

/// Adds the files below a folder to the list, in the order of their names.
fn add(root: &Path, folder: &Path, list: &mut String) -> Result<(), Box<dyn Error>> {
    let entries = fs::read_dir(folder)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            add(root, &path, list)?;
            continue;
        }
        let name = path
            .strip_prefix(root)?
            .to_string_lossy()
            .replace('\\', "/");
        writeln!(
            list,
            "    relay::EmbeddedFile {{ path: {name:?}, content: include_bytes!({:?}) }},",
            path.display().to_string()
        )?;
    }
    Ok(())
}
