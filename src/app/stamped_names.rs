//! The names of the files that were stamped here: on the chain are only their hashes, and nobody
//! else is told.

use crate::dom;

/// Letters of a name that are kept.
const MOST: usize = 120;

/// Remembers a stamped file's name on this device.
pub(crate) fn remember(sha256: &str, name: &str) {
    let name: String = name.chars().take(MOST).collect();
    dom::remember(&key(sha256), &name);
}

/// The name of a file that was stamped on this device.
pub(crate) fn recall(sha256: &str) -> Option<String> {
    dom::recall(&key(sha256)).filter(|name| !name.is_empty())
}

fn key(sha256: &str) -> String {
    format!("stamp/{sha256}")
}
