//! The number of files in a folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace::assert_none;

/// Maximum number of files directly in a folder.
const MAX_FILES: usize = 20;

/// Folders of data, which are exempt: test vectors of others, and files that programs write.
const DATA: [&str; 5] = ["artifacts", "corpus", "fixtures", "target", "vectors"];

/// The folders below `root` that hold more than [`MAX_FILES`] files, with their number of files.
fn crowded(root: &Path) -> Vec<(PathBuf, usize)> {
    let mut crowded = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut files = 0;
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_dir() {
                files += 1;
            } else if !DATA.iter().any(|name| path.ends_with(name)) {
                folders.push(path);
            }
        }
        if files > MAX_FILES {
            crowded.push((folder, files));
        }
    }
    crowded
}

#[test]
fn folders_hold_few_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = ["src", "tests"].map(|folder| crowded(&root.join(folder)));
    let broken: Vec<String> = folders
        .into_iter()
        .flatten()
        .map(|(folder, files)| format!("{} has {files}", folder.display()))
        .collect();
    assert_none(&broken, "a folder holds at most 20 files");
}

#[test]
fn a_crowded_folder_is_found_unless_it_holds_data() {
    let root = tempfile::tempdir().unwrap();
    for name in ["deep/inside", "vectors", "few"] {
        let folder = root.path().join(name);
        fs::create_dir_all(&folder).unwrap();
        let files = if name == "few" { MAX_FILES } else { 21 };
        for number in 0..files {
            fs::write(folder.join(number.to_string()), "").unwrap();
        }
    }
    let found = crowded(root.path());
    assert_eq!(found, [(root.path().join("deep/inside"), 21)]);
}
