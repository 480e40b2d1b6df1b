//! The crates of the workspace, their sources and what the sources name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// The crates of the workspace.
pub(crate) struct Workspace {
    pub(crate) packages: BTreeMap<String, Package>,
}

impl Workspace {
    pub(crate) fn find() -> Self {
        let metadata = MetadataCommand::new().no_deps().exec().unwrap();
        let packages = metadata.workspace_packages().into_iter();
        let packages = packages.map(|package| (package.name.to_string(), package.clone()));
        Self {
            packages: packages.collect(),
        }
    }

    /// The names of a crate's dependencies, without those that only its tests need.
    pub(crate) fn uses(&self, name: &str) -> BTreeSet<&str> {
        let dependencies = self.packages[name].dependencies.iter();
        dependencies
            .filter(|dependency| dependency.kind != DependencyKind::Development)
            .map(|dependency| dependency.name.as_str())
            .collect()
    }

    /// All crates of the workspace that a crate depends on, directly or indirectly.
    pub(crate) fn reach(&self, name: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut open = self.uses(name);
        while let Some(next) = open.pop_first() {
            if self.packages.contains_key(next) && reached.insert(next) {
                open.extend(self.uses(next));
            }
        }
        reached
    }

    pub(crate) fn folder(&self, name: &str) -> &Path {
        self.packages[name]
            .manifest_path
            .parent()
            .unwrap()
            .as_std_path()
    }

    /// The sources of a crate without its tests.
    pub(crate) fn sources(&self, name: &str) -> Vec<PathBuf> {
        let mut sources = Vec::new();
        let mut folders = vec![self.folder(name).to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let stem = path.file_stem().unwrap_or_default().to_owned();
                if ["tests", "benches", "examples"]
                    .iter()
                    .any(|name| stem == *name)
                {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|kind| kind == "rs") {
                    sources.push(path);
                }
            }
        }
        sources
    }

    /// Every use of one of these words in the sources of a crate.
    pub(crate) fn mentions(&self, name: &str, words: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for path in self.sources(name) {
            let text = fs::read_to_string(&path).unwrap();
            for (number, line) in code(&text) {
                for word in words.iter().filter(|word| names(line, word)) {
                    found.push(format!("{}:{number} names {word}", path.display()));
                }
            }
        }
        found
    }
}

/// The lines of a source, numbered, without comments and without the tests at its end.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // Tests within a file stand last in it; a test module in a file of its own is declared
    // anywhere.
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let lines = text[..end].lines().enumerate();
    lines.map(|(at, line)| (at + 1, line.split("//").next().unwrap_or_default()))
}

/// Whether a line has this word, and not only as a part of a longer one.
fn names(line: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(part) && !line[at + word.len()..].starts_with(part))
}

/// Fails with the list of all violations of a rule, if there are any.
pub(crate) fn assert_none(broken: &[String], rule: &str) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn words_are_found_in_code_only() {
    assert!(names("use std::time::Instant;", "Instant"));
    assert!(!names("let instantly = Instants::new()", "Instant"));
    assert!(names("std::thread::spawn(f)", "std::thread"));
    assert!(!names("let random_operand = grand", "rand"));
    let source =
        "use a; // Instant\n/// rand\nfn f() {}\n#[cfg(test)]\nmod tests {\n    use rand;\n}\n";
    let lines: Vec<_> = code(source)
        .map(|(number, line)| (number, line.trim()))
        .collect();
    assert_eq!(lines, [(1, "use a;"), (2, ""), (3, "fn f() {}")]);
    let source = "#[cfg(test)]\nmod tests;\n\nuse rand;\n";
    assert!(code(source).any(|(_, line)| names(line, "rand")));
}
