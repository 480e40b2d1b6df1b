//! Files that are made from others.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Context;

/// All files below a folder, by their paths relative to it.
pub(crate) fn list(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        let at = folder.join(&inner);
        let entries = fs::read_dir(&at).with_context(|| format!("can't read {}", at.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = inner.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(name);
            } else {
                files.push(name);
            }
        }
    }
    Ok(files)
}

/// Whether `made` exists and is not older than `from`, from which it is made.
pub(crate) fn is_newer(made: &Path, from: &Path) -> bool {
    let time = |path: &Path| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    matches!((time(made), time(from)), (Some(made), Some(from)) if made >= from)
}
