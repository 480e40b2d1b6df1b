//! Splits a wasm program into the part that a browser loads first and parts that are loaded on
//! demand.
//!
//! A function with the attribute `wasm_split` begins a part. The part has all functions and data
//! that only it uses. Functions and data that two parts use, but not the first load, form a part of
//! their own, which is loaded with each of the two. All parts have one memory and one table of
//! functions. The linker's relocations say which function and which data a function refers to, so
//! the program must be linked with `--emit-relocs` (`src/tab/build.rs`).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use wasm_split_cli_support::{Options, transform};

/// The script that loads the parts. The program imports its functions.
pub(crate) const LOADER: &str = "parts.js";

/// The files of parts are named `split_NAME.wasm`, or `chunk_NUMBER.wasm` if more than one part
/// uses it.
const PART_NAMES: [&str; 2] = ["split_", "chunk_"];

/// Whether this file is a part that is loaded on demand.
pub(crate) fn is_part(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str());
    let is_wasm = file.extension().is_some_and(|kind| kind == "wasm");
    is_wasm && name.is_some_and(|name| PART_NAMES.iter().any(|it| name.starts_with(it)))
}

/// Whether the program has parts.
pub(crate) fn has_parts(program: &[u8]) -> bool {
    // The crate that marks parts leaves a section of this name in the program.
    let marker = b"__wasm_split_unstable";
    program.windows(marker.len()).any(|bytes| bytes == marker)
}

/// Splits `program`, whose bindings will be named `name`, into `folder`. Returns the file that is
/// loaded first, still without its bindings, and the names of the parts.
///
/// # Errors
///
/// If the program has no relocations, or if a file can't be written.
pub(crate) fn split(
    program: &[u8],
    name: &str,
    folder: &Path,
) -> anyhow::Result<(PathBuf, Vec<PathBuf>)> {
    fs::create_dir_all(folder)?;
    let (first, loader) = (folder.join(format!("{name}.wasm")), format!("./{LOADER}"));
    let bindings = format!("./{name}.js");
    let mut options = Options::new(program);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.link_name = &loader;
    options.main_module = &bindings;
    let split = transform(options).map_err(|error| anyhow!("can't split {name}: {error:#}"))?;
    let names = split.split_modules.iter().map(|part| {
        let name = part.file_name().context("a part without a name")?;
        Ok(PathBuf::from(name))
    });
    let names = names.collect::<anyhow::Result<_>>()?;
    Ok((first, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_distinguished_from_the_first_load() {
        for part in ["split_network.wasm", "chunk_4.wasm"] {
            assert!(is_part(Path::new(part)), "{part}");
        }
        for first in [
            "tab_bg.wasm",
            "split.js",
            "parts.js",
            "split_network.wasm.br",
        ] {
            assert!(!is_part(Path::new(first)), "{first}");
        }
    }

    #[test]
    fn a_program_without_relocations_is_refused() {
        // An empty module.
        let program = b"\0asm\x01\0\0\0";
        assert!(!has_parts(program));
        let folder = tempfile::tempdir().unwrap();
        assert!(split(program, "tab", folder.path()).is_err());
    }
}
