//! What the manifests of all crates have in common, and the policies that two files repeat.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::workspace::{Workspace, assert_none};

#[test]
fn there_is_one_table_of_lints_and_one_of_dependencies() {
    let workspace = Workspace::find();
    let mut broken = Vec::new();
    for (name, package) in &workspace.packages {
        let manifest = fs::read_to_string(&package.manifest_path).unwrap();
        if !manifest.contains("[lints]\nworkspace = true\n") {
            broken.push(format!("{name} does not take the lints of the workspace"));
        }
        for line in manifest.lines() {
            if has_own_version(line) {
                broken.push(format!("{name} gives a version or a path itself: {line}"));
            }
        }
    }
    assert_none(
        &broken,
        "lints and versions are in the workspace's manifest",
    );
}

/// Whether a line of a manifest gives a version or a path itself, instead of taking it from the
/// workspace.
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
    for (name, package) in Workspace::find().packages {
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

/// Cargo does not look for further test programs beside a `tests/main.rs`, and the compiler does
/// not report a file that no module declares. Such a file's tests would never run.
#[test]
fn every_file_beside_a_test_program_is_a_module_of_it() {
    let mut broken = Vec::new();
    let mut programs = 0;
    for (name, package) in Workspace::find().packages {
        let tests = package.manifest_path.parent().unwrap().join("tests");
        let Ok(program) = fs::read_to_string(tests.join("main.rs")) else {
            continue;
        };
        programs += 1;
        for entry in fs::read_dir(&tests).unwrap() {
            let path = entry.unwrap().path();
            let module = path.file_stem().unwrap().to_str().unwrap();
            if module != "main" && !program.contains(&format!("\nmod {module};\n")) {
                broken.push(format!("{name}: tests/main.rs does not name {module}"));
            }
        }
    }
    assert!(programs > 0, "no test program found");
    assert_none(&broken, "each file of tests is a module of its program");
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

#[test]
fn the_page_says_the_same_before_and_after_its_program_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let index = plain(&fs::read_to_string(root.join("index.html")).unwrap());
    for (file, name) in [
        ("chains", "title"),
        ("chains", "lead"),
        ("frame", "mine"),
        ("frame", "wallet"),
        ("common", "blocks-title"),
        ("frame", "proofs"),
        ("frame", "network"),
    ] {
        let texts = root.join(format!("src/app/texts/en/{file}.ftl"));
        let texts = fs::read_to_string(texts).unwrap();
        let start = format!("\n{name} =");
        let (_, rest) = texts.split_once(&start).expect(name);
        // A message goes on in lines that are indented.
        let lines = rest.lines().enumerate();
        let message = lines.take_while(|(place, line)| *place == 0 || line.starts_with("    "));
        let message: Vec<_> = message.map(|(_, line)| line).collect();
        let message = plain(&message.join(" "));
        assert!(index.contains(&message), "index.html lacks “{message}”");
    }
}

#[test]
fn own_versions_are_distinguished_from_those_of_the_workspace() {
    assert!(has_own_version(r#"serde = "1.0""#));
    assert!(has_own_version(r#"serde = { version = "1.0" }"#));
    assert!(!has_own_version(
        r#"serde = { workspace = true, features = ["derive"] }"#
    ));
    assert!(!has_own_version("version.workspace = true"));
    assert!(!has_own_version(r#"path = "lib.rs""#));
}
