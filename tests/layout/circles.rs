//! No file names, through whatever others, an item of a file that names one of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::house::{House, assert_none};
use crate::modules::Modules;

type Arrows<'a> = BTreeMap<&'a Path, BTreeSet<&'a Path>>;

/// The files that can be reached from a file.
fn reach<'a>(arrows: &Arrows<'a>, from: &Path) -> BTreeSet<&'a Path> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Path> = arrows[from].iter().copied().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(&arrows[next]);
        }
    }
    reached
}

/// The circles: sets of several files of which each reaches each.
fn circles<'a>(arrows: &Arrows<'a>) -> BTreeSet<BTreeSet<&'a Path>> {
    let reached: BTreeMap<_, _> = arrows
        .keys()
        .map(|file| (*file, reach(arrows, file)))
        .collect();
    let circle = |file: &&'a Path| -> BTreeSet<&'a Path> {
        let there = reached[file].iter().copied();
        there
            .filter(|other| reached[other].contains(file))
            .collect()
    };
    let all = reached.keys().map(circle);
    all.filter(|circle| circle.len() > 1).collect()
}

#[test]
fn no_import_circles_inside_crates() {
    let house = House::find();
    let mut broken = Vec::new();
    for name in house.packages.keys().filter(|name| *name != "tests") {
        let folder = house.folder(name);
        let modules = Modules::read(folder, house.sources(name));
        let arrows = modules.arrows();
        let short = |file: &Path| {
            let file = file.strip_prefix(folder).unwrap();
            format!("{name}/{}", file.display())
        };
        for circle in circles(&arrows) {
            let files: Vec<String> = circle.iter().map(|file| short(file)).collect();
            broken.push(files.join(", "));
            for file in &circle {
                for other in arrows[file].intersection(&circle) {
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
        "the files of a crate import each other in no circle",
    );
}

/// The arrows among sources that are written to a folder of their own.
fn arrows_of(sources: &[(&str, &str)]) -> BTreeSet<(String, String)> {
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
    for (file, others) in modules.arrows() {
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
    assert_eq!(arrows_of(&sources), BTreeSet::from(pairs));
}

#[test]
fn circles_are_found_whole() {
    let [a, b, c, d] = ["a", "b", "c", "d"].map(Path::new);
    let arrows = [(a, vec![b]), (b, vec![c]), (c, vec![a, d]), (d, vec![])];
    let arrows = arrows.map(|(from, to)| (from, to.into_iter().collect()));
    let found = circles(&BTreeMap::from(arrows));
    assert_eq!(found, BTreeSet::from([BTreeSet::from([a, b, c])]));
}
