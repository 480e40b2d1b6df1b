//! The language of the project: words that no comment, no document and no text of the page has.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

/// Words and phrases that are wrong everywhere, and what to say instead. They are old, or another
/// word than the field's.
const BANNED: [(&str, &str); 17] = [
    ("amongst", "among"),
    ("behold", "see"),
    ("condemn", "mark invalid"),
    ("crew", "worker pool"),
    ("dear", "expensive"),
    ("folk", "people"),
    ("for ever", "permanently"),
    ("hire", "spawn"),
    ("hired", "spawned"),
    ("let go of", "delete or drop"),
    ("roster", "list"),
    ("shall", "must"),
    ("thereof", "of it"),
    ("upon", "on"),
    ("whilst", "while"),
    ("whoever", "anyone who"),
    ("whomever", "anyone whom"),
];

/// The folders and files that are read.
const READ: [&str; 7] = [
    "CHANGELOG.md",
    "README.md",
    "docs",
    "index.html",
    "src",
    "tests",
    "www",
];

/// The file that must name what is banned.
const THIS_FILE: &str = "tests/language.rs";

/// A word in lower case, with the number of its line.
type Word = (usize, String);

/// The words of a text.
fn words(text: &str) -> Vec<Word> {
    let lines = (1..).zip(text.lines());
    let words = lines.flat_map(|(number, line)| {
        let words = line.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        let words = words.filter(|word| !word.is_empty());
        words.map(move |word| (number, word.to_lowercase()))
    });
    words.collect()
}

/// A source with nothing but its comments and the texts in quotation marks, line by line.
fn prose(source: &str) -> String {
    let mut prose = String::new();
    let mut is_quoted = false;
    for line in source.lines() {
        let mut rest = line;
        loop {
            let end = rest.find('"').unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            if is_quoted {
                prose.push_str(part);
            } else if let Some((_, comment)) = rest.split_once("//")
                && part.contains("//")
            {
                prose.push_str(comment);
                break;
            }
            let Some(after) = after.strip_prefix('"') else {
                break;
            };
            let is_escaped = part.ends_with('\\') || part.ends_with('\'');
            is_quoted ^= !is_escaped;
            prose.push(' ');
            rest = after;
        }
        prose.push('\n');
    }
    prose
}

/// The banned phrases among these words, as `LINE: PHRASE (INSTEAD)`.
fn found(words: &[Word]) -> Vec<String> {
    let mut found = Vec::new();
    for at in 0..words.len() {
        let starts = |phrase: &str| {
            let mut rest = words[at..].iter().map(|(_, word)| word.as_str());
            phrase.split(' ').all(|part| rest.next() == Some(part))
        };
        let number = words[at].0;
        for (phrase, instead) in BANNED.iter().filter(|(phrase, _)| starts(phrase)) {
            found.push(format!("{number}: {phrase} (say: {instead})"));
        }
        let is_denied = ["is no", "are no"].iter().any(|phrase| starts(phrase));
        let before = at.checked_sub(1).map_or("", |before| &words[before].1);
        let after = words.get(at + 2).map_or("", |(_, word)| word);
        if is_denied && before != "there" && !["longer", "more"].contains(&after) {
            found.push(format!("{number}: is no {after} (say: is not a {after})"));
        }
    }
    found
}

/// The files below a folder, or the file itself.
fn files(path: PathBuf) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(&path) else {
        return vec![path];
    };
    entries
        .flat_map(|entry| files(entry.unwrap().path()))
        .collect()
}

#[test]
fn no_text_has_a_banned_word() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut broken = Vec::new();
    for path in READ.iter().flat_map(|name| files(root.join(name))) {
        let name = path.strip_prefix(&root).unwrap();
        let kind = path.extension().and_then(|kind| kind.to_str());
        let text = match kind {
            _ if name == Path::new(THIS_FILE) => continue,
            Some("rs" | "js") => prose(&fs::read_to_string(&path).unwrap()),
            Some("css" | "html" | "md" | "toml") => fs::read_to_string(&path).unwrap(),
            _ => continue,
        };
        let found = found(&words(&text));
        broken.extend(
            found
                .iter()
                .map(|found| format!("{}:{found}", name.display())),
        );
    }
    assert!(
        broken.is_empty(),
        "banned words:\n  {}",
        broken.join("\n  ")
    );
}

#[test]
fn banned_words_are_found_where_people_read() {
    let source = "let dear = 1; // too dear\nlet text = \"for\\\n  ever\"; dear(\"a // dear\");\n";
    let found = |source: &str| found(&words(&prose(source)));
    assert_eq!(
        found(source),
        [
            "1: dear (say: expensive)",
            "2: for ever (say: permanently)",
            "3: dear (say: expensive)"
        ]
    );
    let denied = "// there is no block; it is no longer a block\n// it is no block";
    assert_eq!(found(denied), ["2: is no block (say: is not a block)"]);
    assert!(found("let quote = '\"'; dear(1);").is_empty());
}
