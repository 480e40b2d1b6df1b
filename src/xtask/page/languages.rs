//! The files of the languages that are loaded if they are chosen: one for each, with the tables of
//! its texts. English is in the program.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use catalogue::{languages, table};

/// The folders of the texts, in the order of their tables in a file.
const FOLDERS: [&str; 2] = ["src/app/texts", "src/api/texts"];

/// The folder of the parsers' messages, which are found by their English text: so a file has its
/// English table, too.
const PARSE_ERRORS: &str = "src/api/parse_errors";

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
    let mut joined = read(root, FOLDERS[0])?;
    for folder in &FOLDERS[1..] {
        append(&mut joined, &read(root, folder)?, folder)?;
    }
    let mut errors = read(root, PARSE_ERRORS)?;
    // The English file needs none, since the messages come in English.
    let english = std::mem::take(&mut errors[0].1);
    for (_, table) in errors.iter_mut().skip(1) {
        table.insert_str(0, &english);
    }
    append(&mut joined, &errors, PARSE_ERRORS)?;
    Ok(joined)
}

fn append(joined: &mut [Tables], more: &[Tables], folder: &str) -> anyhow::Result<()> {
    let tags = |it: &[Tables]| it.iter().map(|(tag, _)| tag.clone()).collect::<Vec<_>>();
    if tags(joined) != tags(more) {
        bail!("{folder} has not the languages of {}", FOLDERS[0]);
    }
    for ((_, tables), (_, table)) in joined.iter_mut().zip(more) {
        tables.push_str(table);
    }
    Ok(())
}

/// The tables of a folder. There is at least that of [`FIRST`].
fn read(root: &Path, folder: &str) -> anyhow::Result<Vec<Tables>> {
    let read = languages(&root.join(folder), FIRST);
    let read = read.with_context(|| format!("can't read {folder}"))?;
    let read = read.map_err(|errors| {
        let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}", errors.join("\n"))
    })?;
    let tables = read.iter().map(|it| (it.tag.clone(), table(it)));
    Ok(tables.collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_language_has_all_tables_and_the_english_errors_of_parsers() {
        let folder = tempfile::tempdir().unwrap();
        let write = |place: &str, text: &str| {
            let folder = folder.path().join(place);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("test.ftl"), format!("a = {text}\n")).unwrap();
        };
        for (place, english, chinese) in [
            (FOLDERS[0], "Page", "页面"),
            (FOLDERS[1], "Reason", "原因"),
            (PARSE_ERRORS, "Error", "错误"),
        ] {
            write(&format!("{place}/en"), english);
            write(&format!("{place}/zh-Hans"), chinese);
        }
        let found = tables(folder.path()).unwrap();
        let found: Vec<_> = found.iter().map(|(tag, it)| (&**tag, &**it)).collect();
        assert_eq!(
            found,
            [
                ("en", "Page\0Reason\0"),
                ("zh-Hans", "页面\0原因\0Error\0错误\0")
            ]
        );
        // A language without its errors of parsers is named with its folder.
        fs::remove_dir_all(folder.path().join(PARSE_ERRORS).join("zh-Hans")).unwrap();
        let error = tables(folder.path()).unwrap_err().to_string();
        assert!(error.contains(PARSE_ERRORS), "{error}");
    }
}
