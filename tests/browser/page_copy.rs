//! The page with extra lines before its program, which simulate conditions that browsers rarely
//! produce.

use std::fs;

use anyhow::Result;
use tempfile::TempDir;

use crate::updates::{copy_page, version};

/// Returns a copy of the page that runs these lines before its program, in the page and in each of
/// its workers. In the workers, and only there, `document` does not exist.
pub(crate) fn page_with(lines: &str) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    copy_page(folder.path())?;
    let script = folder
        .path()
        .join("v")
        .join(version(folder.path())?)
        .join("start.js");
    let text = fs::read_to_string(&script)?;
    fs::write(&script, format!("{lines}\n{text}"))?;
    // Otherwise the server would send the compressed file, which is unchanged.
    fs::remove_file(script.with_extension("js.br"))?;
    Ok(folder)
}
