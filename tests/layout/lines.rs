//! The length of lines, functions and files.

use std::fs;
use std::path::Path;

use crate::house::assert_none;

/// Maximum columns of a line of a comment.
const COMMENT_COLUMNS: usize = 100;

/// Whether a line is a comment that could be broken and is too long. Tables and addresses can't be
/// broken.
fn is_wide_comment(line: &str) -> bool {
    let Some(text) = line.trim_start().strip_prefix("//") else {
        return false;
    };
    let text = text.trim_start_matches(['/', '!']).trim_start();
    let is_breakable = !text.starts_with('|') && !text.contains("https://");
    is_breakable && line.chars().count() > COMMENT_COLUMNS
}

#[test]
fn comments_fill_their_columns() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut broken = Vec::new();
    let mut folders = vec![root.join("src"), root.join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let lines = (1..).zip(text.lines());
                let wide = lines.filter(|(_, line)| is_wide_comment(line));
                broken.extend(wide.map(|(number, _)| format!("{}:{number}", path.display())));
            }
        }
    }
    assert_none(&broken, "a line of a comment has at most 100 columns");
}

#[test]
fn tables_may_be_wide() {
    let long = "word ".repeat(20);
    assert!(is_wide_comment(&format!("    /// {long}")));
    assert!(!is_wide_comment(&format!("/// | {long} |")) && !is_wide_comment(&long));
}
