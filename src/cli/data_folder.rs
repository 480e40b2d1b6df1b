//! The default data folder.

use std::path::PathBuf;

/// The default data folder: `.tabchain` in the home folder, or in the present one if there is no
/// home folder.
pub(crate) fn default() -> PathBuf {
    std::env::home_dir().unwrap_or_default().join(".tabchain")
}
