//! The rules of the house: which crate may know which, and what the lower levels must not know at
//! all.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// The crates by level, the lowest first. A crate may use what is below its own level, nothing
/// beside or above it.
const LEVELS: [&[&str]; 11] = [
    &["curve", "lanes"],
    &["primitives", "signal"],
    &["chain", "wire", "miner"],
    &["wallet", "store", "proof", "node"],
    &["api"],
    &["service"],
    &["browser"],
    &["workers", "app", "relay"],
    &["tab"],
    &["sim", "bench"],
    &["xtask", "tests"],
];

/// Levels of [`LEVELS`] that are pure: time, seed and settings are parameters there.
const PURE: usize = 6;

/// The crates that may know the web platform.
const WEB: [&str; 3] = ["browser", "workers", "app"];

/// A crate that only lets JavaScript call it, and the one library that it has for that.
const CALLED_FROM_OUTSIDE: (&str, &str) = ("bench", "wasm-bindgen");

/// Libraries of the web platform.
const WEB_LIBRARIES: [&str; 5] = [
    "gloo",
    "js-sys",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "web-sys",
];

/// Libraries that read clocks, draw randomness, run things by themselves or know a platform.
const IMPURE_LIBRARIES: [&str; 13] = [
    "chrono",
    "fastrand",
    "futures-timer",
    "getrandom",
    "instant",
    "libc",
    "rand",
    "rand_chacha",
    "rayon",
    "rustix",
    "time",
    "tokio",
    "web-time",
];

/// What the same looks like in a source.
const IMPURE_WORDS: [&str; 18] = [
    "Instant",
    "OsRng",
    "SystemTime",
    "getrandom",
    "js_sys",
    "rand",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "target_arch",
    "target_family",
    "target_os",
    "tokio",
    "unix",
    "wasm_bindgen",
    "web_sys",
];

struct House {
    packages: BTreeMap<String, Package>,
}

impl House {
    fn find() -> Self {
        let metadata = MetadataCommand::new().no_deps().exec().unwrap();
        let packages = metadata.workspace_packages().into_iter();
        let packages = packages.map(|package| (package.name.to_string(), package.clone()));
        Self {
            packages: packages.collect(),
        }
    }

    /// The names of what a crate is made with; what its tests need is its own affair.
    fn uses(&self, name: &str) -> BTreeSet<&str> {
        let dependencies = self.packages[name].dependencies.iter();
        dependencies
            .filter(|dependency| dependency.kind != DependencyKind::Development)
            .map(|dependency| dependency.name.as_str())
            .collect()
    }

    /// All crates of the house that a crate is made with, directly or not.
    fn reach(&self, name: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut open = self.uses(name);
        while let Some(next) = open.pop_first() {
            if self.packages.contains_key(next) && reached.insert(next) {
                open.extend(self.uses(next));
            }
        }
        reached
    }

    fn folder(&self, name: &str) -> &Path {
        self.packages[name]
            .manifest_path
            .parent()
            .unwrap()
            .as_std_path()
    }

