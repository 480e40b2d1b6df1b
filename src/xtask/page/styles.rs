//! The style sheets of the page, joined into one file, which arrives sooner than many small ones:
//! they would be queued before the page is painted.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

/// The file that has all style sheets.
const JOINED: &str = "page.css";

/// The beginning of a link to a style sheet of the page's version, up to the file's name.
const LINK: &str = "<link rel=\"stylesheet\" href=\"v/@VERSION@/";

/// Joins the style sheets that `index` links, in its order, into [`JOINED`] in the folder of the
/// parts. Writes `index` there as `name`, with one link in place of the links to them. `files` are
/// the parts.
///
/// # Errors
///
/// If a style sheet is not there or not linked.
pub(super) fn join(
    index: &str,
    name: &str,
    parts: &Path,
    files: &mut BTreeSet<PathBuf>,
) -> anyhow::Result<()> {
    let mut joined = String::new();
    let mut lines = Vec::new();
    for line in index.lines() {
        let Some(rest) = line.trim_start().strip_prefix(LINK) else {
            lines.push(line.to_owned());
            continue;
        };
        let sheet = rest.split('"').next().unwrap_or_default();
        let is_part = files.remove(Path::new(sheet));
        ensure!(is_part, "{name} links {sheet}, which is not in the page");
        if joined.is_empty() {
            lines.push(line.replace(sheet, JOINED));
        }
        let text = fs::read_to_string(parts.join(sheet));
        joined.push_str(&text.with_context(|| format!("can't read {sheet}"))?);
        fs::remove_file(parts.join(sheet))?;
    }
    let mut left = files.iter();
    let left = left.find(|file| file.extension().is_some_and(|kind| kind == "css"));
    if let Some(left) = left {
        anyhow::bail!("{name} does not link {}", left.display());
    }
    for (file, text) in [(JOINED, joined), (name, lines.join("\n") + "\n")] {
        let to = parts.join(file);
        // A file is written only if it changes, so that it is compressed again only then.
        if fs::read_to_string(&to).ok().as_ref() != Some(&text) {
            fs::write(&to, text)?;
        }
        files.insert(PathBuf::from(file));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_joined_in_the_order_of_their_links() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = BTreeSet::new();
        for (name, text) in [("a.css", "a {}\n"), ("b.css", "b {}\n")] {
            fs::write(folder.path().join(name), text).unwrap();
            files.insert(PathBuf::from(name));
        }
        let link = |name: &str| format!("  {LINK}{name}\" />\n");
        let index = format!("<head>\n{}{}</head>\n", link("b.css"), link("a.css"));
        join(&index, "index.html", folder.path(), &mut files).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read(JOINED), "b {}\na {}\n");
        let expected = format!("<head>\n{}</head>\n", link(JOINED));
        assert_eq!(read("index.html"), expected);
        assert_eq!(files.len(), 2);
        fs::write(folder.path().join("c.css"), "c {}").unwrap();
        files.remove(Path::new(JOINED));
        files.insert(PathBuf::from("c.css"));
        let error = join("<p>", "index.html", folder.path(), &mut files).unwrap_err();
        assert!(error.to_string().contains("c.css"), "{error}");
    }
}
