//! The files of the languages that are loaded if they are chosen: one file for each, with the tables
//! of its texts. English is in the program.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use catalogue::{languages, table};

/// The folders of the texts, in the order of their tables in a file.
const FOLDERS: [&str; 2] = ["src/app/texts", "src/api/texts"];

/// The tag of the language that is in the program.
pub(crate) const FIRST: &str = "en";

/// A language's tag and its tables, one after the other.
pub(crate) type Tables = (String, String);

/// The tables of all languages, [`FIRST`] first. `root` is the root of the workspace.
///
/// # Errors
///
/// If a file can't be read, has an error, or a folder lacks a language that another has.
pub(crate) fn tables(root: &Path) -> anyhow::Result<Vec<Tables>> {
    let mut joined: Vec<Tables> = Vec::new();
    for folder in FOLDERS {
        let folder = root.join(folder);
        let read = languages(&folder, FIRST);
        let read = read.with_context(|| format!("can't read {}", folder.display()))?;
        let read = read.map_err(|errors| {
            let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
            anyhow::anyhow!("{}", errors.join("\n"))
        })?;
        if joined.is_empty() {
            joined.extend(read.iter().map(|it| (it.tag.clone(), String::new())));
        }
        let tags = |it: &[Tables]| it.iter().map(|(tag, _)| tag.clone()).collect::<Vec<_>>();
        let found: Vec<_> = read.iter().map(|it| it.tag.clone()).collect();
        if tags(&joined) != found {
            bail!(
                "{} has not the languages of {}",
                folder.display(),
                FOLDERS[0]
            );
        }
        for ((_, tables), language) in joined.iter_mut().zip(&read) {
            tables.push_str(&table(language));
        }
    }
    Ok(joined)
}

/// Creates `TAG.txt` for each language but the first in `page`, unless it is up to date.
///
/// # Errors
///
/// As [`tables`], or if a file can't be written.
pub(super) fn make(root: &Path, page: &Path, files: &mut BTreeSet<PathBuf>) -> anyhow::Result<()> {
    for (tag, tables) in tables(root)?.iter().skip(1) {
        let name = PathBuf::from(format!("{tag}.txt"));
        let to = page.join(&name);
        // The file is written only if it changes, so that it is compressed again only then.
        if fs::read_to_string(&to).ok().as_ref() != Some(tables) {
            fs::write(&to, tables)?;
        }
        files.insert(name);
    }
    Ok(())
}

/// Whether this file has the texts of a language.
pub(crate) fn is_language(file: &Path) -> bool {
    file.extension().is_some_and(|kind| kind == "txt")
}
