//! The documents name only files that exist, and list every crate.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::workspace::{Workspace, assert_none};

/// The documents of the repository, with their names.
fn documents() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let docs = fs::read_dir(root.join("docs")).unwrap();
    let docs = docs.map(|entry| entry.unwrap().path());
    let pages = docs.filter(|path| path.extension().is_some_and(|kind| kind == "md"));
    let pages = pages.chain([root.join("README.md")]);
    let named = pages.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    named.collect()
}

/// The texts in a document that are quoted as code, without its blocks of code.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let outside = text.split("```").step_by(2);
    outside.flat_map(|part| part.split('`').skip(1).step_by(2))
}

/// Whether a quotation is the path of a source or of a folder below `src`, `tests` or `docs`.
fn is_path(quotation: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-".contains(letter);
    let is_below = ["src/", "tests/", "docs/"]
        .iter()
        .any(|top| quotation.starts_with(top));
    let is_source = quotation.contains('/') && quotation.ends_with(".rs");
    quotation.chars().all(is_plain) && (is_below || is_source)
}

#[test]
fn documents_name_files_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut broken = Vec::new();
    for (name, text) in documents() {
        for path in quoted(&text).filter(|quotation| is_path(quotation)) {
            // A source may be named without `src/` in front.
            if !root.join(path).exists() && !root.join("src").join(path).exists() {
                broken.push(format!("{name} names {path}"));
            }
        }
        let links = text.split("](").skip(1);
        for link in links.filter_map(|rest| rest.split([')', '#']).next()) {
            let folder = if name == "README.md" { "" } else { "docs" };
            let is_elsewhere = link.contains("://") || link.is_empty();
            if !is_elsewhere && !root.join(folder).join(link).exists() {
                broken.push(format!("{name} links to {link}"));
            }
        }
    }
    assert_none(&broken, "the documents name files that exist");
}

#[test]
fn the_readme_and_the_architecture_list_every_crate() {
    let workspace = Workspace::find();
    let documents = documents();
    let text = |wanted: &str| &documents.iter().find(|(name, _)| name == wanted).unwrap().1;
    let readme: BTreeSet<&str> = quoted(text("README.md")).collect();
    let (_, levels) = text("ARCHITECTURE.md").split_once("## Levels").unwrap();
    let (levels, _) = levels.split_once("\n## ").unwrap();
    let levels: BTreeSet<&str> = quoted(levels).collect();
    let mut missing = Vec::new();
    for name in workspace.packages.keys() {
        let path = if name == "tests" {
            name.clone()
        } else {
            format!("src/{name}")
        };
        if !readme.contains(path.as_str()) {
            missing.push(format!("README's map lacks {path}"));
        }
        if !levels.contains(name.as_str()) {
            missing.push(format!("the table of levels lacks {name}"));
        }
    }
    assert_none(&missing, "README and docs/ARCHITECTURE.md list every crate");
}

#[test]
fn paths_are_distinguished_from_other_quotations() {
    assert!(is_path("src/chain/rule.rs") && is_path("wire/frame.rs") && is_path("src/miner/"));
    assert!(!is_path("Node::handle") && !is_path("cargo xtask") && !is_path("pool/"));
    let page = "`a` b `c`\n```sh\n`d`\n```\n`e`";
    assert_eq!(quoted(page).collect::<Vec<_>>(), ["a", "c", "e"]);
}