    /// The sources of a crate without its tests.
    fn sources(&self, name: &str) -> Vec<PathBuf> {
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

    /// Every use of a word in the sources of a crate.
    fn mentions(&self, name: &str, words: &[&str]) -> Vec<String> {
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

/// Whether a line has this word, not as a part of a longer one.
fn names(line: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(part) && !line[at + word.len()..].starts_with(part))
}

fn level(name: &str) -> Option<usize> {
    LEVELS.iter().position(|level| level.contains(&name))
}

fn assert_none(broken: &[String], rule: &str) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn arrows_point_down_the_levels_only() {
    let house = House::find();
    let mut broken = Vec::new();
    for name in house.packages.keys() {
        let Some(own) = level(name) else {
            broken.push(format!("{name} has no level yet"));
            continue;
        };
        for used in house.uses(name) {
            if level(used).is_some_and(|used| used >= own) {
                broken.push(format!("{name} uses {used}, which is not below it"));
            }
        }
    }
    assert_none(&broken, "a crate uses only what is below its level");
}

#[test]
fn the_page_can_reach_neither_chain_nor_node() {
    let reached = House::find();
    let reached = reached.reach("app");
    for hidden in ["chain", "node", "service", "store", "wallet"] {
        assert!(
            !reached.contains(hidden),
            "app reaches {hidden}, but the page sees snapshots only: the ledger lives in a worker"
        );
    }
}

#[test]
fn the_relay_knows_no_block() {
    let house = House::find();
    let reached: Vec<_> = house.reach("relay").into_iter().collect();
    assert_eq!(
        reached,
        ["signal"],
        "relay reaches more than the words of introductions"
    );
}

#[test]
fn the_web_platform_is_named_at_the_edge_only() {
    let house = House::find();
    let mut broken = Vec::new();
    for name in house.packages.keys() {
        if WEB.contains(&name.as_str()) {
            continue;
        }
        for library in house.uses(name) {
            if WEB_LIBRARIES.contains(&library) && (name.as_str(), library) != CALLED_FROM_OUTSIDE {
                broken.push(format!("{name} uses {library}"));
            }
        }
        if name != "tests" {
            broken.extend(house.mentions(name, &["web_sys", "js_sys"]));
        }
    }
    assert_none(
        &broken,
        "only browser, workers and app know the web platform",
    );
}

#[test]
fn time_randomness_and_platforms_are_parameters_below() {
    let house = House::find();
    let mut broken = Vec::new();
    for name in LEVELS[..PURE].iter().copied().flatten() {
        for library in house.uses(name) {
            if IMPURE_LIBRARIES.contains(&library) || WEB_LIBRARIES.contains(&library) {
                broken.push(format!("{name} uses {library}"));
            }
        }
        broken.extend(house.mentions(name, &IMPURE_WORDS));
    }
    assert_none(
        &broken,
        "no pure crate reads a clock, draws randomness, spawns or knows a platform",
    );
}

#[test]
fn there_is_one_table_of_lints_and_one_of_dependencies() {
    let house = House::find();
    let mut broken = Vec::new();
    for (name, package) in &house.packages {
        let manifest = fs::read_to_string(&package.manifest_path).unwrap();
        if !manifest.contains("[lints]\nworkspace = true\n") {
            broken.push(format!("{name} does not take the lints of the workspace"));
        }
        for line in manifest.lines() {
            if has_own_version(line) {
                broken.push(format!("{name} has a dependency of its own: {line}"));
            }
        }
    }
    assert_none(
        &broken,
        "lints and versions stand in the workspace's manifest",
    );
}

/// Whether a line of a manifest says itself which version or path of something it wants.
fn has_own_version(line: &str) -> bool {
    let value = line.split_once(" = ").map_or("", |(_, value)| value);
    let starts_with_version = value.strip_prefix(['"', '\'']).is_some_and(|rest| {
        rest.starts_with(|first: char| first.is_ascii_digit() || "^=~<>".contains(first))
    });
    let table = value.starts_with('{') && !value.contains("workspace = true");
    starts_with_version || table
}

#[test]
fn a_crates_root_is_its_folder() {
    for (name, package) in House::find().packages {
        let folder = package.manifest_path.parent().unwrap();
        assert!(!folder.join("src").exists(), "{name} has a src within src");
        let library = package.targets.iter().find(|target| target.is_lib());
        if let Some(library) = library {
            assert_eq!(
                library.src_path,
                folder.join("lib.rs"),
                "the library of {name}"
            );
        }
    }
}

#[test]
fn the_page_and_the_relay_have_one_content_security_policy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let directives = |text: &str| -> BTreeSet<String> {
        let plain = text.replace("\\\n", " ");
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        plain.split("; ").map(str::to_owned).collect()
    };
    let between = |file: &str, start: &str| {
        let text = fs::read_to_string(root.join(file)).unwrap();
        let (_, rest) = text.split_once(start).unwrap();
        directives(rest.split('"').next().unwrap())
    };
    let page = between("index.html", "content=\"default-src");
    let relay = between("src/relay/page.rs", "\"default-src");
    // The one directive that only a header can carry.
    let header_only: Vec<_> = relay.difference(&page).collect();
    assert_eq!(header_only, ["frame-ancestors 'none'"]);
    assert_eq!(page.difference(&relay).count(), 0);
}

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

/// What a document quotes as code, without its blocks of code.
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
    let house = House::find();
    let documents = documents();
    let text = |wanted: &str| &documents.iter().find(|(name, _)| name == wanted).unwrap().1;
    let readme: BTreeSet<&str> = quoted(text("README.md")).collect();
    let (_, levels) = text("ARCHITECTURE.md").split_once("## Levels").unwrap();
    let (levels, _) = levels.split_once("\n## ").unwrap();
    let levels: BTreeSet<&str> = quoted(levels).collect();
    let mut missing = Vec::new();
    for name in house.packages.keys() {
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
fn the_rules_see_what_they_look_for() {
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
    assert!(has_own_version(r#"serde = "1.0""#));
    assert!(has_own_version(r#"serde = { version = "1.0" }"#));
    assert!(!has_own_version(
        r#"serde = { workspace = true, features = ["derive"] }"#
    ));
    assert!(!has_own_version("version.workspace = true"));
    assert!(!has_own_version(r#"path = "lib.rs""#));
    assert!(is_path("src/chain/rule.rs") && is_path("wire/frame.rs") && is_path("src/miner/"));
    assert!(!is_path("Node::handle") && !is_path("cargo xtask") && !is_path("pool/"));
    let long = "word ".repeat(20);
    assert!(is_wide_comment(&format!("    /// {long}")));
    assert!(!is_wide_comment(&format!("/// | {long} |")) && !is_wide_comment(&long));
    let page = "`a` b `c`\n```sh\n`d`\n```\n`e`";
    assert_eq!(quoted(page).collect::<Vec<_>>(), ["a", "c", "e"]);
}
