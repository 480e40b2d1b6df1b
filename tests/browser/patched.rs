//! The page with some lines of a test's own before its program: for what a browser does too seldom
//! to wait for.

use std::fs;

use anyhow::Result;
use tempfile::TempDir;

use crate::updates::{copy_page, version};

/// A copy of the page that runs these lines before its program, in the page and in each of its
/// workers; there, and only there, is no `document`.
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
    // Else the compressed sibling would be sent, as it was.
    fs::remove_file(script.with_extension("js.br"))?;
    Ok(folder)
}
