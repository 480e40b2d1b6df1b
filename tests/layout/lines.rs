//! The length of lines, functions and files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace::assert_none;

/// Maximum columns of a line of a comment.
const COMMENT_COLUMNS: usize = 100;

/// Maximum lines of a file.
const FILE_LINES: usize = 450;

/// Maximum lines of a function, which fits a screen.
const FUNCTION_LINES: usize = 70;

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

/// All Rust sources below `src` and `tests`, as paths in the repository with their texts.
fn sources() -> Vec<(String, String)> {
    files(&["src", "tests"], &["rs"])
}

/// The files below these folders whose names end so, as paths in the repository with their texts.
fn files(folders: &[&str], endings: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).unwrap() {
            let path = folder.join(entry.unwrap().file_name());
            if root.join(&path).is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|kind| endings.iter().any(|ending| kind == *ending))
            {
                let text = fs::read_to_string(root.join(&path)).unwrap();
                sources.push((path.to_string_lossy().into_owned(), text));
            }
        }
    }
    sources
}

#[test]
fn comments_fill_their_columns() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let lines = (1..).zip(text.lines());
        let wide = lines.filter(|(_, line)| is_wide_comment(line));
        broken.extend(wide.map(|(number, _)| format!("{path}:{number}")));
    }
    assert_none(&broken, "a line of a comment has at most 100 columns");
}

#[test]
fn files_are_short() {
    let all = files(&["src", "tests", "www"], &["css", "ftl", "js", "rs"]).into_iter();
    let long = all.filter(|(_, text)| text.lines().count() > FILE_LINES);
    let long: Vec<_> = long.map(|(path, _)| path).collect();
    assert_none(&long, "a file has at most 450 lines");
}

#[test]
fn functions_fit_a_screen() {
    let mut long = Vec::new();
    for (path, text) in sources() {
        let functions = functions(&text);
        let functions = functions.filter(|(_, lines)| *lines > FUNCTION_LINES);
        long.extend(functions.map(|(name, _)| format!("{path} {name}")));
    }
    assert_none(&long, "a function has at most 70 lines");
}

/// The functions of a formatted source with their lengths in lines: from the line with `fn` to the
/// closing brace below it.
fn functions(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let starts = (0..lines.len()).filter_map({
        let lines = lines.clone();
        move |at| Some((at, function_name(lines[at])?))
    });
    starts.filter_map(move |(at, name)| {
        let indentation = lines[at].len() - lines[at].trim_start().len();
        let rest = lines[at..].iter();
        let length = rest.take_while(|line| !is_end(line, indentation)).count() + 1;
        // A function on one line, or one without a body, ends with it.
        let is_open = !lines[at].ends_with([';', '}']);
        is_open.then_some((name, length))
    })
}

/// Whether a line is the closing brace of an item with this indentation, or the end of its head if
/// it has no body.
fn is_end(line: &str, indentation: usize) -> bool {
    let (space, rest) = line.split_at(line.len() - line.trim_start().len());
    space.len() == indentation && (rest == "}" || (rest.starts_with(')') && rest.ends_with(';')))
}

/// The name of the function that begins on this line. `None` if none does.
fn function_name(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let mut words = before.split_whitespace();
    let is_head = words.all(|word| {
        ["pub", "const", "async", "unsafe", "extern", "\"C\"", "in"].contains(&word)
            || word.starts_with("pub(")
            || word.ends_with(')')
    });
    let end = after.find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
    (is_head && end > 0).then_some(&after[..end])
}

#[test]
fn tables_may_be_wide() {
    let long = "word ".repeat(20);
    assert!(is_wide_comment(&format!("    /// {long}")));
    assert!(!is_wide_comment(&format!("/// | {long} |")) && !is_wide_comment(&long));
}

#[test]
fn lengths_of_functions_are_counted_from_head_to_brace() {
    let text = "fn one() {}\n\npub(crate) const fn two(\n    at: usize,\n) -> usize {\n    at\n}\n\
                trait T {\n    fn three(&self);\n    fn four(\n        &self,\n    );\n    \
                fn five() {\n        let f = || {\n        };\n    }\n}\n// fn six() {\n";
    let found: Vec<_> = functions(text).collect();
    assert_eq!(found, [("two", 5), ("four", 3), ("five", 4)]);
}
