//! Changed copies of the built page: under the name of another version, or with extra lines before
//! its program, which simulate conditions that browsers rarely produce.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tempfile::TempDir;

/// Returns a copy of the page that runs these lines before its program, in the page and in each of
/// its workers. In the workers, and only there, `document` does not exist.
pub(crate) fn page_with(lines: &str) -> Result<TempDir> {
    copy_with(&built()?, lines)
}

/// As [`page_with`], of the page in this folder.
pub(crate) fn copy_with(page: &Path, lines: &str) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    copy_all(page, folder.path())?;
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

/// Copies the built page.
pub(crate) fn copy_page(to: &Path) -> Result<()> {
    copy_all(&built()?, to)
}

fn built() -> Result<PathBuf> {
    let page = env::var_os("TABCHAIN_PAGE").context("TABCHAIN_PAGE is not set")?;
    Ok(PathBuf::from(page))
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// The version of a page, as its `index.html` names it.
pub(crate) fn version(page: &Path) -> Result<String> {
    let index = fs::read_to_string(page.join("index.html"))?;
    let (_, rest) = index.split_once("\"v/").context("no version in the page")?;
    let version = rest.split('/').next().context("no version in the page")?;
    Ok(version.to_owned())
}

/// Turns a page into another version: the same files under another name.
pub(crate) fn rename_version(page: &Path, name: &str) -> Result<()> {
    let before = version(page)?;
    fs::rename(page.join("v").join(&before), page.join("v").join(name))?;
    for file in ["index.html", "sw.js"] {
        let text = fs::read_to_string(page.join(file))?;
        fs::write(page.join(file), text.replace(&before, name))?;
        fs::remove_file(page.join(format!("{file}.br")))?;
    }
    Ok(())
}
