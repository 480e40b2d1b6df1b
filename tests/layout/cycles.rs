//! The files of a crate import each other without cycles.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::modules::Modules;
use crate::workspace::{Workspace, assert_none};

type Dependencies<'a> = BTreeMap<&'a Path, BTreeSet<&'a Path>>;

/// The files that can be reached from a file.
fn reach<'a>(dependencies: &Dependencies<'a>, from: &Path) -> BTreeSet<&'a Path> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Path> = dependencies[from].iter().copied().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(&dependencies[next]);
        }
    }
    reached
}

/// The cycles: sets of several files that all reach each other.
fn cycles<'a>(dependencies: &Dependencies<'a>) -> BTreeSet<BTreeSet<&'a Path>> {
    let reached: BTreeMap<_, _> = dependencies
        .keys()
        .map(|file| (*file, reach(dependencies, file)))
        .collect();
    let cycle = |file: &&'a Path| -> BTreeSet<&'a Path> {
        let there = reached[file].iter().copied();
        there
            .filter(|other| reached[other].contains(file))
            .collect()
    };
    let all = reached.keys().map(cycle);
    all.filter(|cycle| cycle.len() > 1).collect()
}

#[test]
fn no_import_cycles_inside_crates() {
    let workspace = Workspace::find();
    let mut broken = Vec::new();
    for name in workspace.packages.keys().filter(|name| *name != "tests") {
        let folder = workspace.folder(name);
        let modules = Modules::read(folder, workspace.sources(name));
        let dependencies = modules.dependencies();
        let short = |file: &Path| {
            let file = file.strip_prefix(folder).unwrap();
            format!("{name}/{}", file.display())
        };
        for cycle in cycles(&dependencies) {
            let files: Vec<String> = cycle.iter().map(|file| short(file)).collect();
            broken.push(files.join(", "));
            for file in &cycle {
                for other in dependencies[file].intersection(&cycle) {
                    broken.push(format!(
                        "    {} names items of {}",
                        short(file),
                        short(other)
                    ));
                }
            }
        }
    }
    assert_none(
        &broken,
        "the files of a crate import each other without cycles",
    );
}

/// Writes these sources to a new folder. Returns each pair of a file and another one that it
/// depends on.
fn dependencies_of(sources: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<PathBuf> = Vec::new();
    for (name, text) in sources {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        files.push(file);
    }
    let modules = Modules::read(folder.path(), files);
    let short = |file: &Path| {
        let file = file.strip_prefix(folder.path()).unwrap();
        file.to_string_lossy().into_owned()
    };
    let mut pairs = BTreeSet::new();
    for (file, others) in modules.dependencies() {
        pairs.extend(others.iter().map(|other| (short(file), short(other))));
    }
    pairs
}

#[test]
fn names_are_followed_to_the_file_that_declares_them() {
    let sources = [
        (
            "lib.rs",
            "mod a; mod b; pub use a::{A, deep::Deep}; pub use b::*;",
        ),
        ("a.rs", "pub mod deep; pub struct A; use crate::B as Other;"),
        (
            "a/deep.rs",
            "pub struct Deep; fn f() -> super::A { crate::b::make() }",
        ),
        (
            "b.rs",
            "pub struct B; mod inner { use super::super::Deep; } #[cfg(test)] mod tests { use crate::A; }",
        ),
    ];
    let pairs = [
        ("a.rs", "b.rs"),
        ("a/deep.rs", "a.rs"),
        ("a/deep.rs", "b.rs"),
        ("b.rs", "a/deep.rs"),
    ];
    let pairs = pairs.map(|(from, to)| (from.to_owned(), to.to_owned()));
    assert_eq!(dependencies_of(&sources), BTreeSet::from(pairs));
}

#[test]
fn cycles_are_found_whole() {
    let [a, b, c, d] = ["a", "b", "c", "d"].map(Path::new);
    let dependencies = [(a, vec![b]), (b, vec![c]), (c, vec![a, d]), (d, vec![])];
    let dependencies = dependencies.map(|(from, to)| (from, to.into_iter().collect()));
    let found = cycles(&BTreeMap::from(dependencies));
    assert_eq!(found, BTreeSet::from([BTreeSet::from([a, b, c])]));
}
